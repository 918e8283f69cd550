"""A desk file through the doors that people use: checked, planned, applied, written down, undone."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from supportterm.commands.call import Call, Outcome
from supportterm.commands.parse import run
from supportterm.config.marked import ConfigError
from supportterm.core.definitions import nouns
from supportterm.core.refusal import Refused
from supportterm.core.sla_policy import Policy
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk

FILE = """\
agents:
  dana: {name: Dana Reyes, role: admin, skills: [german, billing], capacity: 8}
  sam: {email: sam@acme.test}
teams:
  support: {tier: 1, members: [dana, sam], schedule: office}
schedules:
  office:
    zone: Europe/Berlin
    hours: {mon-fri: 09:00-17:00}
    holidays: DE
    calendars: fair.ics
    dates: {2026-12-24: 09:00-12:00, 2026-12-25: 10:00-11:00}
policies:
  acme:
    schedule: office
    when: {organization: Acme}
    first_reply: {urgent: 30m, others: 4h}
  all:
    schedule: office
    first_reply: {others: 8h}
rules:
  vip:
    on: created
    when: segment:enterprise
    do: [priority urgent, tag +vip]
organizations:
  Acme: {segment: enterprise, manager: dana}
"""
FAIR = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261201\nSUMMARY:Fair\nEND:VEVENT\nEND:VCALENDAR\n"
Write = Callable[[str], None]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "d.desk", "d", me="dana", clock=lambda: 1_795_000_000_000) as desk:
        desk.define("agent", "dana", {"name": "Dana", "away": "at lunch"})
        desk.define("view", "mine", {"title": "Mine", "query": "is:mine"})
        yield desk


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write desk.yaml into the folder that the commands run in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fair.ics").write_text(FAIR)
    return lambda text: (tmp_path / "desk.yaml").write_text(text) and None


def does(desk: Desk, line: str) -> Outcome:
    return run(line, Call(lambda: desk))


def lines(outcome: Outcome) -> list[str]:
    return [str(line) for line in outcome.lines or ()]


def policies(desk: Desk) -> tuple[Policy, ...]:
    return tuple(nouns(desk.definitions(), "policy").values())


def everything(desk: Desk) -> Any:
    return dict(desk.definitions()), desk.organizations_told()


def test_what_is_declared_becomes_so_in_one_change_and_undo_takes_it_back(desk: Desk, write: Write) -> None:
    write(FILE)
    before = everything(desk)
    assert does(desk, "desk check").ok
    assert "+ schedule office" in lines(does(desk, "desk plan"))
    assert everything(desk) == before
    does(desk, "desk apply")
    dana, sam = desk.agents()
    assert (dana.name, dana.role, dana.skills, dana.capacity, dana.teams) == (
        "Dana Reyes", "admin", ("german", "billing"), 8, ("support",)
    )  # fmt: skip
    assert (dana.away, sam.name) == ("at lunch", "sam")
    (office,) = desk.schedules()
    assert (office.name, office.zone, desk.teams()[0].schedule) == ("office@1", "Europe/Berlin", "office")
    # By hand wins over the library; what an iCal file closes is a date as well.
    assert "2026-12-26" in office.holidays and "2026-12-25" not in office.holidays
    assert office.dates == {
        "2026-12-01": (), "2026-12-24": (("09:00", "12:00"),), "2026-12-25": (("10:00", "11:00"),)
    }  # fmt: skip
    acme = desk.organization(desk.organization_named("Acme"))
    assert (acme.segment, acme.manager, policies(desk)[0].when.organizations) == ("enterprise", "dana", (acme.id,))
    assert [v.name for v in desk.views()] == ["mine"]  # a section that is left out
    assert does(desk, "desk plan").words == "the desk is as desk.yaml says"
    assert desk.undo().words == "undone: desk file: 7 added, 1 changed"
    assert everything(desk) == before
    desk.redo()
    assert policies(desk)[0].when.organizations == (acme.id,)


def test_a_desk_that_is_written_down_changes_nothing_when_it_is_applied(desk: Desk, write: Write) -> None:
    write(FILE)
    does(desk, "desk apply")
    there = everything(desk)
    does(desk, "desk export written.yaml")
    assert does(desk, "desk check written.yaml").ok
    assert does(desk, "desk plan written.yaml").words == "the desk is as written.yaml says"
    assert does(desk, "desk apply written.yaml").words == "the desk is as written.yaml says already"
    assert everything(desk) == there
    with pytest.raises(Refused, match="is there already"):
        does(desk, "desk export written.yaml")


@pytest.mark.parametrize(
    ("right", "wrong", "at", "told"),
    [
        ("role: admin", "role: boss", "boss", "role should be one of agent, lead, admin, light, not 'boss'"),
        ("capacity", "capcity", "capcity", "there is no 'capcity' here; did you mean 'capacity'?"),
        ("[dana, sam]", "[dana, sma]", "sma]", "there is no agent 'sma'; did you mean 'sam'?"),
        ("schedule: office}", "schedule: offce}", "offce", "there is no schedule 'offce'; did you mean office?"),
        ("Berlin", "Berln", "Europe/", "'Europe/Berln' is no time zone; did you mean 'Europe/Berlin'?"),
        ("holidays: DE", "holidays: DE-BYY", "DE-", "DE has no part 'BYY'; did you mean DE-BY?"),
        ("fair.ics", "fare.ics", "fare", "fare.ics can't be read: No such file or directory"),
        ("{organization: Acme}", "{organization: Acne}", "Acne",
         "there is no organization 'Acne'; did you mean 'Acme'?"),
        ("30m", "2d", "2d", "a day of open hours has no one length; write hours, or say `hours: calendar`"),
        ("when: {organization: Acme}", "", "all:", "it never applies: acme, before it, takes every ticket"),
        ("on: created", "on: craeted", "craeted", "nothing is called 'craeted'; did you mean created?"),
        ("t:enterprise", "t:enterprize", "enterprize",
         "in the query: there is no segment 'enterprize'; did you mean enterprise?"),
        ("tag +vip", "tga +vip", "tga", "'tga' is nothing that a rule or a macro does; did you mean tag?"),
        ("manager: dana", "manager: dan", "dan}", "there is no agent 'dan'; did you mean 'dana'?"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_where_it_is_and_nothing_changes(
    desk: Desk, write: Write, right: str, wrong: str, at: str, told: str
) -> None:
    there, text = everything(desk), FILE.replace(right, wrong, 1)
    before = text[: text.index(at)]
    place = f"desk.yaml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    write(text)
    outcome = does(desk, "desk check")
    assert (outcome.ok, lines(outcome)) == (False, [f"{place}: {told}"])
    with pytest.raises(ConfigError):
        does(desk, "desk apply")
    assert everything(desk) == there


def test_all_mistakes_are_told_that_do_not_follow_from_others(desk: Desk, write: Write) -> None:
    write(FILE.replace("sam]", "sma]").replace("schedule: office}", "schedule: x}").replace("tag +vip", "tga"))
    assert [line.split(": ")[0] for line in lines(does(desk, "desk check"))] == [
        "desk.yaml:5:38", "desk.yaml:5:54", "desk.yaml:25:27",
    ]  # fmt: skip


def told_of(desk: Desk) -> list[str]:
    return [line.partition(": ")[2] for line in lines(does(desk, "desk check"))]


def test_how_it_is_written_and_what_it_means_are_told_in_one_run(desk: Desk, write: Write) -> None:
    wrong = {
        "role: admin": "role: boss", "[dana, sam]": "[dana, sma]", "first_reply: {others: 8h}": "first_repl: {}",
        "t:enterprise": "t:enterprize", "hours: {mon-fri: 09:00-17:00}": "hours: {mon-fry: 09:00-17:00}",
        "holidays: DE": "holidays: DE-BYY", "manager: dana": "manager: gwen",
    }  # fmt: skip
    text = FILE
    for right, instead in wrong.items():
        text = text.replace(right, instead, 1)
    write(f"{text}shedules: {{x: y}}\n")
    assert [words.partition(";")[0] for words in told_of(desk)] == [
        "role should be one of agent, lead, admin, light, not 'boss'",
        "there is no agent 'sma'",
        "'mon-fry' is no weekday",
        "there is no 'first_repl' here",
        "in the query: there is no segment 'enterprize'",
        "there is no agent 'gwen'",
        "there is no 'shedules' here",
    ], "and of the schedule nothing else, since it is not known what it says"
    with pytest.raises(ConfigError) as plan:
        does(desk, "desk plan")
    assert [str(error) for error in plan.value.errors] == lines(does(desk, "desk check"))


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("agents:", "agnets:", "there is no 'agnets' here; did you mean 'agents'?"),
        ("  sam: {email: sam@acme.test}", "  sam: nobody", "agents.sam should hold `key: value` lines"),
        ("schedules:\n  office:", "schedules:\n  office: [1]\n  other:", "schedules.office should hold `key: value`"),
        ("    zone: Europe/Berlin\n", "", "zone is missing"),
        ("zone: Europe/Berlin", "zone: [Europe/Berlin]", "'' is no time zone"),
        ("organizations:\n  Acme:", "organizations:\n  - Acme\nx:\n  y:", "organizations should hold `name: value`"),
        ("support: {tier: 1,", "support: {tier: one,", "tier should be a whole number from 1 to 3, not 'one'"),
    ],
)
def test_nothing_is_told_that_only_follows_from_how_something_else_is_written(
    desk: Desk, write: Write, right: str, wrong: str, told: str
) -> None:
    write(FILE.replace(right, wrong, 1) + "views: {vip: {query: 'team:support assignee:sam org:acme'}}\n")
    found = told_of(desk)
    assert found[0].startswith(told) and all("there is no 'x' here" in more for more in found[1:]), found


def test_one_key_written_wrong_anywhere_is_told_and_nothing_else(desk: Desk, write: Write) -> None:
    names = {"dana", "sam", "support", "office", "acme", "all", "vip", "Acme"}
    keys = [found for found in re.finditer(r"[a-z_]+(?=: |:$)", FILE, re.MULTILINE) if found[0] not in names]
    assert len(keys) > 30
    for found in keys:
        write(f"{FILE[: found.end()]}-qqq{FILE[found.end() :]}")
        told = told_of(desk)
        wrong = [words for words in told if f"{found[0]}-qqq" in words]
        missing = [words for words in told if words.endswith("is missing")]
        assert len(wrong) == 1 and len(missing) <= 1 and len(told) == len(wrong + missing), told


def test_what_is_no_yaml_as_it_should_be_is_told_with_how_the_rest_is_written(desk: Desk, write: Write) -> None:
    write(
        FILE.replace("role: admin", "role: boss").replace("[dana, sam]", "*both").replace("tier: 1", "tier: 1, tier: 2")
    )
    assert [words.partition(" ")[0] for words in told_of(desk)] == ["role", "'tier'", "aliases"]


def test_a_file_that_would_break_what_the_desk_has_is_refused(desk: Desk, write: Write) -> None:
    desk.define("team", "support", {})
    desk.define("rule", "lead", {"on": ["created"], "do": ["set team=support"]})
    write("teams: {other: {tier: 1}}\n")
    (told,) = lines(does(desk, "desk check"))
    assert "rule lead" in told and "there is no team 'support'" in told and "(the desk has it" in told


def test_a_file_can_be_checked_where_there_is_no_desk(write: Write, tmp_path: Path) -> None:
    def none() -> Desk:
        raise AssertionError("it needs no desk")

    write(FILE)
    assert run("desk check", Call(none, desk_path=lambda: tmp_path / "none.desk")).ok


def test_without_a_file_it_is_said_how_to_begin(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused, match=r"there is no desk\.yaml in this folder; `desk export desk\.yaml` writes one"):
        does(desk, "desk plan")


def test_policies_are_asked_in_the_order_of_the_file(desk: Desk, write: Write) -> None:
    write(FILE)
    does(desk, "desk apply")
    acme = FILE[FILE.index("  acme:") : FILE.index("  all:")]
    everybody = FILE[FILE.index("  all:") : FILE.index("rules:")]
    write(FILE.replace(acme + everybody, acme + everybody.replace("all:", "rest:").replace("8h", "9h")))
    does(desk, "desk apply")
    assert [(p.name, p.version) for p in policies(desk)] == [("acme", 1), ("rest", 1)]


def test_of_many_rules_that_change_nothing_a_plan_says_so_once(desk: Desk, write: Write) -> None:
    desk.create_ticket(NewTicket("al@acme.test", "Refund please"))
    quiet = "".join(f"  rule-{n}: {{on: created, when: tag:t{n}, do: 'tag +refund'}}\n" for n in range(9))
    write(f"rules:\n{quiet}  loud: {{on: created, do: 'tag +all'}}\n")
    said = lines(does(desk, "desk plan"))
    assert [line for line in said if "of the last 30 days" in line] == [
        "rule loud: 1 ticket of the last 30 days would have gone otherwise: 1 on which it did nothing",
        "9 more: no ticket of the last 30 days would have gone otherwise",
    ]


def test_a_view_that_somebody_keeps_for_themselves_is_left_alone(desk: Desk, write: Write) -> None:
    desk.define("view", "vip", {"query": "tag:vip", "owner": "sam"})
    assert "vip" not in "\n".join(lines(does(desk, "desk export")))
    write("views: {all: {query: ''}}\n")
    does(desk, "desk apply")
    assert [v.name for v in desk.views()] == ["vip", "all"]
    write("views: {vip: {query: ''}}\n")
    assert lines(does(desk, "desk check")) == ["desk.yaml:1:9: sam has a view 'vip' of their own; take another name"]


def test_a_plan_says_which_tickets_would_have_gone_otherwise(desk: Desk, write: Write) -> None:
    for subject in ("Refund please", "How do I log in", "Refund again"):
        desk.create_ticket(NewTicket("al@acme.test", subject))
    rule = "rules: {refund: {on: created, when: refund, do: 'tag +refund'}}\n"
    write(rule)
    told = "rule refund: 2 tickets of the last 30 days would have gone otherwise"
    assert f"{told}: 2 on which it did nothing" in lines(does(desk, "desk plan"))
    does(desk, "desk apply")
    write(rule.replace("+refund'", "+money'"))
    assert f"{told}: 2 otherwise" in lines(does(desk, "desk plan"))
    write(rule.replace("when: refund", "when: 'refund again'"))
    said = "\n".join(lines(does(desk, "desk plan")))
    assert "1 ticket of the last 30 days would have gone otherwise: 1 on which it would do nothing\n    #1 " in said
    write(rule.replace("}}", ", off: true}}"))
    assert f"{told}: 2 on which it would do nothing" in lines(does(desk, "desk plan"))


def test_the_example_is_in_order_and_comes_back_from_the_desk(desk: Desk, write: Write) -> None:
    example = Path(__file__).resolve().parents[2] / "docs" / "examples" / "desk.yaml"
    write(example.read_text(encoding="utf-8").replace("  gwen:", "  dana: {}\n  gwen:", 1))
    assert does(desk, "desk check").words == "desk.yaml is in order; `desk plan` says what it would change"
    does(desk, "desk apply")
    with pytest.raises(Refused, match="defining teams is for admins, and dana is an agent"):
        does(desk, "team add other --tier 1")
    does(desk, "desk export written.yaml")
    assert does(desk, "desk plan written.yaml").words == "the desk is as written.yaml says"


def test_a_file_that_does_not_say_who_is_which_unix_user_takes_nobody_theirs(desk: Desk, write: Write) -> None:
    does(desk, "agent add dana --name 'Dana Reyes' --user dreyes --role admin")
    write("agents:\n  dana: {name: Dana R.}\n  sam: {email: sam@acme.test}\n")
    does(desk, "desk apply")
    dana, sam = desk.agents()
    assert (dana.name, dana.unix_user, dana.role, dana.away) == ("Dana R.", "dreyes", "admin", "at lunch")
    assert (sam.name, sam.unix_user, sam.role) == ("sam", "", "agent")
    write("agents:\n  dana: {user: ''}\n  sam: {user: sokoro}\n")
    assert any(line.endswith(": dreyes → –") for line in lines(does(desk, "desk plan")))
    does(desk, "desk apply")
    assert [agent.unix_user for agent in desk.agents()] == ["", "sokoro"]
