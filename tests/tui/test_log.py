"""The console's log is read on terminals too: what a customer wrote steers none of them."""

import logging
from pathlib import Path

from supportterm.tui.start import _log_to


def test_the_log_holds_no_control_character(tmp_path: Path) -> None:
    log = logging.getLogger("supportterm")
    before = list(log.handlers)
    _log_to(tmp_path)
    try:
        raise ValueError("A\x1b]0;PWNED\x07B")
    except ValueError:
        log.exception("could not show %s", "\x9b2J")
    (added,) = [handler for handler in log.handlers if handler not in before]
    log.removeHandler(added)
    added.close()
    written = (tmp_path / "console.log").read_text(encoding="utf-8")
    assert "could not show ⟨9B⟩2J" in written and "A␛]0;PWNED␇B" in written and "Traceback" in written
    assert written.replace("\n", "").isprintable()
