"""Play mode's book-keeping, of any list and whatever comes of its tickets."""

from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.playing import GONE, WORKED, Round
from supportterm.core.terms import SKIPS

TICKETS = st.lists(st.integers(1, 30), unique=True, max_size=12)
OUTCOME = st.sampled_from([WORKED, GONE, *SKIPS])


@given(TICKETS, st.sets(st.integers(1, 30)), st.data())
def test_every_ticket_that_nobody_has_open_is_given_once_in_the_order_of_the_list(
    tickets: list[int], held: set[int], data: st.DataObject
) -> None:
    round_, whose, given_ = Round("All", 0), dict.fromkeys(held, "sam"), []
    while True:
        found, passed = round_.after(tickets, whose)
        if found is None:
            break
        assert passed == tuple(t for t in tickets[: tickets.index(found)] if t in held)
        given_.append(found)
        round_ = round_.given(found, 0).ended(data.draw(OUTCOME))
    assert given_ == [t for t in tickets if t not in held]
    assert passed == tuple(t for t in tickets if t in held)


@given(st.lists(OUTCOME, max_size=30))
def test_a_summary_counts_each_ticket_once(outcomes: list[str]) -> None:
    round_ = Round("All", 0)
    for number, outcome in enumerate(outcomes):
        round_ = round_.given(number, 0).ended(outcome)
    first, *lines = round_.summary(90 * 60_000, {}, str)
    assert first == f"{len(outcomes)} given within 1h"
    assert sum(int(line.split()[0]) for line in lines) == len(outcomes)


def test_what_comes_in_front_meanwhile_is_next_and_what_is_at_hand_is_not_given_again() -> None:
    round_ = Round("All", 0).given(5, 0)
    assert round_.after([5, 6], {}) == (6, ())
    assert round_.after([9, 5, 6], {}) == (9, ())
    assert round_.after([5], {}) == (None, ())


def test_a_key_is_one_reason() -> None:
    assert len({word[0] for word in SKIPS}) == len(SKIPS)
