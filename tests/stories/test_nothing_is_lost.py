"""Whatever happens to the machine, the connection or a colleague: what was written is there."""

import signal

import pytest
from person import Home
from terminal import Terminal


def begin(t: Terminal, key: str, head: str, text: str) -> None:
    t.type(":open 1")
    t.press("enter")
    t.see("#1 Charged twice")
    t.press(key)
    t.see(head)
    t.type(text)
    t.see(text)


def saved(home: Home, kind: str) -> str:
    from supportterm.desk import Desk

    with Desk.open(home.desk, me="sam", read_only=True) as desk:
        draft = desk.draft(1, kind)
        return draft.body if draft else ""


@pytest.mark.parametrize(("key", "head", "kind"), [("r", "PUBLIC REPLY", "reply"), ("n", "INTERNAL NOTE", "note")])
def test_a_draft_survives_kill_9(home: Home, key: str, head: str, kind: str) -> None:
    text = "Dear Dana, we have found the second charge"
    with home.console() as t:
        t.see("Charged twice")
        begin(t, key, head, text)
        t.wait_for(lambda: saved(home, kind) == text, "the draft was never kept", 10)
        t.kill()
    assert home.wrote(1) == home.wrote(1)[:2]
    with home.console() as t:
        t.see("Charged twice")
        t.type(":open 1")
        t.press("enter")
        t.see("#1 Charged twice")
        t.press(key)
        t.see(head, text, "your draft is here again")
        t.type(" and give it back.")
        t.see(f"{text} and give it back.")
        t.press("ctrl+s", "s" if kind == "reply" else "n")
        t.see("replied" if kind == "reply" else "note on #1")
    assert home.wrote(1)[-1] == (kind, f"{text} and give it back.")
    assert saved(home, kind) == ""


def test_a_connection_that_drops_loses_nothing(home: Home) -> None:
    with home.console() as t:
        t.see("Charged twice")
        begin(t, "r", "PUBLIC REPLY", "half an ans")
        t.hang_up()
    assert saved(home, "reply") == "half an ans"
    assert "operations in order" in home.shell("doctor", "--audit")


def test_a_machine_that_shuts_down_as_the_console_opens_finds_the_terminal_given_back(home: Home) -> None:
    with home.console() as t:
        t.wait_for(lambda: b"\x1b[?1049h" in t.bytes, "it never opened")
        t.terminate()
        assert t.wait() == 128 + signal.SIGTERM
        t.settle()
        assert b"\x1b[?1049l" in t.bytes


def test_a_machine_that_shuts_down_loses_nothing(home: Home) -> None:
    with home.console() as t:
        t.see("Charged twice")
        begin(t, "r", "PUBLIC REPLY", "half an ans")
        t.terminate()
        assert t.wait() == 143
        assert b"\x1b[?1049l" in t.bytes  # the terminal is as it was
    assert saved(home, "reply") == "half an ans"


def test_leaving_with_a_draft_open_keeps_it(home: Home) -> None:
    with home.console() as t:
        t.see("Charged twice")
        begin(t, "n", "INTERNAL NOTE", "half a no")
        t.press("ctrl+q")
        assert t.wait() == 0
    assert saved(home, "note") == "half a no"


def test_two_consoles_see_what_the_other_does(home: Home) -> None:
    with home.console() as mine, home.console("--me", "kim") as other:
        mine.see("Charged twice")
        other.see("Charged twice")
        mine.type(":open 1")
        mine.press("enter")
        mine.see("#1 Charged twice")
        home.shell("agent", "add", "kim")
        other.type(":note #1 I know this customer")
        other.press("enter")
        mine.see("I know this customer")
        other.type(":priority #1 urgent")
        other.press("enter")
        mine.see("urgent")
        home.shell("tag", "1", "+bank")
        mine.see("bank")
        other.type(":open 1")
        other.press("enter")
        other.see("bank", "I know this customer")


def test_a_reply_stops_when_a_colleague_was_faster(home: Home) -> None:
    with home.console() as t:
        t.see("Charged twice")
        begin(t, "r", "PUBLIC REPLY", "We will look into it.")
        home.shell("--me", "root", "reply", "1", "It is paid back already.")
        t.press("ctrl+s", "s")
        t.see("the ticket changed since you opened it", "It is paid back already.", "keep writing")
        t.press("esc")
        t.see_no_more("keep writing")
        t.see("We will look into it.")
    assert [body for _, body in home.wrote(1)][2:] == ["It is paid back already."]
