"""The program as the system runs it: pipes that close, signals, terminals, odd locales."""

import os
import pty
import signal
import subprocess
import sys
import termios
from fcntl import ioctl
from pathlib import Path
from struct import pack

import pytest
from shell_words import Shell

PROGRAM = [sys.executable, "-m", "supportterm"]


def interruptible() -> None:
    """Ctrl-C counts, also where the tests themselves run in the background and ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def environment(shell: Shell, own_home: Path) -> dict[str, str]:
    """Of somebody at a plain terminal, at home where dana's desk is."""
    return {
        **{"HOME": str(own_home), "PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)},
        **{"TERM": "xterm-256color", "LANG": "C.UTF-8"},
    }


def run(environment: dict[str, str], *words: str, **more: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*PROGRAM, *words], env=environment, capture_output=True, timeout=60, **more)  # type: ignore[call-overload, no-any-return]


def on_a_terminal(
    environment: dict[str, str], columns: int, *words: str, typed: bytes = b"", status: int = 0
) -> list[str]:
    """The lines that the program writes to a terminal of this width, where somebody has *typed* beforehand."""
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen([*PROGRAM, *words], stdin=slave, stdout=slave, stderr=slave, env=environment) as process:
        os.close(slave)
        os.write(master, typed)
        written = b""
        while True:
            try:
                chunk = os.read(master, 1 << 16)
            except OSError:
                break
            if not chunk:
                break
            written += chunk
    os.close(master)
    assert process.returncode == status, written
    return written.decode().splitlines()


def test_a_reader_that_goes_away_is_no_error(environment: dict[str, str], shell: Shell, tmp_path: Path) -> None:
    shell("demo", "--size", "3000", "--at", "many.desk")
    for more in ("", "--json"):
        words = f'list "" --limit 3000 --desk many.desk {more}'
        line = f'"{sys.executable}" -m supportterm {words} | head -1; echo ${{PIPESTATUS[0]}}'
        done = subprocess.run(["bash", "-c", line], env=environment, cwd=tmp_path, capture_output=True, timeout=60)
        assert done.stderr == b""
        assert len(done.stdout.splitlines()) == 2 and done.stdout.endswith(b"\n0\n")


def test_ctrl_c_ends_an_import_and_keeps_what_is_in(environment: dict[str, str], shell: Shell, tmp_path: Path) -> None:
    mail = (
        "From a@b.test Mon Mar  1 10:00:00 2021\nFrom: P{0} <p{0}@b.test>\nSubject: S{0}\nMessage-ID: <{0}@b>\n\nx\n\n"
    )
    (tmp_path / "box").write_text("".join(mail.format(n) for n in range(30_000)))
    command = [*PROGRAM, "import", "mbox", "box"]
    master, slave = pty.openpty()
    with subprocess.Popen(
        command,
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=slave,
        preexec_fn=interruptible,
    ) as process:
        os.close(slave)
        assert os.read(master, 1 << 16), "no progress was shown"
        process.send_signal(signal.SIGINT)
        out = process.stdout.read().decode() if process.stdout else ""
    os.close(master)
    assert "stopped before the end; the same command goes on from there" in out
    kept = len(shell("list", "channel:mail", "--limit", "40000", "--json").records)
    assert 0 < kept < 30_000
    assert f"{kept:,} messages imported" in out


def test_ctrl_c_while_a_text_is_waited_for_changes_nothing(environment: dict[str, str], shell: Shell) -> None:
    before = shell("log", "1").out
    master, slave = pty.openpty()
    command = [*PROGRAM, "note", "1", "-"]
    with subprocess.Popen(
        command, env=environment, stdin=slave, stderr=subprocess.PIPE, preexec_fn=interruptible
    ) as process:
        assert process.stderr and b"end with ctrl+d" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    os.close(slave)
    os.close(master)
    assert process.returncode == 130 and b"Traceback" not in said and said.startswith(b"supportterm: interrupted")
    assert shell("log", "1").out == before


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_a_list_fits_the_terminal(environment: dict[str, str], columns: int) -> None:
    head, *rows = on_a_terminal(environment, columns, "list")
    assert head.startswith("\x1b[2m") and "Subject" in head
    plain = [row.replace("\x1b[1m", "").replace("\x1b[0m", "") for row in rows]
    assert len(rows) == 2 and all(len(row) <= columns for row in plain)
    assert all(row.startswith("\x1b[1m●") for row in rows)
    assert ("Assignee" in head, "From" in head) == (columns >= 100, columns >= 60)


def test_long_texts_are_broken_at_words(environment: dict[str, str], shell: Shell) -> None:
    shell("note", "1", "word " * 60 + "\n> " + "said " * 40)
    for columns in (60, 160):
        lines = [
            line.removeprefix("\x1b[2m").removeprefix("\x1b[1m").removesuffix("\x1b[0m")
            for line in on_a_terminal(environment, columns, "show", "1")
        ]
        assert max(map(len, lines)) <= min(columns, 100)
        assert sum(line.count("word") for line in lines) == 60
        assert sum(line.count("said") for line in lines if line.startswith("> ")) == 40


def test_an_empty_list_says_so_to_people_only(environment: dict[str, str]) -> None:
    assert on_a_terminal(environment, 80, "list", "is:snoozed") == ["\x1b[2mno ticket is like that\x1b[0m"]
    assert run(environment, "list", "is:snoozed").stdout == b""


@pytest.mark.parametrize("without", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_who_wants_no_looks_gets_none(environment: dict[str, str], without: dict[str, str]) -> None:
    for words in (["list"], ["show", "1"], ["search", "smoke"]):
        assert "\x1b" not in "\n".join(on_a_terminal({**environment, **without}, 80, *words))


def test_a_pipe_gets_plain_lines_of_the_same_width_always(environment: dict[str, str]) -> None:
    done = run({**environment, "COLUMNS": "40"}, "list")
    assert b"\x1b" not in done.stdout
    assert [len(line) for line in done.stdout.decode().splitlines()] == [132, 132]


def test_the_console_says_that_it_needs_a_terminal(environment: dict[str, str]) -> None:
    for words in ([], ["demo"]):
        done = run(environment, *words, stdin=subprocess.DEVNULL)
        assert done.returncode == 1
        assert b"the console needs a terminal" in done.stderr and done.stdout == b""


def test_a_locale_without_unicode_is_served(environment: dict[str, str], shell: Shell) -> None:
    shell("set", "1", "subject=Größe 漢字")
    odd = {**environment, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = run(odd, "list")
    assert done.returncode == 0 and b"Gr??e" in done.stdout
    assert b"Gr\\u00f6\\u00dfe" in run(odd, "list", "--json").stdout


def test_a_full_disk_is_told_in_a_sentence(environment: dict[str, str]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*PROGRAM, "list"], env=environment, stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode != 0
    assert b"Traceback" not in done.stderr and b"No space left" in done.stderr


def test_what_is_said_and_asked_is_broken_at_words_too(environment: dict[str, str]) -> None:
    said = on_a_terminal(environment, 40, "webhooks")
    assert max(map(len, said)) <= 40
    assert " ".join(said) == "there are no webhooks; `incoming:` and `webhooks:` in a desk file declare them"
    look = on_a_terminal(environment, 60, "doctor")
    assert max(map(len, look)) <= 60 or any(len(word) > 42 for row in look for word in row.split())
    assert all(row.startswith((" " * 18, "ok ", "LOOK ")) for row in look)
    asked = on_a_terminal(environment, 40, "connect", "mail", typed=b"kim@desk.test\n\x04", status=1)
    assert "Which address do you write from? (Like" in asked and "imap.example.org, or" in asked


@pytest.mark.parametrize("words", [("--help",), ("connect", "--help"), ("help", "connect", "mail"), ("help", "query")])
def test_help_fits_the_terminal_and_hangs_below_its_words(environment: dict[str, str], words: tuple[str, ...]) -> None:
    """Once: lines that were parted for a wider one broke again in their middle."""
    wide, narrow = (on_a_terminal(environment, columns, *words) for columns in (200, 72))
    assert max(map(len, narrow)) <= 72
    assert " ".join(" ".join(narrow).split()) == " ".join(" ".join(wide).split())
    if words == ("--help",):
        (at,) = [place for place, row in enumerate(narrow) if row.startswith("  blame ")]
        assert narrow[at].index("Say who") == len(narrow[at + 1]) - len(narrow[at + 1].lstrip())
