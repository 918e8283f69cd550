"""A note is never sent to a customer, whatever keys are pressed."""

from person import Home
from terminal import Terminal


def open_first(t: Terminal) -> None:
    t.type(":open 1")
    t.press("enter")
    t.see("#1 Charged twice")


def test_no_key_of_a_reply_sends_a_note(console: Terminal, home: Home) -> None:
    before = home.wrote(1)
    open_first(console)
    console.press("n")
    console.see("INTERNAL NOTE", "never leaves the house")
    console.type("between us: he is wrong")
    for key in "scpx":
        console.press("ctrl+s", key)
        console.settle()
        console.see("INTERNAL NOTE", "between us")
        assert home.wrote(1) == before
    console.press("ctrl+s", "n")
    console.see("note on #1: colleagues see it, the customer does not")
    assert home.wrote(1)[len(before) :] == [("note", "between us: he is wrong")]
    assert home.ticket(1)["messages"][-1]["to"] == []


def test_the_key_of_a_note_does_not_send_a_reply(console: Terminal, home: Home) -> None:
    before = home.wrote(1)
    open_first(console)
    console.press("r")
    console.see("PUBLIC REPLY to dana@acme.example")
    console.type("hello")
    console.press("ctrl+s", "n")
    console.settle()
    console.see("PUBLIC REPLY")
    assert home.wrote(1) == before


def test_a_public_reply_beside_an_unsent_note_asks_first(console: Terminal, home: Home) -> None:
    before = home.wrote(1)
    open_first(console)
    console.press("n")
    console.see("INTERNAL NOTE")
    console.type("hush")
    console.press("esc")
    console.see("r reply")
    console.press("r")
    console.see("PUBLIC REPLY")
    console.type("hello")
    console.press("ctrl+s", "s")
    console.see("an internal note lies unsent here; this is PUBLIC")
    assert home.wrote(1) == before


def test_a_forward_shows_to_whom(console: Terminal, home: Home) -> None:
    open_first(console)
    console.press("f")
    console.see("FORWARD to nobody yet", "addresses or names, separated by commas")
    console.type("bank@pay.example")
    console.press("enter")
    console.see("FORWARD", "bank@pay.example", "> The bank says")
    console.type("Please check.")
    console.see("Please check.")
    console.press("ctrl+s", "s")
    console.see("forwarded")
    role, body = home.wrote(1)[-1]
    assert role == "forward" and body.startswith("Please check.") and "> The bank says" in body
