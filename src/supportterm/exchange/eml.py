"""Mails that are files: one .eml, or a folder of them."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from supportterm.core.refusal import Refused
from supportterm.exchange.raw import RawMail, Source, read_file

_ENDINGS: Final = (".eml", ".box", ".mail", ".rfc822")


def read(path: Path) -> Source:
    """The mail in a file of any name, or the mails below a folder. Raises Refused when a folder holds none."""
    if path.is_file():
        return Source(_mails(path.parent, [path]), 1)
    files = sorted(
        Path(here, name) for here, _, names in os.walk(path) for name in names if name.lower().endswith(_ENDINGS)
    )
    if not files:
        raise Refused(f"{path} holds no mail: no file there ends in {', '.join(_ENDINGS)}")
    return Source(_mails(path, files), len(files))


def _mails(root: Path, files: list[Path]) -> Iterator[RawMail]:
    for number, path in enumerate(files, 1):
        yield read_file(path, str(path.relative_to(root)), number)
