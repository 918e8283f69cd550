"""Who did what to a ticket, how it was, what it belongs to, and who has it now."""

import pytest
from person import Home
from terminal import Terminal

from supportterm.core.terms import Status


def at(t: Terminal, number: int) -> None:
    t.command(f"open {number}")
    t.see(f"#{number} ", "u back")


def test_who_gave_a_field_its_value_is_told(console: Terminal) -> None:
    at(console, 1)
    console.press("p", "u")
    console.see("priority normal → urgent")
    console.command("blame")
    console.see("#1: who made it what it is")
    assert any(line.split()[:3] == ["priority", "urgent", "sam"] for line in console.lines)


def test_a_ticket_is_seen_as_it_was_before(console: Terminal) -> None:
    at(console, 1)
    console.press("p", "u")
    console.see("priority normal → urgent")
    console.press("l")
    console.see("#1 log", "as it was opened")
    console.press("j", "enter")
    console.see("as it was 2 Mar")
    assert "urgent" not in console.lines[console_line(console, "#1 Charged twice for March") + 1]
    console.press("esc")
    console.see_no_more("as it was 2 Mar")


def console_line(t: Terminal, words: str) -> int:
    return next(y for y, line in enumerate(t.lines) if line.lstrip().startswith(words))


def test_one_change_of_many_is_taken_back_in_the_log(console: Terminal, home: Home) -> None:
    at(console, 1)
    console.press("p", "u")
    console.see("priority normal → urgent")
    console.command("tag +bank")
    console.see("tags +bank")
    console.press("l")
    console.see("#1 log")
    console.press("j", "z")
    console.see("undone")
    assert (home.reads(1).priority.name, home.reads(1).tags) == ("NORMAL", ("bank",))


def test_all_that_a_customer_ever_asked_is_one_key_away(console: Terminal, home: Home) -> None:
    home.shell("new", "--from", "dana@acme.example", "--subject", "Another question", "Hello")
    at(console, 1)
    console.press("h")
    console.see("Dana Reyes  2", "Another question")


def test_one_message_goes_on_as_a_ticket_of_its_own(console: Terminal, home: Home) -> None:
    at(console, 1)
    console.press("J", "v", "n")
    console.see("a message went on as #10")
    assert "QY-7731" in home.wrote(10)[0][1] and len(home.wrote(10)) == 1
    console.press("z")
    console.see("undone")
    home.shell("show", "10", status=1)


def test_incidents_of_one_problem_are_answered_together(console: Terminal, home: Home) -> None:
    at(console, 6)
    console.press("H", "l")
    console.see("link")
    console.type("to 1 as incident")
    console.press("enter")
    console.see("#6 linked to its problem #1")
    at(console, 1)
    console.command("incidents answer It is fixed.")
    console.see("reaching 1 customer", "Paid twice in March?")
    assert home.reads(6).status is Status.NEW
    console.press("y")
    console.see_no_more("reaching 1 customer")
    console.see("solved")
    assert home.wrote(6)[-1] == ("reply", "It is fixed.")
    assert home.reads(1).status is home.reads(6).status is Status.SOLVED


@pytest.mark.parametrize(
    ("keys", "words", "said", "assignee"),
    [
        ("a", "", "accepted, assignee — → sam", "sam"),
        ("d", "the log is missing", "hand-off declined, back to tier 1: the log is missing", None),
    ],
)
def test_what_is_handed_to_my_team_is_taken_or_declined(
    home: Home, keys: str, words: str, said: str, assignee: str | None
) -> None:
    home.shell("agent", "add", "sam", "--teams", "support,backend")
    home.shell("--me", "root", "escalate", "1", "--to", "backend", "--reason", "it crashes on save")
    with home.console() as t:
        t.see("Unassigned")
        t.press("g", "H")
        t.see("Hand-offs  1", "Charged twice")
        t.press("enter")
        t.see("it crashes on save", "a accept", "d decline")
        t.press(keys)
        if words:
            t.see("reason")
            t.type(words)
            t.press("enter")
        t.see(said)
    assert home.reads(1).assignee == assignee


def test_what_was_found_goes_back_down_with_the_ticket(home: Home) -> None:
    home.shell("agent", "add", "sam", "--teams", "support,backend")
    home.shell("--me", "root", "escalate", "1", "--to", "backend", "--reason", "it crashes on save")
    home.shell("accept", "1")
    with home.console() as t:
        t.see("Unassigned")
        at(t, 1)
        t.see("H r return")
        t.press("H", "r")
        t.see("reason")
        t.type("fixed in 4.2, tell them")
        t.press("enter")
        t.see("back to tier 1: fixed in 4.2, tell them")
    assert home.reads(1).tier == 1
