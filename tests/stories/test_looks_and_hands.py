"""The terminal, the colours and the keys that a person is used to."""

import os
import resource
import signal

import pytest
from person import SETTINGS, Home
from terminal import Terminal

MINE = """
extends: default
prefixes: {y: mine}
queue, ticket:
  "y l": tag +later
  e: null
"""


def test_a_theme_is_tried_while_one_looks_and_left_again(console: Terminal) -> None:
    before = colours(console)
    console.command("theme")
    console.see("Catppuccin Mocha")
    console.type("light")
    console.see_no_more("Dracula")
    console.press("down")
    console.wait_for(lambda: colours(console) != before, "never tried on")
    console.leave("Solarized, light")
    console.wait_for(lambda: colours(console) == before, "not left again")


def colours(t: Terminal) -> tuple[str, str]:
    """Of the first line of the list: the letters and what is behind them."""
    cell = t.screen.buffer[3][20]
    return cell.fg, cell.bg


@pytest.mark.parametrize(
    ("keymap", "keys", "then"), [("vim", ["j", "j", "l"], "h"), ("emacs", ["ctrl+n", "ctrl+n", "enter"], "q")]
)
def test_hands_that_know_another_program_find_their_keys(home: Home, keymap: str, keys: list[str], then: str) -> None:
    home.settings(config=f"{SETTINGS}keymap: {keymap}\n")
    with home.console() as t:
        t.see("Charged twice")
        t.press(*keys)
        t.see("#7 ")
        t.press(then)
        t.see("#    Subject")


def test_a_key_of_ones_own_is_there_and_one_that_was_taken_away_is_not(home: Home) -> None:
    home.settings(config=f"{SETTINGS}keymap: mine\n", keymaps__mine=MINE)
    with home.console() as t:
        t.see("Charged twice")
        t.press("e")
        t.see("e does nothing here")
        t.press("y")
        t.see("mine", "tag +later")
        t.press("l")
        t.see("#9 tags +later")


def test_a_keymap_with_a_mistake_says_where_and_the_usual_keys_work(home: Home) -> None:
    home.settings(config=f"{SETTINGS}keymap: mine\n", keymaps__mine="extends: default\nqueue:\n  y: no-such-thing\n")
    assert "mine.yaml:3" in home.shell("keys", "--check", "mine", status=1)


def test_the_screen_follows_the_terminal_when_it_is_resized(console: Terminal) -> None:
    console.command("open 1")
    console.see("#1 Charged twice")
    console.resize(160, 40)
    console.see("Views", "Can we get more seats?", "#1 Charged twice")
    console.resize(80, 24)
    console.see_no_more("Can we get more seats?")
    console.see("#1 Charged twice")
    console.press("q")
    console.see("Can we get more seats?")


def test_one_goes_to_the_shell_and_back(console: Terminal) -> None:
    console.command("open 1")
    console.see("#1 Charged twice")
    console.write("\x1a")
    os.waitid(os.P_PID, console.process.pid, os.WSTOPPED)
    console.settle()
    assert b"\x1b[?1049l" in console.bytes  # the shell's screen is back
    console.process.send_signal(signal.SIGCONT)
    console.press("J")
    console.see("#1 Charged twice", "QY-7731")


def test_on_a_full_disk_nothing_is_lost_and_nothing_is_pretended(console: Terminal, home: Home) -> None:
    console.command("open 1")
    console.see("#1 Charged twice")
    console.press("n")
    console.see("INTERNAL NOTE")
    pid, most = console.process.pid, resource.RLIM_INFINITY
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, most))  # the kernel takes no more, as on a full disk
    console.type("must not be lost")
    console.press("ctrl+s", "n")
    console.see("must not be lost", "nothing was saved")
    assert len(home.wrote(1)) == 2
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))
    console.press("ctrl+s", "n")
    console.see("note on #1")
    assert home.wrote(1)[-1] == ("note", "must not be lost")
