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
