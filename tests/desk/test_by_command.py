"""Commands on a desk: what they show is all there is, what they change is only what was said."""

import pytest

from supportterm.commands.call import Call, Outcome
from supportterm.commands.parse import run
from supportterm.core import verbs
from supportterm.core.refusal import Refused
from supportterm.core.terms import Priority, Role
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk


def said(desk: Desk, line: str) -> str:
    outcome: Outcome = run(line, Call(lambda: desk))
    return "\n".join(outcome.lines or ())


def test_every_message_is_shown_whatever_happened_between_them(desk: Desk) -> None:
    number = desk.create_ticket(NewTicket("al@acme.test", "Long", "message 0.")).tickets[0]
    desk.change(number, verbs.set_priority, priority=Priority.HIGH)
    with desk.bulk() as bulk:
        bulk.message(number, Role.CUSTOMER, "message of no date.", at=0)
        for n in range(1, 450):
            bulk.message(number, Role.CUSTOMER, f"message {n}.", at=1_800_000_000_000 + n)
    shown = said(desk, f"show {number}")
    assert all(f"message {n}." in shown for n in (*range(450), "of no date"))


def test_the_newest_public_message_is_forwarded_however_many_notes_follow(desk: Desk) -> None:
    number = desk.create_ticket(NewTicket("al@acme.test", "Hi", "it burns")).tickets[0]
    with desk.bulk() as bulk:
        for n in range(120):
            bulk.message(number, Role.NOTE, f"note {n}", at=1_800_000_000_000 + n, agent="dana")
    run(f"forward {number} --to vendor@parts.test", Call(lambda: desk))
    assert "> it burns" in desk.message(desk.ticket(number).last_message).body
    with desk.bulk() as bulk:
        silent = bulk.ticket("silent", 1, at=5)
    with pytest.raises(Refused, match="no public message"):
        run(f"forward {silent} --to vendor@parts.test", Call(lambda: desk))


def test_what_is_not_given_is_left_as_it_is(desk: Desk) -> None:
    def do(line: str) -> None:
        run(line, Call(lambda: desk))

    do("agent add kim --name 'Kim Lee' --teams support --email KIM@desk.test")
    do("agent add kim --user kimlee")
    kim = next(a for a in desk.agents() if a.handle == "kim")
    assert (kim.name, kim.teams, kim.email, kim.unix_user) == ("Kim Lee", ("support",), "kim@desk.test", "kimlee")
    do("team add backend --name 'Back end'")
    assert next((t.name, t.tier) for t in desk.teams() if t.handle == "backend") == ("Back end", 2)
    do("team add security")
    assert [t.name for t in desk.teams() if t.handle == "security"] == ["Security"]
    do("view add mine is:mine --key m --order -due")
    do("view add mine is:mine --title Mine")
    assert [(v.title, v.order, v.key) for v in desk.views()] == [("Mine", "-due", "m")]
