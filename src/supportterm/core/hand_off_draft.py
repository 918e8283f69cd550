"""A ticket's past → a draft of its hand-off card: what was tried, and what is open. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from supportterm.core.moments import age_words
from supportterm.core.operations import HandBack, LinkArticle, Observed, Operation, Set, Wrote
from supportterm.core.terms import Role, Status

_LONGEST: Final = 100
"""Characters of what was said that are put on the card."""
_WAITING: Final = (Status.PENDING, Status.ON_HOLD)
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+")


class Draft(NamedTuple):
    tried: str
    """One line; holds text from outside as it came."""
    question: str
    """What the customer asks; empty when they ask nothing."""


def draft(past: Iterable[Operation], said: Mapping[int, str]) -> Draft:
    """*past*: what happened, oldest first, without what was undone; *said*: the texts of messages by their ids."""
    told = _Told(said)
    for operation in past:
        told.take(operation)
    return Draft("; ".join(told.lines()), told.question)


class _Told:
    def __init__(self, said: Mapping[int, str]) -> None:
        self._said = said
        self._replies: list[Wrote] = []
        self._notes: list[Wrote] = []
        self._articles = 0
        self._reopened = 0
        self._backs: list[tuple[str, HandBack]] = []
        self._status = int(Status.NEW)
        self._waits: list[int] = []
        """Lengths of time that were waited for somebody else."""
        self._since = 0
        self.question = ""

    def take(self, operation: Operation) -> None:
        match operation.payload:
            case Wrote(role=Role.REPLY) as wrote:
                self._replies.append(wrote)
            case Wrote(role=Role.NOTE) as wrote:
                self._notes.append(wrote)
            case Wrote(role=Role.CUSTOMER, message=message):
                self.question = _question(self._said.get(message, ""))
            case LinkArticle(link=link):
                self._articles += 1 if link else -1
            case HandBack() as back:
                self._backs.append((operation.actor, back))
            case Set(field="status", value=int(status)):
                self._turn(status, operation.at)
            case Observed(values={"status": int(status)}):
                self._turn(status, operation.at)

    def lines(self) -> Iterable[str]:
        if self._replies:
            names = list(dict.fromkeys(w.agent or w.author for w in self._replies))
            last = _quoted(self._said.get(self._replies[-1].message, ""))
            many = "replied" if len(self._replies) == 1 else f"replied {len(self._replies)} times"
            yield f"{', '.join(names)} {many}{f', the last time: {last}' if last else ''}"
        for wrote in self._notes[-2:]:
            if noted := _quoted(self._said.get(wrote.message, "")):
                yield f"{wrote.agent or wrote.author} noted: {noted}"
        if self._articles > 0:
            yield "an article is linked" if self._articles == 1 else f"{self._articles} articles are linked"
        if self._waits:
            yield f"{_times(len(self._waits))} waited for somebody else, {age_words(sum(self._waits))} in all"
        if self._reopened:
            yield f"solved and opened again {_times(self._reopened)}"
        for actor, back in self._backs[-1:]:
            yield f"{actor} {'declined it' if back.declined else 'gave it back'}: {_quoted(back.reason)}"

    def _turn(self, status: int, at: int) -> None:
        if self._status in _WAITING and status not in _WAITING:
            self._waits.append(max(at - self._since, 0))
        elif status in _WAITING and self._status not in _WAITING:
            self._since = at
        self._reopened += self._status >= Status.SOLVED > status
        self._status = status


def _question(body: str) -> str:
    """The last thing that is asked in a message."""
    own = " ".join(line for line in body.splitlines() if not line.lstrip().startswith(">"))
    asked = [sentence for sentence in _SENTENCE.split(own) if sentence.rstrip().endswith("?")]
    return _short(asked[-1]) if asked else ""


def _quoted(text: str) -> str:
    short = _short(text)
    return f"“{short}”" if short else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
