"""Files that came with a message: opened with another program, saved, or given to a command.

A file's name is a stranger's: it is made safe before it becomes a path, nothing is overwritten, and programs get it as
an argument or on standard input, never through a shell.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from supportterm.core.refusal import Refused
from supportterm.core.safe import safe, safe_filename

_RUNS_CODE: Final = re.compile(
    "app|appimage|bat|bash|cmd|com|cpl|csh|deb|desktop|dll|dmg|exe|fish|hta|inf|jar|jse?|lnk|msc|msi|msp|pif|pkg|"
    "ps1|py|reg|rpm|run|scr|sh|so|url|vb|vbe|vbs|wsf|wsh|xpi|zsh"
)
"""Kinds of files that a desktop may start rather than show."""
_WAIT: Final = 60
"""Seconds that a program a file is piped to may take."""
_OUTPUT: Final = 200_000
"""Characters of its output that are shown."""


def save(stored: Path, name: str, where: str) -> Path:
    """Copy the file to the folder *where*, or to the path it names; answers where it is now.

    A file that is there already stays: the new one gets a number. Raises Refused when there is no such folder.
    """
    target = Path(where or "~/Downloads").expanduser()
    if not where and not target.is_dir():
        target = Path.cwd()
    if target.is_dir():
        folder, wanted = target, safe_filename(name)
    else:
        folder, wanted = target.parent, target.name
    if not folder.is_dir():
        raise Refused(f"there is no folder {folder}")
    return _copy(stored, folder, wanted, 0o600)


def open_with(stored: Path, name: str, opener: Sequence[str] = ()) -> None:
    """Show a private copy of the file with the program that the system has for its kind, or with *opener*.

    Raises Refused for kinds that a desktop may run, and when there is no such program.
    """
    wanted = safe_filename(name)
    kind = wanted.rpartition(".")[2].lower()
    if _RUNS_CODE.fullmatch(kind):
        raise Refused(f"a .{kind} file may run as a program; save it and look at it first")
    copy = _copy(stored, Path(tempfile.mkdtemp(prefix="supportterm-")), wanted, 0o400)
    program = list(opener) or (["open"] if sys.platform == "darwin" else ["xdg-open"])
    try:
        subprocess.Popen(
            [*program, str(copy)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        raise Refused(f"{program[0]} is not there; save the file, or name a program to pipe it to") from None


def pipe(stored: Path, command: str) -> tuple[str, ...]:
    """What *command* prints when it is given the file on standard input, line by line, made safe.

    The command is split into words as a shell would, and nothing else of a shell happens. Raises Refused when it
    can't be started or does not end.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise Refused(f"the command is not complete: {error}") from None
    if not words:
        raise Refused("pipe the file to which program?")
    try:
        with stored.open("rb") as file:
            ran = subprocess.run(
                words, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=_WAIT, check=False
            )
    except subprocess.TimeoutExpired:
        raise Refused(f"{words[0]} did not end within {_WAIT} seconds and was stopped") from None
    except OSError as error:
        raise Refused(f"{words[0]} could not be started: {error.strerror}") from None
    text = ran.stdout.decode("utf-8", "replace")
    lines = safe(text[:_OUTPUT], keep_newlines=True).rstrip("\n").split("\n")
    if len(text) > _OUTPUT:
        lines.append(f"(cut: {len(text):,} characters in all)")
    if ran.returncode:
        lines.append(f"({words[0]} ended with status {ran.returncode})")
    return tuple(lines)


def _copy(stored: Path, folder: Path, name: str, mode: int) -> Path:
    stem, dot, extension = name.rpartition(".")
    if not stem:
        stem, dot, extension = name, "", ""
    for number in range(1000):
        path = folder / (f"{stem} ({number}){dot}{extension}" if number else name)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        except FileExistsError:
            continue
        with os.fdopen(handle, "wb") as target, stored.open("rb") as source:
            while part := source.read(1 << 20):
                target.write(part)
        return path
    raise Refused(f"there are a thousand files named {name} in {folder} already")
