"""Prepared answers, and two tickets that are one."""

from person import Home
from terminal import Terminal

MACRO = """
name: refund
title: Give the money back
reply: "Dear {{ requester.first_name }}, the money is on its way.\\n\\n{{ agent.name }}"
commands:
  - priority high
  - tag +refund
"""


def test_a_macro_writes_the_reply_which_a_person_reads_and_sends(console: Terminal, home: Home) -> None:
    (home.path / "refund.yaml").write_text(MACRO)
    home.shell("macro", "add", "refund.yaml")
    console.type(":open 1")
    console.press("enter")
    console.see("#1 Charged twice")
    console.press("m")
    console.see("Give the money back")
    console.type("refund")
    console.press("enter")
    console.see("PUBLIC REPLY", "Dear Dana, the money is on its way.")
    assert (home.ticket(1)["priority"], home.ticket(1)["tags"]) == ("high", ["refund"])
    assert len(home.wrote(1)) == 2  # nothing was sent by itself
    console.press("ctrl+s")
    console.see("send --solve")
    console.press("c")
    console.see("status new → solved")
    assert home.wrote(1)[-1] == ("reply", "Dear Dana, the money is on its way.\n\nSam")
    assert home.ticket(1)["status"] == "solved"


def test_two_tickets_become_one_and_two_again(console: Terminal, home: Home) -> None:
    console.type(":open 6")
    console.press("enter")
    console.see("#6 Paid twice")
    console.press("M")
    console.see("merge")
    console.type("1")
    console.press("enter")
    console.see("merged into #1")
    assert home.ticket(6)["merged_into"] == 1
    assert [who for who, _ in home.wrote(1)] == ["customer"] * 3
    console.press("z")
    console.see("undone")
    assert home.ticket(6)["merged_into"] is None
    assert len(home.wrote(1)) == 2


def test_merging_asks_first_unless_it_is_told_not_to(home: Home) -> None:
    (home.path / ".config" / "supportterm" / "config.yaml").write_text("me: sam\n")
    with home.console() as t:
        t.see("Charged twice")
        t.type(":merge #6 1")
        t.press("enter")
        t.see("nothing happens")
        t.press("enter")
        t.see_no_more("nothing happens")
    assert home.ticket(6)["merged_into"] is None
