"""What is taken back and done again, and what is not."""

import pytest
from asking import found, ticket

from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.operations import Undo
from supportterm.core.query import parse
from supportterm.core.refusal import Refused
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.store.audit import audit


def test_the_older_of_two_priorities_is_undone_and_the_newer_stays(desk: Desk) -> None:
    number = ticket(desk)
    high = desk.change(number, verbs.set_priority, priority=Priority.HIGH)
    desk.change(number, verbs.set_priority, priority=Priority.URGENT)
    desk.undo(high.id)
    assert desk.ticket(number).priority is Priority.URGENT
    with pytest.raises(Refused, match="undone already"):
        desk.undo(high.id)


def test_one_stroke_on_many_tickets_is_undone_and_done_again_as_one(desk: Desk) -> None:
    numbers = [ticket(desk, f"T{i}") for i in range(3)]
    change = desk.change(numbers, verbs.set_status, status=Status.SOLVED)
    assert change.tickets == tuple(numbers)
    assert change.words == "status new → solved on 3 tickets"
    assert desk.undo().words == "undone: status new → solved on 3 tickets"
    assert {t.status for t in desk.tickets(numbers)} == {Status.NEW}
    assert desk.redo().words == "done again: status new → solved on 3 tickets"
    assert {t.status for t in desk.tickets(numbers)} == {Status.SOLVED}


def test_undo_goes_back_step_by_step_and_redo_forward_until_something_new_is_done(desk: Desk) -> None:
    number = ticket(desk)
    for priority in (Priority.LOW, Priority.HIGH, Priority.URGENT):
        desk.change(number, verbs.set_priority, priority=priority)
    desk.undo()
    desk.undo()
    assert desk.ticket(number).priority is Priority.LOW
    desk.redo()
    assert desk.ticket(number).priority is Priority.HIGH
    desk.undo()
    desk.change(number, verbs.tag, add=("new",))
    with pytest.raises(Refused, match="nothing to bring back"):
        desk.redo()


def test_undo_takes_back_mine_and_never_a_colleagues(desk: Desk) -> None:
    number = ticket(desk)
    desk.change(number, verbs.tag, add=("mine",))
    with Desk.open(desk.path, me="sam", clock=desk.clock) as sams:
        with pytest.raises(Refused, match="nothing of yours"):
            sams.undo()
        theirs = sams.change(number, verbs.tag, add=("sams",))
    with pytest.raises(Refused, match="done by sam; only they can undo it"):
        desk.undo(theirs.id)
    with pytest.raises(Refused, match="no such change"):
        desk.undo(b"nothing of the kind")
    desk.undo()
    assert desk.ticket(number).tags == ("sams",)


def test_undo_on_a_ticket_skips_what_was_done_elsewhere(desk: Desk) -> None:
    one, other = ticket(desk, "one"), ticket(desk, "other")
    desk.change(one, verbs.tag, add=("a",))
    desk.change(other, verbs.tag, add=("b",))
    desk.undo(ticket=one)
    assert desk.ticket(one).tags == () and desk.ticket(other).tags == ("b",)


def test_an_undone_message_is_out_of_sight_and_out_of_search_until_it_is_done_again(desk: Desk) -> None:
    number = ticket(desk)
    desk.write(number, NewMessage(Role.REPLY, "Your zebra is on its way", then=Status.SOLVED))
    assert found(desk, "zebra") == [number]
    desk.undo()
    assert found(desk, "zebra") == []
    assert [m.body for m in desk.timeline(number) if isinstance(m, Message)] == ["please refund me"]
    assert (desk.ticket(number).messages, desk.ticket(number).status) == (1, Status.NEW)
    desk.redo()
    assert found(desk, "zebra") == [number]
    assert desk.ticket(number).messages == 2


def test_an_undone_ticket_is_gone_and_its_number_is_not_used_again(desk: Desk) -> None:
    number = ticket(desk)
    desk.undo()
    with pytest.raises(Refused, match=f"no ticket {number}"):
        desk.ticket(number)
    assert found(desk, "charged") == [] and desk.count(parse("")) == 0
    assert ticket(desk) == number + 1
    assert audit(desk.path).ok


def test_a_ticket_others_have_worked_on_is_not_taken_back(desk: Desk) -> None:
    change = desk.create_ticket(NewTicket("al@acme.test", "Hi", "hello"))
    with Desk.open(desk.path, me="sam", clock=desk.clock) as sams:
        sams.change(change.tickets, verbs.tag, add=("sams",))
    with pytest.raises(Refused, match="worked on since by sam"):
        desk.undo(change.id)


def test_a_renamed_ticket_is_found_by_its_new_subject_only_and_by_the_old_one_after_undo(desk: Desk) -> None:
    number = ticket(desk, "Broken zebra")
    desk.change(number, verbs.set_subject, subject="Broken giraffe")
    assert (found(desk, "subject:giraffe"), found(desk, "subject:zebra")) == ([number], [])
    desk.undo()
    assert (found(desk, "subject:giraffe"), found(desk, "subject:zebra")) == ([], [number])


def test_a_merge_carries_the_messages_over_and_comes_apart_again(desk: Desk) -> None:
    source, target = ticket(desk, "one", "first words"), ticket(desk, "two", "other words")
    desk.change(source, verbs.merge, into=desk.ticket(target))
    assert desk.ticket(source).merged_into == target
    assert {m.body for m in desk.timeline(target) if isinstance(m, Message)} == {"first words", "other words"}
    with pytest.raises(Refused, match="was merged into"):
        desk.write(source, NewMessage(Role.NOTE, "here?"))
    desk.undo()
    assert desk.ticket(source).merged_into is None and desk.ticket(target).absorbed == ()
    assert {m.body for m in desk.timeline(target) if isinstance(m, Message)} == {"other words"}


def test_a_ticket_that_was_worked_on_since_is_not_merged_again_by_redo(desk: Desk) -> None:
    source, target = ticket(desk), ticket(desk)
    desk.change(source, verbs.merge, into=desk.ticket(target))
    desk.undo()
    desk.redo()
    assert desk.ticket(source).merged_into == target
    undone = desk.undo()
    desk.change(source, verbs.set_status, status=Status.OPEN)
    with pytest.raises(Refused, match="has been worked on since by dana; merge it anew"):
        desk.undo(undone.id)
    assert desk.ticket(source).merged_into is None and desk.ticket(source).status is Status.OPEN


def test_many_tickets_merge_into_one_in_one_stroke(desk: Desk) -> None:
    *sources, target = (ticket(desk, f"T{i}", tags=(f"t{i}",)) for i in range(4))
    desk.change(sources, verbs.merge, into=desk.ticket(target))
    assert desk.ticket(target).absorbed == tuple(sources)
    assert desk.ticket(target).tags == ("t0", "t1", "t2", "t3")
    desk.undo()
    assert desk.ticket(target).absorbed == () and desk.ticket(target).tags == ("t3",)


def test_one_refusal_leaves_the_whole_stroke_undone(desk: Desk) -> None:
    good, merged, target = ticket(desk), ticket(desk), ticket(desk)
    desk.change(merged, verbs.merge, into=desk.ticket(target))
    before = len(desk.log(good))
    with pytest.raises(Refused):
        desk.change([good, merged], verbs.set_priority, priority=Priority.URGENT)
    assert len(desk.log(good)) == before
    assert desk.ticket(good).priority is Priority.NORMAL


def test_the_log_tells_all_and_marks_what_was_undone(desk: Desk) -> None:
    number = ticket(desk)
    desk.change(number, verbs.tag, add=("a",))
    desk.undo()
    entries = desk.log(number)
    assert [(type(e.operation.payload).__name__, e.undone) for e in entries] == [
        ("Create", False),
        ("Wrote", False),
        ("Tag", True),
        ("Undo", False),
    ]
    assert isinstance(entries[-1].operation.payload, Undo)
    assert [e.operation.device_seq for e in entries] == sorted({e.operation.device_seq for e in entries})


def test_people_organizations_and_articles_are_changed_and_undone(desk: Desk) -> None:
    acme = desk.put_organization(name="Acme", segment="paid")
    al = desk.put_person(email="Al@acme.test", name="Al", organization=acme)
    assert desk.put_person(email="al@acme.test", phone="123") == al
    assert (desk.person(al).name, desk.person(al).phone, desk.person(al).organization) == ("Al", "123", acme)
    desk.undo()
    assert desk.person(al).phone == ""
    assert desk.organization_named("ACME") == acme
    assert [p.id for p in desk.people("AL@")] == [p.id for p in desk.people("a")] == [al]
    with pytest.raises(Refused, match="no organization"):
        desk.organization_named("nobody")


def test_a_person_who_asked_something_can_not_be_undone(desk: Desk) -> None:
    desk.put_person(email="al@acme.test", name="Al")
    with Desk.open(desk.path, me="sam", clock=desk.clock) as sams:
        ticket(sams)
    with pytest.raises(Refused, match="named by what came since: see #1"):
        desk.undo()
    assert desk.person_by_email("al@acme.test") is not None


def test_what_is_named_elsewhere_is_not_taken_back_until_that_is(desk: Desk) -> None:
    number = ticket(desk)
    acme = desk.put_organization(name="Acme")
    article = desk.put_article(slug="reset", title="Reset")
    with Desk.open(desk.path, me="sam", clock=desk.clock) as sams:
        sams.change(number, verbs.link_article, article=article)
        with pytest.raises(Refused, match=f"'reset' is named by what came since: see #{number}"):
            desk.undo()
        sams.undo()
        desk.undo()
        bo = sams.put_person(email="bo@acme.test", organization=acme)
        with pytest.raises(Refused, match="Acme is named by what came since: see a person"):
            desk.undo()
        desk.write(number, NewMessage(Role.CUSTOMER, "me too", markdown=False, person=bo))
        with pytest.raises(Refused, match=f"bo@acme.test is named by what came since: see #{number}"):
            sams.undo()
        desk.undo()
        sams.undo()
        desk.undo()
    with pytest.raises(Refused, match="no organization"):
        desk.organization(acme)


def test_what_a_colleague_has_added_to_is_not_taken_from_under_them(desk: Desk) -> None:
    al = desk.put_person(email="al@acme.test", name="Al")
    made = desk.put_article(slug="reset", title="Reset", body="one")
    with Desk.open(desk.path, me="sam", clock=desk.clock) as sams:
        sams.put_person(id=al, phone="123")
        sams.put_article(id=made, body="two")
    for _ in range(2):
        with pytest.raises(Refused, match="the article has been worked on since by sam"):
            desk.undo()
    assert (desk.person(al).name, desk.article(made).body) == ("Al", "two")


def test_a_merge_is_not_brought_back_over_one_that_was_made_meanwhile(desk: Desk) -> None:
    one, two, three = ticket(desk), ticket(desk), ticket(desk)
    desk.change(one, verbs.merge, into=desk.ticket(two))
    desk.undo()
    with Desk.open(desk.path, me="sam", clock=desk.clock) as sams:
        for source, target in ((two, one), (one, three)):
            sams.change(source, verbs.merge, into=sams.ticket(target))
            with pytest.raises(Refused, match="merged"):
                desk.redo()
            sams.undo()
    desk.redo()
    assert (desk.ticket(one).merged_into, desk.ticket(two).absorbed) == (two, (one,))


def test_a_merge_is_told_once(desk: Desk) -> None:
    one, two, three = ticket(desk, body="a"), ticket(desk, body="b"), ticket(desk, body="c")
    assert desk.change(one, verbs.merge, into=desk.ticket(three)).words == f"#{one} merged into #{three}"
    desk.undo()
    both = desk.change((one, two), verbs.merge, into=desk.ticket(three))
    assert both.words == f"merged into #{three} on 2 tickets"


def test_merges_come_apart_from_the_end_of_the_chain_only(desk: Desk) -> None:
    one, two, three = ticket(desk, body="a"), ticket(desk, body="b"), ticket(desk, body="c")
    first = desk.change(one, verbs.merge, into=desk.ticket(two))
    second = desk.change(two, verbs.merge, into=desk.ticket(three))
    assert [m.body for m in desk.timeline(three) if isinstance(m, Message)] == ["a", "b", "c"]
    with pytest.raises(Refused, match=f"#{two} was itself merged into #{three} later"):
        desk.undo(first.id)
    desk.undo(second.id)
    desk.undo(first.id)
    assert all(t.merged_into is None and t.absorbed == () for t in desk.tickets([one, two, three]))


def test_definitions_are_checked_kept_in_order_and_undone(desk: Desk) -> None:
    desk.define("view", "mine", {"query": "is:mine", "title": "Mine"})
    desk.define("view", "all", {"query": ""})
    assert [(v.name, v.title) for v in desk.views()] == [("mine", "Mine"), ("all", "all")]
    with pytest.raises(Refused, match="tier"):
        desk.define("team", "odd", {"tier": "two"})
    for name in ("", "me", "none", "a b", "a,b", 'a"b', "\x1b[31m"):
        with pytest.raises(Refused, match="letters, digits and dashes"):
            desk.define("agent", name, {})
    with pytest.raises(Refused, match="nonsense"):
        desk.define("team", "odd", {"nonsense": 2})
    desk.define("view", "mine", None)
    assert [v.name for v in desk.views()] == ["all"]
    desk.undo()
    assert {v.name for v in desk.views()} == {"mine", "all"}
