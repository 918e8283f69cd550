"""Somebody who has never seen the console learns it by doing what it says."""

from pathlib import Path

from terminal import terminal


def test_whoever_does_what_the_tutor_says_comes_to_its_end(own_home: Path) -> None:
    with terminal(["tutor"], own_home, 100, 30) as t:
        t.see("1/16", "Go down the queue and up again with j and k")
        t.press("j")
        t.see("2/16", "with enter")
        t.press("enter")
        t.see("3/16", "go back to the queue with u")
        t.press("u")
        t.see("4/16", "answer it, r")
        t.press("r")
        t.type("hello")
        t.press("ctrl+s", "s")
        t.see("5/16", "a note for colleagues, n")
        t.press("n")
        t.type("only for us")
        t.press("ctrl+s", "n")
        t.see("6/16", "Undo the note, z")
        t.press("z")
        t.see("7/16", "nobody's, a")
        t.press("u", "j", "a")
        t.see("8/16", "urgent, p u")
        t.press("p", "u")
        t.see("9/16", "higher tier, !")
        t.press("!")
        t.type("tech")
        t.press("enter")
        t.see("reason:")
        t.type("the server is theirs")
        t.press("enter")
        t.see("10/16", "until tomorrow, b")
        t.press("b")
        t.type("tomorrow 9am")
        t.press("enter")
        t.see("11/16", "Narrow the list while you type, /")
        t.press("/")
        t.type("refund")
        t.press("enter")
        t.see("12/16", "Select some rows, x")
        t.press("x", "x", "e")
        t.see("13/16", "another view, g o")
        t.press("g", "o")
        t.see("14/16", "Find an article, g k")
        t.press("g", "k")
        t.see("15/16", "command line, :")
        t.press("u")
        t.type(":log")
        t.press("enter")
        t.see("16/16")
        t.press("enter", "?")
        t.see("That was all")


def test_the_tutor_is_skipped_and_sent_away(own_home: Path) -> None:
    with terminal(["tutor"], own_home, 80, 24) as t:
        t.see("1/16")
        t.type(":tutor skip")
        t.press("enter")
        t.see("2/16", "Open the ticket")
        t.type(":tutor stop")
        t.press("enter")
        t.see_no_more("Open the ticket under the cursor")
        t.see("Welcome")
