"""A desk that is written down and read again is the same desk."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.config.desk_export import exported
from supportterm.config.desk_file import read_desk_file
from supportterm.config.desk_nouns import Around, Closed, wanted
from supportterm.config.marked import Problems
from supportterm.core.bot import NAME as BOT
from supportterm.core.bot import Bot
from supportterm.core.bot_phrases import SHIPPED, Phrases
from supportterm.core.definitions import nouns, spec_of
from supportterm.core.desk_plan import plan
from supportterm.core.desk_wanted import Wanted
from supportterm.core.directory import Definitions, fold_definitions, is_name
from supportterm.core.incoming import Incoming
from supportterm.core.nouns import Agent, Field, Macro, Organization, Team, View
from supportterm.core.operations import Define, Operation, Subject
from supportterm.core.routing import Route
from supportterm.core.rules import Rule
from supportterm.core.schedule_hours import WEEKDAYS
from supportterm.core.schedule_versions import Timetable
from supportterm.core.sla_policy import Metric, Policy, Promise, When
from supportterm.core.surveys import Survey
from supportterm.core.terms import CHANNELS, SEGMENTS, Priority, Status
from supportterm.core.webhook import Webhook

ODD = st.sampled_from(
    ["no", "~", "null", "1.0", "2026-12-24", "on", "a: b", "- a", "#x", "'", '"', "{{ x }}", "a\nb\n", " a ", "|", "\t"]
)
TEXT = st.one_of(ODD, st.text(st.characters(exclude_categories=("Cs",)), max_size=12))
NAMES = st.sampled_from(["on", "no", "1", "null", "a.b"]) | st.text("abc-_.1", min_size=1, max_size=6)
NAME = NAMES.filter(is_name)
WORDS = st.lists(st.sampled_from(["german", "billing", "on", "1"]), unique=True, max_size=3).map(tuple)
LINES = st.lists(TEXT, max_size=2).map(tuple)
QUERY = st.sampled_from(["", "is:active", 'tag:a "no: yes"', "-tag:b # c", "assignee:none"])
MINUTES = st.integers(1, 10_000).map(lambda n: n * 60_000)


def name_of(noun: Any) -> str:
    return str(getattr(noun, noun.__struct_fields__[0]))


def named(kind: type, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[list[object]]:
    return st.lists(st.builds(kind, NAME, **fields), max_size=3, unique_by=name_of)


SPANS = st.lists(st.integers(0, 48), min_size=2, max_size=6, unique=True).map(
    lambda marks: tuple(
        (f"{a // 2:02}:{a % 2 * 30:02}", f"{b // 2:02}:{b % 2 * 30:02}")
        for a, b in zip(sorted(marks)[::2], sorted(marks)[1::2], strict=False)
    )
)
DAYS = st.dictionaries(
    st.integers(0, 40).map(lambda n: (date(2026, 12, 1) + timedelta(n)).isoformat()), st.just(()) | SPANS, max_size=6
)
TIMETABLES = st.dictionaries(
    NAME,
    st.builds(
        Timetable,
        name=st.just("x"),
        zone=st.sampled_from(["UTC", "Europe/Berlin"]),
        week=st.dictionaries(st.sampled_from(list(WEEKDAYS)), SPANS, min_size=1),
        dates=DAYS,
        breaks=st.dictionaries(st.just("2026-11-26"), SPANS),
    ),
    min_size=1,
    max_size=2,
)
PROMISES = st.lists(
    st.builds(
        Promise,
        metric=st.sampled_from(list(Metric)),
        lengths=st.dictionaries(st.sampled_from(list(Priority)), MINUTES),
        calendar=st.booleans(),
        pauses=st.none() | st.lists(st.sampled_from(list(Status)), unique=True, max_size=2).map(tuple),
        warn=st.sampled_from([0, 30_000, 86_400_000]),
    ),
    max_size=3,
    unique_by=lambda promise: promise.metric,
).map(tuple)
WHEN = st.builds(
    When,
    priorities=st.lists(st.sampled_from(list(Priority)), unique=True).map(tuple),
    segments=st.lists(st.sampled_from(SEGMENTS), unique=True).map(tuple),
    organizations=st.sampled_from([(), (1,), (1, 2)]),
    tags=WORDS,
    channels=st.lists(st.sampled_from(CHANNELS), unique=True).map(tuple),
)
ORDERS = st.sampled_from(["-updated", "due"])
COLUMNS = st.sampled_from([(), ("number",), ("subject", "field.plan")])
GROUPS = st.sampled_from(["", "day"])
PLAIN = st.tuples(
    named(Team, name=TEXT, tier=st.integers(1, 3), signature=TEXT, auto_reply=TEXT),
    named(
        Agent,
        name=TEXT,
        email=TEXT,
        signature=TEXT,
        unix_user=TEXT,
        skills=WORDS,
        capacity=st.integers(0, 9),
        away=st.sampled_from(["", "away", "lunch"]),
        away_until=st.none() | st.just(1_790_000_000_000),
    ),
    named(Route, title=TEXT, when=QUERY, by=st.sampled_from(["", "sticky"]), skills=WORDS),
    named(Rule, title=TEXT, on=WORDS, after=TEXT, when=QUERY, do=LINES, stop=st.booleans()),
    named(Macro, title=TEXT, reply=TEXT, note=TEXT, then=st.sampled_from(["stay", "next"])),
    named(View, title=TEXT, query=QUERY, order=ORDERS, key=st.sampled_from("v~'"), columns=COLUMNS, group=GROUPS),
    named(Survey, title=TEXT, question=TEXT, scale=st.sampled_from([2, 5]), after=MINUTES, off=st.booleans()),
    named(Incoming, title=TEXT, subject=TEXT, key=TEXT, fields=st.dictionaries(NAME, TEXT), tags=WORDS),
    named(Webhook, title=TEXT, url=TEXT, on=WORDS, idempotent=st.booleans(), off=st.booleans()),
)
SAID = st.dictionaries(st.sampled_from(Phrases._fields[:-1]), TEXT.filter(bool), max_size=2)
BOTS = st.builds(
    Bot,
    active=st.booleans(),
    channels=st.lists(st.sampled_from(CHANNELS), unique=True).map(tuple),
    tries=st.integers(1, 3),
    phrases=SAID,
    languages=st.dictionaries(st.sampled_from(list(SHIPPED)), SAID, max_size=2),
)
PATHS = st.lists(st.sampled_from(["a", "b::c", "b::d", "b", "e::f::g", "1", "e::h"]), min_size=1, unique=True)
FIELDS = st.lists(
    st.builds(Field, NAME, TEXT, st.just("number"))
    | st.builds(Field, NAME, TEXT, st.sampled_from(["choice", "tree"]), PATHS.map(tuple)),
    max_size=3,
    unique_by=name_of,
)
ORGANIZATIONS = {1: Organization(1, "Acme: the #1", segment="paid"), 2: Organization(2, "no", "b.test", "enterprise")}
NUMBERS = {organization.name.lower(): number for number, organization in ORGANIZATIONS.items()}
KINDS = ("team", "agent", "route", "rule", "macro", "view", "survey", "incoming", "webhook")


@st.composite
def desks(draw: st.DrawFn) -> Definitions:
    there: dict[tuple[str, str], dict[str, object]] = {}
    for what, ones in zip(KINDS, draw(PLAIN), strict=True):
        for noun in ones:
            there[what, name_of(noun)] = spec_of(noun)  # type: ignore[arg-type]
    teams = [name for what, name in there if what == "team"]
    for (what, _), spec in there.items():
        if what == "agent" and teams:
            spec["teams"] = draw(st.lists(st.sampled_from(teams), unique=True))
    for field in draw(FIELDS):
        there["field", field.name] = spec_of(field)
    there["setting", BOT] = spec_of(draw(BOTS))
    schedules = draw(TIMETABLES)
    for name, timetable in schedules.items():
        there["schedule", f"{name}@3"] = spec_of(timetable)
    policies = st.builds(Policy, NAME, st.sampled_from(sorted(schedules)).map("{}@3".format), PROMISES, WHEN)
    for policy in draw(st.lists(policies, max_size=3, unique_by=lambda p: p.name)):
        there["policy", policy.name] = spec_of(policy)
    return there


@given(desks())
def test_a_desk_that_is_written_down_and_read_again_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, there: Definitions
) -> None:
    text = exported(there, ORGANIZATIONS)
    assert plan(there, asked(tmp_path_factory, text, there), NUMBERS) == [], text


@given(desks(), desks())
def test_what_was_applied_is_there_and_applied_again_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, there: Definitions, other: Definitions
) -> None:
    want = asked(tmp_path_factory, exported(other, ORGANIZATIONS), there)
    after = applied(there, plan(there, want, NUMBERS))
    assert plan(after, asked(tmp_path_factory, exported(other, ORGANIZATIONS), after), NUMBERS) == []
    before, left = nouns(there, "agent"), nouns(after, "agent")
    for handle in before.keys() & left.keys():
        absent = [(one.away, one.away_until) for one in (before[handle], left[handle])]
        assert absent[0] == absent[1], "whether somebody is away is not the file's business"


def asked(folder: pytest.TempPathFactory, text: str, there: Definitions) -> Wanted:
    """What the desk file *text* wants of a desk."""
    file = folder.getbasetemp() / "round.yaml"
    file.write_text(text, encoding="utf-8", newline="")
    source, problems = read_desk_file(file), Problems()
    by_name = {organization.name.lower(): organization for organization in ORGANIZATIONS.values()}
    agents = [name for what, name in there if what == "agent"]
    around = Around(agents, lambda name: by_name.get(name.lower()), "", {})
    want = wanted(source, around, lambda name, entry: Closed(), problems)
    assert problems.errors == []
    return want


def applied(there: Definitions, steps: list[Define]) -> Definitions:
    desk = Subject("desk", 0)
    return fold_definitions(there, (Operation(b"", b"", desk, step, "", 0) for step in steps))
