"""What the shell face prints. Outside text goes to a terminal through `core.safe` only."""

import json as json_
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from supportterm.cli.terminal import is_painted, speaks_unicode
from supportterm.commands.call import Bold, Dim, Outcome, Painted
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.commands.kinds import Completion

_LOOKS: dict[type, str] = {Bold: "\x1b[1m{}\x1b[0m", Dim: "\x1b[2m{}\x1b[0m"}

_HIDDEN = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\U000e0000-\U000e007f]"
)
"""What JSON would carry raw although a terminal may act on it or hide it."""


def print_outcome(outcome: Outcome, *, json: bool) -> None:
    """An object a line with *json*; else the outcome's lines, or its words."""
    if json:
        for record in _records(outcome):
            print(_json(record))
    else:
        from supportterm.core.safe import safe

        painted = is_painted()
        for line in outcome.lines if outcome.lines is not None else _said(outcome.words):
            if painted and isinstance(line, Painted):
                print("".join(_pieces(line)))
                continue
            text = safe(line.expandtabs())
            print(_LOOKS.get(type(line), "{}").format(text) if painted else text)
    sys.stdout.flush()


def _said(words: str) -> list[str]:
    """A sentence in lines that end between words, where it is read at a terminal."""
    if not words or not sys.stdout.isatty():
        return [words] if words else []
    from supportterm.commands.aside import parted
    from supportterm.core.safe import safe

    return parted(safe(words.expandtabs()), sys.stdout).split("\n")


def _pieces(line: Painted) -> Iterator[str]:
    from supportterm.config.colours import sgr
    from supportterm.core.safe import safe

    deep = os.environ.get("COLORTERM", "") in ("truecolor", "24bit")
    for text, style in line.pieces:
        yield f"\x1b[{sgr(style, deep=deep)}m{safe(text)}\x1b[0m"


def print_completions(found: Iterable["Completion"]) -> None:
    """A text, a tab and a note a line, for a shell that completes."""
    from supportterm.core.safe import safe

    for one in found:
        print(f"{safe(one.text)}\t{safe(one.note)}")


def _records(outcome: Outcome) -> Iterable[Mapping[str, object]]:
    """What programs read: the outcome's records; else what it says to people."""
    if outcome.records != ():
        return outcome.records
    if outcome.lines is not None:
        return [{"ok": outcome.ok, "lines": list(outcome.lines)}]
    return [{"ok": outcome.ok, "words": outcome.words}] if outcome.words else ()


def exit_status(error: Exception) -> int | None:
    """2 when the words were wrong, 1 when it can't be, for a file with mistakes too; None for a defect of ours."""
    from supportterm.commands.usage import Usage
    from supportterm.config.marked import ConfigError
    from supportterm.core.query import QueryError
    from supportterm.store.errors import StoreError

    if isinstance(error, Usage | QueryError):
        return 2
    return 1 if isinstance(error, Refused | ConfigError | StoreError | OSError) else None


def words_of(error: Exception) -> str:
    """The sentence that says what went wrong."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def _json(record: object) -> str:
    text = json_.dumps(record, ensure_ascii=not speaks_unicode(sys.stdout), default=str)
    if text.isascii():
        return text
    return _HIDDEN.sub(lambda m: json_.dumps(m[0])[1:-1], text)
