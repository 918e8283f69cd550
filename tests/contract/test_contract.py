"""What every backend promises, asked of each against its far side. A test that a capability leaves out says which."""

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from counterpart import Counterpart
from promises import called, eventually, fields, key_of, messages, now, settable, told

from supportterm.backends import errors
from supportterm.backends.protocol import Helpdesk
from supportterm.core.nouns import Value
from supportterm.core.remote import (
    FIELDS,
    MailCame,
    MergeTickets,
    OpenTicket,
    RemotePerson,
    Say,
    SetFields,
    TicketGone,
    TicketSeen,
)
from supportterm.core.terms import Priority, Role, Status
from whole_feed import everything, marker

CASES = json.loads((Path(__file__).parent.parent / "cases" / "hostile_small.json").read_text())["cases"]
HOSTILE = [t for case in CASES if "payload" in case and isinstance(t := ast.literal_eval(case["payload"]), str)]
TEXTS = ("plain", "Grüße 印刷 🖨", "# not a *title*\n\n- a\n- b", "<b>tags</b> & entities &amp;", "a " * 20_000)


# --- who


@pytest.mark.tickets_or_not
def test_it_says_who_we_are_and_which_store_it_is(backend: Helpdesk) -> None:
    who = backend.probe()
    assert who.account and who.epoch == backend.probe().epoch


@pytest.mark.tickets_or_not
def test_a_wrong_secret_is_told_as_such_and_shows_itself_nowhere(counterpart: Counterpart) -> None:
    stranger = counterpart.stranger()
    with pytest.raises(errors.AuthFailed) as caught:
        stranger.probe()
    assert "0123456789abcdef" not in str(caught.value) and "0123456789abcdef" not in repr(stranger)
    stranger.close()


@pytest.mark.tickets_or_not
def test_out_of_reach_a_read_is_unavailable_and_a_write_has_not_left(counterpart: Counterpart) -> None:
    key = counterpart.open("Away", "hello")
    with counterpart.away():
        backend = counterpart.backend()
        with pytest.raises(errors.Unavailable):
            backend.changes("")
        with pytest.raises(errors.Unavailable):
            backend.write(counterpart.step(Say(marker(), key, Role.REPLY, "into the void")))
        backend.close()
    assert "into the void" not in counterpart.said(key)


# --- what is told


def test_from_the_beginning_all_is_told(counterpart: Counterpart, backend: Helpdesk) -> None:
    keys = [counterpart.open(f"Told {n}", f"text {n}") for n in range(3)]
    items, _ = everything(backend)
    for n, key in enumerate(keys):
        assert told(items, key)[-1].subject == called(counterpart, f"Told {n}", f"text {n}")
        assert f"text {n}" in [m.body for m in messages(items, key).values()]


def test_how_much_there_is_to_read_is_said_beforehand(counterpart: Counterpart, backend: Helpdesk) -> None:
    if not hasattr(backend, "extent"):
        pytest.skip(f"{counterpart.name} is not measured")
    for n in range(3):
        counterpart.open(f"Counted {n}", "text")
    foreseen = backend.extent().tickets
    assert foreseen == len({item.ticket.key for item in everything(backend)[0] if isinstance(item, TicketSeen)})


def test_a_cursor_is_text_and_from_any_page_on_nothing_is_missing(counterpart: Counterpart, backend: Helpdesk) -> None:
    keys = [counterpart.open(f"Page {n}", "text") for n in range(12)]
    cursor, cursors = "", [""]
    while (page := backend.changes(cursor)).more:
        cursor = page.cursor
        cursors.append(json.loads(json.dumps(cursor)))
    before: set[str] = set()
    cursor = ""
    for start in cursors:
        rest = {i.ticket.key for i in everything(counterpart.backend(), start)[0] if isinstance(i, TicketSeen)}
        assert set(keys) <= before | rest
        before |= {i.ticket.key for i in backend.changes(start).items if isinstance(i, TicketSeen)}


def test_every_change_is_told_after_the_cursor_and_moves_the_version(
    counterpart: Counterpart, backend: Helpdesk
) -> None:
    can = counterpart.capabilities
    key = counterpart.open("Versions", "one")
    items, cursor = everything(backend)
    versions = [told(items, key)[-1].version]
    changes: list[Callable[[], None]] = [
        lambda: counterpart.customer(key, "two"), lambda: counterpart.agent(key, "three"),
    ]  # fmt: skip
    if can.fields:
        field, value = ("subject", "Renamed") if "subject" in can.fields else ("status", int(Status.SOLVED))
        other, _, last = settable(can)
        changes += [lambda: counterpart.set(key, other, last), lambda: counterpart.set(key, field, value)]
    for change in changes:
        change()
        items, cursor = everything(backend, cursor)
        versions.append(told(items, key)[-1].version)
    assert len(set(versions)) == 1 + len(changes)
    if can.fields:
        now_there = told(items, key)[-1].values()
        assert now_there[field] == value and (other == field or now_there[other] == last)


def test_what_happens_while_pages_are_read_is_told_too(counterpart: Counterpart, backend: Helpdesk) -> None:
    keys = [counterpart.open(f"Moving {n}", "text") for n in range(10)]
    cursor, said = "", []
    for turn in range(200):
        page = backend.changes(cursor)
        cursor = page.cursor
        said += page.items
        if turn < len(keys):
            counterpart.customer(keys[turn], f"moved {turn}")
        elif not page.more:
            break
    said += everything(backend, cursor)[0]  # a walk goes round once more
    for n, key in enumerate(keys):
        assert f"moved {n}" in [message.body.strip() for message in messages(said, key).values()]


def test_who_wrote_is_told_and_a_note_is_never_public(counterpart: Counterpart, backend: Helpdesk) -> None:
    key = counterpart.open("Roles", "from the customer")
    counterpart.agent(key, "from an agent")
    if counterpart.capabilities.note:
        backend.write(Say(marker(), key, Role.NOTE, "among us"))
    found = {m.body: m.role for m in messages(everything(backend)[0], key).values()}
    assert found["from the customer"] is Role.CUSTOMER and found["from an agent"] is Role.REPLY
    assert found.get("among us", Role.NOTE) is Role.NOTE


def test_what_is_gone_or_went_on_elsewhere_says_so(counterpart: Counterpart, backend: Helpdesk) -> None:
    gone, merged, into = (counterpart.open(name, "text") for name in ("Gone", "Merged", "Into"))
    _, cursor = everything(backend)
    counterpart.delete(gone)
    merges = counterpart.merge(merged, into)
    items, _ = everything(backend, cursor)
    if counterpart.capabilities.deletes != "none":
        assert any(isinstance(i, TicketGone) and i.key == gone for i in items)
    if merges:
        assert told(items, merged)[-1].merged_into == into


@pytest.mark.parametrize("text", TEXTS, ids=["plain", "unicode", "markdown", "html", "long"])
def test_texts_come_and_go_as_they_are(counterpart: Counterpart, backend: Helpdesk, text: str) -> None:
    key = counterpart.open("Texts", "first")
    backend.write(Say(marker(), key, Role.REPLY, text))
    assert [m.body.rstrip() for m in messages(everything(backend)[0], key).values()][-1] == text.rstrip()


def test_hostile_texts_break_nothing(counterpart: Counterpart, backend: Helpdesk) -> None:
    key = counterpart.open("Hostile", "first")
    for text in HOSTILE:
        backend.write(Say(marker(), key, Role.REPLY, text or "."))
        if counterpart.capabilities.search:
            assert isinstance(backend.search(text[:60], 3), tuple)
    assert len(messages(everything(backend)[0], key)) == len(HOSTILE) + 1


# --- what is sent


@pytest.mark.tickets_or_not
def test_what_has_come_is_told_again_from_every_cursor_before_it(counterpart: Counterpart, backend: Helpdesk) -> None:
    for n in range(3):
        counterpart.open(f"Again {n}", "text")
    _, cursor = everything(backend)
    before = {key_of(item) for item in everything(backend)[0]}
    counterpart.open("Newest", "Newest of all")
    later = counterpart.backend()
    after = {key_of(item) for item in everything(later)[0]}
    assert before < after and len(after) == len(before) + 1
    news, _ = everything(later, json.loads(json.dumps(cursor)))
    later.close()
    assert any(b"Newest" in i.raw if isinstance(i, MailCame) else i.ticket.subject.startswith("Newest") for i in news
               if isinstance(i, MailCame | TicketSeen))  # fmt: skip


@pytest.mark.tickets_or_not
def test_a_reply_arrives_once_and_is_found_again(counterpart: Counterpart, backend: Helpdesk) -> None:
    key = counterpart.open("Found again", "hello")
    step = counterpart.step(Say(marker(), key, Role.REPLY, f"arrives once {marker()}"))
    backend.write(step)
    eventually(lambda: any(step.body in text for text in counterpart.said(key)))
    assert sum(step.body in text for text in counterpart.said(key)) == 1
    if counterpart.capabilities.marker == "stored":
        eventually(lambda: backend.find(step) is not None)
        assert backend.find(counterpart.step(Say(marker(), key, Role.REPLY, step.body))) is None


def test_a_reply_is_there_once_found_by_its_marker_and_comes_back_as_ours(
    counterpart: Counterpart, backend: Helpdesk, needs: Callable[[str], None]
) -> None:
    key = counterpart.open("Marker", "hello")
    step = Say(marker(), key, Role.REPLY, "once and for all")
    if counterpart.capabilities.marker == "stored":
        assert backend.find(step) is None
    receipt = backend.write(step)
    if counterpart.capabilities.marker == "key":
        assert backend.write(step).key == receipt.key
    assert list(counterpart.said(key)).count(step.body) == 1
    if counterpart.capabilities.marker != "stored":
        pytest.skip(f"{counterpart.name} stores no marker")
    found = backend.find(step)
    assert found is not None and found.key == receipt.key
    (ours,) = [m for m in messages(everything(backend)[0], key).values() if m.body == step.body]
    assert (ours.key, ours.marker) == (receipt.key, step.marker)


def test_a_customer_who_quotes_a_marker_proves_nothing(counterpart: Counterpart, backend: Helpdesk) -> None:
    key = counterpart.open("Quoted", "hello")
    step = Say(marker(), key, Role.REPLY, "never sent")
    counterpart.customer(key, f"your id is {step.marker}, see {step.marker}@desk.test")
    if counterpart.capabilities.marker == "stored":
        assert backend.find(step) is None
    assert not any(m.marker for m in messages(everything(backend)[0], key).values())


def test_a_ticket_opened_from_here_is_told_as_ours(
    counterpart: Counterpart, backend: Helpdesk, needs: Callable[[str], None]
) -> None:
    needs("open_tickets")
    person = RemotePerson("", "Bo", "bo@acme.test")
    values: dict[str, Value] = {"priority": int(Priority.HIGH)} if "priority" in counterpart.capabilities.fields else {}
    step = OpenTicket(marker(), "A call", person, "it smokes", values)
    receipt = backend.write(step)
    ticket = told(everything(backend)[0], receipt.key)[-1]
    assert (ticket.subject, ticket.requester.email) == ("A call", "bo@acme.test")
    assert ticket.priority == values.get("priority", Priority.NORMAL)
    if counterpart.capabilities.marker == "stored":
        found = backend.find(step)
        assert found is not None and found.key == receipt.key


def test_fields_are_set_as_asked_and_others_stay(counterpart: Counterpart, backend: Helpdesk) -> None:
    key = counterpart.open("Fields", "hello")
    field, value, _ = settable(counterpart.capabilities)
    before = now(backend, key)
    wanted: dict[str, Value] = {"status": int(Status.SOLVED), field: value}
    backend.write(fields(backend, key, **wanted))
    after = told(everything(backend)[0], key)[-1]
    assert {name: after.values()[name] for name in FIELDS} == {n: before.values()[n] for n in FIELDS} | wanted


def test_what_somebody_else_changed_meanwhile_is_not_written_over(
    counterpart: Counterpart, backend: Helpdesk, needs: Callable[[str], None]
) -> None:
    needs("guard")
    key = counterpart.open("Stale", "hello")
    field, ours, theirs = settable(counterpart.capabilities)
    step = fields(backend, key, **{field: ours})
    counterpart.set(key, field, theirs)
    with pytest.raises(errors.Conflict) as caught:
        backend.write(step)
    assert caught.value.current[field] == theirs
    assert told(everything(backend)[0], key)[-1].values()[field] == theirs


def test_tags_of_others_stay(counterpart: Counterpart, backend: Helpdesk, needs: Callable[[str], None]) -> None:
    needs("tags")
    key = counterpart.open("Tags", "hello")
    for add in (("alpha",), ("beta",)):
        item = backend.fetch(key)
        assert isinstance(item, TicketSeen)
        backend.write(SetFields(marker(), key, add=add, version=item.ticket.version))
    item = backend.fetch(key)
    assert isinstance(item, TicketSeen)
    backend.write(SetFields(marker(), key, remove=("alpha",), version=item.ticket.version))
    assert told(everything(backend)[0], key)[-1].tags == ("beta",)


def test_whether_fields_arrived_can_be_found_out(counterpart: Counterpart, backend: Helpdesk) -> None:
    key = counterpart.open("Found", "hello")
    field, value, _ = settable(counterpart.capabilities)
    step = fields(backend, key, **{field: value})
    assert backend.find(step) is None
    backend.write(step)
    assert backend.find(step) is not None


def test_tickets_are_merged(counterpart: Counterpart, backend: Helpdesk, needs: Callable[[str], None]) -> None:
    needs("merge")
    one, other = counterpart.open("One", "a"), counterpart.open("Other", "b")
    backend.write(MergeTickets(marker(), one, other))
    assert told(everything(backend)[0], one)[-1].merged_into == other


def test_a_ticket_that_is_not_there_is_told_as_such(counterpart: Counterpart, backend: Helpdesk) -> None:
    with pytest.raises(errors.NotThere):
        backend.fetch("999999")
    with pytest.raises(errors.NotThere):
        backend.write(Say(marker(), "999999", Role.REPLY, "to nobody"))
