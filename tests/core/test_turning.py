"""When a query may come to hold by time alone: never missed, whatever is asked."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from supportterm.core.nouns import Ticket
from supportterm.core.query import Context, parse
from supportterm.core.query.evaluate import predicate
from supportterm.core.query.record import Asked, Record
from supportterm.core.query.tree import All
from supportterm.core.query.turning import Turning, loosened, timed_part, timed_tests
from supportterm.core.terms import Status

NOW = 1_769_860_800_000  # 2026-01-31T12:00Z
HOUR, DAY = 3_600_000, 86_400_000
TESTS = [
    *(f"{f}:{a}" for f in ("created", "updated", "due") for a in ("<2h", ">2h", "<=2h", ">=2h", "2h", "1h..3d")),
    *("solved:<2h", "solved:none", "contacts:>=2/3h", "contacts:0/2h", "contacts:1..2/1d", "contacts:3"),
    *(f"{f}:{a}" for f in ("created", "due") for a in ("today", "<today", ">=tomorrow", "yesterday", "now", "<now")),
    *("is:snoozed", "is:overdue", "is:active", "status:open", "due:none", "created:<2026-01-31", "is:snoozed,mine"),
]
MOMENTS = st.none() | st.integers(-4 * 24, 4 * 24).map(lambda hours: NOW + hours * HOUR // 2)
TICKETS = st.builds(
    lambda created, due, snoozed, solved, wrote, status: Ticket(
        1, "Hi", 1, created or NOW, created or NOW, status=status, due_set=due, snoozed_until=snoozed, solved_at=solved,
        customer_at=max(wrote, default=None), earlier_contacts=tuple(sorted(wrote)[:-1]), contacts=len(wrote),
    ),
    MOMENTS, MOMENTS, MOMENTS, MOMENTS, st.lists(st.integers(-12, 0).map(lambda hours: NOW + hours * HOUR), max_size=4),
    st.sampled_from(Status),
)  # fmt: skip
QUERIES = st.recursive(
    st.sampled_from(TESTS),
    lambda inner: st.builds(lambda a, b, glue: f"({a}{glue}{b})", inner, inner, st.sampled_from([" ", " OR ", " -"])),
    max_leaves=4,
).map(lambda text: text.replace("-(", "-("))


def holds(text: str, ticket: Ticket, now: int, *, loose: bool = False) -> bool:
    tree = parse(text).tree
    return predicate(loosened(tree) if loose else tree)(Asked(Record(ticket), Context(now)))


@given(QUERIES, TICKETS, st.lists(st.integers(1, 5 * DAY), min_size=1, max_size=8))
@example("created:>2h", Ticket(1, "Hi", 1, NOW, NOW), [2 * HOUR, 1])
def test_nothing_changes_before_the_next_turn(text: str, ticket: Ticket, steps: list[int]) -> None:
    turn = Turning(timed_tests(parse(text).tree)).next(ticket, NOW)
    assert turn is None or turn > NOW
    before = holds(text, ticket, NOW)
    for step in steps:
        later = NOW + step
        if turn is None or later < turn:
            assert holds(text, ticket, later) == before
    if turn is not None:
        assert holds(text, ticket, turn - 1) == before


@given(QUERIES, TICKETS, st.integers(-5 * DAY, 5 * DAY))
def test_what_does_not_hold_loosened_holds_at_no_time(text: str, ticket: Ticket, step: int) -> None:
    if holds(text, ticket, NOW + step):
        assert holds(text, ticket, NOW, loose=True)


@given(QUERIES, TICKETS, st.integers(-5 * DAY, 5 * DAY))
def test_of_what_holds_loosened_only_the_part_about_time_is_left_to_ask(text: str, ticket: Ticket, step: int) -> None:
    if holds(text, ticket, NOW, loose=True):
        rest = predicate(All(timed_part(parse(text).tree)))
        assert rest(Asked(Record(ticket), Context(NOW + step))) == holds(text, ticket, NOW + step)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("created:>2h status:new", 2),
        ("due:<1h", 3),
        ("due:>=1h", 3),
        ("is:snoozed", 24),
        ("created:today", 12),
        ("tag:a", None),
    ],
)
def test_moments(text: str, hours: float | None) -> None:
    ticket = replace(Ticket(1, "Hi", 1, NOW, NOW), due_set=NOW + 4 * HOUR, snoozed_until=NOW + DAY)
    assert Turning(timed_tests(parse(text).tree)).next(ticket, NOW) == (None if hours is None else NOW + hours * HOUR)
