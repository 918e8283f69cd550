"""Terminals unlike others: the Linux console, screen, a line on which keys come together; and all scripts in them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from person import Home
from terminal import OURS, Terminal, terminal

SIGNS = set("●✓✎▲☾↑↯★▌▐│─┃┋╏▸▾›…")
WIDE = "日本語の件名 한국어 Größe שלום مرحبا"


def test_the_linux_console_is_drawn_with_signs_that_its_font_has(home: Home) -> None:
    with home.console(columns=50, TERM="linux") as there:
        there.see("Charged twice")
        there.press("enter")
        there.see("#")
        assert not set(there.text) & SIGNS


def test_a_terminal_that_can_only_type_is_told_what_works_on_it(home: Home) -> None:
    with home.console(TERM="dumb") as there:
        assert there.wait() == 1
        assert "a dumb terminal can't show the console; `supportterm help` lists" in there.text
        assert b"\x1b" not in there.bytes


def test_escape_and_a_letter_that_arrive_at_once_leave_the_question_and_are_no_text(console: Terminal) -> None:
    console.type("/invoice")
    console.see("/ invoice")
    console.write("\x1bx")
    console.see_no_more("/ invoice")
    console.see("enter open")


def test_wide_letters_and_those_from_right_to_left_are_typed_searched_for_and_read(console: Terminal) -> None:
    console.type(":new")
    console.press("enter")
    console.see("to:")
    console.type("li@acme.test")
    console.press("enter")
    console.see("subject:")
    console.type(WIDE)
    console.press("enter")
    console.see("came by", "subject: 日")
    console.type("本文です。")
    console.wait_for(lambda: "本文です。" in console.lines[console.screen.cursor.y], "the text is not at the cursor")
    column, shown = console.screen.cursor.x, console.lines[console.screen.cursor.y]
    assert shown.replace(" ", "").endswith("本文です。") and column == 2 + 2 * len("本文です。")
    console.press("ctrl+s", "s")
    console.see("created by phone")
    console.press("u")
    console.type("/件名")
    console.press("enter")
    console.see("li@acme.test")
    assert "한국어" in console.text.replace(" ", "")


@pytest.mark.skipif(shutil.which("screen") is None, reason="screen is not installed here")
def test_in_screen_it_is_as_outside(home: Home) -> None:
    folder = home.path / "screens"
    folder.mkdir(mode=0o700)
    words = ["-U", "-c", "/dev/null", *OURS]
    try:
        with terminal(words, home.path, 100, 30, ["screen"], SCREENDIR=str(folder), TERM="screen-256color") as there:
            there.see("Charged twice for March")
            there.press("enter")
            there.see("how do i delete my account")
            there.press("r")
            there.see("PUBLIC REPLY")
            there.type("Grüße 日本")
            there.see("Grüße 日")
            there.write("\rSep 12 03:14:07 web1 kernel: out of memory, killed 4711" * 70)  # pasted, and nobody tells
            there.wait_for(lambda: there.text.count("killed 4711") > 8, "the log is not there", seconds=15)
            there.press("esc")  # and no other key behind it
            there.see("go on writing")
    finally:  # screen itself goes on without its terminal
        subprocess.run(["screen", "-X", "quit"], env={**os.environ, "SCREENDIR": str(folder)}, check=False)


def test_what_is_said_at_a_shell_is_not_cut_in_the_middle_of_a_word(own_home: Path) -> None:
    with terminal(["--desk", "nowhere.desk"], own_home, 31, 12) as there:
        assert there.wait() == 1
        said = " ".join(line.strip() for line in there.lines if line.strip())
    assert said == "supportterm: there is no desk at nowhere.desk; `supportterm init --desk nowhere.desk` makes one"


def test_leaving_in_the_middle_of_a_note_says_where_it_is(console: Terminal) -> None:
    console.press("enter")
    console.see("#")
    console.press("n")
    console.see("INTERNAL NOTE")
    console.type("half a th")
    console.see("half a th")
    console.press("ctrl+q")
    assert console.wait() == 0
    console.see("what you wrote on #", "is kept; `note` there goes on with it")
