"""Which tickets of the last days would have gone otherwise with the rules, promises and routes of a desk file.

What is there and what is wanted are both told as if they always had been; so only what the file changes is told. Each
ticket is looked at once, and only the first of each kind are named: memory is bounded by what is shown.
"""

from collections.abc import Callable, Iterator
from datetime import tzinfo
from typing import Final

from supportterm.commands.declared import Declared
from supportterm.commands.records import moment
from supportterm.commands.tally import Otherwise, Tally
from supportterm.core.definitions import nouns
from supportterm.core.moments import DAY, moment_words
from supportterm.core.query import parse
from supportterm.core.route_trial import KINDS as TURNS
from supportterm.core.route_trial import Gave, Turned
from supportterm.core.rule_trial import Firing, Story
from supportterm.core.rules import Rule
from supportterm.core.sla_explain import length_words
from supportterm.core.sla_trial import KINDS as PROMISES
from supportterm.core.sla_trial import Promise, Went, compared
from supportterm.desk import Desk
from supportterm.desk.trying import Supposed, found_by

DAYS: Final = 30
_PROMISING: Final = frozenset({"policy", "schedule"})
_LEADING: Final = frozenset({"route", "team", "agent"})
_FIRINGS: Final = {"more": "on which it did nothing", "less": "on which it would do nothing", "other": "otherwise"}
_NOT_KNOWN: Final = (
    "who was away is told as it was then; how many tickets each has, when one last went to them and the customer's "
    "organization as it is now"
)

_Trial = tuple[Tally, Callable[[Story], Iterator[Otherwise]]]


def otherwise(desk: Desk, found: Declared, zone: tzinfo | None) -> list[Tally]:
    """What the file would have changed: a tally for each rule that it touches, one for promises, one for routes."""
    trials = list(_trials(desk, found, zone))
    for number in found_by(desk, parse(f"updated:<{DAYS}d")) if trials else ():
        story = desk.story(number)
        for tally, trial in trials:
            for one in trial(story):
                tally.add(one)
    return [tally for tally, _ in trials]


def _trials(desk: Desk, found: Declared, zone: tzinfo | None) -> Iterator[_Trial]:
    before, after = Supposed(desk, found.before), Supposed(desk, found.after)
    now = desk.clock()
    since = now - DAYS * DAY
    touched = {difference.what for difference in found.differences}
    rules = [(before, nouns(found.before, "rule")), (after, nouns(found.after, "rule"))]
    for name in dict.fromkeys(d.name for d in found.differences if d.what == "rule" and d.name):
        was, will = (_rule(side, there.get(name)) for side, there in rules)
        if was is not None or will is not None:
            yield Tally(f"rule {name}", DAYS, _FIRINGS), _firings((before, was), (after, will), now, since, zone)
    if touched & _PROMISING:
        yield Tally("promises", DAYS, PROMISES), _promises(before, after, now, since, zone)
    if touched & _LEADING and any(nouns(there, "route") for there in (found.before, found.after)):
        yield Tally("routes", DAYS, TURNS, _NOT_KNOWN), _turns(desk, before, after, now, since, zone)


# --- rules


def _rule(side: Supposed, rule: Rule | None) -> Rule | None:
    """None when it is off or not there."""
    if rule is None or rule.off:
        return None
    side.check(rule)
    return rule


_Side = tuple[Supposed, Rule | None]


def _firings(
    was: _Side, will: _Side, now: int, since: int, zone: tzinfo | None
) -> Callable[[Story], Iterator[Otherwise]]:
    def trial(story: Story) -> Iterator[Otherwise]:
        before, after = (side.firings(rule, story, since) if rule else [] for side, rule in (was, will))
        if before != after:
            kind = "other" if before and after else "more" if after else "less"
            words = f"{_done(before, now, zone)} → {_done(after, now, zone)}"
            yield Otherwise(story.number, kind, words, {"was": _told(before), "will": _told(after)})

    return trial


def _done(firings: list[Firing], now: int, zone: tzinfo | None) -> str:
    return "; ".join(f"{moment_words(one.at, now, zone)} {', '.join(one.does)}" for one in firings) or "nothing"


def _told(firings: list[Firing]) -> list[dict[str, object]]:
    return [{"at": moment(firing.at), "does": firing.does} for firing in firings]


# --- promises


def _promises(
    before: Supposed, after: Supposed, now: int, since: int, zone: tzinfo | None
) -> Callable[[Story], Iterator[Otherwise]]:
    def trial(story: Story) -> Iterator[Otherwise]:
        clocks = before.clocks(story.number), after.clocks(story.number)
        for one in compared(*clocks, (before.service, after.service), now, since):
            words = f"{one.metric.words}: {_went(one.was, now, zone)} → {_went(one.will, now, zone)}"
            yield Otherwise(story.number, one.kind, words, _promise(one))

    return trial


def _went(went: Went, now: int, zone: tzinfo | None) -> str:
    if not went.policy:
        return "not promised"
    due = f", due {moment_words(went.due, now, zone)}" if went.due is not None else ""
    return f"{went.state}, {length_words(went.length, went.hours)} by {went.policy}{due}"


def _promise(one: Promise) -> dict[str, object]:
    return {
        "metric": one.metric.value,
        "started": moment(one.started),
        **{
            side: {"state": went.state, "policy": went.policy or None, "due": moment(went.due)}
            for side, went in (("was", one.was), ("will", one.will))
        },
    }


# --- routes


def _turns(
    desk: Desk, before: Supposed, after: Supposed, now: int, since: int, zone: tzinfo | None
) -> Callable[[Story], Iterator[Otherwise]]:
    def trial(story: Story) -> Iterator[Otherwise]:
        one = before.turned(after, story, desk.ticket(story.number), since)
        if one is not None:
            words = f"{_gave(one.was)} → {_gave(one.will)}, {moment_words(one.at, now, zone)}"
            yield Otherwise(story.number, one.kind, words, _turn(one))

    return trial


def _gave(gave: Gave) -> str:
    team = f"{gave.team} (tier {gave.tier})" if gave.team else "no team"
    return f"{team}, {gave.agent or 'nobody'}"


def _turn(one: Turned) -> dict[str, object]:
    sides = (("was", one.was), ("will", one.will))
    return {
        "at": moment(one.at),
        **{s: {"team": g.team or None, "tier": g.tier, "agent": g.agent or None} for s, g in sides},
    }
