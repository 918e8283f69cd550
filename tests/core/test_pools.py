"""Whose turn it is: whatever happened to whom in whatever order, nobody better was passed over."""

from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.nouns import Agent
from supportterm.core.pools import ORDERED, Pool, Pools, pools_of

NOW = 1_769_860_800_000
HANDLES = ("ann", "bo", "cy", "di", "ed")
TEAMS, SKILLS = ("billing", "support"), ("german", "rust")
STAFF = st.fixed_dictionaries(
    {
        handle: st.builds(
            lambda handle, teams, role, skills, capacity, away, until: Agent(
                handle, handle, teams=tuple(sorted(teams)), role=role, skills=tuple(sorted(skills)),
                capacity=capacity, away=away, away_until=until if away else None,
            ),
            st.just(handle),
            st.sets(st.sampled_from(TEAMS)),
            st.sampled_from(["agent", "agent", "light"]),
            st.sets(st.sampled_from(SKILLS)),
            st.integers(0, 2),
            st.sampled_from(["", "", "lunch"]),
            st.sampled_from([None, NOW - 1, NOW + 1, NOW + 9]),
        )
        for handle in HANDLES
    }
)  # fmt: skip
POOLS = st.builds(Pool, st.sampled_from(["", *TEAMS]), st.sets(st.sampled_from(SKILLS)).map(lambda s: tuple(sorted(s))))
MOVES = st.lists(st.tuples(st.sampled_from(HANDLES), st.integers(0, 3), st.integers(NOW - 9, NOW)), max_size=200)


@given(STAFF, st.lists(st.tuples(POOLS, st.sampled_from(ORDERED)), max_size=3), MOVES)
def test_whoever_is_next_is_who_would_be_found_by_looking_at_all(
    staff: dict[str, Agent], asked: list[tuple[Pool, str]], moves: list[tuple[str, int, int]]
) -> None:
    loads: dict[str, int] = {}
    turns: dict[str, int] = {}
    pools = Pools(staff, NOW, lambda handle: loads.get(handle, 0), turns.get)
    for handle, load, at in [("ann", 0, NOW), *moves]:
        loads[handle], turns[handle] = load, at
        pools.moved(handle)
        for pool, by in asked:
            there = [a for a in staff.values() if a.role != "light" and (not pool.team or pool.team in a.teams)]
            skilled = [a for a in there if set(pool.skills) <= set(a.skills)]
            away = [a for a in skilled if a.away and (a.away_until is None or a.away_until > NOW)]
            free = [a for a in skilled if a not in away and (not a.capacity or loads.get(a.handle, 0) < a.capacity)]
            keys = [
                ((loads.get(a.handle, 0),) if by == "least-loaded" else ()) + (turns.get(a.handle, 0), a.handle)
                for a in free
            ]
            assert pools.next(pool, by) == (min(keys)[-1] if keys else None)
            assert pools.anybody(pool.team) == bool(there)
            assert pools.back(pool, by) == min((a.away_until for a in away if a.away_until), default=None)


@given(STAFF, POOLS)
def test_an_agent_is_in_the_pools_of_their_teams_whose_skills_they_have(staff: dict[str, Agent], pool: Pool) -> None:
    for agent in staff.values():
        able = agent.role != "light" and set(pool.skills) <= set(agent.skills) and pool.team in (*agent.teams, "")
        assert (pool.name in {one.name for one in pools_of(agent, [pool.skills])}) == able


def test_what_is_kept_of_a_pool_does_not_grow_with_what_happens() -> None:
    agents = {handle: Agent(handle, handle) for handle in HANDLES}
    loads = dict.fromkeys(HANDLES, 0)
    pools = Pools(agents, NOW, loads.__getitem__, {}.get)
    everybody = Pool("", ())
    for turn in range(1000):
        assert pools.next(everybody, "longest-idle") == "ann"
        loads["bo"] = turn % 7
        pools.moved("bo")
    [order] = pools._orders.values()
    assert len(order._entries) < 100
