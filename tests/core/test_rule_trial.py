"""A rule tried on history: told of each ticket as it was, and nothing done."""

from typing import Any

import pytest

from supportterm.core.actions import Scene
from supportterm.core.ids import message_floor
from supportterm.core.nouns import Agent, Organization, Person, Team
from supportterm.core.operations import Create, Operation, Payload, Set, Subject, Tag, Wrote
from supportterm.core.rule_trial import Story, tried
from supportterm.core.rules import Rule
from supportterm.core.schedule import Schedule
from supportterm.core.schedule_hours import WEEKDAYS, Hours
from supportterm.core.verbs import Rules
from supportterm.core.waiting import Wait, read_wait

NOW = 1_769_860_800_000
HOUR, DAY = 3_600_000, 86_400_000
SCENE = Scene(Rules(NOW, "", {"sam": Agent("sam", "Sam")}, {"backend": Team("backend", "Backend", 2)}))


def story(*strokes: tuple[int, list[Payload]], actor: str = "dana") -> Story:
    """Strokes as (hours ago, what happened); texts of messages are drawn from their payload's author."""
    made, said = [], {}
    for place, (hours, payloads) in enumerate(strokes):
        at = NOW - hours * HOUR
        operations: list[Operation] = []
        for payload in payloads:
            if isinstance(payload, Wrote):
                said[payload.message] = payload.author
            change = place.to_bytes(16, "big")
            operations.append(Operation(b"", change, Subject("ticket", 7), payload, actor, at))  # type: ignore[arg-type]
        made.append(operations)
    return Story(7, made, said, Person(1, "Al Bo", "al@acme.test"), Organization(1, "Acme", segment="enterprise"))


def wrote(hours: int, text: str, role: int = 0) -> Wrote:
    return Wrote(message_floor(NOW - hours * HOUR), role, author=text)


STORY = story(
    (100, [Create("Charged twice", 1, organization=1), wrote(100, "please refund me")]),
    (90, [Set("status", 2), wrote(90, "which card?", 1)]),
    (10, [Set("status", 1), wrote(10, "the blue one")]),
    (9, [Set("priority", 3)]),
    (5, [Set("status", 4)]),
)


def fired(**rule: Any) -> list[tuple[int, tuple[str, ...]]]:
    found = tried(Rule("r", **rule), STORY, SCENE, NOW)
    return [(round((NOW - firing.at) / HOUR), firing.does) for firing in found]


def test_a_trigger_is_told_of_the_ticket_as_it_was() -> None:
    assert fired(on=("created",), when="refund", do=("set +money",)) == [(100, ("tags +money",))]
    assert fired(on=("created",), when="blue", do=("set +money",)) == []
    assert fired(on=("customer",), when="blue", do=("assign sam",)) == [(10, ("assignee — → sam",))]
    up = ("escalate --to backend --reason x",)
    told = [(9, ("escalated to backend, tier 2: x",))]
    assert fired(on=("priority",), when="priority:urgent segment:enterprise", do=up) == told


def test_what_it_would_have_said_is_filled_in_and_each_line_finds_what_the_one_before_did() -> None:
    lines = ("assign sam", "reply --solve 'Hello {{ requester.first_name }},\n\nwe look.'", "unassign")
    assert fired(on=("created",), do=lines) == [
        (100, ("assignee — → sam", "status new → open", "reply: Hello Al, we look. (solved)", "assignee sam → —"))
    ]


def test_what_it_could_not_have_done_is_told() -> None:
    assert fired(on=("status",), when="status:solved", do=("snooze 2d",)) == [
        (5, ("nothing, for #7 is solved; there is nothing to snooze",))
    ]


@pytest.mark.parametrize(
    ("after", "when", "hours"),
    [
        ("3d", "status:pending", [90 - 72]),
        ("4d", "status:pending", []),
        ("2h", "status:solved", [3]),
        ("6h", "status:solved", []),
        ("0m", "created:>2d status:<solved", [52]),
        ("1d", "created:>2d", [28]),
        ("2h", "status:open", [8]),
    ],
)
def test_an_automation_fires_once_its_query_has_held_for_so_long(after: str, when: str, hours: list[int]) -> None:
    assert [at for at, _ in fired(after=after, when=when, do=("set +x",))] == hours


def test_its_own_work_leads_to_nothing_and_a_rule_that_is_off_is_tried_too() -> None:
    own = story((9, [Create("Hi", 1)]), (8, [Tag(("a",), ())]), actor="rule:r")
    assert tried(Rule("r", on=("tags",), do=("set +b",)), own, SCENE, NOW) == []
    assert len(tried(Rule("other", on=("tags",), do=("set +b",), off=True), own, SCENE, NOW)) == 1


def test_what_waits_in_business_time_is_tried_in_it() -> None:
    hours = Schedule(Hours("UTC", dict.fromkeys(WEEKDAYS, (("09:00", "17:00"),))))
    told = story((100, [Create("Hi", 1, team="backend")]), (90, [Set("status", 2)]))
    rule = Rule("r", after="10bh", when="status:pending", do=("set +x",))
    began = NOW - 90 * HOUR
    assert [f.at for f in tried(rule, told, SCENE, NOW, {"backend": hours})] == [hours.after(began, 10 * HOUR)]
    assert [f.at for f in tried(rule, told, SCENE, NOW)] == [began + 10 * HOUR]


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("3d", Wait(3 * DAY)),
        ("1d12h", Wait(DAY + 12 * HOUR)),
        ("2bd", Wait(2 * DAY, "d")),
        ("2 business days", Wait(2 * DAY, "d")),
        ("1 business hour", Wait(HOUR, "h")),
        ("90bm", Wait(90 * 60_000, "m")),
        ("2 days", None),
        ("business days", None),
        ("2 business weeks", None),
        ("1.5bd", None),
    ],
)
def test_how_long_a_rule_waits_is_read(text: str, wait: Wait | None) -> None:
    assert read_wait(text) == wait
