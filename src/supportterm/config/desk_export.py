"""A desk as a desk file: what applying it would change is nothing."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

import msgspec

from supportterm.config.desk_nouns import PROMISES
from supportterm.config.desk_types import BETWEEN, length_words, spans_words
from supportterm.core.bot import NAME, Bot
from supportterm.core.definitions import nouns
from supportterm.core.desk_plan import shared
from supportterm.core.directory import Definitions
from supportterm.core.incoming import Incoming
from supportterm.core.nouns import DESK, Agent, DeskName, Field, Organization, Team
from supportterm.core.schedule_hours import WEEKDAYS, Written
from supportterm.core.schedule_versions import Timetable, newest, parts
from supportterm.core.sla_policy import Policy, Promise
from supportterm.core.surveys import AGAIN, Survey
from supportterm.core.terms import Priority, Status

HEAD: Final = """\
# A desk of supportterm: `desk check` finds mistakes, `desk plan` says what would change, `desk apply` does it.
# `desk schema` prints what may stand here, for editors. A section that is left out stays as it is on the desk.
"""

Plain = dict[str, Any]


def exported(definitions: Definitions, organizations: Mapping[int, Organization]) -> str:
    """The text of a desk file for a desk that has these *definitions*.

    *organizations*: those worth telling, and all that policies name, by number.
    """
    from supportterm.config.desk_yaml import written

    sections = {name: found for name, found in _sections(definitions, organizations) if found}
    return HEAD + "".join(f"\n{written({name: found})}" for name, found in sections.items())


def _sections(definitions: Definitions, organizations: Mapping[int, Organization]) -> Iterator[tuple[str, Plain | str]]:
    called: DeskName | None = nouns(definitions, "desk").get(DESK)
    if called is not None:
        yield "name", called.name
    agents: dict[str, Agent] = nouns(definitions, "agent")
    yield "agents", {a.handle: _agent(a) for a in agents.values()}
    yield "teams", {t.handle: _team(t, agents) for t in nouns(definitions, "team").values()}
    yield "schedules", {b: _schedule(t) for b, t in newest(nouns(definitions, "schedule").values()).items()}
    yield "policies", {p.name: _policy(p, organizations) for p in nouns(definitions, "policy").values()}
    for what, section in (("route", "routes"), ("rule", "rules"), ("macro", "macros"), ("view", "views")):
        yield section, {n.name: _plain(n, always=("query",)) for n in shared(nouns(definitions, what)).values()}  # type: ignore[arg-type]
    yield "fields", {f.name: _field(f) for f in nouns(definitions, "field").values()}
    yield "organizations", {o.name: _organization(o) for o in organizations.values()}
    yield "surveys", {s.name: _survey(s) for s in nouns(definitions, "survey").values()}
    yield "incoming", {i.name: _incoming(i) for i in nouns(definitions, "incoming").values()}
    yield "webhooks", {w.name: _plain(w, always=("url",)) for w in nouns(definitions, "webhook").values()}
    bot: Bot | None = nouns(definitions, "setting").get(NAME)
    if bot is not None:
        empty = tuple(field for field in ("phrases", "languages") if not getattr(bot, field))
        yield "bot", _plain(bot, always=("active",), without=empty)


def _plain(noun: Any, *, always: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> Plain:
    """Fields that say something, lists of one as one."""
    said: Plain = {}
    usual = {f.name: f.default for f in msgspec.structs.fields(noun)}
    name, *fields = noun.__struct_fields__
    for field in fields:
        value = getattr(noun, field)
        if field in without or (field in ("title", "name") and value in ("", getattr(noun, name))):
            continue
        if field in always or field not in usual or value != usual[field]:
            said[field] = _said(value)
    return said


def _said(value: Any) -> Any:
    match value:
        case tuple():
            return _several(value)
        case str():
            return value.strip()  # nothing that counts is there
    return value


def _several(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)


def _agent(agent: Agent) -> Plain:
    said = _plain(agent, without=("teams", "away", "away_until", "unix_user"))
    return said | ({"user": agent.unix_user} if agent.unix_user else {})


def _team(team: Team, agents: Mapping[str, Agent]) -> Plain:
    members = [a.handle for a in agents.values() if team.handle in a.teams]
    said = _plain(team, always=("tier",))
    return said | ({"members": members} if members else {})


def _schedule(timetable: Timetable) -> Plain:
    said: Plain = {"zone": timetable.zone, "hours": _week(timetable.week)}
    if timetable.countries:
        said["holidays"] = _several(timetable.countries)
    dates = dict(timetable.dates)
    if not timetable.countries:
        dates |= dict.fromkeys(timetable.holidays, ())
    for name, days in (("dates", dates), ("breaks", timetable.breaks)):
        if days:
            said[name] = dict(_ranges(days))
    return said


def _week(week: Mapping[str, Written]) -> str | Plain:
    if len(week) == len(WEEKDAYS) and all(spans == (("00:00", "24:00"),) for spans in week.values()):
        return "always"
    said: Plain = {}
    for spans, group in groupby(WEEKDAYS, key=lambda day: week.get(day, ())):
        days = list(group)
        if spans:
            said[days[0] if len(days) == 1 else f"{days[0]}-{days[-1]}"] = spans_words(spans)
    return said


def _ranges(days: Mapping[str, Written]) -> Iterator[tuple[str, str]]:
    """Dates that follow each other and are alike, in one."""
    run: list[str] = []
    for day in sorted(days):
        if run and (days[day] != days[run[0]] or date.fromisoformat(day) - date.fromisoformat(run[-1]) > timedelta(1)):
            yield _range(run), spans_words(days[run[0]])
            run = []
        run.append(day)
    if run:
        yield _range(run), spans_words(days[run[0]])


def _range(run: list[str]) -> str:
    return run[0] if len(run) == 1 else f"{run[0]}..{run[-1]}"


def _policy(policy: Policy, organizations: Mapping[int, Organization]) -> Plain:
    when = policy.when
    condition = {
        "priority": tuple(p.word for p in when.priorities),
        "segment": when.segments,
        "organization": tuple(organizations[n].name if n in organizations else f"#{n}" for n in when.organizations),
        "tag": when.tags,
        "channel": when.channels,
    }
    said: Plain = {"schedule": parts(policy.schedule)[0]}
    if any(condition.values()):
        said["when"] = {name: _several(words) for name, words in condition.items() if words}
    return said | {PROMISES[p.metric]: _promise(p) for p in policy.promises}


def _promise(promise: Promise) -> Plain:
    days = promise.calendar
    lengths = {p.word: length_words(promise.lengths[p], days=days) for p in reversed(Priority) if p in promise.lengths}
    alike = len(lengths) == len(Priority) and len(set(lengths.values())) == 1
    said: Plain = {"others": lengths[Priority.NORMAL.word]} if alike else dict(lengths)
    if days:
        said["hours"] = "calendar"
    if promise.pauses is not None:
        said["pause"] = [Status(s).word for s in promise.pauses]
    if promise.warn:
        said["warn"] = length_words(promise.warn, days=days)
    return said


def _field(field: Field) -> Plain:
    said = _plain(field, without=("choices",))
    if field.choices:
        said["choices"] = _tree(field.choices) if field.kind == "tree" else list(field.choices)
    return said


def _tree(paths: tuple[str, ...]) -> list[str] | Plain:
    """Nested tables; the paths as they are where tables would say something else."""
    tree = _branch([path.split(BETWEEN) for path in paths])
    return tree if tuple(_paths(tree)) == paths else list(paths)


def _branch(steps: list[list[str]]) -> Any:
    if all(len(path) == 1 for path in steps):
        return [path[0] for path in steps]
    said: Plain = {}
    for name, group in groupby(steps, key=lambda path: path[0]):
        rest = [path[1:] for path in group if len(path) > 1]
        said[name] = _branch(rest) if rest else None
    return said


def _paths(tree: Any, above: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(tree, list):
        yield from (BETWEEN.join((*above, leaf)) for leaf in tree)
        return
    for name, branch in tree.items():
        yield from [BETWEEN.join((*above, name))] if branch is None else _paths(branch, (*above, name))


def _organization(organization: Organization) -> Plain:
    said = {f: v for f in ("segment", "domain", "manager", "notes") if (v := getattr(organization, f))}
    return said


def _incoming(incoming: Incoming) -> Plain:
    return _plain(incoming, without=("fields",)) | ({"fields": dict(incoming.fields)} if incoming.fields else {})


def _survey(survey: Survey) -> Plain:
    said = _plain(survey, always=("kind",), without=("after", "again"))
    said |= {"after": length_words(survey.after, days=True)} if survey.after else {}
    return said | ({"again": length_words(survey.again, days=True)} if survey.again != AGAIN else {})
