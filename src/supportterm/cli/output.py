"""What the shell face prints. Outside text goes to a terminal through `core.safe` only."""

import json as json_
import re
import sys
from typing import TextIO

from supportterm.commands.call import Outcome
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe

_HIDDEN = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\U000e0000-\U000e007f]"
)
"""What JSON would carry raw although a terminal may act on it or hide it."""


def print_outcome(outcome: Outcome, *, json: bool) -> None:
    """An object a line with *json*; else the outcome's lines, or its words."""
    if json:
        for record in outcome.records:
            print(_json(record))
        return
    lines = outcome.lines if outcome.lines is not None else filter(None, [outcome.words])
    for line in lines:
        print(safe(line.replace("\t", "    "), keep_newlines=True) if "\t" not in line else _columns(line))
    sys.stdout.flush()


def complain(error: Refused, stream: TextIO | None = None) -> int:
    """Say *error* on standard error; answers the exit status that goes with it."""
    from supportterm.commands.parse import Usage

    to = stream or sys.stderr
    print(f"supportterm: {safe(str(error), keep_newlines=True)}", file=to)
    column = getattr(error, "column", None)
    text = getattr(error, "text", None)
    if isinstance(column, int) and isinstance(text, str):
        print(f"  {safe(text)}\n  {' ' * max(column - 1, 0)}^", file=to)
    hint = getattr(error, "hint", "")
    if hint:
        print(f"  {safe(hint)}", file=to)
    wrong = isinstance(error, Usage) or column is not None
    return 2 if wrong else 1


def _columns(line: str) -> str:
    """A line whose tabs mean columns, as completion prints them."""
    return "\t".join(safe(cell) for cell in line.split("\t"))


def _json(record: object) -> str:
    text = json_.dumps(record, ensure_ascii=False, default=str)
    if text.isascii():
        return text
    return _HIDDEN.sub(lambda m: json_.dumps(m[0])[1:-1], text)
