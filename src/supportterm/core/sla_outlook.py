"""A forecast as people are told it: by who could take what, how much is late, what would be otherwise. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import tzinfo
from typing import Final, NamedTuple

from supportterm.core.moments import HOUR, MINUTE, moment_words
from supportterm.core.safe import safe_line
from supportterm.core.sla_explain import length_words
from supportterm.core.sla_forecast import Breach, Takers, World, grouped
from supportterm.core.sla_whatif import Difference, What, changed, differences

SIGNS: Final = {"same": " ", "new": "+", "gone": "-", "sooner": "<", "later": ">", "hands": "@"}
HOW: Final = {
    "new": "due only then",
    "gone": "due no more",
    "sooner": "due sooner",
    "later": "due later",
    "hands": "in other hands",
}
"""What a deadline is in the world that would be, beside that of the world that is; `SIGNS` has a sign for each."""


class Group(NamedTuple):
    """Deadlines that the same people could see to."""

    takers: Takers
    told: tuple[Difference, ...]


class Outlook(NamedTuple):
    now: int
    hours: int
    """So far ahead it looks."""
    whats: tuple[What, ...]
    """What it supposes."""
    groups: tuple[Group, ...]
    """What nobody can take first, then in the order of the first deadline."""

    @property
    def until(self) -> int:
        return self.now + self.hours * HOUR

    @property
    def told(self) -> tuple[Difference, ...]:
        return tuple(one for group in self.groups for one in group.told)

    def words(self, zone: tzinfo | None = None) -> str:
        """`2 late, 5 due within 8 hours, until 18:00`."""
        hours = f"{self.hours} hour{'s' * (self.hours != 1)}"
        due = [one.breach.due for one in self.told if one.how != "gone" and self._counts(one)]
        late = sum(moment < self.now for moment in due)
        until = moment_words(self.until, self.now, zone)
        return f"{late} late, {len(due) - late} due within {hours}, until {until}"

    def otherwise(self) -> str:
        """What is otherwise than without what is supposed: `+ 2 due only then   < 1 due sooner`."""
        counts = Counter(str(one.how) for one in self.told)
        said = [f"{SIGNS[how]} {counts[how]} {words}" for how, words in HOW.items() if counts[how]]
        return "   ".join(said) or "nothing would be otherwise"

    def _counts(self, one: Difference) -> bool:
        return one.how != "later" or one.breach.due <= self.until


def outlook(world: World, whats: Sequence[What], hours: int) -> Outlook:
    """What breaks within *hours*, if *whats* were so. Raises Refused for an agent or a schedule that is not there."""
    told = differences(world, changed(world, whats), world.now + hours * HOUR)
    by_key = {one.breach.key: one for one in told}
    groups = [
        Group(group.takers, tuple(by_key[breach.key] for breach in group.breaches))
        for group in grouped(one.breach for one in told)
    ]
    return Outlook(world.now, hours, tuple(whats), tuple(groups))


def takers_words(takers: Takers, now: int, zone: tzinfo | None = None) -> str:
    """Who could see to it, and from when on, where their team does not work now."""
    opens = f", from {moment_words(takers.opens, now, zone)}" if takers.opens is not None else ""
    return safe_line(takers.words, 200) + opens


def left_words(breach: Breach, now: int) -> str:
    """`2h 5m`, `-40m` when it is late, in its hours; no seconds, since nobody plans by them."""
    words = length_words(abs(breach.left) // MINUTE * MINUTE, breach.hours)
    if breach.due >= now:
        return "now" if words == "0s" else words
    return "late" if words == "0s" else f"-{words}"


def was_words(one: Difference, now: int, zone: tzinfo | None = None) -> str:
    """What it is without what is supposed, where that is another moment or in other hands."""
    if one.was is not None and one.was != one.breach.due:
        return f"not {moment_words(one.was, now, zone)}"
    if one.how == "hands" and one.takers is not None and one.takers.held:
        return f"not {one.takers.words}"
    return ""
