"""Desks that are built once and then copied: to build one takes longer than many a test of it."""

import shutil
import tempfile
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path

from supportterm.desk import Desk

_made: dict[Hashable, Path] = {}


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="supportterm-desks-")


def copied(file: Path, kind: Hashable, build: Callable[[Path], object]) -> Path:
    """At *file* the desk that *build* makes at a path and closes, at home there: the same for the same *kind*.

    For desks from which nothing waits to be sent.
    """
    if kind not in _made:
        made = Path(_folder().name) / f"{len(_made)}.desk"
        build(made)
        _made[kind] = made
    shutil.copy(_made[kind], file)
    files = Path(f"{_made[kind]}.files")
    if files.exists():
        shutil.copytree(files, f"{file}.files")
    with Desk.open(file) as desk:
        desk.claim()
    return file
