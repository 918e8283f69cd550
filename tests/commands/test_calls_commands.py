"""Calls by command: dialled by a program of one's own, timed, written down."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from supportterm.config.paths import paths
from supportterm.desk import Desk

Shell = Callable[..., str]


@pytest.fixture
def phone(dana: Shell, tmp_path: Path) -> Shell:
    """Her desk with a ticket of somebody whose number is hostile, and a program that dials: it writes its arguments."""
    dana("new", "--from", "al@acme.test", "--subject", "Case", "help")
    dana("person", "set", "al@acme.test", "--phone", "+49 (0)30 12 34 56; $(touch never) --config=x")
    program = tmp_path / "dial"
    program.write_text('#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done > ' + f"{tmp_path}/dialled\n")
    program.chmod(0o700)
    paths().settings.parent.mkdir(parents=True, exist_ok=True)
    paths().settings.write_text(f"me: dana\ndial: [{program}, 'tel:{{number}}', --at, '{{number}}']\n")
    return dana


def test_the_program_is_given_digits_as_arguments_and_never_a_shell(phone: Shell, tmp_path: Path) -> None:
    assert "calling al@acme.test" in phone("call", "1")
    end = time.monotonic() + 20
    while not (tmp_path / "dialled").exists() or not (tmp_path / "dialled").read_text():
        assert time.monotonic() < end
        time.sleep(0.02)
    assert (tmp_path / "dialled").read_text() == "tel:+4930123456\n--at\n+4930123456\n"
    assert not (tmp_path / "never").exists() and not Path("never").exists()
    [record] = [json.loads(line) for line in phone("calls", "--json").splitlines()]
    assert (record["direction"], record["state"], record["agent"], record["ticket"]) == ("out", "talking", "dana", 1)
    phone("call", "end", "reached", "He will send it.", "--solve")
    said = phone("show", "1")
    assert "He will send it." in said and "solved" in said
    assert "no calls" in phone("calls")
    assert "you are on no call" in phone("call", "end", "reached", status=1)


def test_a_program_that_fails_is_told_and_nobody_is_on_the_phone(phone: Shell, tmp_path: Path) -> None:
    (tmp_path / "dial").write_text("#!/bin/sh\necho 'no line' >&2; exit 3\n")
    assert "ended with status 3: no line" in phone("call", "1", status=1)
    paths().settings.write_text("me: dana\ndial: [/no/such/program]\n")
    assert "can't be started" in phone("call", "1", status=1)
    assert "no calls" in phone("calls")


def test_without_a_program_the_number_is_shown_and_the_timer_runs(phone: Shell) -> None:
    paths().settings.write_text("me: dana\n")
    assert "dial 030 77; the timer runs" in phone("call", "1", "--number", "030 77")
    assert "you are on the phone with 030 77" in phone("call", "1", status=1)
    assert "nothing is written down" in phone("call", "drop")


def test_calls_of_a_telephone_system_by_command(phone: Shell) -> None:
    with Desk.open(paths().desk) as desk:
        spec = {"kind": "call", "phone": "{{ from }}", "state": "{{ event }}", "key": "{{ id }}"}
        desk.define("incoming", "pbx", spec)
        desk.webhooks.take("pbx", "1", {"from": "+43 1 9999999", "event": "ring", "id": 1})
    assert "ringing" in phone("calls") and "+43 1 9999999" in phone("calls")
    assert "on the phone with +43 1 9999999" in phone("call", "take")
    assert "which ticket is it about?" in phone("call", "end", "reached", status=1)
    phone("call", "open", "Printer on fire")
    phone("call", "end", "reached", "Told him to pull the plug.")
    assert "Call from +43 1 9999999: reached" in phone("show", "2")
    assert "nobody calls" in phone("call", "take", status=1)


def test_one_that_no_timer_ran_for_is_written_down(phone: Shell) -> None:
    phone("call", "log", "1", "voicemail", "--in", "--took", "1m30s")
    assert "voicemail, 1 min 30 s" in phone("show", "1")
    assert "is no length of time" in phone("call", "log", "1", "reached", "--took", "long", status=2)
    assert "not 'fine'" in phone("call", "log", "1", "fine", status=2)
    assert "call from" in phone("log", "1").splitlines()[-1]
