"""What customers answer to surveys: the verb, as those of core/verbs.py, and how what they write is read.

An answer in a mail is a number at its beginning, alone or with few words behind it on its line. Only who was just asked
is read so.
"""

import re
from typing import Final, NamedTuple

from supportterm.core.metrics_scores import happy
from supportterm.core.nouns import Ticket
from supportterm.core.numbers import label
from supportterm.core.operations import Planned, Rated, Subject
from supportterm.core.refusal import Refused
from supportterm.core.surveys import Survey, least, most
from supportterm.core.verbs import Rules

LONGEST: Final = 2_000
"""Characters of a comment that are kept."""
_ANSWER: Final = re.compile(
    r"\s*(\d{1,2})(?:\s*/\s*\d{1,2})?(?![\d.,:]?\d)(?P<mark>[^\S\n]*[.,;:!–—-]*)(?P<line>[^\n]*)"
)
_FEW: Final = 2
"""Words right behind the number: more of them, and it counts something."""


class Answer(NamedTuple):
    score: int
    comment: str = ""


def rate(ticket: Ticket, rules: Rules, survey: Survey, score: int, comment: str = "") -> list[Planned]:
    """The customer of *ticket* answers *survey*; a later answer takes the place of an earlier one.

    Raises Refused for a score that the survey does not ask for. Ticket states do not matter: what is closed is rated.
    """
    if ticket.merged_into is not None:
        raise Refused(f"{label(ticket.id, ticket.number)} goes on in {label(ticket.merged_into)}; rate that one")
    low, high = least(survey), most(survey)
    if not low <= score <= high:
        raise Refused(f"{survey.name} is answered by a number from {low} to {high}, not by {score}")
    said = comment.strip()[:LONGEST]
    rated = Rated(survey.name, score, high, recommends=survey.kind == "nps", comment=said)
    return [Planned(Subject("ticket", ticket.id), rated, {})]


def read_answer(text: str, survey: Survey) -> Answer | None:
    """What a message, without what it quotes, answers to *survey*; None: it is a message as any other."""
    found = _ANSWER.match(text)
    if found is None:
        return None
    score, line = int(found[1]), found["line"].strip()
    marked = bool(found["mark"].strip()) or not line
    if not least(survey) <= score <= most(survey) or not (marked or len(line.split()) <= _FEW):
        return None
    rest = text[found.end() :].strip()
    return Answer(score, "\n".join(filter(None, (line, rest)))[:LONGEST])


def content(answer: Answer, survey: Survey) -> bool:
    """Whether it asks for nothing: a good score, and no question with it."""
    good = answer.score > 6 if survey.kind == "nps" else happy(answer.score, survey.scale)
    return good and "?" not in answer.comment
