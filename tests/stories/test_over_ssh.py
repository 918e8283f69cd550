"""An engineer works on the desk over SSH: a real server, a line of 150 ms, and a cable that is pulled."""

import contextlib
import os
import sys
from collections.abc import Iterator

import pytest
from person import Home
from terminal import Terminal, terminal

from servers import ssh
from servers.debian import NotToBeHad
from servers.ssh import Ssh

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def far() -> Iterator[Ssh]:
    try:
        with ssh.running() as there:
            yield there
    except NotToBeHad as why:
        pytest.skip(str(why))


def console(far: Ssh, home: Home) -> contextlib.AbstractContextManager[Terminal]:
    """The console on the far machine, as its owner would start it there."""
    given = {"HOME": str(home.path), "LANG": "C.UTF-8", "PYTHONPATH": os.pathsep.join(sys.path)}
    words = " ".join(f"{name}={value}" for name, value in given.items())
    command = far.command(f"cd {home.path} && exec env {words} {sys.executable} -m supportterm")
    return terminal(command[1:], home.path, program=command[:1])


def test_a_ticket_is_answered_over_a_slow_line(far: Ssh, home: Home) -> None:
    before = home.wrote(1)
    with console(far, home) as t:
        t.see("Charged twice for March", seconds=30)
        t.write(":open 1\r")
        t.see("#1 Charged twice")
        t.write("r")
        t.see("PUBLIC REPLY to dana@acme.example")
        t.write("It is on its way.")
        t.see("It is on its way.")
        t.write("\x13s")
        t.see("#1 replied")
        t.write("\x11")
        assert t.wait(30) == 0
    assert home.wrote(1)[len(before) :] == [("reply", "It is on its way.")]


def test_a_cable_that_is_pulled_loses_nothing_and_the_next_start_goes_on_there(far: Ssh, home: Home) -> None:
    with console(far, home) as t:
        t.see("Charged twice for March", seconds=30)
        t.write(":open 1\r")
        t.see("#1 Charged twice")
        t.write("r")
        t.see("PUBLIC REPLY to dana@acme.example")
        t.write("Half a sentence")
        t.see("Half a sentence")
        far.line.cut()
        assert t.wait(30) != 0
    with console(far, home) as t:
        t.see("Charged twice for March", seconds=30)
        t.write(":open 1\r")
        t.see("#1 Charged twice")
        t.write("r")
        t.see("Half a sentence")
