"""What is done through the door, and taken back through it."""

import threading

import pytest

from supportterm.commands.call import Call
from supportterm.commands.parse import run
from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.operations import Undo
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.core.refusal import MovedOn, Refused
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import Draft, NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.store.audit import audit


def ticket(desk: Desk, subject: str = "Charged twice", body: str = "please refund me", **more: object) -> int:
    return desk.create_ticket(NewTicket("al@acme.test", subject, body, name="Al", **more)).tickets[0]  # type: ignore[arg-type]


def found(desk: Desk, text: str) -> list[int]:
    return [hit.ticket for hit in desk.search(text).hits]


def test_a_ticket_is_created_with_all_that_was_said(desk: Desk) -> None:
    number = ticket(desk, tags=("Billing",), team="support", assignee="sam", priority=Priority.HIGH)
    made = desk.ticket(number)
    assert (made.status, made.priority, made.assignee, made.team) == (Status.OPEN, Priority.HIGH, "sam", "support")
    assert made.tags == ("billing",)
    assert desk.person(made.requester).email == "al@acme.test"
    row = desk.row(number)
    assert (row.requester, row.subject, row.messages, row.unread) == ("Al", "Charged twice", 1, True)
    assert found(desk, "refund") == [number]
    assert found(desk, "charged") == [number]


def test_a_known_person_is_found_by_address_whatever_its_case(desk: Desk) -> None:
    first, second = ticket(desk), desk.create_ticket(NewTicket("AL@Acme.test", "Again")).tickets[0]
    assert desk.ticket(first).requester == desk.ticket(second).requester
    assert [row.id for row in desk.history(desk.ticket(first).requester)] == [second, first]


def test_what_the_desk_does_not_have_is_refused_and_nothing_happens(desk: Desk) -> None:
    for wrong in (
        NewTicket("al@acme.test", "Hi", team="nobody"),
        NewTicket("al@acme.test", "Hi", assignee="nobody"),
        NewTicket("al@acme.test", "Hi", tags=("no,tag",)),
        NewTicket("al@acme.test", "Hi", fields={"plan": "pro"}),
        NewTicket("no address", "Hi"),
        NewTicket("al@acme.test", "  "),
    ):
        with pytest.raises(Refused):
            desk.create_ticket(wrong)
    assert desk.count(parse("")) == 0
    assert desk.person_by_email("al@acme.test") is None


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


def test_what_has_left_the_house_stays(desk: Desk) -> None:
    number = ticket(desk)
    desk.write(number, NewMessage(Role.REPLY, "on its way"))
    with desk._store.writing() as connection:  # as whatever carries mail notes it
        connection.execute("UPDATE message SET delivery = 'sent' WHERE role = ?", (int(Role.REPLY),))
    with pytest.raises(Refused, match="left the house"):
        desk.undo()
    assert desk.ticket(number).messages == 2


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


def test_nothing_to_do_writes_nothing(desk: Desk) -> None:
    number = ticket(desk)
    change = desk.change(number, verbs.set_priority, priority=Priority.NORMAL)
    assert (change.id, change.operations, change.words) == (b"", 0, "nothing to change")


def test_a_reply_to_what_has_moved_on_is_stopped_and_a_note_is_not(desk: Desk) -> None:
    number = ticket(desk)
    seen = desk.ticket(number).last_message
    desk.write(
        number, NewMessage(Role.CUSTOMER, "one more thing", markdown=False, person=desk.ticket(number).requester)
    )
    newest = desk.ticket(number).last_message
    with pytest.raises(MovedOn) as stopped:
        desk.write(number, NewMessage(Role.REPLY, "all done!", seen_upto=seen))
    assert stopped.value.newer == (newest,)
    desk.write(number, NewMessage(Role.NOTE, "looking", seen_upto=seen))
    desk.write(number, NewMessage(Role.REPLY, "all done!", seen_upto=newest))
    assert desk.ticket(number).messages == 4


def test_a_draft_goes_in_the_moment_its_text_is_sent_and_stays_when_it_is_not(desk: Desk) -> None:
    number = ticket(desk)
    for at, kind in ((number, "reply"), (0, "new")):
        desk.save_draft(Draft(at, kind, "half a tho", to=("al@acme.test",)))
    with pytest.raises(MovedOn):
        desk.write(number, NewMessage(Role.REPLY, "half a thought", seen_upto=1), draft="reply")
    with pytest.raises(Refused):
        desk.create_ticket(NewTicket("al@acme.test", "Hi", team="nobody"), draft="new")
    assert len(desk.drafts()) == 2
    desk.write(number, NewMessage(Role.REPLY, "half a thought"), draft="reply")
    desk.create_ticket(NewTicket("al@acme.test", "Hi"), draft="new")
    assert desk.drafts() == ()
    assert [text for _, text in desk.draft_versions(number, "reply")] == ["half a tho"]


def test_a_ticket_without_a_text_is_found_by_its_subject(desk: Desk) -> None:
    number = ticket(desk, "Hungry giraffe", "")
    assert found(desk, "giraffe") == [number]
    assert [row.id for row in desk.window(parse("subject:giraffe"), parse_order("-updated")).rows] == [number]


def test_a_clock_that_goes_back_hides_nothing(desk: Desk) -> None:
    number = ticket(desk)
    seen = desk.ticket(number).last_message
    desk.mark_seen(number)
    with Desk.open(desk.path, me="sam", clock=lambda: 1_600_000_000_000) as sams:
        sams.write(number, NewMessage(Role.CUSTOMER, "one more thing", markdown=False))
        with pytest.raises(MovedOn):
            sams.write(number, NewMessage(Role.REPLY, "all done!", seen_upto=seen))
    assert desk.row(number).unread
    assert [m.body for m in desk.timeline(number) if isinstance(m, Message)] == ["please refund me", "one more thing"]


def test_what_came_after_a_look_stays_unread(desk: Desk) -> None:
    number = ticket(desk)
    painted = desk.ticket(number).last_message
    desk.write(number, NewMessage(Role.CUSTOMER, "and another", markdown=False))
    desk.mark_seen(number, painted)
    assert desk.row(number).unread and desk.seen(number) == painted
    desk.mark_seen(number)
    desk.mark_seen(number, painted)
    assert not desk.row(number).unread


def test_history_is_unread_to_nobody_until_something_joins_it(desk: Desk) -> None:
    mine = ticket(desk)
    with desk.bulk() as bulk:
        al = bulk.person("al@acme.test")
        old, long, late = (bulk.ticket(s, al, at=1_000) for s in ("old", "long", "late"))
        for number, at in ((old, 1_000), (long, 1_000), (mine, 1_900_000_000_000), (late, 1_950_000_000_000)):
            bulk.message(number, Role.CUSTOMER, "hello", at=at)
        bulk.commit()
        bulk.message(long, Role.CUSTOMER, "hello?", at=2_000)
    with Desk.open(desk.path, me="sam", clock=desk.clock) as sams:
        unread = parse("is:unread")
        assert [r.id for r in sams.window(unread, parse_order("number")).rows] == [mine, late]
        assert [sams.row(n).unread for n in (mine, old, long, late)] == [True, False, False, True]
        assert sams.seen(long) == sams.ticket(long).last_message
        sams.write(old, NewMessage(Role.REPLY, "hello"))
        assert not sams.row(old).unread and desk.row(old).unread
    with desk.bulk(unread=True) as bulk:
        number = bulk.ticket("new", al, at=1_000)
        bulk.message(number, Role.CUSTOMER, "hello", at=1_000)
    assert desk.row(number).unread


def test_what_i_wrote_is_not_unread_to_me_and_what_i_have_not_read_stays_so(desk: Desk) -> None:
    number = ticket(desk)
    desk.write(number, NewMessage(Role.NOTE, "hm"))
    assert desk.row(number).unread
    desk.mark_seen(number)
    assert not desk.row(number).unread
    desk.write(number, NewMessage(Role.REPLY, "hello"))
    assert not desk.row(number).unread
    desk.write(number, NewMessage(Role.CUSTOMER, "hello?", markdown=False))
    assert desk.row(number).unread
    with Desk.open(desk.path, me="sam") as sams:
        assert sams.row(number).unread


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


def test_two_people_can_not_have_one_address(desk: Desk) -> None:
    desk.put_person(email="al@acme.test", name="Al")
    bo = desk.put_person(email="bo@acme.test", name="Bo")
    with pytest.raises(Refused, match="address of Al"):
        desk.put_person(id=bo, email="al@acme.test")
    assert desk.person(bo).email == "bo@acme.test"


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


def test_two_organizations_can_not_have_one_name(desk: Desk) -> None:
    desk.put_organization(name="Acme")
    bolt = desk.put_organization(name="Bolt")
    with pytest.raises(Refused, match="'Acme' already"):
        desk.put_organization(id=bolt, name="ACME")


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


def test_writes_together_are_one_change_and_each_finds_those_before_it_done(desk: Desk) -> None:
    with desk.together() as stroke:
        one, two = (desk.create_ticket(NewTicket(f"{n}@acme.test", n)) and n for n in ("first", "second"))
        acme = desk.put_organization(name="Acme")
        assert desk.put_organization(name="acme", segment="paid") == acme
        al = desk.put_person(email="al@acme.test", organization=acme)
        with pytest.raises(Refused, match="no ticket 99"):
            desk.change([1, 99], verbs.set_priority, priority=Priority.URGENT)
        with pytest.raises(Refused, match="undo stands alone"):
            desk.undo()
        with desk.together():
            desk.change(1, verbs.set_requester, person=al)
    assert (one, two, stroke.change.tickets) == ("first", "second", (1, 2))
    assert [t.subject for t in desk.tickets([1, 2])] == ["first", "second"]
    assert (desk.ticket(1).requester, desk.ticket(1).priority) == (al, Priority.NORMAL)
    assert audit(desk.path).ok
    desk.undo()
    assert desk.count(parse("")) == 0 and desk.person_by_email("al@acme.test") is None
    assert desk.person_by_email("first@acme.test") is not None
    assert audit(desk.path).ok


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


def test_what_another_thread_does_is_no_part_of_what_is_done_together(desk: Desk) -> None:
    number = ticket(desk)
    entered = threading.Event()

    def tag() -> None:
        entered.set()
        desk.change(number, verbs.tag, add=("other",))

    other = threading.Thread(target=tag)
    with pytest.raises(RuntimeError, match="half way"), desk.together():
        desk.change(number, verbs.tag, add=("mine",))
        other.start()
        entered.wait()
        raise RuntimeError("half way")
    other.join()
    assert desk.ticket(number).tags == ("other",)


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
