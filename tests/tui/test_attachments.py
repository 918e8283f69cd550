"""Files from outside: named safely, never over another file, never through a shell."""

import stat
import sys
import time
from pathlib import Path

import pytest

from supportterm.core.refusal import Refused
from supportterm.tui.panes.attachments import open_with, pipe, save


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "blob"
    path.write_bytes(b"one\ntwo \x1b]0;x\x07\n")
    return path


@pytest.mark.parametrize("name", ["../../.ssh/authorized_keys", "-rf", ".bashrc", "x;touch pwned;$(id).txt", "a/b\x00"])
def test_a_hostile_name_stays_in_the_folder(stored: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    path = save(stored, name, str(folder))
    assert path.parent == folder
    assert not path.name.startswith((".", "-"))
    assert path.read_bytes() == stored.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_saving_again_keeps_what_is_there(stored: Path, tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text("mine")
    (tmp_path / "log (1).txt").symlink_to(tmp_path / "elsewhere")
    assert save(stored, "log.txt", str(tmp_path)).name == "log (2).txt"
    assert (tmp_path / "log.txt").read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()
    assert save(stored, "log.txt", str(tmp_path / "named.txt")).name == "named.txt"
    with pytest.raises(Refused, match="no folder"):
        save(stored, "log.txt", str(tmp_path / "nowhere" / "x"))


def test_a_program_gets_the_file_and_no_shell(stored: Path, tmp_path: Path) -> None:
    lines = pipe(stored, f"{sys.executable} -c 'import sys; print(sys.argv[1:], sys.stdin.read())' '$(touch x)' ';'")
    assert lines[0] == "['$(touch x)', ';'] one"
    assert "\x1b" not in "".join(lines)
    assert pipe(stored, f"{sys.executable} -c 'raise SystemExit(3)'")[-1].endswith("ended with status 3)")
    for wrong in ("", "no-such-program-here", "'open"):
        with pytest.raises(Refused):
            pipe(stored, wrong)


def test_what_may_run_is_not_opened(stored: Path) -> None:
    for name in ("invoice\u202efdp.exe", "report.desktop", "setup.SH"):
        with pytest.raises(Refused, match="save it"):
            open_with(stored, name)


def test_a_private_copy_is_opened(stored: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    script = "import sys, os; open(sys.argv[1], 'w').write(sys.argv[2] + ' ' + oct(os.stat(sys.argv[2]).st_mode)[-3:])"
    open_with(stored, "report.pdf", [sys.executable, "-c", script, str(told)])
    for _ in range(200):
        if told.exists() and told.read_text():
            break
        time.sleep(0.02)
    path, mode = told.read_text().split()
    assert path.endswith("/report.pdf")
    assert mode == "400"
