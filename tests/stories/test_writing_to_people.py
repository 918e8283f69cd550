"""To whom, with what, when and then: all that is around a text."""

import re

from person import Home
from terminal import Terminal

from supportterm.core.terms import Status
from supportterm.desk import Desk


def begin(t: Terminal, number: int, text: str) -> None:
    t.command(f"open {number}")
    t.see(f"#{number} ", "r reply")
    t.press("r")
    t.see("PUBLIC REPLY")
    t.type(text)
    t.see(text)


def test_one_more_person_is_written_to_and_one_gets_a_copy(console: Terminal, home: Home) -> None:
    begin(console, 1, "It is paid back.")
    console.press("ctrl+s", "t")
    console.see("to: dana@acme.example,")
    console.type("raj@helio.example")
    console.press("enter")
    console.see("PUBLIC REPLY to dana@acme.example, raj@helio.example")
    console.press("ctrl+s", "y")
    console.see("copy to (cc):")
    console.type("pi")
    console.see("pia@acme.example  Pia")
    console.press("tab", "enter")
    console.see("cc pia@acme.example")
    console.press("ctrl+s", "s")
    console.see("#1 replied")
    sent = home.ticket(1)["messages"][-1]
    assert (sent["to"], sent["cc"]) == (["dana@acme.example", "raj@helio.example"], ["pia@acme.example"])


def test_sent_and_pending_and_on_to_the_next_in_one_stroke(console: Terminal, home: Home) -> None:
    begin(console, 8, "How many seats?")
    console.press("ctrl+s", "P")
    console.see("#8 replied, status new → pending", "#7 ")
    assert home.reads(8).status is Status.PENDING


def test_a_colleague_is_named_and_hears_of_it(home: Home) -> None:
    home.shell("agent", "add", "kim", "--name", "Kim")
    with home.console() as console:
        console.see("Charged twice")
        mention(console)
    assert [t["number"] for t in home.json("view", "show", "for-me", "--me", "kim")] == [1]


def mention(console: Terminal) -> None:
    console.command("open 1")
    console.see("#1 Charged twice")
    console.press("n")
    console.see("INTERNAL NOTE")
    console.type("for @@")
    console.see("enter mention", "Kim")
    console.type("ki")
    console.see_no_more("root")
    console.press("enter")
    console.see("for @kim")
    console.press("ctrl+s", "n")
    console.see("note on #1")


def test_a_file_is_found_by_its_first_letters_and_goes_along(console: Terminal, home: Home) -> None:
    (home.path / "report-march.txt").write_text("49 EUR")
    begin(console, 1, "See the report.")
    console.press("ctrl+s", "a")
    console.see("path:")
    console.type("rep")
    console.see("report-march.txt")
    console.press("tab", "enter")
    console.see_no_more("path:")
    console.see("report-march.txt")
    console.press("ctrl+s", "s")
    console.see("#1 replied")
    assert [f["name"] for f in home.ticket(1)["messages"][-1]["attachments"]] == ["report-march.txt"]


def test_a_reply_leaves_tomorrow_and_can_be_taken_back_until_then(console: Terminal, home: Home) -> None:
    begin(console, 1, "Did it hold?")
    console.press("ctrl+s", "l")
    console.see("when:")
    console.type("tomorrow 9am")
    console.press("enter")
    console.see("wrote a reply for tomorrow 09:00")
    console.press("g", "s")
    console.see("1 in all", "tomorrow 09:00", "Did it hold?")
    assert len(home.wrote(1)) == 2
    console.press("d")
    console.see("0 in all")


def test_what_was_thrown_away_is_brought_back(console: Terminal) -> None:
    begin(console, 1, "a long and careful answer")
    console.press("ctrl+s", "d")
    console.see("throw away what is written?")
    console.press("y")
    console.see_no_more("PUBLIC REPLY")
    console.press("r")
    console.see("PUBLIC REPLY")
    console.press("ctrl+s", "v")
    console.see("earlier texts", "a long and careful answer")
    console.press("enter")
    console.see_no_more("earlier texts:")
    console.see("a long and careful answer")


def test_the_article_that_answers_is_found_and_put_in(console: Terminal, home: Home) -> None:
    home.shell("kb", "edit", "refunds", "We pay back within three days.", "--title", "How refunds work")
    home.shell("kb", "publish", "refunds")
    begin(console, 1, "Please read")
    console.type(" ??")
    console.see("How refunds work")
    console.press("enter")
    console.see("Please read We pay back within three days.")
    console.press("ctrl+s", "s")
    console.see("#1 replied")
    assert home.wrote(1)[-1][1].rstrip() == "Please read We pay back within three days."


def test_somebody_else_who_writes_there_is_seen(home: Home) -> None:
    home.shell("agent", "add", "kim", "--name", "Kim")
    with home.console() as t, home.console("--me", "kim") as other:
        t.see("Charged twice")
        other.see("Charged twice")
        t.command("open 1")
        t.see("#1 Charged twice")
        begin(other, 1, "I have it")
        t.see("also here: kim, writing a reply")
        other.press("ctrl+q")
        t.see_no_more("also here")


def seconds_left(t: Terminal) -> int:
    """Until a reply leaves, as the header says; 0 when none is on its way."""
    found = re.search(r"#1 leaves in (\d+) s, z takes it back", t.lines[0])
    return int(found[1]) if found else 0


def test_a_reply_counts_down_until_it_leaves_and_is_taken_back_in_time(home: Home) -> None:
    with Desk.open(home.desk, me="sam") as desk:
        desk.define("connection", "mail", {"title": "Mail", "backend": "mail", "can": ["reply"]})
    with home.console() as console:
        console.see("Charged twice for March")
        begin(console, 1, "You get it back.")
        console.press("ctrl+s", "s")
        console.wait_for(lambda: 0 < seconds_left(console) <= 10, "no countdown")
        first = seconds_left(console)
        console.press("u")
        console.wait_for(lambda: 0 < seconds_left(console) < first, "it does not count down")
        console.press("z")
        console.see_no_more("leaves in")
        console.see("undone: #1 replied")
    assert len(home.wrote(1)) == 2
