"""Hostile text comes in by every door and is looked at in the shell and in the console: nothing of it acts."""

import subprocess
import sys
from pathlib import Path

CASES = Path(__file__).resolve().parents[1] / "cases"


def test_what_customers_send_reaches_the_terminal_as_text_only() -> None:
    command = [sys.executable, str(CASES / "run_hostile.py"), str(CASES / "hostile_small.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert done.stdout.splitlines()[-1].endswith(" passed, 0 failed")
