"""A desk file held against a desk: what is wrong in it, and what would have to change."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from supportterm.commands.call import Call
from supportterm.config.desk_file import read_in_part, tell
from supportterm.config.desk_nouns import Around, wanted
from supportterm.config.marked import Problems
from supportterm.core.definition_check import mistakes
from supportterm.core.definitions import nouns
from supportterm.core.desk_diff import Difference, differences
from supportterm.core.desk_plan import plan
from supportterm.core.desk_wanted import Wanted
from supportterm.core.directory import Definitions, fold_definitions
from supportterm.core.nouns import Organization
from supportterm.core.operations import Define, Operation, Subject
from supportterm.core.refusal import Refused
from supportterm.desk import Desk
from supportterm.exchange.closed_schedules import closed_days

USUAL: str = "desk.yaml"


class Declared(NamedTuple):
    """A desk file without mistakes, and the desk it is for."""

    path: Path
    wanted: Wanted
    named: tuple[str, ...]
    """The organizations that policies name."""
    before: Definitions
    after: Definitions
    differences: tuple[Difference, ...]


def declared(call: Call, name: str) -> Declared:
    """The desk file at *name*, by default the usual one of this folder. Raises ConfigError with all its mistakes.

    Where there is no desk yet, it is held against an empty one.
    """
    path, problems, meant = _path(name), Problems(), Problems()
    source = read_in_part(path, problems)
    desk = call.desk if call.desk_path.exists() else None
    before: Definitions = desk.definitions() if desk else {}
    known = _organizations(desk)
    agents = [name for what, name in before if what == "agent"]
    own = {name: view.owner for name, view in nouns(before, "view").items() if view.owner}
    around = Around(agents, known, desk.me if desk else "", own)
    want = wanted(source, around, closed_days(source, meant, _today(call, desk)), meant)
    named = tuple(dict.fromkeys(n for names in want.organizations_of.values() for n in names))
    numbers = _numbers(named, known)
    after = folded(before, plan(before, want, numbers))
    tell(mistakes(before, after, _now(call, desk)), source, meant)
    problems.errors += source.apart(meant.errors)
    problems.raise_any()
    names = {number: name for name, number in numbers.items()}
    told = desk.organizations_told(_numbers_named(before)) if desk else {}
    found = [*differences(before, after, {n: o.name for n, o in told.items()} | names), *_said(want, desk)]
    return Declared(path, want, named, before, after, tuple(found))


def folded(before: Definitions, steps: list[Define]) -> Definitions:
    """What the desk defines after *steps*."""
    desk = Subject("desk", 0)
    return fold_definitions(before, (Operation(b"", b"", desk, step, "", 0) for step in steps))


def _path(name: str) -> Path:
    path = Path(name or USUAL).expanduser()
    if not name and not path.exists():
        raise Refused(f"there is no {USUAL} in this folder; `desk export {USUAL}` writes one, or name a file")
    return path


def _organizations(desk: Desk | None) -> Callable[[str], Organization | None]:
    @cache
    def known(name: str) -> Organization | None:
        if desk is None:
            return None
        try:
            return desk.organization(desk.organization_named(name))
        except Refused:
            return None

    return known


def _numbers(named: tuple[str, ...], known: Callable[[str], Organization | None]) -> dict[str, int]:
    """Numbers by name in small letters; those that are to be made get one that none has."""
    numbers = {}
    for place, name in enumerate(named, 1):
        one = known(name)
        numbers[name.lower()] = one.id if one is not None else -place
    return numbers


def _numbers_named(definitions: Definitions) -> list[int]:
    return [number for policy in nouns(definitions, "policy").values() for number in policy.when.organizations]


def _said(want: Wanted, desk: Desk | None) -> list[Difference]:
    """What is said of organizations and is not so yet."""
    known = _organizations(desk)
    found = []
    for name, given in want.organizations.items():
        one = known(name)
        was: Mapping[str, str] = {f: str(getattr(one, f) or "") for f in given} if one is not None else {}
        changed = tuple((f, was.get(f, ""), value) for f, value in given.items() if was.get(f, "") != value)
        if one is None:
            found.append(Difference("organization", name, "add", changed))
        elif changed:
            found.append(Difference("organization", name, "change", changed))
    return found


def _now(call: Call, desk: Desk | None) -> int:
    from supportterm.desk.door import now_ms

    return desk.clock() if desk is not None else now_ms()


def _today(call: Call, desk: Desk | None) -> date:
    return datetime.fromtimestamp(_now(call, desk) / 1000, UTC).date()
