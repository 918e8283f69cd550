"""Who comes first of those who chat, whatever there is to be told apart."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.conversations import Conversation, in_line, is_for, waits_since
from supportterm.core.terms import Status

ANY = st.builds(
    Conversation,
    st.just(1),
    st.just("Al"),
    st.just("Hi"),
    st.integers(0, 99),
    st.none() | st.integers(1, 99),
    st.booleans(),
    st.booleans(),
    st.just(""),
    st.sampled_from([None, True, False]),
)


def test_who_wrote_what_no_person_answered_waits_unless_something_is_asked_of_them() -> None:
    assert waits_since(Status.NEW, 1_000, None) == waits_since(Status.OPEN, 1_000, 6_000) == 1_000
    for status in (Status.PENDING, Status.ON_HOLD, Status.SOLVED):
        assert waits_since(status, 1_000, None) is None
    assert waits_since(Status.OPEN, None, None) is None


def test_who_was_told_that_a_colleague_goes_on_waits_for_that_colleague() -> None:
    assert waits_since(Status.OPEN, None, 6_000) == 6_000


def test_a_conversation_is_for_who_has_it_else_for_whose_team_it_is() -> None:
    assert is_for("dana", "b", "dana", ["a"]) and not is_for("lee", "a", "dana", ["a"])
    assert is_for(None, "a", "dana", ["a"]) and not is_for(None, "b", "dana", ["a"])
    assert is_for(None, None, "dana", ["a"]) and is_for(None, "b", "dana", [])


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
                assert before.updated_at >= after.updated_at
