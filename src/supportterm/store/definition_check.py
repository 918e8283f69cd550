"""What a desk defines fits together: asked at the end of a stroke, so that the order within it does not matter."""

from typing import Final

from supportterm.core import macro_check, rule_check, verbs
from supportterm.core.actions import Scene
from supportterm.core.directory import Definitions
from supportterm.core.nouns import Macro
from supportterm.core.refusal import Refused
from supportterm.core.rules import Rule
from supportterm.store.definitions import What, nouns

_ACT: Final[tuple[What, ...]] = ("macro", "rule")
_NAMED: Final = frozenset({"agent", "team", "field", "macro"})
"""What rules and macros name."""


def check(before: Definitions, after: Definitions, now: int) -> None:
    """Raises Refused when a rule or macro that was defined since *before* can't be, or one that could no longer can."""
    changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    others_too = any(what in _NAMED for what, _ in changed)
    scene = _scene(after, now)
    for what in _ACT:
        for name, noun in nouns(after, what).items():
            if (what, name) in changed:
                _check(noun, scene)
            elif others_too:
                _check_still(noun, scene, before, now)


def _check_still(noun: object, scene: Scene, before: Definitions, now: int) -> None:
    try:
        _check(noun, scene)
    except Refused:
        if _was_right(noun, before, now):
            raise


def _was_right(noun: object, before: Definitions, now: int) -> bool:
    """What came from elsewhere, or from an older version, may have been wrong from the first."""
    try:
        _check(noun, _scene(before, now))
    except Refused:
        return False
    return True


def _check(noun: object, scene: Scene) -> None:
    if isinstance(noun, Rule):
        rule_check.check(noun, scene)
    elif isinstance(noun, Macro):
        macro_check.check(noun, scene)


def _scene(there: Definitions, now: int) -> Scene:
    rules = verbs.Rules(now, "", agents=nouns(there, "agent"), teams=nouns(there, "team"), fields=nouns(there, "field"))
    return Scene(rules, nouns(there, "macro"))
