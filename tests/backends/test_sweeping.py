"""Walks through everything: whatever comes and goes meanwhile, only what is not there is found to be gone."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from supportterm.backends.sweeping import Sweep
from supportterm.backends.windows import numbers

SIZE = 4


@given(st.sets(st.integers(1, 60)), st.lists(st.tuples(st.booleans(), st.integers(1, 60)), max_size=40))
def test_what_a_walk_finds_to_be_gone_is_gone_and_all_else_is_known(
    there: set[int], meanwhile: list[tuple[bool, int]]
) -> None:
    """With each page somebody opens or deletes a ticket; an offset may then jump over others, which are asked for."""
    first, there, sweep, gone = frozenset(there), set(there), Sweep(), set[int]()
    sweep.told(first)

    def ask(number: int) -> None:
        if number not in there and sweep.gone(number):
            gone.add(number)

    assert sweep.begin_when_due(1, 0.0)
    while sweep.on:
        if sweep.page:
            at = (sweep.page - 1) * SIZE
            rows = sorted(there)[at : at + SIZE]
            sweep.told(rows)
            sweep.turn(rows, len(there) > at + SIZE, 5000)
            if meanwhile:
                opens, number = meanwhile.pop()
                (there.add if opens else there.discard)(number)
        else:
            sweep.ask(ask)
        sweep = msgspec.json.decode(msgspec.json.encode(sweep), type=Sweep)
    assert not gone & there and not gone & numbers(sweep.known)
    assert first & there <= numbers(sweep.known)
    assert not sweep.begin_when_due(5999, 1.0) and sweep.begin_when_due(6000, 1.0)


def test_a_clock_that_was_put_back_stops_no_walk() -> None:
    sweep = Sweep(ended=90_000)
    assert sweep.begin_when_due(1_000, 60.0)


def test_only_what_was_told_is_said_to_be_gone() -> None:
    sweep = Sweep()
    sweep.told([7])
    assert sweep.gone(7) and not sweep.gone(7) and not sweep.gone(8)
