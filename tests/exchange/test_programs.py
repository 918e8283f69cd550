"""Another program is given a text and heard, ends in time, and takes along all that it started."""

import sys
import time
from pathlib import Path

import pytest

from supportterm.core.refusal import Refused
from supportterm.exchange import programs
from supportterm.exchange.programs import Ended, run


def test_what_is_given_comes_in_and_what_is_printed_comes_back() -> None:
    ran = run(["tr", "a-z", "A-Z"], "grüße\nan alle", seconds=5)
    assert ran == (0, "GRüßE\nAN ALLE", "")
    assert not ran.trouble


def test_much_goes_in_and_comes_out_at_once() -> None:
    text = "0123456789abcdef" * 100_000
    assert run(["cat"], text, seconds=20).out == text


def test_a_program_that_reads_nothing_is_no_failure() -> None:
    assert run(["true"], "x" * 1_000_000, seconds=5).status == 0


def test_a_failure_says_its_status_and_its_last_complaint() -> None:
    ran = run(["sh", "-c", "echo first >&2; echo 'no such thing' >&2; exit 3"], "", seconds=5)
    assert ran.trouble == "ended with status 3: no such thing"
    assert run(["sh", "-c", "kill -9 $$"], "", seconds=5).status == 137


def test_a_program_that_is_not_there_is_said_to_be() -> None:
    with pytest.raises(Refused, match="no-such-program can't be started: No such file"):
        run(["no-such-program"], "", seconds=5)
    with pytest.raises(Refused, match="can't be started"):
        run(["echo", "a\0b"], "", seconds=5)


def test_what_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    began = time.monotonic()
    with pytest.raises(Ended, match="sh took too long and was ended"):
        run(["sh", "-c", f"(sleep 1.2; touch {mark}) & sleep 30"], "", seconds=0.3)
    assert time.monotonic() - began < 2
    time.sleep(1.2)
    assert not mark.exists()


def test_a_person_may_end_it() -> None:
    looks = iter([False, False, True])
    with pytest.raises(Ended, match="sleep was ended"):
        run(["sleep", "30"], "", seconds=60, stopped=lambda: next(looks, True))


def test_what_prints_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "MOST", 1 << 20)
    with pytest.raises(Ended, match="yes printed more than 1 MiB"):
        run(["yes"], "", seconds=20)


def test_what_goes_on_in_the_background_is_not_waited_for() -> None:
    began = time.monotonic()
    assert run(["sh", "-c", "sleep 3 & echo begun"], "", seconds=10).out == "begun\n"
    assert time.monotonic() - began < 2


def test_it_is_told_that_nobody_looks_at_a_terminal_and_what_else_it_shall_know() -> None:
    words = [sys.executable, "-c", "import os; print(os.environ['TERM'], os.environ['NO_COLOR'], os.environ['TICKET'])"]
    assert run(words, "", seconds=10, environment={"TICKET": "12; rm -rf /"}).out == "dumb 1 12; rm -rf /\n"
