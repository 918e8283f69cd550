"""Who comes first of those who chat, whatever there is to be told apart."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from supportterm.core.conversations import Conversation, answers_owed, in_line, is_for, waits_since
from supportterm.core.nouns import HandOff, Ticket
from supportterm.core.terms import Status

ASKED = Ticket(1, "Hi", 1, 1_000, 1_000, channel="chat", customer_at=5_000)
ANY = st.builds(
    Conversation,
    st.builds(replace, st.just(ASKED), updated_at=st.integers(0, 99)),
    st.just("Al"),
    st.none() | st.integers(1, 99),
    st.booleans(),
    st.just(""),
    st.sampled_from([None, True, False]),
)


def test_who_was_never_answered_waits_since_they_came_however_often_they_ask_again() -> None:
    assert waits_since(ASKED, None) == 1_000
    assert waits_since(replace(ASKED, customer_at=9_000), None) == 1_000


def test_who_was_answered_waits_since_they_first_wrote_again() -> None:
    answered = replace(ASKED, replied_at=5_000)
    assert waits_since(answered, None) is None and not answers_owed(answered)
    assert waits_since(replace(answered, customer_at=9_000), 7_000) == 7_000


def test_nobody_waits_for_a_person_while_the_bot_answers_or_all_is_said() -> None:
    for status in (Status.PENDING, Status.ON_HOLD, Status.SOLVED):
        assert waits_since(replace(ASKED, status=status), None) is None


def test_who_was_told_that_a_colleague_goes_on_waits_for_that_colleague() -> None:
    card = HandOff("backend", 2, "crash", "dana", 6_000)
    assert waits_since(replace(ASKED, replied_at=5_500, hand_off=card), None) == 6_000


def test_a_conversation_is_for_who_has_it_else_for_whose_team_it_is() -> None:
    assert is_for(replace(ASKED, assignee="dana"), "dana", ["a"]) and not is_for(
        replace(ASKED, assignee="lee"), "dana", []
    )
    assert is_for(replace(ASKED, team="a"), "dana", ["a"]) and not is_for(replace(ASKED, team="b"), "dana", ["a"])
    assert is_for(ASKED, "dana", ["a"]) and is_for(replace(ASKED, team="b"), "dana", [])


@given(st.lists(ANY, max_size=12))
def test_in_line_ours_come_first_then_who_waits_then_who_is_there_then_who_waits_longest(
    chats: list[Conversation],
) -> None:
    line = in_line(chats)
    assert sorted(map(repr, line)) == sorted(map(repr, chats))
    for before, after in pairwise(line):
        assert before.ours >= after.ours
        if before.ours == after.ours:
            assert (before.since is not None) >= (after.since is not None)
            if before.since is not None and after.since is not None:
                assert (before.here is not False) >= (after.here is not False)
                if (before.here is False) == (after.here is False):
                    assert before.since <= after.since
            elif before.since is None and after.since is None:
                assert before.ticket.updated_at >= after.ticket.updated_at
