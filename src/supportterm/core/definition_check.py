"""What a desk defines fits together: asked at the end of a stroke, so that the order within it does not matter."""

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from supportterm.core import (
    bot,
    incoming,
    macro_check,
    routing_check,
    rule_check,
    schedule_versions,
    sla_policy,
    staff,
    surveys,
    verbs,
    views,
    webhook,
)
from supportterm.core.actions import Scene
from supportterm.core.bot import Bot
from supportterm.core.definitions import nouns
from supportterm.core.directory import Definitions
from supportterm.core.incoming import Incoming
from supportterm.core.nouns import Agent, Macro, Team, View
from supportterm.core.operations import What
from supportterm.core.refusal import Misdefined, refuse
from supportterm.core.routing import Route
from supportterm.core.rules import Rule
from supportterm.core.schedule_versions import Timetable
from supportterm.core.surveys import Survey
from supportterm.core.webhook import Webhook

_CHECKED: Final[tuple[What, ...]] = (
    "schedule", "team", "agent", "view", "macro", "rule", "route", "survey", "setting", "incoming", "webhook"
)  # fmt: skip
_NAMED: Final = frozenset({"agent", "team", "field", "macro", "schedule", "incoming", "webhook"})
"""What others name."""
_SERVICE: Final = frozenset({"policy", "schedule"})


class _Around(NamedTuple):
    """What else there is."""

    scene: Scene
    schedules: Collection[str]
    """By their names without versions."""
    incoming: Collection[str]
    """Names of the webhooks in."""


def mistakes(before: Definitions, after: Definitions, now: int) -> Iterator[Misdefined]:
    """Why what was defined since *before* can't be, or what could be no longer can.

    What came from elsewhere, or from an older version, may have been wrong from the first; that is left so.
    """
    changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    others_too = any(what in _NAMED for what, _ in changed)
    around = _around(after, now)
    for what in _CHECKED:
        for name, noun in nouns(after, what).items():
            if (what, name) in changed:
                yield from _of(noun, around)
            elif others_too and (found := list(_of(noun, around))) and not list(_of(noun, _around(before, now))):
                yield from found
    if any(what == "agent" for what, _ in changed):
        yield from staff.roles_mistakes(nouns(after, "agent"))
    if any(what in _SERVICE for what, _ in changed):
        yield from sla_policy.mistakes(list(nouns(after, "policy").values()), nouns(after, "schedule"))


def check(before: Definitions, after: Definitions, now: int) -> None:
    """Raises Refused with the first mistake."""
    refuse(mistakes(before, after, now))


def _of(noun: object, around: _Around) -> Iterator[Misdefined]:
    match noun:
        case Rule():
            yield from rule_check.mistakes(noun, around.scene)
        case Route():
            yield from routing_check.mistakes(noun, around.scene.rules)
        case Survey():
            yield from surveys.mistakes(noun)
        case Webhook():
            yield from webhook.mistakes(noun, around.incoming)
        case Incoming():
            yield from incoming.mistakes(noun, around.scene.rules)
        case Bot():
            yield from bot.mistakes(noun, around.scene.rules.teams)
        case Macro():
            yield from macro_check.mistakes(noun, around.scene)
        case View():
            yield from views.mistakes(noun)
        case Agent():
            yield from staff.agent_mistakes(noun)
        case Team():
            yield from staff.team_mistakes(noun, around.schedules)
        case Timetable():
            yield from schedule_versions.mistakes(noun)


def _around(there: Definitions, now: int) -> _Around:
    rules = verbs.Rules(now, "", agents=nouns(there, "agent"), teams=nouns(there, "team"), fields=nouns(there, "field"))
    return _Around(
        Scene(rules, nouns(there, "macro"), nouns(there, "webhook")),
        schedule_versions.newest(nouns(there, "schedule").values()).keys(),
        nouns(there, "incoming"),
    )
