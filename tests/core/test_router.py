"""Routing, pure: whoever is chosen could be, nobody better was passed over, and it says why."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from supportterm.core.describe import describe
from supportterm.core.nouns import Agent, Team, Ticket
from supportterm.core.operations import Routed
from supportterm.core.router import Choice, Staff, choose, why_not
from supportterm.core.routing import WAYS, Route
from supportterm.core.terms import Status

NOW = 1_769_860_800_000
TEAMS = {name: Team(name, name.title(), tier) for name, tier in (("support", 1), ("billing", 1), ("backend", 2))}
TICKET = Ticket(1, "Charged twice", 7, NOW, NOW)


class Known(NamedTuple):
    """Facts as routing asks for them."""

    loads: dict[str, int] = {}  # noqa: RUF012
    turns: dict[str, int] = {}  # noqa: RUF012
    answerer: str | None = None
    account: str | None = None

    def load(self, agent: str) -> int:
        return self.loads.get(agent, 0)

    def last(self, agent: str) -> int | None:
        return self.turns.get(agent)

    def answered(self) -> str | None:
        return self.answerer

    def manager(self) -> str | None:
        return self.account


def agent(handle: str, *teams: str, **more: object) -> Agent:
    return Agent(handle, handle.title(), teams=teams, **more)  # type: ignore[arg-type]


def routed(routes: list[Route], agents: list[Agent], facts: Known = Known(), ticket: Ticket = TICKET) -> Choice:  # noqa: B008
    return choose(ticket, routes, Staff({a.handle: a for a in agents}, TEAMS, NOW), facts)


def told(choice: Choice) -> list[str]:
    given = [*choice.given, *filter(None, [choice.nobody])]
    return [describe(routed, {}, lambda at: f"{(at - NOW) // 60_000:+}m") for routed in given]


BILLING = [agent("dana", "billing"), agent("kim", "billing", "support"), agent("sam", "billing")]


def test_the_longest_idle_of_the_team_is_chosen_and_it_says_since_when() -> None:
    route = Route("money", team="billing", by="longest-idle")
    turns = {"dana": NOW - 60_000, "kim": NOW - 180_000, "sam": NOW - 120_000}
    [given] = routed([route], BILLING, Known(turns=turns)).given
    assert given == Routed("money", "billing", "kim", "longest-idle", "billing", since=turns["kim"])
    assert told(routed([route], BILLING, Known(turns=turns))) == ["billing's longest idle: kim, since -3m"]
    assert told(routed([route], BILLING, Known(turns={"dana": 1, "kim": 2}))) == [
        "billing's longest idle: sam, who has had none yet"
    ]


def test_the_least_loaded_who_has_room_is_chosen() -> None:
    route = Route("money", team="billing", by="least-loaded")
    few = [agent("dana", "billing", capacity=2), agent("kim", "billing", capacity=9), agent("sam", "billing")]
    assert told(routed([route], few, Known({"dana": 2, "kim": 3, "sam": 4}))) == [
        "billing's least loaded: kim, with 3 of 9"
    ]
    assert told(routed([route], few, Known({"dana": 2, "kim": 9, "sam": 40}))) == [
        "billing's least loaded: sam, with 40"
    ]
    full = [replace(a, capacity=1) for a in few]
    choice = routed([route], full, Known({"dana": 1, "kim": 1, "sam": 1}))
    assert told(choice) == ["to billing", "waits for an agent: nobody of billing can take it"]
    assert [c.words for c in choice.steps[0].candidates] == ["has 1 of 1 tickets"] * 3


def test_first_who_knows_the_customer_then_whoever_is_idle() -> None:
    routes = [
        Route("key", by="manager"),
        Route("known", by="sticky"),
        Route("money", team="billing", by="longest-idle"),
    ]
    assert told(routed(routes, BILLING, Known(answerer="sam", account="dana"))) == ["dana is their account manager"]
    away = [replace(BILLING[0], away="ill"), *BILLING[1:]]
    assert told(routed(routes, away, Known(answerer="sam", account="dana"))) == ["sam answered this customer last"]
    choice = routed(routes, away, Known(answerer="dana", account="dana"))
    assert [step.words for step in choice.steps] == [
        "dana is their account manager, but is away: ill",
        "dana answered this customer last, but is away: ill",
        "",
    ]
    assert told(choice) == ["billing's longest idle: kim, who has had none yet"]


def test_what_agents_lack_is_told() -> None:
    staff = [
        agent("ada", "backend", role="light", skills=("rust",)),
        agent("ben", "backend"),
        agent("cy", "backend", skills=("rust",), away="lunch", away_until=NOW),
        agent("di", "backend", skills=("rust",), away="lunch"),
    ]
    choice = routed([Route("rust", team="backend", by="longest-idle", skills=("rust",))], staff)
    assert [(c.agent, c.words, c.fit) for c in choice.steps[0].candidates] == [
        ("ben", "does not know rust", False),
        ("cy", "has 0", True),
        ("di", "is away: lunch", False),
    ]
    assert [given.agent for given in choice.given] == ["cy"], "who is back is here, and light agents only write notes"


@pytest.mark.parametrize(
    ("ticket", "words"),
    [
        (replace(TICKET, status=Status.SOLVED), "it is solved"),
        (replace(TICKET, assignee="dana"), "dana has it"),
        (replace(TICKET, snoozed_until=NOW + 1), "it is snoozed"),
        (replace(TICKET, merged_into=2), "it was merged into #2"),
        (replace(TICKET, tags=("suspended",)), "it is held back"),
        (TICKET, ""),
    ],
)
def test_what_is_not_routed(ticket: Ticket, words: str) -> None:
    assert why_not(ticket, served=True, now=NOW) == words
    assert (
        why_not(replace(TICKET, home="rt"), served=False, now=NOW)
        == "it lives at rt, which looks after its tickets itself"
    )


HANDLES = ["ada", "ben", "cy", "di"]
STAFF = st.fixed_dictionaries(
    {
        handle: st.builds(
            lambda teams, role, skills, capacity, away, until, handle=handle: agent(
                handle,
                *sorted(teams),
                role=role,
                skills=tuple(sorted(skills)),
                capacity=capacity,
                away=away,
                away_until=until,
            ),
            st.sets(st.sampled_from(list(TEAMS)), max_size=2),
            st.sampled_from(["agent", "agent", "lead", "light"]),
            st.sets(st.sampled_from(["rust", "german"])),
            st.integers(0, 3),
            st.sampled_from(["", "", "lunch"]),
            st.sampled_from([None, NOW - 1, NOW, NOW + 1]),
        )
        for handle in HANDLES
    }
)
ROUTES = st.lists(
    st.builds(
        lambda name, team, by, skills: Route(name, team=team, by=by, skills=tuple(sorted(skills)) if by else ()),
        st.sampled_from("abcdef"),
        st.sampled_from(["", *TEAMS]),
        st.sampled_from(["", *WAYS]),
        st.sets(st.sampled_from(["rust", "german"]), max_size=1),
    ),
    max_size=4,
)
FACTS = st.builds(
    Known,
    st.dictionaries(st.sampled_from(HANDLES), st.integers(0, 4)),
    st.dictionaries(st.sampled_from(HANDLES), st.integers(NOW - 5, NOW)),
    st.none() | st.sampled_from([*HANDLES, "gone"]),
    st.none() | st.sampled_from([*HANDLES, "gone"]),
)


def able(agent: Agent, route: Route, team: str, facts: Known) -> bool:
    """Plainly and slowly: whether an agent may be given a ticket of *team* by *route*."""
    here = not agent.away or (agent.away_until is not None and agent.away_until <= NOW)
    room = agent.capacity == 0 or facts.load(agent.handle) < agent.capacity
    member = not team or team in agent.teams
    return here and room and member and agent.role != "light" and set(route.skills) <= set(agent.skills)


@given(STAFF, ROUTES, FACTS, st.sampled_from([None, *TEAMS]))
def test_whoever_is_chosen_could_be_and_nobody_better_was_passed_over(
    staff: dict[str, Agent], routes: list[Route], facts: Known, team: str | None
) -> None:
    ticket = replace(TICKET, team=team)
    choice = choose(ticket, routes, Staff(staff, TEAMS, NOW), facts)
    wanted_team, wanted = team or "", None
    for route in routes:
        if route.team and wanted_team and route.team != wanted_team:
            continue
        wanted_team = wanted_team or route.team
        fit = {h for h, a in staff.items() if able(a, route, wanted_team, facts)}
        if route.by in ("sticky", "manager"):
            fit &= {facts.answerer if route.by == "sticky" else facts.account}
        if not route.by or not fit:
            continue
        by = {
            "longest-idle": lambda h: (facts.last(h) or 0, h),
            "least-loaded": lambda h: (facts.load(h), facts.last(h) or 0, h),
        }.get(route.by, lambda h: h)
        wanted = min(fit, key=by)  # type: ignore[arg-type]
        break
    given = list(choice.given)
    assert [g.agent for g in given if g.agent] == ([wanted] if wanted else [])
    assert (team or next((g.team for g in given if g.team), "")) == wanted_team
    assert sum(bool(g.team) for g in given) == (not team and bool(wanted_team)), (
        "a team is given once, if none is there"
    )
    looked = any(step.candidates or step.words for step in choice.steps)
    assert (choice.nobody is not None) == (wanted is None and looked), "nobody is told of when somebody was looked for"
    assert choose(ticket, routes, Staff(dict(reversed(staff.items())), TEAMS, NOW), facts) == choice
