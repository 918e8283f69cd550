"""What customers are asked when a ticket is solved."""

from collections.abc import Iterator
from typing import Final

import msgspec

from supportterm.core.query import QueryError
from supportterm.core.refusal import Misdefined
from supportterm.core.rule_check import check_query

KINDS: Final = {"csat": "how content they were", "nps": "whether they would recommend it, from 0 to 10"}
SCALES: Final = (2, 3, 5)


class Survey(msgspec.Struct, frozen=True):
    name: str
    title: str = ""
    kind: str = "csat"
    """One of `KINDS`."""
    question: str = ""
    scale: int = 5
    """Of csat: how many answers there are to choose from, the last of them the best."""
    after: int = 0
    """How long after it was solved, milliseconds."""
    when: str = ""
    """A query; empty: every ticket."""
    comment: str = ""
    """What is asked besides, in free words; empty: nothing."""
    off: bool = False


def mistakes(survey: Survey) -> Iterator[Misdefined]:
    what = f"survey {survey.name}"
    if survey.kind not in KINDS:
        yield Misdefined(what, f"there is no kind {survey.kind!r}; there are {', '.join(KINDS)}", ("kind",))
    if survey.kind == "csat" and survey.scale not in SCALES:
        yield Misdefined(what, f"a scale has {', '.join(map(str, SCALES))} answers, not {survey.scale}", ("scale",))
    if survey.after < 0:
        yield Misdefined(what, "it can't be asked before it was solved", ("after",))
    try:
        check_query(survey.when)
    except QueryError as error:
        yield Misdefined(what, error.words, ("when",), error.column)
