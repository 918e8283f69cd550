"""A real Redmine: answers that get lost, two at one moment, notes that stay inside, fields by their words."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from loopback import HTML, Asked, Line, Told

from servers.redmine import Redmine as Server
from supportterm.backends import errors
from supportterm.backends.redmine import REDMINE
from supportterm.backends.redmine.backend import Redmine
from supportterm.core.remote import (
    AnyStep,
    OpenTicket,
    OutFile,
    RemotePerson,
    Say,
    SetFields,
    TicketGone,
    TicketSeen,
)
from supportterm.core.terms import Role, Status
from whole_feed import everything, marker


@pytest.fixture
def line(redmine: Server) -> Iterator[Line]:
    line = Line(redmine.url)
    with line.serving():
        yield line


@pytest.fixture
def desk(line: Line, redmine: Server) -> Iterator[Redmine]:
    with closing(REDMINE.open({"url": line.url}, lambda: redmine.keys["sync"])) as backend:
        yield backend


def writes(asked: Asked) -> bool:
    return asked.method in ("POST", "PUT")


def dropped(asked: Asked, told: Told) -> Told:
    return Told(silent=True) if writes(asked) else told


def portal(asked: Asked, told: Told) -> Told:
    return Told(200, b"<html>Welcome</html>", HTML) if writes(asked) else told


def failed(asked: Asked, told: Told) -> Told:
    return Told(502, b"bad gateway", HTML) if writes(asked) else told


def a_step(kind: str, redmine: Server) -> AnyStep:
    match kind:
        case "open":
            return OpenTicket(marker(), "Opened once", RemotePerson(email="lost@customer.test"), "once")
        case "fields":
            return SetFields(marker(), redmine.open("Lost", "?"), {"priority": 3}, {"priority": 1})
    return Say(marker(), redmine.open("Lost", "?"), Role.REPLY if kind == "reply" else Role.NOTE, "once")


@pytest.mark.parametrize("spoil", [dropped, portal, failed])
@pytest.mark.parametrize("kind", ["reply", "note", "open", "fields"])
def test_a_lost_answer_is_unknown_and_what_was_done_is_found(
    desk: Redmine, line: Line, redmine: Server, spoil: object, kind: str
) -> None:
    step = a_step(kind, redmine)
    line.lose = spoil  # type: ignore[assignment]
    with pytest.raises(errors.Uncertain):
        desk.write(step)
    line.lose = lambda asked, told: told
    found = desk.find(step)
    assert found is not None and found.key
    assert desk.find(a_step(kind, redmine)) is None


def test_what_opened_a_ticket_is_found_after_replies_too(desk: Redmine) -> None:
    step = OpenTicket(marker(), "Opened, answered", RemotePerson("", "Bo", "bo@acme.test"), "once")
    key = desk.write(step).key
    desk.write(Say(marker(), key, Role.REPLY, "and answered"))
    found = desk.find(step)
    assert found is not None and found.key == key


def test_an_internal_note_is_private_and_takes_no_file(desk: Redmine, redmine: Server) -> None:
    """Redmine would show the file to everybody who sees the ticket."""
    key = redmine.open("Among us", "?")
    step = Say(marker(), key, Role.NOTE, "not for carol")
    made = desk.write(step).key
    seen = redmine.call("GET", f"/issues/{key}.json?include=journals", user="carol")["issue"]["journals"]
    assert "not for carol" not in str(seen)
    (ours,) = [m for m in desk.fetch(key).messages if m.key == made]
    assert (ours.role, ours.marker) == (Role.NOTE, step.marker)
    file = OutFile("a.txt", "text/plain", 1, __file__)
    with pytest.raises(errors.CannotDo):
        desk.write(Say(marker(), key, Role.NOTE, "with a file", files=(file,)))


def test_what_others_set_between_our_look_and_our_write_is_told(desk: Redmine, line: Line, redmine: Server) -> None:
    key = redmine.open("Twice", "?")
    step = SetFields(marker(), key, {"priority": 3}, {"priority": 1})

    def between(asked: Asked, told: Told) -> Told:
        if asked.method == "GET" and f"/issues/{key}.json" in asked.path:
            line.lose = lambda asked, told: told
            redmine.put(key, user="bob", priority_id=1)
        return told

    line.lose = between
    with pytest.raises(errors.Conflict) as caught:
        desk.write(step)
    assert "bob-brandt" in str(caught.value)


def test_what_redmine_does_not_take_is_refused_with_its_words_and_nothing_is_set(
    desk: Redmine, redmine: Server
) -> None:
    key = redmine.open("Refused", "?")
    before = desk.fetch(key).ticket.values()
    with pytest.raises(errors.Invalid) as caught:
        desk.write(SetFields(marker(), key, {"priority": 3, "field.severity": "S9"}, {"priority": 1}))
    assert "Severity" in str(caught.value)
    with pytest.raises(errors.Invalid) as caught:
        desk.write(SetFields(marker(), key, {"field.exact-status": "No such word"}))
    assert "In Progress" in str(caught.value)
    assert desk.fetch(key).ticket.values() == before


def test_what_our_words_tell_less_exactly_is_kept_and_can_be_set(desk: Redmine, redmine: Server) -> None:
    key = redmine.open("Exactly", "?")
    desk.write(SetFields(marker(), key, {"field.exact-status": "Rejected", "field.exact-priority": "Immediate"}))
    ticket = desk.fetch(key).ticket
    assert ticket.status == Status.CLOSED
    assert (ticket.fields["exact-status"], ticket.fields["exact-priority"]) == ("Rejected", "Immediate")
    (status,) = [f for f in desk.catalog().fields if f.name == "exact-status"]
    assert "Feedback" in status.choices


def test_a_customer_who_hides_their_address_has_none(desk: Redmine, redmine: Server) -> None:
    asked = redmine.open("By dana", "?", user="dana"), redmine.open("By carol", "?", user="carol")
    hidden, shown = (desk.fetch(key).ticket.requester for key in asked)
    assert (hidden.email, shown.email) == ("", "carol@customer.test") and hidden.name == "Dana Quint"


def test_many_of_one_moment_are_all_told_and_one_that_is_deleted_is_gone(desk: Redmine, redmine: Server) -> None:
    keys = [redmine.open(f"Many {n}", "?") for n in range(60)]
    items, cursor = everything(desk, "")
    assert set(keys) <= {item.ticket.key for item in items if isinstance(item, TicketSeen)}
    redmine.call("DELETE", f"/issues/{keys[31]}.json", user="admin")
    assert TicketGone(keys[31]) in everything(desk, cursor)[0]


def test_without_the_field_for_marks_it_says_so_and_promises_less(redmine: Server) -> None:
    with closing(REDMINE.open({"url": redmine.url, "marker": "elsewhere"}, lambda: redmine.keys["sync"])) as backend:
        remarks = " ".join(backend.probe().remarks)
        assert "no field for our marks" in remarks and "`elsewhere`" in remarks
        assert backend.capabilities.marker == "none"
        key = redmine.open("No marks", "?")
        step = Say(marker(), key, Role.REPLY, "once")
        made = backend.write(step).key
        assert made in {message.key for message in backend.fetch(key).messages}
        with pytest.raises(errors.NotThere):
            backend.find(step)
