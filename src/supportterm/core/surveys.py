"""What customers are asked when a ticket is solved."""

from collections.abc import Iterator
from typing import Final

import msgspec

from supportterm.core.directory import Definitions
from supportterm.core.moments import DAY, SECOND
from supportterm.core.query import QueryError
from supportterm.core.refusal import Misdefined
from supportterm.core.rule_check import check_query
from supportterm.core.rules import Rule

KINDS: Final = {"csat": "how content they were", "nps": "whether they would recommend it, from 0 to 10"}
SCALES: Final = (2, 3, 5)
AGAIN: Final = 30 * DAY


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
    again: int = AGAIN
    """So long nobody is asked it twice, milliseconds."""


def least(survey: Survey) -> int:
    """The worst answer there is."""
    return 0 if survey.kind == "nps" else 1


def most(survey: Survey) -> int:
    """The best."""
    return 10 if survey.kind == "nps" else survey.scale


ACTOR: Final = "survey:"
"""Before the name of the automation by which a survey waits."""


def rule_of(survey: Survey) -> Rule:
    """The automation that waits until a ticket has been solved long enough; what it does is to ask."""
    when = f"status:>=solved ({survey.when})" if survey.when.strip() else "status:>=solved"
    return Rule(f"{ACTOR}{survey.name}", after=f"{survey.after // SECOND}s", when=when, off=survey.off)


def automatic(there: Definitions) -> dict[str, Rule]:
    """All that a desk does by itself, by name: its rules, in their order, and its surveys."""
    from supportterm.core.definitions import nouns

    asking = (rule_of(survey) for survey in nouns(there, "survey").values())
    return {**nouns(there, "rule"), **{rule.name: rule for rule in asking}}


def mistakes(survey: Survey) -> Iterator[Misdefined]:
    what = f"survey {survey.name}"
    if survey.kind not in KINDS:
        yield Misdefined(what, f"there is no kind {survey.kind!r}; there are {', '.join(KINDS)}", ("kind",))
    if survey.kind == "csat" and survey.scale not in SCALES:
        yield Misdefined(what, f"a scale has {', '.join(map(str, SCALES))} answers, not {survey.scale}", ("scale",))
    if survey.again < 0:
        yield Misdefined(what, "nobody is asked again before they were asked", ("again",))
    if survey.after < 0:
        yield Misdefined(what, "it can't be asked before it was solved", ("after",))
    try:
        check_query(survey.when)
    except QueryError as error:
        yield Misdefined(what, error.words, ("when",), error.column)
