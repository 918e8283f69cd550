"""Keys, the command line, help and filters, on every terminal."""

import re

import pytest
from person import Home
from terminal import Terminal

COLOUR = re.compile(rb"\x1b\[(?:[0-9;:]*[;:])?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:[;:][0-9;:]*)?m")


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (160, 48)])
def test_the_console_fits_its_terminal(home: Home, columns: int, rows: int) -> None:
    with home.console(columns=columns, rows=rows) as t:
        t.see("Charged twice for March", "Raj Patel")
        t.press("G")
        t.press("enter")
        t.see("#1 Charged twice", "QY-7731")
        if columns >= 160:
            assert "Raj Patel" in t.text  # the queue stands beside the ticket
        t.press("r")
        t.see("PUBLIC REPLY")
        t.type("x" * 30)
        t.see("x" * 30)
        t.press("ctrl+s", "d")
        t.settle()
        assert len(t.lines) == rows and max(map(len, t.lines)) <= columns
        assert "Traceback" not in t.text and t.process.poll() is None


def test_without_colour_no_colour_is_written_and_all_works(home: Home) -> None:
    with home.console(NO_COLOR="1") as t:
        t.see("Charged twice for March")
        t.press("j", "k", "G", "enter")
        t.see("#1 Charged twice")
        t.press("n")
        t.see("INTERNAL NOTE")
        t.type("no colour")
        t.press("ctrl+s", "n")
        t.see("note on #1")
        t.press("?")
        t.see("keys in ticket")
        assert COLOUR.findall(t.bytes) == []
        assert b"\x1b[" in t.bytes
    assert home.wrote(1)[-1] == ("note", "no colour")


def test_with_colours_there_are_colours(console: Terminal) -> None:
    assert COLOUR.search(console.bytes)


def test_the_command_line_completes_names_and_arguments(console: Terminal, home: Home) -> None:
    console.press(":")
    console.see("enter run")
    console.type("prio")
    console.see("Set the priority")
    console.press("tab")
    console.type("ur")
    console.see("urgent")
    console.press("tab")
    console.see("priority urgent")
    console.press("enter")
    console.see("priority normal → urgent")
    assert [t["number"] for t in home.json("list", "priority:urgent")] == [9]


def test_a_slip_on_the_command_line_gets_the_nearest_name(console: Terminal) -> None:
    console.type(":esclate")
    console.press("enter")
    console.see("there is no command 'esclate'; did you mean escalate?")


def test_help_finds_a_key_and_runs_it(console: Terminal, home: Home) -> None:
    console.press("?")
    console.see("keys in queue", "type to narrow")
    console.type("Assign to me")
    console.see("take")
    console.see_no_more("half-page")
    console.press("enter")
    console.see("assignee — → sam")
    assert [t["number"] for t in home.json("list", "assignee:sam")] == [9]


def test_a_mistake_in_a_filter_is_shown_where_it_is(console: Terminal) -> None:
    console.press("/")
    console.see("enter keep")
    console.type("tag:x status:opne ")
    console.see("there is no status 'opne'; did you mean open?")
    row = next(n for n, line in enumerate(console.lines) if line.startswith(" / tag:x"))
    typed, said = console.lines[row], console.lines[row + 1]
    assert said.index("↑") == typed.index("opne")


def test_a_prefix_shows_what_may_follow_and_escape_forgets_it(console: Terminal) -> None:
    console.press("s")
    console.see("status", "on-hold", "esc cancel")
    console.press("esc")
    console.see_no_more("esc cancel")
    console.press("j")
    assert "status new →" not in console.text


def test_many_tickets_are_selected_and_changed_and_undone_at_once(console: Terminal, home: Home) -> None:
    console.press("x", "J", "J")
    console.see("3 selected")
    console.press("p")
    console.see("high")
    console.press("h")
    console.see("3 tickets")
    assert len(home.json("list", "priority:high")) == 3
    console.press("z")
    console.see("undone")
    assert home.json("list", "priority:high") == []


def test_a_search_opens_at_the_hit(console: Terminal) -> None:
    console.press("g")
    console.see("go to")
    console.press("/")
    console.see("search:")
    console.type("QY-7731")
    console.see("Paid twice in March?", "Charged twice for March")
    console.press("enter")
    console.see("#6 Paid twice in March?", "second charge, QY-7731")


def test_views_have_keys(console: Terminal, home: Home) -> None:
    home.shell("solve", "1")
    console.see_no_more("Charged twice")
    console.press("g", "d")
    console.see("Solved", "Charged twice")
    console.press("g", "m")
    console.see("nothing in Mine")


def test_a_line_that_was_run_comes_back_also_tomorrow(home: Home) -> None:
    with home.console() as today:
        today.see("Charged twice for March")
        today.command("tag +urgent-ish")
        today.see("+urgent-ish")
        today.command("order number")
        today.press("ctrl+q")
        assert today.wait() == 0
    with home.console() as tomorrow:
        tomorrow.see("Charged twice for March")
        tomorrow.press(":")
        tomorrow.see("  tag +urgent-ish", "  order number")
        tomorrow.press("up", "up", "enter")
        tomorrow.see_no_more("── command")
        tomorrow.see("tags +urgent-ish")
        assert "urgent-ish" in home.reads(1).tags
        tomorrow.press(":", "ctrl+r")
        tomorrow.see("── history", "order number")
        tomorrow.type("order")
        tomorrow.see_no_more("urgent-ish")
        tomorrow.press("enter")
        tomorrow.see(": order number")
        tomorrow.press("enter")
        tomorrow.wait_for(lambda: "(no subject)" in tomorrow.lines[2], "the list never turned round")


def test_moments_are_shown_and_read_in_the_zone_that_somebody_set_wherever_the_machine_is(home: Home) -> None:
    home.settings(config="me: sam\nzone: Asia/Kathmandu\n")
    with home.console(TZ="UTC") as t:
        t.see("Charged twice for March")
        t.command("open 9")
        t.see("how do i delete my account", "22:35")  # which is 16:50 in UTC
        t.command("snooze 2099-01-01 09:00")
        t.see("snoozed until", "9:00")
    assert home.reads(9).snoozed_until == 4_070_920_500_000  # 03:15 in UTC
