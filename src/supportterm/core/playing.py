"""Play mode: the tickets of a list one after the other, each worked on or skipped for a reason. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from supportterm.core.moments import MINUTE, age_words
from supportterm.core.nouns import Ticket
from supportterm.core.operations import PassedOver, Planned, Subject
from supportterm.core.refusal import Refused
from supportterm.core.terms import SKIPS
from supportterm.core.verbs import Rules

WORKED: Final = "worked"
GONE: Final = "gone"
"""Somebody else saw to it while it was read."""
_SHOWN: Final = 8
"""Tickets that a summary names of each kind."""


def skip(ticket: Ticket, rules: Rules, reason: str) -> list[Planned]:
    """A verb: who was given *ticket* goes on to the next, for a *reason* of `SKIPS`. Nothing of it changes."""
    if reason not in SKIPS:
        raise Refused(f"{reason!r} is no reason to skip; there are {', '.join(SKIPS)}")
    return [Planned(Subject("ticket", ticket.id), PassedOver(reason))]


class Round(NamedTuple):
    """How far a list was played: every ticket of it is given once."""

    title: str
    """Of the list."""
    begun: int
    """Milliseconds, as all moments here."""
    at: int | None = None
    """The ticket given last, which is not over."""
    since: int = 0
    """When it was."""
    over: tuple[tuple[int, str], ...] = ()
    """Tickets that were given before, in that order, with what came of each: `WORKED`, `GONE` or a reason."""

    def given(self, ticket: int, now: int) -> "Round":
        return self._replace(at=ticket, since=now)

    def ended(self, outcome: str) -> "Round":
        """The ticket at hand is over."""
        assert self.at is not None
        return self._replace(at=None, over=(*self.over, (self.at, outcome)))

    def after(self, tickets: Iterable[int], held: Mapping[int, str]) -> tuple[int | None, tuple[int, ...]]:
        """The next of *tickets*, which are in the order of the list, and those before it that others have open.

        *held*: tickets with who has them open. None when nothing is left.
        """
        known, passed = {ticket for ticket, _ in self.over}, []
        for ticket in tickets:
            if ticket in held:
                passed.append(ticket)
            elif ticket not in known and ticket != self.at:
                return ticket, tuple(passed)
        return None, tuple(passed)

    @property
    def tally(self) -> str:
        """`3 done, 1 skipped`; nothing before there is any."""
        skipped = sum(outcome in SKIPS for _, outcome in self.over)
        counts = ((self._count(WORKED), "done"), (skipped, "skipped"))
        return ", ".join(f"{count} {what}" for count, what in counts if count)

    def summary(self, now: int, held: Mapping[int, str], called: Callable[[int], str]) -> Iterator[str]:
        """Lines that say what came of it; *held*: those that were not given since others have them open."""
        length = max(now - self.begun, MINUTE)
        yield f"{len(self.over)} given within {age_words(length)}"
        kinds = {WORKED: "worked on", **{word: f"skipped: {words}" for word, words in SKIPS.items()}}
        for outcome, words in {**kinds, GONE: "seen to by others meanwhile"}.items():
            tickets = [called(ticket) for ticket, came in self.over if came == outcome]
            if tickets:
                yield f"{len(tickets):>4}  {words}: {_listed(tickets)}"
        if held:
            who = [f"{called(ticket)} ({agent})" for ticket, agent in held.items()]
            yield f"{len(held):>4}  open elsewhere, not given: {_listed(who)}"

    def _count(self, outcome: str) -> int:
        return sum(came == outcome for _, came in self.over)


def _listed(words: list[str]) -> str:
    more = len(words) - _SHOWN
    return ", ".join(words[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
