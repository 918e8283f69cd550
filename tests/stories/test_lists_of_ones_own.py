"""Filters that become views, columns, groups and several lists side by side."""

from person import Home
from terminal import Terminal


def test_a_filter_becomes_a_view_that_is_there_tomorrow(console: Terminal, home: Home) -> None:
    console.press("/")
    console.type("from:@helio.example")
    console.press("enter")
    console.see_no_more("Charged twice")
    console.press("v", "s")
    console.see("name:")
    console.type("Helio")
    console.press("enter")
    console.see("Helio  1", "view helio")
    with home.console() as again:
        again.see("Charged twice")
        again.command("view helio")
        again.see("Helio  1", "Can we get more seats?")
        assert "Charged twice" not in again.text


def test_a_list_tells_what_one_wants_to_know(console: Terminal) -> None:
    console.press("v", "c")
    console.see("organization  where they belong")
    console.type("number,subject,tags")
    console.press("enter")
    console.see_no_more("From")
    console.command("tag +late")
    console.see("(no subject)", "late")
    console.command("columns none")
    console.see("From", "Status")


def test_a_list_is_put_together_by_what_its_tickets_share(console: Terminal) -> None:
    console.command("status pending")
    console.command("view all")
    console.press("v", "g")
    console.see("group")
    console.type("status")
    console.press("enter")
    console.wait_for(lambda: headings(console) == ["new  8", "pending  1"], "never grouped")
    console.press("G")
    console.command("status open")
    console.see("pending → open")
    console.press("g", "g")  # it stays where it is until one looks from the top again
    console.wait_for(lambda: headings(console) == ["new  8", "open  1"], "never counted again")


def headings(t: Terminal) -> list[str]:
    """What stands over the groups of the list."""
    return [line.partition(" ─")[0].strip() for line in t.lines[2:] if " ──" in line]


def test_the_oldest_stand_first_when_one_wants_it(console: Terminal) -> None:
    console.press("v", "o")
    console.see("the other way round")
    console.type("number")
    console.press("enter")
    console.wait_for(lambda: "Charged twice" in console.lines[2], "the first ticket is not first")


def test_two_lists_lie_side_by_side_and_each_keeps_its_place(console: Terminal) -> None:
    console.press("3", "j", "ctrl+t")
    console.see("1 Unassigned", "2 Unassigned")
    console.press("g", "d")
    console.see("2 Solved", "nothing in Solved")
    console.press("<")
    console.see("Paid twice in March?")
    console.press("enter")
    console.see("#6 Paid twice")
    console.press("u", ">")
    console.see("nothing in Solved")
    console.press("ctrl+w")
    console.see("Paid twice in March?")
    assert "2 Solved" not in console.text


def test_what_concerns_me_is_in_one_list_with_the_reason(home: Home) -> None:
    home.shell("--me", "root", "note", "4", "@sam could you look at the certificate?")
    with home.console() as t:
        t.see("Charged twice")
        t.press("g", "i")
        t.see("For me  1", "Login fails after the update")
        t.command("columns number,subject,why")
        t.see("root mentions you")
        t.press("enter")
        t.see("could you look at the certificate?")
        t.press("u")
        t.see("For me  0")
