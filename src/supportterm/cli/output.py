"""What the shell face prints. Outside text goes to a terminal through `core.safe` only."""

import json as json_
import re
import sys

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


def exit_status(error: Exception) -> int | None:
    """2 when the words were wrong, 1 when it can't be; None for an error that is a defect of ours."""
    from supportterm.commands.parse import Usage
    from supportterm.config.marked import ConfigError
    from supportterm.core.query import QueryError
    from supportterm.store.errors import StoreError

    if isinstance(error, Usage | QueryError | ConfigError):
        return 2
    return 1 if isinstance(error, Refused | StoreError) else None


def complain(words: str, status: int) -> int:
    """Say on standard error why it did not work; answers *status*."""
    print(f"supportterm: {safe(words, keep_newlines=True)}", file=sys.stderr)
    return status


def _columns(line: str) -> str:
    """A line whose tabs mean columns, as completion prints them."""
    return "\t".join(safe(cell) for cell in line.split("\t"))


def _json(record: object) -> str:
    text = json_.dumps(record, ensure_ascii=False, default=str)
    if text.isascii():
        return text
    return _HIDDEN.sub(lambda m: json_.dumps(m[0])[1:-1], text)
