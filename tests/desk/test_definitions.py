"""What a desk defines: each can be, and all of it fits together."""

import pytest

from supportterm.core.definitions import nouns
from supportterm.core.refusal import Refused
from supportterm.core.schedule_versions import newest
from supportterm.core.sla_policy import Policy
from supportterm.core.terms import Priority
from supportterm.desk import Desk

OFFICE = {"zone": "Europe/Berlin", "week": {"mon": [["09:00", "17:00"]]}}


def policies(desk: Desk) -> tuple[Policy, ...]:
    return tuple(nouns(desk.definitions(), "policy").values())


def promise(schedule: str, **more: object) -> dict[str, object]:
    return {"schedule": schedule, "promises": [{"metric": "first-reply", "lengths": {"2": 3_600_000}}], **more}


def test_a_promise_is_kept_in_the_hours_of_a_version_of_a_schedule(desk: Desk) -> None:
    with desk.together():
        desk.define("policy", "everybody", promise("office@1"))  # what it names may come later in the same change
        desk.define("schedule", "office@1", OFFICE)
    (policy,) = policies(desk)
    assert (policy.name, policy.schedule, policy.promises[0].lengths) == (
        "everybody",
        "office@1",
        {Priority.HIGH: 3_600_000},
    )
    desk.define("schedule", "office@2", {**OFFICE, "zone": "UTC"})
    assert [(s.name, s.zone) for s in desk.schedules()] == [("office@1", "Europe/Berlin"), ("office@2", "UTC")]
    assert newest(desk.schedules()).keys() == {"office"}


@pytest.mark.parametrize(
    ("what", "name", "spec", "words"),
    [
        ("schedule", "office", OFFICE, "write name and version, like support@1"),
        ("schedule", "office@1", {"zone": "Mars/Base", "week": OFFICE["week"]}, "office: 'Mars/Base' is not"),
        ("schedule", "office@1", {"zone": "UTC", "week": {}}, "needs open hours"),
        ("policy", "all", promise("night@1"), "there is no schedule 'night@1'"),
        ("policy", "all", {"promises": []}, "policy all: .*`schedule`"),
        ("team", "support", {"schedule": "ofice"}, "team support: `schedule`: there is no schedule 'ofice'"),
        ("agent", "sam", {"role": "boss"}, "agent sam: `role`: there is no role .boss.; there are agent"),
        ("agent", "sam", {"capacity": -1}, "or 0 for any number"),
        ("agent", "sam", {"skills": ["two words"]}, "'two words' can't be a skill"),
        ("route", "all", {"when": "is:new"}, "route all: it leads nowhere: give it a `team`, or `by`"),
        ("route", "all", {"team": "suport"}, "`team`: there is no team 'suport'"),
        ("route", "all", {"by": "luck"}, "`by`: there is no way 'luck'; there are longest-idle"),
        ("route", "all", {"by": "sticky", "skills": ["welsh"]}, "no agent knows 'welsh'; they know nothing yet"),
        ("route", "all", {"by": "sticky", "when": "is:mine"}, "`when`: column 4: nobody asks this"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_with_the_reason(
    desk: Desk, what: str, name: str, spec: dict[str, object], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        desk.define(what, name, spec)  # type: ignore[arg-type]
    assert (desk.schedules(), policies(desk), desk.routes()) == ((), (), ())


def test_a_schedule_that_something_needs_is_not_taken_away(desk: Desk) -> None:
    with desk.together():
        desk.define("schedule", "office@1", OFFICE)
        desk.define("team", "support", {"schedule": "office"})
        desk.define("policy", "everybody", promise("office@1"))
    with pytest.raises(Refused, match="there is no schedule 'office'"):
        desk.define("schedule", "office@1", {**OFFICE, "retired": True})
    with pytest.raises(Refused, match="there is no schedule 'office@1'"), desk.together():
        desk.define("team", "support", {})
        desk.define("schedule", "office@1", None)


def test_a_team_that_tickets_are_led_to_is_not_taken_away(desk: Desk) -> None:
    desk.define("team", "billing", {})
    desk.define("route", "money", {"when": "invoice", "team": "billing", "by": "longest-idle"})
    assert [(r.name, r.team, r.by) for r in desk.routes()] == [("money", "billing", "longest-idle")]
    with pytest.raises(Refused, match="route money: `team`: there is no team 'billing'"):
        desk.define("team", "billing", None)
