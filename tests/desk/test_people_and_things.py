"""People, organizations, articles, definitions and files through the door, and who hears of them."""

import pytest
from asking import ticket

from supportterm.commands.call import Call
from supportterm.commands.parse import run
from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.core.refusal import Refused
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.store.audit import audit


def test_a_known_person_is_found_by_address_whatever_its_case(desk: Desk) -> None:
    first, second = ticket(desk), desk.create_ticket(NewTicket("AL@Acme.test", "Again")).tickets[0]
    assert desk.ticket(first).requester == desk.ticket(second).requester
    assert [row.id for row in desk.history(desk.ticket(first).requester)] == [second, first]


def test_two_people_can_not_have_one_address(desk: Desk) -> None:
    desk.put_person(email="al@acme.test", name="Al")
    bo = desk.put_person(email="bo@acme.test", name="Bo")
    with pytest.raises(Refused, match="address of Al"):
        desk.put_person(id=bo, email="al@acme.test")
    assert desk.person(bo).email == "bo@acme.test"


def test_two_organizations_can_not_have_one_name(desk: Desk) -> None:
    desk.put_organization(name="Acme")
    bolt = desk.put_organization(name="Bolt")
    with pytest.raises(Refused, match="'Acme' already"):
        desk.put_organization(id=bolt, name="ACME")


def test_who_is_met_in_the_mail_domain_of_an_organization_belongs_to_it(desk: Desk) -> None:
    before = desk.put_person(email="eve@acme.test")
    acme, bolt = (desk.put_organization(name=name) for name in ("Acme", "Bolt"))
    desk.put_organization(name="Acme", domain="@Acme.test")
    first = desk.ticket(ticket(desk))
    assert (first.organization, desk.person(first.requester).organization) == (acme, acme)
    assert desk.person(desk.put_person(email="bo@ACME.test")).organization == acme
    assert desk.person(desk.put_person(email="cy@acme.test", organization=bolt)).organization == bolt
    assert desk.person(desk.put_person(email="dee@sub.acme.test")).organization is None
    assert desk.person(desk.put_person(name="Nobody's")).organization is None
    assert desk.person(desk.put_person(email="eve@acme.test", name="Eve")).organization is None
    assert desk.person(before).organization is None, "who was known before stays where they are"


def test_another_requester_is_one_change_also_when_nobody_knew_them(desk: Desk) -> None:
    number = ticket(desk)
    before = desk.ticket(number)
    outcome = run(f"set {number} requester=bo@acme.test priority=high", Call(lambda: desk))
    bo = desk.person_by_email("bo@acme.test")
    assert (
        bo is not None and outcome.words == f"#{number} requester {before.requester} → {bo.id}, priority normal → high"
    )
    assert (desk.ticket(number).requester, desk.ticket(number).participants) == (bo.id, (before.requester,))
    desk.undo()
    assert desk.ticket(number) == before


def test_what_was_changed_is_called_what_it_is(desk: Desk) -> None:
    with desk.together() as stroke:
        for name in ("al", "bo"):
            desk.put_person(email=f"{name}@acme.test")
    assert stroke.change.words == "changed email on 2 people"


def test_an_article_keeps_every_version_and_is_found_by_the_newest(desk: Desk) -> None:
    number = desk.put_article(slug="reset", title="Reset your password", body="Click the giraffe.")
    desk.put_article(slug="reset", body="Click the zebra.")
    assert desk.article("reset").version == 2
    assert [a.id for a in desk.articles("zeb")] == [number] and desk.articles("giraffe") == ()
    assert [v.body for v in desk.article_versions(number)] == ["Click the zebra.", "Click the giraffe."]
    desk.undo()
    assert desk.article(number).body == "Click the giraffe." and desk.articles("zeb") == ()
    assert [a.id for a in desk.articles("giraffe pass")] == [number]
    with pytest.raises(Refused, match="already"):
        desk.put_article(id=desk.put_article(slug="other", title="Other"), slug="reset")


def test_files_are_kept_once_and_their_content_is_found(desk: Desk) -> None:
    one, two = desk.attach(b"hello", "a.txt"), desk.attach(b"hello", "b.pdf")
    assert one.digest == two.digest and (one.media_type, two.media_type) == ("text/plain", "application/pdf")
    number = ticket(desk, files=(one,))
    message = desk.ticket(number).last_message
    (kept,) = desk.attachments(message)
    assert (kept.name, kept.size) == ("a.txt", 5) and desk.row(number).attachments == 1
    assert desk.attachment_path(kept.digest).read_bytes() == b"hello"
    assert desk.attachment_path(kept.digest).stat().st_mode & 0o777 == 0o600


def test_a_file_that_a_dead_machine_left_half_written_is_written_again(desk: Desk) -> None:
    kept = desk.attach(b"hello", "a.txt")
    place = desk.attachment_path(kept.digest)
    place.write_bytes(b"he")
    assert desk.attach(b"hello", "a.txt") == kept
    assert place.read_bytes() == b"hello"
    assert [p.name for p in place.parent.iterdir()] == [place.name]


def test_tags_are_offered_by_their_beginning(desk: Desk) -> None:
    ticket(desk, tags=("billing", "bug", "urgent"))
    ticket(desk, tags=("bug",))
    assert desk.tags("b") == ("billing", "bug")
    assert desk.tags("", limit=2) == ("billing", "bug")
    assert desk.tags("x") == ()


def test_a_tag_of_any_characters_is_shown_as_it_is(desk: Desk) -> None:
    odd = ('"', "\\", 'a","b', "plain")
    with desk.bulk() as bulk:
        number = bulk.ticket("Hi", bulk.person("al@acme.test"), at=1, tags=odd)
    assert desk.row(number).tags == desk.ticket(number).tags == tuple(sorted(odd))
    with pytest.raises(Refused, match="can't be a tag"):
        desk.change(number, verbs.tag, add=("back\\slash",))


def test_who_listens_hears_what_changed(desk: Desk) -> None:
    heard: list[tuple[int, ...]] = []
    desk.subscribe(heard.append)
    number = ticket(desk)
    with pytest.raises(Refused):
        desk.change(99, verbs.wake)
    desk.change(number, verbs.wake)
    assert heard == [(number,)]


def test_another_program_is_noticed_and_one_self_is_not(desk: Desk) -> None:
    number = ticket(desk)
    desk.poll()
    desk.change(number, verbs.tag, add=("a",))
    assert not desk.poll()
    with Desk.open(desk.path, me="sam") as sams:
        sams.change(number, verbs.tag, add=("b",))
        sams.define("view", "theirs", {"query": ""})
    assert desk.poll()
    assert not desk.poll()
    assert [v.name for v in desk.views()] == ["theirs"]


def test_the_agent_is_the_unix_user_when_nobody_is_named(desk: Desk) -> None:
    from supportterm.store.lookups import login

    with Desk.open(desk.path) as nobodys:
        assert nobodys.me == ""
        ticket(nobodys)
    desk.define("agent", "kim", {"name": "Kim", "unix_user": login()})
    with Desk.open(desk.path) as kims:
        assert kims.me == "kim"


def test_text_that_no_database_takes_is_kept_as_well_as_can_be(desk: Desk) -> None:
    number = ticket(desk, "lone \ud800 surrogate", "nul \x00 and \udfff")
    assert desk.ticket(number).subject == "lone � surrogate"
    assert next(m.body for m in desk.timeline(number) if isinstance(m, Message)) == "nul \x00 and �"
    assert audit(desk.path).ok
    assert desk.window(parse(""), parse_order("number")).rows[0].subject == "lone � surrogate"
