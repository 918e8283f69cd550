"""Doing something to many tickets, and something again."""

from person import SETTINGS, Home
from terminal import Terminal

from supportterm.core.terms import Priority, Status


def test_what_becomes_of_each_is_shown_before_many_are_changed(home: Home) -> None:
    home.settings(config=SETTINGS + "  bulk: 2\n")
    home.shell("solve", "6")
    with home.console() as t:
        t.see("Charged twice")
        t.command("view all")
        t.see("Paid twice in March?")
        t.press("ctrl+a")
        t.see("9 selected")
        t.press("e")
        t.see("solve: 8 change, 1 is so already", "#1 Charged twice for March", "status new → solved", "do it?")
        t.press("n")
        t.see_no_more("do it?")
        assert home.reads(1).status is Status.NEW
        t.press("e")
        t.see("do it?")
        t.press("y")
        t.see("status new → solved on 8 tickets")
        t.press("z")
        t.see("undone")
    assert (home.reads(1).status, home.reads(6).status) == (Status.NEW, Status.SOLVED)


def test_a_range_from_here_to_there_is_chosen(console: Terminal, home: Home) -> None:
    console.press("V", "j", "j", "p", "h")
    console.see("priority normal → high on 3 tickets")
    assert [home.reads(n).priority for n in (9, 8, 7)] == [Priority.HIGH] * 3
    assert home.reads(6).priority is Priority.NORMAL


def test_all_that_match_are_chosen_and_all_but_those(console: Terminal) -> None:
    console.press("*", "/")
    console.see("select-matching")
    console.type("from:dana OR from:pia")
    console.press("enter")
    console.see("2 selected")
    console.press("*", "i")
    console.see("7 selected")
    console.press("X")
    console.see_no_more("selected")


def test_a_number_before_a_key_says_how_often(console: Terminal) -> None:
    console.press("3", "j", "enter")
    console.see("#6 Paid twice in March?")


def test_what_was_done_is_done_again_to_the_next(console: Terminal, home: Home) -> None:
    console.command("tag +urgent-look")
    console.see("tags +urgent-look")
    console.press("j", ".")
    console.see("#8 tags +urgent-look")
    assert home.reads(8).tags == home.reads(9).tags == ("urgent-look",)


def test_keys_are_recorded_and_pressed_again_as_often_as_asked(console: Terminal, home: Home) -> None:
    console.command("order number")
    console.wait_for(lambda: "Charged twice" in console.lines[2], "not in order")
    console.press("g", "g", "Q", "t", "t")
    console.see("Add tags with +tag")
    console.type("+seen")
    console.press("enter")
    console.see("tags +seen")
    console.press("j", "Q")
    console.see("recorded as last")
    console.press("3", "R")
    console.wait_for(lambda: "seen" in home.reads(4).tags, "never pressed the third time")
    assert [n for n in range(1, 10) if "seen" in home.reads(n).tags] == [1, 2, 3, 4]


def test_one_comes_back_to_a_ticket_that_was_marked(console: Terminal) -> None:
    console.press("G", '"', "a")
    console.see("#1 is marked a")
    console.press("g", "g", "g", "a")
    console.see("All")
    console.press("'", "a")
    console.see("#1 Charged twice")
