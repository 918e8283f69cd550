"""Tickets for the programs of one's shell, and a console that another shell speaks to."""

from contextlib import suppress

from person import Home
from terminal import Terminal

LOOK_UP = """
title: Look the customer up
ask:
  where: {about: in which book, choices: [crm, ledger], default: crm}
run: [echo, "{{ answer.where }} knows {{ requester.email }}"]
output: note
then: [tag +looked-up]
"""


def test_a_ticket_goes_through_a_pipe(console: Terminal) -> None:
    console.press("G")
    console.command("|grep -c QY-7731")
    console.see("› grep -c QY-7731")
    console.wait_for(lambda: "\n 1\n" in console.text, "not found once")


def test_tickets_are_json_to_programs(console: Terminal) -> None:
    console.press("x", "x")
    console.see("2 selected")
    console.command("!wc -l")
    console.see("› wc -l")
    console.wait_for(lambda: "\n 2\n" in console.text, "not an object a line")


def test_what_a_program_prints_becomes_a_note_and_is_undone(console: Terminal, home: Home) -> None:
    console.press("G")
    console.command("|--note grep -o QY-7731 | head -1")
    console.see("#1 noted")
    assert home.wrote(1)[-1] == ("note", "QY-7731")
    console.press("z")
    console.see("undone")
    assert home.wrote(1)[-1][0] == "customer"


def test_a_program_that_fails_says_so_and_nothing_changes(console: Terminal, home: Home) -> None:
    console.press("G")
    console.command("|--note sh -c 'echo no such customer >&2; exit 3'")
    console.see("no such customer")
    assert len(home.wrote(1)) == 2


def test_a_command_of_ones_own_asks_runs_and_tags(home: Home) -> None:
    home.settings(**{"commands__look-up": LOOK_UP})
    with home.console() as t:
        t.see("Charged twice")
        t.press("G")
        t.command("look-up")
        t.see("in which book", "ledger")
        t.type("ledger")
        t.press("enter")
        t.see("tags +looked-up")
    assert home.wrote(1)[-1] == ("note", "ledger knows dana@acme.example")
    assert home.reads(1).tags == ("looked-up",)


def test_another_shell_says_what_the_console_shall_show(console: Terminal, home: Home) -> None:
    def opened() -> bool:
        with suppress(AssertionError):  # its first row is there before it listens to other shells
            return bool(home.shell("remote", "open", "1"))
        return False

    console.wait_for(opened, "it never listened to another shell")
    console.see("#1 Charged twice")
    home.shell("remote", ":view nowhere", status=1)
    console.see("no view 'nowhere'")
