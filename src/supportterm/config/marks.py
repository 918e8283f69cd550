"""Tickets that a person has put a letter on, so that two keys lead back. They outlive the console."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from supportterm.config.paths import Paths
from supportterm.config.whole import write_whole

_decode = msgspec.json.Decoder(dict[str, int]).decode


def load(desk: str, here: Paths) -> dict[str, int]:
    """Ticket ids by letter, on the desk with the id *desk*. What can't be read is as if it had never been."""
    try:
        return _decode(_file(desk, here).read_bytes())
    except (OSError, msgspec.DecodeError):
        return {}


def keep(desk: str, marks: Mapping[str, int], here: Paths) -> None:
    """Raises OSError when there is no room for them."""
    write_whole(_file(desk, here), msgspec.json.encode(dict(sorted(marks.items()))))


def _file(desk: str, here: Paths) -> Path:
    return here.state / f"marks-{desk}.json"
