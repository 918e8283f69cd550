"""A line that is too slow for what is drawn, and a console that is put aside for a while."""

import os
import signal
import time

from person import Home
from terminal import Terminal


def test_keys_are_answered_while_the_terminal_takes_nothing(console: Terminal, home: Home) -> None:
    for _ in range(40):  # more screens than any queue between here and there holds, and nobody reads one
        console.write("G" + "gg" + ":open 1\r" + "q")
    console.write("gg:set priority=urgent\r")
    end = time.monotonic() + 20
    while home.ticket(9)["priority"] != "urgent":
        assert time.monotonic() < end, "the key was not answered"
        time.sleep(0.1)
    console.settle()
    console.see("priority normal → urgent", "Charged twice for March")


def test_a_console_that_was_stopped_comes_back_as_it_was(console: Terminal) -> None:
    console.type(":open 1")
    console.press("enter")
    console.see("#1 Charged twice")
    console.process.send_signal(signal.SIGTSTP)
    os.waitid(os.P_PID, console.process.pid, os.WSTOPPED)
    console.settle()
    assert b"\x1b[?1049l" in console.bytes  # the shell's screen is back
    console.process.send_signal(signal.SIGCONT)
    console.press("q")
    console.see("Charged twice for March", "Unassigned")


def test_at_9600_baud_a_ticket_is_there_in_three_seconds_and_the_list_again_in_as_many(home: Home) -> None:
    a_second = 960
    with home.console(columns=80, rows=24) as console:
        console.see("Charged twice for March")
        console.press("j")
        opened, list_, answered = "#8 Can we get", "(no subject)", "PUBLIC"
        for key, there in (("enter", opened), ("u", list_), ("enter", opened), ("r", answered)):
            before = len(console.bytes)
            console.press(key)
            console.see(there)
            console.settle(quiet=0.3)
            assert len(console.bytes) - before < 3 * a_second


def test_what_another_program_wrote_over_the_screen_is_gone_with_one_key(console: Terminal) -> None:
    there = os.readlink(f"/proc/{console.process.pid}/fd/1")
    with open(there, "w") as terminal:
        terminal.write("\x1b[5;5HSystem going down at noon")
    console.see("System going down at noon")
    console.press("ctrl+l")
    console.see_no_more("System going down at noon")
