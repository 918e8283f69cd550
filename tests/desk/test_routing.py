"""Routing at work: within the stroke that brings a ticket, told in the log, taken back with it."""

from contextlib import suppress
from random import Random

import pytest
from asking import ticket

from supportterm.core import verbs
from supportterm.core.describe import describe
from supportterm.core.operations import Routed, Set
from supportterm.core.refusal import Refused
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.store.audit import audit


@pytest.fixture(autouse=True)
def staff(desk: Desk) -> None:
    """Billing has dana and sam; kim is of the backend, tier 2."""
    desk.define("team", "billing", {"tier": 1})
    for agent, team in (("dana", "billing"), ("sam", "billing"), ("kim", "backend")):
        desk.define("agent", agent, {"name": agent.title(), "teams": [team]})


def route(desk: Desk, name: str, **spec: object) -> None:
    desk.define("route", name, spec)


def whys(desk: Desk, number: int) -> list[str]:
    """What routing said of a ticket, without times."""
    log = [e.operation for e in desk.log(number) if not e.undone]
    return [describe(o.payload, {}, lambda at: "then") for o in log if isinstance(o.payload, Routed)]


def test_tickets_go_round_and_the_log_says_why(desk: Desk) -> None:
    route(desk, "money", when="refund", team="billing", by="longest-idle")
    numbers = [ticket(desk, f"Case {n}") for n in range(4)]
    assert [desk.ticket(n).assignee for n in numbers] == ["dana", "sam", "dana", "sam"]
    assert whys(desk, numbers[0]) == ["billing's longest idle: dana, who has had none yet"]
    assert whys(desk, numbers[2]) == ["billing's longest idle: dana, since then"]
    made = desk.ticket(numbers[2])
    assert (made.team, made.tier, made.status) == ("billing", 1, Status.OPEN)
    log = [e.operation for e in desk.log(numbers[2])]
    mine = [o for o in log if o.actor == "route:money"]
    assert len(mine) == 4 and {o.cause for o in mine} == {log[0].id} and len({o.change for o in log}) == 1
    other = ticket(desk, "Hello", "just saying")
    assert (desk.ticket(other).team, desk.ticket(other).assignee) == (None, None)
    assert audit(desk.path).ok


def test_many_at_once_go_round(desk: Desk) -> None:
    route(desk, "money", team="billing", by="longest-idle")
    desk.define("agent", "eve", {"teams": ["billing"]})
    with desk.together() as stroke:
        for n in range(6):
            desk.create_ticket(NewTicket("al@acme.test", f"Case {n}", ""))
    assert [desk.ticket(n).assignee for n in stroke.change.tickets] == ["dana", "eve", "sam"] * 2


def test_what_a_person_gave_counts_as_a_turn(desk: Desk) -> None:
    route(desk, "money", team="billing", by="longest-idle")
    first = ticket(desk, assignee="dana")
    assert desk.ticket(first).assignee == "dana" and whys(desk, first) == []
    assert desk.ticket(ticket(desk)).assignee == "sam"
    assert desk.ticket(ticket(desk)).assignee == "dana"


def test_what_a_rule_gave_before_or_after_routing_counts_as_a_turn(desk: Desk) -> None:
    desk.define("agent", "eve", {"teams": ["billing"]})
    desk.define("rule", "hers", {"on": ["created"], "when": "case-1", "do": ["assign dana"]})
    desk.define("rule", "rather", {"on": ["assignee"], "when": "case-2 assignee:eve", "do": ["assign sam"]})
    route(desk, "money", team="billing", by="longest-idle")
    given = [desk.ticket(ticket(desk, f"Case case-{n}")).assignee for n in range(1, 7)]
    assert given == ["dana", "sam", "dana", "eve", "sam", "dana"]
    last = {s.agent.handle: s.last or 0 for s in desk.routing.staff()}
    assert sorted(("dana", "eve", "sam"), key=last.__getitem__) == ["eve", "sam", "dana"]


def test_what_waited_and_then_went_on_by_a_rule_counts_as_a_turn(desk: Desk) -> None:
    desk.define("agent", "eve", {"teams": ["billing"]})
    for agent in ("dana", "eve", "sam"):
        desk.routing.away(agent, "", None)
    desk.define("rule", "rather", {"on": ["assignee"], "when": "held assignee:sam", "do": ["assign dana"]})
    route(desk, "money", team="billing", by="longest-idle")
    held = ticket(desk, "held")
    assert desk.ticket(held).assignee is None
    desk.routing.here("sam")
    assert desk.ticket(held).assignee == "dana"
    for agent in ("dana", "eve"):
        desk.routing.here(agent)
    assert [desk.ticket(ticket(desk)).assignee for _ in range(3)] == ["eve", "sam", "dana"]


def test_load_is_what_is_open_now_this_stroke_included(desk: Desk) -> None:
    route(desk, "money", team="billing", by="least-loaded")
    desk.define("agent", "dana", {"teams": ["billing"], "capacity": 1})
    numbers = [ticket(desk, f"Case {n}") for n in range(2)]
    with desk.together() as stroke:
        for n in range(2, 4):
            desk.create_ticket(NewTicket("al@acme.test", f"Case {n}", "please refund me"))
    numbers += stroke.change.tickets
    assert sorted(desk.ticket(n).assignee or "" for n in numbers) == ["dana", "sam", "sam", "sam"]
    mine = next(n for n in numbers if desk.ticket(n).assignee == "dana")
    desk.write(mine, NewMessage(Role.REPLY, "done", then=Status.PENDING))
    after = ticket(desk)
    assert (desk.ticket(after).assignee, whys(desk, after)) == ("dana", ["billing's least loaded: dana, with 0 of 1"])


def test_who_answered_last_gets_what_the_customer_asks_next(desk: Desk) -> None:
    route(desk, "known", by="sticky")
    first = ticket(desk)
    assert whys(desk, first) == ["waits for an agent: nobody answered this customer yet"]
    desk.write(first, NewMessage(Role.REPLY, "here you are"))
    second = ticket(desk, "Another question")
    assert (desk.ticket(second).assignee, whys(desk, second)) == ("dana", ["dana answered this customer last"])


def test_enterprise_goes_to_its_account_manager(desk: Desk) -> None:
    route(desk, "key", when="segment:enterprise", by="manager")
    acme = desk.put_organization(name="Acme", segment="enterprise", manager="kim")
    desk.put_person(email="al@acme.test", organization=acme)
    number = ticket(desk)
    assert (desk.ticket(number).assignee, whys(desk, number)) == ("kim", ["kim is their account manager"])


def test_a_route_leads_straight_to_a_higher_tier(desk: Desk) -> None:
    route(desk, "crash", when="crash", team="backend", by="longest-idle")
    made = desk.ticket(ticket(desk, "Crash on save"))
    assert (made.team, made.tier, made.assignee, made.escalations) == ("backend", 2, "kim", 0)


def test_rules_come_first_and_follow_what_routing_did(desk: Desk) -> None:
    desk.define("rule", "sort", {"on": ["created"], "when": "refund", "do": ["tag +money"]})
    desk.define("rule", "hers", {"on": ["assignee"], "when": "assignee:dana", "do": ["priority high"]})
    route(desk, "money", when="tag:money", team="billing", by="longest-idle")
    made = desk.ticket(ticket(desk))
    assert (made.tags, made.assignee, made.priority) == (("money",), "dana", Priority.HIGH)


def test_it_is_taken_back_with_what_led_to_it(desk: Desk) -> None:
    route(desk, "money", team="billing", by="longest-idle")
    number = ticket(desk, team="support")
    assert desk.ticket(number).assignee is None
    change = desk.change(number, verbs.set_team, team="billing")
    assert change.words == "#1 team support → billing; then route money"
    assert desk.ticket(number).assignee == "dana"
    desk.undo()
    assert (desk.ticket(number).team, desk.ticket(number).assignee, desk.ticket(number).status) == (
        "support",
        None,
        Status.NEW,
    )


def test_who_lets_go_keeps_it_free_until_the_customer_writes(desk: Desk) -> None:
    route(desk, "money", team="billing", by="longest-idle")
    number = ticket(desk)
    desk.change(number, verbs.assign, agent=None)
    desk.change(number, verbs.set_priority, priority=Priority.HIGH)
    assert desk.ticket(number).assignee is None
    desk.write(number, NewMessage(Role.CUSTOMER, "hello?", person=desk.ticket(number).requester))
    assert desk.ticket(number).assignee == "sam"


def test_history_and_what_is_held_back_is_not_routed(desk: Desk) -> None:
    route(desk, "money", team="billing", by="longest-idle")
    with desk.bulk() as bulk:
        old = bulk.ticket("Old", bulk.person("bo@acme.test"), at=1_600_000_000_000)
    assert desk.ticket(old).assignee is None
    spam = ticket(desk)
    desk.change_many(spam, [(verbs.assign, {"agent": None}), (verbs.suspend, {})])
    assert desk.ticket(spam).assignee is None
    desk.change(spam, verbs.release)
    assert desk.ticket(spam).assignee == "sam"


def test_a_look_changes_nothing_and_leading_does_what_it_said(desk: Desk) -> None:
    number = ticket(desk)
    route(desk, "money", when="refund", team="billing", by="longest-idle")
    looked = desk.routing.look(number)
    assert looked.why_not == "" and [g.agent for g in looked.choice.given] == ["dana"]
    assert desk.ticket(number).assignee is None
    assert desk.routing.lead([number]).words == (
        "#1 billing's longest idle: dana, who has had none yet, team — → billing, assignee — → dana, status new → open"
    )
    assert desk.routing.look(number).why_not == "dana has it"
    with pytest.raises(Refused, match="#1 is not routed: dana has it"):
        desk.routing.lead([number])
    assert [(s.agent.handle, s.load, s.last is not None) for s in desk.routing.staff()] == [
        ("dana", 1, True),
        ("sam", 0, False),
        ("kim", 0, False),
    ]
    desk.undo()
    assert desk.ticket(number).assignee is None


def test_who_is_away_gets_nothing_until_they_are_here(desk: Desk) -> None:
    route(desk, "money", team="billing", by="longest-idle")
    assert desk.routing.away("dana", "lunch", None).words == "dana is away: lunch"
    assert [desk.ticket(ticket(desk)).assignee for _ in range(2)] == ["sam", "sam"]
    assert desk.routing.here("dana").words == "dana is here"
    assert desk.ticket(ticket(desk)).assignee == "dana"
    desk.routing.away("dana", "", desk.clock() + 20_000)
    assert desk.ticket(ticket(desk)).assignee == "sam"
    while desk.clock() < (desk.agents()[0].away_until or 0):
        pass
    assert desk.ticket(ticket(desk)).assignee == "dana", "the time that was said has come"
    assert desk.routing.here("dana").words == "dana is here"
    assert desk.routing.here("dana").operations == 0
    desk.undo()
    assert desk.agents()[0].away == "away"
    with pytest.raises(Refused, match="there is no agent 'nemo'; there are dana, sam, kim"):
        desk.routing.away("nemo", "", None)
    with pytest.raises(Refused, match="that moment has passed"):
        desk.routing.away("sam", "", 5)
    assert desk.agents()[0].teams == ("billing",)


@pytest.mark.parametrize("by", ["longest-idle", "least-loaded"])
def test_whoever_is_chosen_is_who_all_that_two_consoles_did_makes_next(desk: Desk, by: str) -> None:
    chance = Random(7)
    route(desk, "all", team="billing", by=by)
    for agent in ("dana", "eve", "sam"):
        desk.define("agent", agent, {"teams": ["billing"], "capacity": 6})
    with Desk.open(desk.path, me="sam", clock=desk.clock) as other:
        numbers: list[int] = []
        for _ in range(60):
            here = chance.choice((desk, other))
            here.poll()
            free = [s for s in here.routing.staff() if "billing" in s.agent.teams and s.load < 6]
            keys = [((s.load,) if by == "least-loaded" else ()) + (s.last or 0, s.agent.handle) for s in free]
            numbers.append(ticket(here, f"Case {len(numbers)}"))
            assert here.ticket(numbers[-1]).assignee == (min(keys)[-1] if keys else None)
            for number in chance.sample(numbers, min(len(numbers), 2)):
                with suppress(Refused):
                    _anything(chance.choice((desk, other)), number, chance)
    assert audit(desk.path).ok


def _anything(here: Desk, number: int, chance: Random) -> None:
    here.poll()
    here.ticket(number)  # refused when its creation was undone
    match chance.randrange(6):
        case 0:
            here.change(number, verbs.set_status, status=chance.choice((Status.OPEN, Status.PENDING, Status.SOLVED)))
        case 1:
            here.change(number, verbs.assign, agent=chance.choice((None, "dana", "eve", "sam")))
        case 2:
            here.undo()
        case 3:
            with here.together():  # refused as a whole after routing had looked
                here.change(number, verbs.assign, agent=None)
                here.create_ticket(NewTicket("al@acme.test", "Not kept", ""))
                raise Refused("on second thoughts")
        case 4:
            with here.bulk() as bulk:
                bulk.do(number, Set("assignee", "sam"), at=here.clock(), actor="sam")
        case 5:
            here.routing.away("eve", "lunch", here.clock() + 50)
