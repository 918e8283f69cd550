"""How good the bot's answers are, on questions whose right answers people wrote down.

A file of questions is JSON Lines: `{"question": "…", "answers": ["slug", …]}`; with no answers the knowledge base has
none, and any that is given is wrong.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from supportterm.core.answering import SURE
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.desk import Desk

LARGEST: Final = 16 << 20
"""Bytes of a file of questions."""


class Labelled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question, and the slugs of all articles that answer it."""

    question: str
    answers: tuple[str, ...] = ()


class Tried(msgspec.Struct, frozen=True):
    """What the likeliest answer to a question was."""

    asked: Labelled
    article: str
    """Its slug; empty when no article has a word of the question."""
    confidence: float

    @property
    def right(self) -> bool:
        return self.article in self.asked.answers


class Verdict(msgspec.Struct, frozen=True):
    """All of a file, from one confidence on."""

    sure: float
    questions: int
    answerable: int
    given: int
    wrong: int

    @property
    def coverage(self) -> float:
        """Share of all questions, also of those that have no answer, to which one was given."""
        return self.given / self.questions if self.questions else 0.0

    @property
    def wrong_share(self) -> float:
        """Of the answers that were given."""
        return self.wrong / self.given if self.given else 0.0


def read(file: str | Path) -> tuple[Labelled, ...]:
    """Raises Refused with the line that can't be read."""
    path = Path(file).expanduser()
    try:
        if path.stat().st_size > LARGEST:
            raise Refused(f"{path} is larger than {LARGEST >> 20} MiB")
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise Refused(f"{path} can't be read: {error.strerror or error}") from error
    decode = msgspec.json.Decoder(Labelled).decode
    found = []
    for number, line in enumerate(lines, 1):
        try:
            if line.strip():
                found.append(decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Refused(f"{path}:{number}: no question: {error}") from error
    return tuple(found)


def try_all(desk: "Desk", questions: Sequence[Labelled]) -> tuple[Tried, ...]:
    """The likeliest answer to each. Raises Refused when a label names an article that the desk does not have."""
    for slug in sorted({slug for each in questions for slug in each.answers}):
        desk.article(slug)
    return tuple(_try(desk, each) for each in questions)


def verdict(tried: Sequence[Tried], sure: float = SURE) -> Verdict:
    given = [each for each in tried if each.article and each.confidence >= sure]
    answerable = sum(1 for each in tried if each.asked.answers)
    return Verdict(sure, len(tried), answerable, len(given), sum(1 for each in given if not each.right))


def surest(tried: Sequence[Tried], wrong: float) -> Verdict:
    """The verdict with the lowest confidence from which at most the share *wrong* of the answers is wrong."""
    best = verdict(tried, 1.01)
    for sure in sorted({each.confidence for each in tried}, reverse=True):
        one = verdict(tried, sure)
        if one.wrong_share <= wrong:
            best = one
    return best


def _try(desk: "Desk", asked: Labelled) -> Tried:
    judged = desk.answers_to(asked.question)
    return Tried(asked, judged[0].article.slug, judged[0].confidence) if judged else Tried(asked, "", 0.0)
