"""Maildir folders, with the folders inside them."""

import os
from collections.abc import Iterator
from pathlib import Path

from supportterm.core.refusal import Refused
from supportterm.exchange.raw import RawMail, Source, read_file


def read(path: Path) -> Source:
    """The mails of a maildir and its folders. Raises Refused when *path* is none."""
    folders = [folder for folder in _folders(path) if (folder / "cur").is_dir() or (folder / "new").is_dir()]
    if not folders:
        raise Refused(f"{path} is no maildir: it holds no folder cur or new")
    files = sorted((name for folder in folders for name in _files(folder)), key=lambda f: f.name)
    return Source(_mails(path, files), len(files))


def _folders(path: Path) -> Iterator[Path]:
    for here, inside, _ in os.walk(path):
        inside[:] = sorted(name for name in inside if name not in ("cur", "new", "tmp"))
        yield Path(here)


def _files(folder: Path) -> Iterator[Path]:
    for state in ("cur", "new"):
        place = folder / state
        if place.is_dir():
            with os.scandir(place) as entries:
                yield from (Path(e.path) for e in entries if not e.name.startswith(".") and e.is_file())


def _mails(root: Path, files: list[Path]) -> Iterator[RawMail]:
    for number, path in enumerate(files, 1):
        yield read_file(path, str(path.relative_to(root)), number)
