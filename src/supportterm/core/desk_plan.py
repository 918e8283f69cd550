"""From what a desk defines to what is wanted: the definitions that have to be made, in one stroke.

A schedule that changes gets a new version, one that goes is retired, since clocks name it; a policy that changes, or
whose schedule did, gets the next version number. Where the order counts, what stands in another place is defined anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from supportterm.core.definitions import nouns, spec_of
from supportterm.core.desk_wanted import Wanted
from supportterm.core.directory import Definitions
from supportterm.core.nouns import Agent
from supportterm.core.operations import Define, What
from supportterm.core.schedule_hours import read_hours
from supportterm.core.schedule_versions import Timetable, newest, parts
from supportterm.core.sla_policy import Policy, Promise

_UNORDERED: Final = frozenset({"agent", "team", "survey", "setting", "incoming", "webhook", "desk"})


def plan(before: Definitions, wanted: Wanted, organizations: Mapping[str, int]) -> list[Define]:
    """What has to be defined. *organizations*: the number of each that a policy names, by name in small letters."""
    steps = list(_schedules(before, wanted))
    steps += _policies(before, wanted, steps, organizations)
    steps += _teams(before, wanted)
    steps += _agents(before, wanted)
    for what, want in wanted.others.items():
        steps += _changes(what, shared(nouns(before, what)), want)
    return steps


def shared(there: Mapping[str, Any]) -> dict[str, Any]:
    """Nouns that are everybody's: a view that somebody keeps for themselves is none of the desk file's business."""
    return {name: noun for name, noun in there.items() if not getattr(noun, "owner", "")}


def _schedules(before: Definitions, wanted: Wanted) -> Iterator[Define]:
    if wanted.schedules is None:
        return
    there = tuple(nouns(before, "schedule").values())
    in_force = newest(there)
    for base, want in wanted.schedules.items():
        known = in_force.get(base)
        if known is None or not _same(known, want):
            version = max((t.version for t in there if t.base == base), default=0) + 1
            yield _define("schedule", f"{base}@{version}", want)
    for base, known in in_force.items():
        if base not in wanted.schedules:
            yield _define("schedule", known.name, replace(known, retired=True))


def _policies(
    before: Definitions, wanted: Wanted, schedules: Iterable[Define], organizations: Mapping[str, int]
) -> list[Define]:
    have: dict[str, Policy] = nouns(before, "policy")
    version_of = {base: t.name for base, t in newest(_timetables(before, schedules)).items()}
    want: dict[str, Policy] = {}
    for name, policy in (wanted.policies if wanted.policies is not None else have).items():
        base = parts(policy.schedule)[0] if "@" in policy.schedule else policy.schedule
        # A schedule that is not there is told by the check that follows.
        made = replace(policy, schedule=version_of.get(base, policy.schedule))
        if named := wanted.organizations_of.get(name):
            numbers = tuple(organizations[one.lower()] for one in named if one.lower() in organizations)
            made = replace(made, when=replace(made.when, organizations=numbers))
        known = have.get(name)
        version = known.version if known else 1
        want[name] = replace(made, version=version)
        if known is not None and not _same(known, want[name]):
            want[name] = replace(made, version=version + 1)
    return list(_changes("policy", have, want))


def _timetables(before: Definitions, steps: Iterable[Define]) -> Iterator[Timetable]:
    new = {(step.what, step.name): step.spec for step in steps if step.spec is not None}
    after: Definitions = dict(before) | new
    yield from nouns(after, "schedule").values()


def _teams(before: Definitions, wanted: Wanted) -> Iterator[Define]:
    if wanted.teams is not None:
        yield from _changes("team", nouns(before, "team"), wanted.teams)


def _agents(before: Definitions, wanted: Wanted) -> Iterator[Define]:
    have: dict[str, Agent] = nouns(before, "agent")
    want = {}
    for handle in wanted.agents if wanted.agents is not None else have:
        given = wanted.agents[handle] if wanted.agents is not None else {}
        known = have.get(handle, Agent(handle, handle))
        teams = known.teams
        if wanted.teams is not None:
            teams = _in_order(teams, [team for team, members in wanted.members.items() if handle in members])
        want[handle] = replace(known, **{**given, "teams": teams})
    yield from _changes("agent", have, want)


def _in_order(known: tuple[str, ...], teams: list[str]) -> tuple[str, ...]:
    """*teams*, those that are *known* first and as they stand there: the first is the one an agent is mostly in."""
    kept = [team for team in known if team in teams]
    return (*kept, *(team for team in teams if team not in kept))


def _changes(what: What, have: Mapping[str, Any], want: Mapping[str, Any]) -> Iterator[Define]:
    for name in have:
        if name not in want:
            yield Define(what, name)
    moved = set[str]() if what in _UNORDERED else _moved(list(have), list(want))
    for name, noun in want.items():
        if name in moved and name in have:
            yield Define(what, name)
        if name in moved or name not in have or not _same(have[name], noun):
            yield _define(what, name, noun)


def _moved(have: list[str], want: list[str]) -> set[str]:
    """Names from the first on that would not stand where they are wanted, if what is new came last."""
    natural = [name for name in have if name in want] + [name for name in want if name not in have]
    first = next((n for n, (is_, shall) in enumerate(zip(natural, want, strict=True)) if is_ != shall), len(want))
    return set(want[first:])


def _same(have: Any, want: Any) -> bool:
    """Whether nothing that counts differs: hours that are read as the same are."""
    if isinstance(have, Timetable):
        return (have.countries, have.retired, read_hours(have)) == (want.countries, want.retired, read_hours(want))
    if isinstance(have, Policy):
        have, want = (replace(p, promises=_in_sequence(p)) for p in (have, want))
    return bool(_normal(have) == _normal(want))


def _in_sequence(policy: Policy) -> tuple[Promise, ...]:
    """What is promised at all; the order says nothing."""
    return tuple(sorted((p for p in policy.promises if p.lengths), key=lambda p: p.metric))


def _normal(noun: Any) -> Any:
    """Texts without space at their ends, and a title for who has none."""
    name, *rest = noun.__struct_fields__
    texts = {field: value.strip() for field in rest if isinstance(value := getattr(noun, field), str)}
    shown = "title" if "title" in rest else "name" if "name" in rest else ""
    if shown and not texts[shown]:
        texts[shown] = getattr(noun, name)
    return replace(noun, **texts)


def _define(what: What, name: str, noun: Any) -> Define:
    """The definition of *noun*, without what needs not be said."""
    noun = _normal(noun)
    kind: type[msgspec.Struct] = type(noun)
    defaults = _defaults(kind)
    return Define(what, name, {f: v for f, v in spec_of(noun).items() if f not in defaults or v != defaults[f]})


@cache
def _defaults(kind: type[msgspec.Struct]) -> dict[str, object]:
    """What each field is when nothing is said, as it would be written in a definition."""
    found = {}
    for field in msgspec.structs.fields(kind):
        if field.default is not msgspec.NODEFAULT:
            found[field.name] = msgspec.to_builtins(field.default, str_keys=True)
        elif field.default_factory is not msgspec.NODEFAULT:
            found[field.name] = msgspec.to_builtins(field.default_factory(), str_keys=True)
    return found
