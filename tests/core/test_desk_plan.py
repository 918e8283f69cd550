"""From what a desk defines to what is wanted."""

from msgspec.structs import replace

from supportterm.core.definitions import nouns, spec_of
from supportterm.core.desk_diff import differences, told
from supportterm.core.desk_plan import plan
from supportterm.core.desk_wanted import Wanted
from supportterm.core.directory import Definitions, fold_definitions
from supportterm.core.nouns import Agent, Macro, Team, View
from supportterm.core.operations import Define, Operation, Subject
from supportterm.core.schedule_versions import Timetable, newest
from supportterm.core.sla_policy import Metric, Policy, Promise
from supportterm.core.terms import Priority

HOUR = 3_600_000


def done(before: Definitions, wanted: Wanted, **numbers: int) -> Definitions:
    steps = plan(before, wanted, numbers)
    return fold_definitions(before, (Operation(b"", b"", Subject("desk", 0), step, "", 0) for step in steps))


def hours(end: str = "17:00", **more: object) -> Timetable:
    return Timetable(name="office", zone="UTC", week={"mon": (("09:00", end),)}, **more)  # type: ignore[arg-type]


def policy(name: str = "all", length: int = HOUR) -> Policy:
    return Policy(name, "office", (Promise(Metric.RESOLUTION, {Priority.HIGH: length}),))


SERVICE = Wanted(schedules={"office": hours()}, policies={"all": policy()})


def test_a_schedule_that_changes_gets_a_new_version_and_so_do_the_policies_that_count_in_it() -> None:
    before = done({}, SERVICE)
    assert [name for what, name in before if what == "schedule"] == ["office@1"]
    assert nouns(before, "policy")["all"].schedule == "office@1"
    # A file without policies moves those that are there along.
    after = done(before, Wanted(schedules={"office": hours("18:00")}))
    assert after["schedule", "office@1"] == before["schedule", "office@1"]
    made = nouns(after, "policy")["all"]
    assert (made.schedule, made.version) == ("office@2", 2)
    assert [line for d in differences(before, after, {}) for line in told(d)] == [
        "~ schedule office",
        "    version: 1 → 2",
        "    mon: 09:00–17:00 → 09:00–18:00",
        "~ policy all",
        "    version: 1 → 2",
        "    schedule: office@1 → office@2",
    ]


def test_hours_that_are_read_as_the_same_are_the_same() -> None:
    before = done({}, SERVICE)
    same = Timetable(name="office", zone="UTC", week={"mon": (("09:00", "12:00"), ("12:00", "17:00"))})
    assert plan(before, Wanted(schedules={"office": same}), {}) == []


def test_a_schedule_that_goes_is_retired_and_comes_back_as_another_version() -> None:
    before = done({}, Wanted(schedules={"office": hours()}))
    gone = done(before, Wanted(schedules={}))
    assert (newest(nouns(gone, "schedule").values()), len(gone)) == ({}, 1)
    again = done(gone, Wanted(schedules={"office": hours()}))
    assert newest(nouns(again, "schedule").values())["office"].name == "office@2"


def test_a_policy_that_is_the_same_keeps_its_version() -> None:
    before = done({}, SERVICE)
    assert plan(before, SERVICE, {}) == []
    after = done(before, Wanted(policies={"all": policy(length=2 * HOUR)}))
    assert nouns(after, "policy")["all"].version == 2


def test_organizations_are_named_in_the_file_and_numbered_on_the_desk() -> None:
    wanted = Wanted(policies={"vip": policy("vip")}, organizations_of={"vip": ("Acme",)})
    made = nouns(done({}, wanted, acme=7), "policy")["vip"]
    assert made.when.organizations == (7,)


def test_what_is_asked_in_an_order_stands_in_the_order_of_the_file() -> None:
    def views(*names: str) -> Wanted:
        return Wanted(others={"view": {name: View(name, name, "") for name in names}})

    before = done({}, views("a", "b", "c"))
    after = done(before, views("c", "new", "a"))
    assert list(nouns(after, "view")) == ["c", "new", "a"]
    assert [line for d in differences(before, after, {}) for line in told(d)] == [
        "+ view new",
        "    order: -updated",
        "- view b",
        "~ view: in another order",
        "    order: a, c → c, a",
    ]
    assert plan(before, views("a", "b", "c", "d"), {}) == [Define("view", "d", {"title": "d", "query": ""})]


def test_an_agent_who_is_away_stays_so_and_is_in_the_teams_that_list_them() -> None:
    before = done({}, Wanted(agents={"dana": {"name": "Dana"}}))
    before = {**before, ("agent", "dana"): {"name": "Dana", "away": "until Monday", "teams": ["backend"]}}
    teams = {"support": Team("support", "Support"), "backend": Team("backend", "Backend", 2)}
    wanted = Wanted(
        agents={"dana": {"role": "lead"}},
        teams=teams,
        members={"support": ("dana",), "backend": ("dana",)},
    )
    assert nouns(done(before, wanted), "agent")["dana"] == Agent(
        "dana", "Dana", teams=("backend", "support"), role="lead", away="until Monday"
    )
    # Without a word about teams nobody leaves one.
    kept = done(before, Wanted(agents={"dana": {}}))
    assert nouns(kept, "agent")["dana"].teams == ("backend",)


def test_what_is_not_said_of_an_agent_stays() -> None:
    known = Agent("dana", "Dana", "dana@acme.test", ("backend",), "Yours", "dreyes", "admin", ("german",), 7)
    before: Definitions = {("agent", "dana"): spec_of(known), ("team", "backend"): {}}
    assert plan(before, Wanted(agents={"dana": {}}), {}) == []
    after = done(before, Wanted(agents={"dana": {"unix_user": "", "skills": (), "capacity": 0}, "sam": {}}))
    assert nouns(after, "agent") == {
        "dana": replace(known, unix_user="", skills=(), capacity=0),
        "sam": Agent("sam", "sam"),
    }


def test_a_text_of_several_lines_is_told_by_the_lines_that_change() -> None:
    def macro(reply: str) -> Wanted:
        return Wanted(others={"macro": {"hi": Macro("hi", "Hi", reply)}})

    before = done({}, macro("Hello,\nwe look.\nBye"))
    after = done(before, macro("Hello,\nwe look into it.\nBye\n"))
    assert [line for d in differences(before, after, {}) for line in told(d)] == [
        "~ macro hi",
        "    reply:",
        "       Hello,",
        "      -we look.",
        "      +we look into it.",
        "       Bye",
    ]
