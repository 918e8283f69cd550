"""A call is one thing, in whatever order it is told, and reads as such once it is written down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.calls import (
    OUTCOMES,
    PhoneCall,
    agent_called,
    clock_words,
    is_incoming,
    length_words,
    log_call,
    moved,
    note_of,
    state_of,
)
from supportterm.core.nouns import Agent, Ticket
from supportterm.core.operations import Called
from supportterm.core.refusal import Refused

RINGS = PhoneCall(1, "+49 30 123456", True, "ringing", 1_000)
STATES = st.sampled_from(["ringing", "talking", "ended", "missed"])


@given(st.lists(st.tuples(STATES, st.integers(0, 10_000), st.sampled_from(["", "ann", "bo"]))))
def test_a_call_never_goes_back_however_it_is_told(told: list[tuple[str, int, str]]) -> None:
    call, order = RINGS, {"ringing": 0, "talking": 1, "ended": 2, "missed": 2}
    for state, at, agent in told:
        before, call = call, moved(call, state, at, agent)  # type: ignore[arg-type]
        assert order[call.state] >= order[before.state]
        if not before.going_on:
            assert (call.state, call.ended_at, call.answered_at) == (before.state, before.ended_at, before.answered_at)
        assert (call.ended_at is None) is call.going_on
        assert call.seconds(20_000) >= 0 and (call.answered_at is not None or call.seconds(20_000) == 0)


def test_what_ends_before_anybody_answered_was_missed() -> None:
    assert moved(RINGS, "ended", 2_000).state == "missed"
    talking = moved(RINGS, "talking", 3_000, "ann")
    assert moved(talking, "ended", 8_000).seconds(99_000) == 5 and talking.seconds(9_000) == 6


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("newCall", "ringing"), ("RING", "ringing"), ("in_progress", "talking"), ("answer", "talking"),
        ("Hangup", "ended"), ("completed", "ended"), ("no-answer", "missed"), ("no answer", "missed"),
        ("CANCELED", "missed"),
    ],
)  # fmt: skip
def test_words_of_telephone_systems_are_understood(word: str, state: str) -> None:
    assert state_of(word) == state


def test_what_says_nothing_of_a_call_is_told_so() -> None:
    with pytest.raises(ValueError, match="says nothing of a call"):
        state_of("fax")
    assert is_incoming("") and is_incoming("in") and not is_incoming("Outbound") and not is_incoming("out")


def test_an_agent_is_named_by_handle_address_or_number() -> None:
    there = [Agent("ann", "Ann", "ann@acme.test", phone="12"), Agent("bo", "Bo", phone="+49 30 99 88 77 66")]
    assert [agent_called(there, word) for word in ("ann", "ANN@acme.test", " 12", "030 99887766", "13", "")] == [
        "ann", "ann", "ann", "bo", "", "",
    ]  # fmt: skip


def test_what_is_written_down_reads_as_such() -> None:
    called = Called(0, "+49 30 123456", True, "reached", 252)
    assert note_of(called, "Al", " Sent it. ") == "Call from Al, +49 30 123456: reached, 4 min 12 s.\n\nSent it."
    assert note_of(Called(0, "030 1", False, "no-answer"), "", "") == "Called 030 1: no answer."
    assert note_of(Called(0, "+49 30 123456", True), "030 123456", "") == "Call from +49 30 123456: reached."
    assert (length_words(0), length_words(3_661), clock_words(3_661), clock_words(61)) == (
        "0 s", "1 h 1 min 1 s", "1:01:01", "1:01",
    )  # fmt: skip


def test_an_outcome_is_one_of_a_few() -> None:
    ticket = Ticket(1, "Case", 1, 0, 0)
    with pytest.raises(Refused, match="not 'fine'"):
        log_call(ticket, Called(0, outcome="fine"))
    assert len(log_call(ticket, Called(0, outcome=next(iter(OUTCOMES))))) == 1
