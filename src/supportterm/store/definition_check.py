"""What a desk defines fits together: asked at the end of a stroke, so that the order within it does not matter."""

from collections.abc import Collection
from typing import Final, NamedTuple

from supportterm.core import macro_check, routing_check, rule_check, schedule_versions, sla_policy, staff, verbs
from supportterm.core.actions import Scene
from supportterm.core.directory import Definitions
from supportterm.core.nouns import Agent, Macro, Team
from supportterm.core.operations import What
from supportterm.core.refusal import Refused
from supportterm.core.routing import Route
from supportterm.core.rules import Rule
from supportterm.core.schedule_versions import Timetable
from supportterm.store.definitions import nouns

_CHECKED: Final[tuple[What, ...]] = ("schedule", "team", "agent", "macro", "rule", "route")
_NAMED: Final = frozenset({"agent", "team", "field", "macro", "schedule"})
"""What others name."""
_SERVICE: Final = frozenset({"policy", "schedule"})


class _Around(NamedTuple):
    """What else there is."""

    scene: Scene
    schedules: Collection[str]
    """By their names without versions."""


def check(before: Definitions, after: Definitions, now: int) -> None:
    """Raises Refused when what was defined since *before* can't be, or what could be no longer can."""
    changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    others_too = any(what in _NAMED for what, _ in changed)
    around = _around(after, now)
    for what in _CHECKED:
        for name, noun in nouns(after, what).items():
            if (what, name) in changed:
                _check(noun, around)
            elif others_too:
                _check_still(noun, around, before, now)
    if any(what in _SERVICE for what, _ in changed):
        sla_policy.check(list(nouns(after, "policy").values()), nouns(after, "schedule"))


def _check_still(noun: object, around: _Around, before: Definitions, now: int) -> None:
    try:
        _check(noun, around)
    except Refused:
        if _was_right(noun, before, now):
            raise


def _was_right(noun: object, before: Definitions, now: int) -> bool:
    """What came from elsewhere, or from an older version, may have been wrong from the first."""
    try:
        _check(noun, _around(before, now))
    except Refused:
        return False
    return True


def _check(noun: object, around: _Around) -> None:
    match noun:
        case Rule():
            rule_check.check(noun, around.scene)
        case Route():
            routing_check.check(noun, around.scene.rules)
        case Macro():
            macro_check.check(noun, around.scene)
        case Agent():
            staff.check_agent(noun)
        case Team():
            staff.check_team(noun, around.schedules)
        case Timetable():
            schedule_versions.check(noun)


def _around(there: Definitions, now: int) -> _Around:
    rules = verbs.Rules(now, "", agents=nouns(there, "agent"), teams=nouns(there, "team"), fields=nouns(there, "field"))
    return _Around(
        Scene(rules, nouns(there, "macro")), schedule_versions.newest(nouns(there, "schedule").values()).keys()
    )
