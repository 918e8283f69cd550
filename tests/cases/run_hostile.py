"""Tries a corpus of hostile inputs on the program: `run_hostile.py FILE`.

FILE holds `cases`: id, enters (places), payload or gen, forbid_in_terminal_output, must_show. Each case goes in by the
door that stands nearest to each of its places (`hostile_doors.py`), then is looked at through the shell on a
terminal and through the console in a pty. Checked, on all bytes that reach the terminal: nothing forbidden, no C1
control, no direction override; what must show is on the screen; nothing crashes. Prints a line a failure, how many
checks each door had, and last `N passed, N failed`.
"""

import ast
import contextlib
import csv
import io
import json
import os
import pty
import re
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stories"))

import hostile_doors as doors
from terminal import terminal

# In what a program writes, escape sequences of its own are in order; these are in order nowhere.
NEVER = re.compile("[\x80-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
TRAP = Path("/tmp/pwned")


class Entered(NamedTuple):
    """A case that came in at a place, and what became of it."""

    case: dict[str, Any]
    place: str
    door: str
    tickets: tuple[int, ...] = ()
    slug: str = ""
    said: str = ""
    """What the import answered."""

    @property
    def label(self) -> str:
        return f"{self.case['id']} {self.case['name']}: {self.place} (door: {self.door})"


class Score:
    def __init__(self) -> None:
        self.by_door: Counter[str] = Counter()
        self.passed = self.failed = 0

    def check(self, entered: Entered, through: str, problems: Iterable[str]) -> None:
        self.by_door[f"{entered.place} → {entered.door} → {through}"] += 1
        try:
            found = list(problems)
        except Exception as error:  # whatever the program raises is what is wrong with it
            found = [f"raised {type(error).__name__}: {str(error)[:300]}"]
        self.failed += bool(found)
        self.passed += not found
        for problem in found:
            print(f"{entered.label}, {through}: {problem}", flush=True)


class Shell:
    """The shell face on a desk of its own."""

    def __init__(self, home: Path) -> None:
        self.home, self.desk = home, home / "hostile.desk"
        self.complaint = ""
        """What the last command said on standard error."""
        os.environ.update(HOME=str(home), SUPPORTTERM_DESK=str(self.desk))

    def run(self, *words: str) -> tuple[int, str]:
        """Exit status and standard output, in this process. What escapes is the failure of the caller."""
        from supportterm.cli.main import main

        out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(list(words))
            out.flush()
        self.complaint = err.getvalue().strip()[-300:]
        return status, out.buffer.getvalue().decode()  # type: ignore[attr-defined]

    def tickets(self) -> set[int]:
        _, out = self.run("list", "", "--limit", "1000000", "--json")
        return {json.loads(line)["number"] for line in out.splitlines()}

    def on_a_terminal(self, *words: str) -> bytes:
        """All bytes the program writes with a terminal as its output.

        In a process of its own, made of this one: to load the program for each look would take longer than the looks.
        """
        process, master = pty.fork()
        if process == 0:
            as_program(words)
        written = b"".join(iter(lambda: read(master), b""))
        _, ended = os.waitpid(process, 0)
        os.close(master)  # not before: that would be a hang-up
        status = os.waitstatus_to_exitcode(ended)
        return written if status in (0, 1) else written + b"\nTraceback (exit status)"


def as_program(words: Sequence[str]) -> NoReturn:
    """This process is the program from here on, at the terminal that it was given."""
    from supportterm.cli.main import main

    status = 70
    try:
        os.environ["TERM"] = "xterm-256color"
        how = {"encoding": "utf-8", "errors": sys.stdout.errors}
        with open(0, **how) as sys.stdin, open(1, "w", **how) as sys.stdout, open(2, "w", **how) as sys.stderr:
            try:
                status = main(list(words))
            except BaseException:
                traceback.print_exc()
    finally:
        os._exit(status)


def read(master: int) -> bytes:
    try:
        return os.read(master, 1 << 16)
    except OSError:
        return b""


def enter(case: dict[str, Any], place: str, door: str, shell: Shell) -> Entered:
    """Let the case in; raises what the program raises."""
    name = f"{case['id'].lower()}-{place.replace(' ', '-').lower()}"
    before = shell.tickets()
    folder = Path(tempfile.mkdtemp(dir=shell.home))
    for index, piece in enumerate(doors.pieces(case)):
        part = f"{name}-{index}"
        if door == "mail":
            (folder / f"{part}.eml").write_bytes(doors.mail(piece, place, part))
        elif door == "shell":
            shell.run(*doors.shell_words(piece, place, part))
        elif door == "csv":
            (folder / f"{part}.csv").write_bytes(doors.csv(piece, part))
            shell.run("import", "csv", str(folder / f"{part}.csv"))
        else:
            doors.article(piece, part, folder)
    said = ""
    if door == "mail":
        _, said = shell.run("import", "eml", str(folder))
    if door == "article":
        shell.run("kb", "import", str(folder))
        return Entered(case, place, door, slug=f"{name}-0")
    said = said.strip()[-300:] or shell.complaint
    return Entered(case, place, door, tuple(sorted(shell.tickets() - before)), said=said)


def problems(entered: Entered, written: bytes, shown: str) -> Iterator[str]:
    """What is wrong with the bytes a terminal got and the text it shows."""
    for literal in entered.case.get("forbid_in_terminal_output", ()):
        if ast.literal_eval(literal) in written:
            yield f"{literal} reached the terminal"
    found = NEVER.search(written.decode("utf-8", "replace"))
    if found:
        yield f"U+{ord(found[0]):04X} reached the terminal"
    if b"Traceback (" in written:
        yield "it crashed: " + written.decode("utf-8", "replace").strip().splitlines()[-1][:200]
    for text in entered.case.get("must_show", ()):
        if text not in shown:
            yield f"{text!r} is not on the screen"


def through_shell(entered: Entered, shell: Shell, score: Score) -> None:
    looks = [("kb", "show", entered.slug)] if entered.slug else []
    looks += [("show", str(number)) for number in entered.tickets[:1]]
    for words in looks:
        written = shell.on_a_terminal(*words)
        score.check(entered, "shell", problems(entered, written, written.decode("utf-8", "replace")))
        written = shell.on_a_terminal(*words, "--json")
        score.check(entered, "shell --json", problems(bare(entered), written, ""))


def bare(entered: Entered) -> Entered:
    """The case without what must show: JSON keeps the data, in its own spelling."""
    return entered._replace(case={**entered.case, "must_show": []})


def through_console(all_entered: list[Entered], shell: Shell, score: Score) -> None:
    """One session that opens every ticket and article; the bytes between two of them belong to the first."""
    with terminal(["--desk", str(shell.desk)], shell.home, 160, 48) as console:
        console.see("hostile", seconds=60)
        for entered in all_entered:
            place = f"article {entered.slug}" if entered.slug else f"open {entered.tickets[0]}"
            mark = entered.slug or f"#{entered.tickets[0]} "
            began = len(console.bytes)
            console.type(":")
            console.type(place)
            console.press("enter")
            with contextlib.suppress(AssertionError):
                console.see(mark, *entered.case.get("must_show", ()), seconds=5)
            shown = console.text
            console.settle()
            found = [*problems(entered, console.bytes[began:], shown), *([] if mark in shown else [f"no {mark}"])]
            score.check(entered, "console", found)
            if console.process.poll() is not None:
                score.check(entered, "console", ["the console ended:\n" + console.text])
                return
        console.type(":quit")
        console.press("enter")
        console.wait()


def exported(shell: Shell) -> Iterator[str]:
    """Cells of the CSV export that a spreadsheet would compute."""
    _, out = shell.run("export", "", "-", "--to", "csv")
    for row in csv.reader(io.StringIO(out, newline="")):
        for cell in row:
            if cell.lstrip("\0 \t\r\n").startswith(tuple("=+@＝＋－＠")):
                yield f"the cell {cell[:40]!r} would be computed"


def main(file: str) -> int:
    cases = json.loads(Path(file).read_text(encoding="utf-8"))["cases"]
    score = Score()
    trap = TRAP.exists()
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        shell = Shell(Path(folder))
        shell.run("init")
        shell.run("new", "--from=first@hostile.example", "--subject=hostile", "the first ticket")
        inside: list[Entered] = []
        for case in cases:
            for place, door in doors.entries(case):
                entered = Entered(case, place, door)
                try:
                    entered = enter(case, place, door, shell)
                except Exception as error:
                    score.check(entered, "import", [f"raised {type(error).__name__}: {str(error)[:200]}"])
                    continue
                score.check(
                    entered, "import", [] if entered.tickets or entered.slug else [f"nothing came in: {entered.said!r}"]
                )
                if entered.tickets or entered.slug:
                    inside.append(entered)
        for entered in inside:
            through_shell(entered, shell, score)
        try:
            through_console(inside, shell, score)
        except AssertionError as error:  # it never opened, or did not end
            score.check(inside[-1], "console", [str(error)])
        for entered in inside:
            if entered.case["cls"] == "export":
                score.check(entered, "export csv", exported(shell))
            if entered.case["cls"] == "hook":
                score.check(entered, "hooks", [f"{TRAP} was made"] if TRAP.exists() and not trap else [])
    for way, count in sorted(score.by_door.items()):
        print(f"{count:4} checks  {way}")
    print(f"{score.passed} passed, {score.failed} failed")
    return 1 if score.failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: run_hostile.py FILE")
    sys.exit(main(sys.argv[1]))
