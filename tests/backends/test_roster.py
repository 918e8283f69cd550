"""Everybody of a remote has a handle here that is nobody else's."""

from hypothesis import given
from hypothesis import strategies as st

from supportterm.backends.roster import Named, Roster
from supportterm.core.remote import handle_of


@given(st.dictionaries(st.integers(1, 99), st.sampled_from(["Ann Lee", "ann lee", "Bob", "", "…", "me", "Ann-Lee-2"])))
def test_each_is_found_again_by_their_handle(people: dict[int, str]) -> None:
    roster = Roster(Named(number, name) for number, name in people.items())
    handles = dict(roster)
    assert len(handles) == len(people)
    assert all(roster.key(handle) == row.key and roster.handle(row.key) == handle for handle, row in roster)
    assert all(number in roster for number in people)


def test_a_name_that_looks_like_another_s_handle_is_no_trap() -> None:
    roster = Roster([Named(3, "Ann-Lee-2"), Named(1, "Ann Lee"), Named(2, "ann lee")])
    assert {row.key: roster.key(handle) for handle, row in roster} == {1: 1, 2: 2, 3: 3}


def test_who_comes_first_has_the_plain_one_and_who_left_is_known_by_the_number() -> None:
    roster = Roster([Named(7, "Ann Lee", "ann@desk.test"), Named(9, "Ann Lee")])
    assert roster.handle(7) == handle_of("Ann Lee") and roster.handle(9) == f"{handle_of('Ann Lee')}-9"
    assert roster.handle(11) == "user-11" and roster.handle(None) is None and roster.key("nobody-here") is None
