"""A desk file's entries as the nouns of a desk. What only the rest of the file can tell is looked at here."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from supportterm.config.desk_file import Source
from supportterm.config.desk_shape import AgentEntry, FieldEntry, PolicyEntry, PromiseEntry, ScheduleEntry, TeamEntry
from supportterm.config.marked import Place, Problems, Text, did_you_mean
from supportterm.core.bot import NAME, Bot
from supportterm.core.desk_wanted import Wanted
from supportterm.core.incoming import Incoming
from supportterm.core.nouns import DESK, MAX_NAME, DeskName, Field, Macro, Organization, Team, View
from supportterm.core.operations import What
from supportterm.core.refusal import Part
from supportterm.core.routing import Route
from supportterm.core.rules import Rule
from supportterm.core.schedule_versions import Timetable
from supportterm.core.sla_policy import Metric, Policy, Promise, When
from supportterm.core.surveys import Survey
from supportterm.core.terms import CHANNELS, PRIORITY_BY_WORD, SEGMENTS, STATUS_BY_WORD, Priority
from supportterm.core.webhook import Webhook


class Closed(NamedTuple):
    """Dates of a schedule that others know, as they are by now."""

    holidays: tuple[str, ...] = ()
    """Public ones of its countries."""
    calendar: tuple[str, ...] = ()
    """Whole days of its iCal files."""


Look = Callable[[str, ScheduleEntry], Closed]
"""Looks up when a schedule, by name, is closed."""


class Around(NamedTuple):
    """What the desk has beside the file."""

    agents: Collection[str]
    """Their handles."""
    organization: Callable[[str], Organization | None]
    """An organization by its name."""
    me: str
    """Handle of the agent who asks, if they are one."""
    own_views: Mapping[str, str]
    """Names of the views that agents keep for themselves, with whose each is."""


def wanted(source: Source, around: Around, look: Look, problems: Problems) -> Wanted:
    """What *source* declares. What is wrong in it is added to *problems*; then the answer is of no use."""
    return _Reader(source, around, look, problems).wanted()


class _Reader:
    def __init__(self, source: Source, around: Around, look: Look, problems: Problems) -> None:
        self._source = source
        self._file = source.declared
        self._around = around
        self._look = look
        self._problems = problems

    def wanted(self) -> Wanted:
        file = self._file
        self._check_members()
        self._check_managers()
        self._check_views()
        self._check_me()
        return Wanted(
            agents=_each(file.agents, _agent),
            teams=_each(file.teams, _team),
            members={handle: tuple(t.members) for handle, t in (file.teams or {}).items()},
            schedules=_each(file.schedules, self._timetable),
            policies=_each(file.policies, self._policy),
            organizations_of={name: tuple(p.when.organization) for name, p in (file.policies or {}).items()},
            others=dict(self._others()),
            organizations={
                name: {f: v for f in o.__struct_fields__ if (v := getattr(o, f)) is not None}
                for name, o in (file.organizations or {}).items()
            },
        )

    def _others(self) -> Iterator[tuple[What, dict[str, Any]]]:
        file = self._file
        plain: tuple[tuple[What, type[Any], Mapping[str, msgspec.Struct] | None], ...] = (
            ("route", Route, file.routes),
            ("rule", Rule, file.rules),
            ("macro", Macro, file.macros),
            ("view", View, file.views),
            ("survey", Survey, file.surveys),
            ("incoming", Incoming, file.incoming),
            ("webhook", Webhook, file.webhooks),
        )
        for what, kind, entries in plain:
            if entries is not None:
                yield what, {name: _noun(kind, name, entry) for name, entry in entries.items()}
        if file.fields is not None:
            yield "field", {name: self._field(name, entry) for name, entry in file.fields.items()}
        if file.name is not None:
            yield "desk", {DESK: DeskName(DESK, self._called(file.name))}
        if file.bot is not None:
            yield "setting", {NAME: _noun(Bot, NAME, file.bot)}

    def _called(self, name: str) -> str:
        said = " ".join(name.split())
        if not 0 < len(said) <= MAX_NAME:
            self._wrong(self._source.place(("name",)), f"a desk's name has 1 to {MAX_NAME} characters")
        return said

    def _field(self, name: str, entry: FieldEntry) -> Field:
        place = self._source.place(("fields", name, "choices"))
        if entry.kind in ("choice", "tree") and not entry.choices:
            self._wrong(place, f"a field of kind {entry.kind} needs `choices`")
        if entry.kind not in ("choice", "tree") and entry.choices:
            self._wrong(place, f"a {entry.kind} has no choices; say `kind: choice`")
        return Field(name, entry.title or name, entry.kind, tuple(dict.fromkeys(entry.choices)))

    def _timetable(self, name: str, entry: ScheduleEntry) -> Timetable:
        closed = self._look(name, entry)
        by_hand = dict(entry.dates)
        dates = {**dict.fromkeys(closed.calendar, ()), **by_hand}
        # What the file itself says of a date is said on purpose.
        holidays = tuple(sorted(set(closed.holidays) - by_hand.keys()))
        dates = {day: dates[day] for day in sorted(dates) if day in by_hand or day not in holidays}
        return Timetable(
            name=name,
            zone=str(entry.zone),
            week=dict(entry.hours),
            dates=dates,
            breaks=dict(entry.breaks),
            holidays=holidays,
            countries=tuple(entry.holidays),
        )

    def _policy(self, name: str, entry: PolicyEntry) -> Policy:
        at = ("policies", name)
        schedules = self._file.schedules
        if schedules is not None and entry.schedule not in schedules:
            hint = did_you_mean(entry.schedule, schedules) or f"; there are {', '.join(schedules) or 'none yet'}"
            self._wrong(self._source.place((*at, "schedule")), f"there is no schedule {entry.schedule!r}{hint}")
        when = entry.when
        condition = When(
            priorities=tuple(self._words((*at, "when", "priority"), when.priority, PRIORITY_BY_WORD)),
            segments=tuple(self._words((*at, "when", "segment"), when.segment, {s: s for s in SEGMENTS})),
            tags=tuple(when.tag),
            channels=tuple(self._words((*at, "when", "channel"), when.channel, {c: c for c in CHANNELS})),
        )
        here = {n.lower(): n for n in self._file.organizations or {}}
        for number, organization in enumerate(when.organization, 1):
            if organization.lower() not in here and self._around.organization(organization) is None:
                hint = did_you_mean(organization, here.values()) or "; list it under `organizations`"
                place = self._source.place((*at, "when", "organization", number))
                self._wrong(place, f"there is no organization {organization!r}{hint}")
        promises = (
            self._promise(metric, promise, (*at, part))
            for metric, part in PROMISES.items()
            if (promise := getattr(entry, part)) is not None
        )
        return Policy(name, entry.schedule, tuple(promises), condition)

    def _promise(self, metric: Metric, entry: PromiseEntry, at: Part) -> Promise:
        lengths: dict[Priority, int] = {}
        for word, priority in PRIORITY_BY_WORD.items():
            length: int | None = getattr(entry, word)
            if (length := entry.others if length is None else length) is not None:
                lengths[priority] = int(length)
        for word in (*PRIORITY_BY_WORD, "others", "warn"):
            node = self._source.node((*at, word))
            if entry.hours == "open" and isinstance(node, Text) and _in_days(node.value):
                words = "a day of open hours has no one length; write hours, or say `hours: calendar`"
                self._wrong(node.place, words)
        pauses = None
        if entry.pause is not None:
            pauses = tuple(self._words((*at, "pause"), entry.pause, STATUS_BY_WORD))
        return Promise(metric, lengths, entry.hours == "calendar", pauses, int(entry.warn))

    def _words(self, at: Part, given: Collection[str], known: dict[str, Any]) -> Iterator[Any]:
        for number, word in enumerate(given, 1):
            if word in known:
                yield known[word]
            else:
                hint = did_you_mean(word, known) or f"; there are {', '.join(known)}"
                self._wrong(self._source.place((*at, number)), f"there is no {at[-1]} {word!r}{hint}")

    def _check_members(self) -> None:
        agents = self._file.agents if self._file.agents is not None else self._around.agents
        for team, entry in (self._file.teams or {}).items():
            for number, handle in enumerate(entry.members, 1):
                self._check_agent(handle, agents, ("teams", team, "members", number))

    def _check_managers(self) -> None:
        agents = self._file.agents if self._file.agents is not None else self._around.agents
        for name, entry in (self._file.organizations or {}).items():
            if entry.manager:
                self._check_agent(entry.manager, agents, ("organizations", name, "manager"))

    def _check_views(self) -> None:
        for name in self._file.views or {}:
            if owner := self._around.own_views.get(name):
                self._wrong(
                    self._source.key("views", name), f"{owner} has a view {name!r} of their own; take another name"
                )

    def _check_me(self) -> None:
        me = self._around.me
        if me in self._around.agents and self._file.agents is not None and me not in self._file.agents:
            words = f"you, {me}, are not among them, and would lock yourself out; who applies a file is in it"
            self._wrong(self._source.key("agents"), words)

    def _check_agent(self, handle: str, agents: Collection[str], at: Part) -> None:
        if handle not in agents:
            hint = did_you_mean(handle, agents) or f"; there are {', '.join(agents) or 'none yet'}"
            self._wrong(self._source.place(at), f"there is no agent {handle!r}{hint}")

    def _wrong(self, place: Place, text: str) -> None:
        self._problems.error(place, text)


E = TypeVar("E")
T = TypeVar("T")


def _each(entries: Mapping[str, E] | None, make: Callable[[str, E], T]) -> dict[str, T] | None:
    """Nouns by name; None for a section that is not there."""
    return None if entries is None else {name: make(name, entry) for name, entry in entries.items()}


def _agent(handle: str, entry: AgentEntry) -> dict[str, Any]:
    """What is said of an agent, as its fields are called."""
    said = {field: getattr(entry, field) for field in entry.__struct_fields__}
    said["unix_user"] = said.pop("user")
    return {field: _plain(value) for field, value in said.items() if value is not None}


def _team(handle: str, entry: TeamEntry) -> Team:
    return Team(handle, entry.name or handle, entry.tier, entry.signature, entry.auto_reply, entry.schedule)


def _noun(kind: type[Any], name: str, entry: msgspec.Struct) -> Any:
    """A noun whose fields are called as those of its *entry*."""
    return kind(name, **{f: _plain(getattr(entry, f)) for f in entry.__struct_fields__})


def _plain(value: Any) -> Any:
    """Without how it was written."""
    match value:
        case bool():
            return value
        case int():
            return int(value)
        case str():
            return str(value)
        case tuple():
            return tuple(value)
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case msgspec.Struct():
            return {f: said for f in value.__struct_fields__ if (said := _plain(getattr(value, f)))}
    return value


def _in_days(text: str) -> bool:
    return any(unit.strip().startswith(("d", "w", "mo", "y")) for unit in _UNIT.split(text.lower()) if unit)


_UNIT: Final = re.compile(r"\d+\s*", re.ASCII)
PROMISES: Final = {
    Metric.FIRST_REPLY: "first_reply",
    Metric.NEXT_REPLY: "next_reply",
    Metric.UPDATE: "update",
    Metric.WAIT: "wait",
    Metric.RESOLUTION: "resolution",
}
