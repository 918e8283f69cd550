"""`supportterm demo`: somebody who has never seen the program tries it."""

from pathlib import Path

from person import Home
from terminal import terminal


def test_the_demo_opens_on_a_tour_that_teaches_real_keys(own_home: Path) -> None:
    with terminal(["demo"], own_home, 120, 40) as t:
        t.see("Welcome — press ? for every key", "Answer me: press r", seconds=60)
        assert b"making the demo desk" in t.bytes, "nobody is left with an empty screen meanwhile"
        t.press("enter")
        t.see("Hello, and welcome to Quillbeck's support desk")
        t.press("u")
        t.press("j", "enter")
        t.see("Press r and write me something")
        t.press("r")
        t.see("PUBLIC REPLY")
        t.type("Hello desk")
        t.press("ctrl+s", "c")
        t.see("solved")
        t.type(":quit")
        t.press("enter")
        assert t.wait() == 0
    demo = own_home / ".local" / "state" / "supportterm" / "demo" / "demo.desk"
    home = Home(own_home)
    (hit,) = [h for h in home.json("search", "Hello desk", "--desk", str(demo)) if h["role"] == "reply"]
    assert hit["status"] == "solved"


def test_a_customer_in_a_chat_answers(own_home: Path) -> None:
    with terminal(["demo"], own_home, 120, 40) as t:
        t.see("Answer me: press r", seconds=60)
        t.press("g", "l")
        t.see("How do I mark a job", "Locked out")
        t.press("j", "enter")
        t.see("a customer smells gas", "enter to answer")
        t.press("enter")
        t.see("esc back")
        t.type("Press on the three dots.")
        t.see("Press on the three dots.")
        t.press("enter")
        t.see("ok, one second")
    demo = own_home / ".local" / "state" / "supportterm" / "demo" / "demo.desk"
    (row,) = Home(own_home).json("list", "channel:chat", "from:zoe", "--desk", str(demo))
    assert [body for _, body in Home(own_home).wrote(row["number"], demo)][-2:] == [
        *("Press on the three dots.", "ok, one second"),
    ]


def test_two_demos_that_start_at_the_same_moment_both_open_and_one_goes_on_with_another(own_home: Path) -> None:
    home, folder = Home(own_home), own_home / ".local" / "state" / "supportterm" / "demo"
    with terminal(["demo"], own_home) as one, terminal(["demo"], own_home) as two:
        for console in (one, two):
            console.see("Answer me", seconds=60)
        desks = sorted(path.name for path in folder.glob("*.desk"))
        assert desks == ["demo-2.desk", "demo.desk"]
        with terminal(["demo", "--keep"], own_home) as third:  # at the desk that somebody is at already
            third.see("Answer me", seconds=60)
            home.shell("new", "--from", "me@here.example", "--subject", "Mine", "--desk", str(folder / "demo.desk"))
            third.see("Mine")
        for desk in desks:
            assert "operations in order" in home.shell("doctor", "--audit", "--desk", str(folder / desk))
        taken = home.shell("demo", "--at", str(folder / "demo.desk"), status=1)
        assert "demo.desk" not in taken
    with terminal(["demo"], own_home) as again:  # nobody is there any more
        again.see("Answer me", seconds=60)
    assert sorted(path.name for path in folder.glob("*.desk")) == desks
    assert "Mine" not in [row["subject"] for row in home.json("list", "--desk", str(folder / "demo.desk"))]


def test_the_demo_starts_afresh_or_goes_on_as_asked(own_home: Path) -> None:
    home = Home(own_home)
    demo = own_home / ".local" / "state" / "supportterm" / "demo" / "demo.desk"
    with terminal(["demo"], own_home) as t:
        t.see("Answer me", seconds=60)
        t.press("ctrl+q")
        assert t.wait() == 0
    home.shell("new", "--from", "me@here.example", "--subject", "My own ticket", "--desk", str(demo))
    for words, there in ((["demo", "--keep"], True), (["demo"], False)):
        with terminal(words, own_home) as t:
            t.see("Answer me", seconds=60)
            t.press("ctrl+q")
            assert t.wait() == 0
        found = home.json("list", "--limit", "1000", "--desk", str(demo))
        assert ("My own ticket" in [row["subject"] for row in found]) is there
