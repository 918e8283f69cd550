"""Addresses that lead a reply to its ticket, and that nobody else can make."""

from hypothesis import given
from hypothesis import strategies as st

from supportterm.exchange.addressing import is_own, number_hinted, number_in, plain_address, reply_address

KEY, OTHER = b"k" * 32, b"o" * 32
OURS = frozenset({"support@acme.test", "help+eu@acme.test"})


@given(st.integers(1, 10**17), st.sampled_from(sorted(OURS)), st.randoms())
def test_an_answer_finds_its_ticket_in_whatever_case_it_comes_back(number: int, own: str, random: object) -> None:
    address = reply_address(own, number, KEY)
    mixed = "".join(random.choice((c.lower(), c.upper())) for c in address)  # type: ignore[attr-defined]
    assert number_in(mixed, OURS, KEY) == number
    assert len(address.partition("@")[0]) <= 64


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_proof_is_good_for_one_ticket_only(number: int, other: int) -> None:
    address = reply_address("support@acme.test", number, KEY)
    moved = address.replace(f"+t{number}.", f"+t{other}.")
    assert number_in(moved, OURS, KEY) == (number if other == number else None)


def test_nobody_makes_such_an_address_without_the_key() -> None:
    assert number_in(reply_address("support@acme.test", 12, OTHER), OURS, KEY) is None
    assert number_in("support+t12@acme.test", OURS, KEY) is None
    assert number_in("support+t12.@acme.test", OURS, KEY) is None
    assert number_in(reply_address("support@acme.test", 12, KEY), OURS) is None
    assert number_in(reply_address("support@acme.test", 12, KEY), OURS, b"") is None


def test_a_desk_that_got_a_new_key_still_knows_what_left_under_the_old_one() -> None:
    assert number_in(reply_address("support@acme.test", 12, OTHER), OURS, KEY, OTHER) == 12


def test_only_addresses_of_ours_count() -> None:
    assert number_in(reply_address("support@evil.test", 12, KEY), OURS, KEY) is None
    assert number_in(reply_address("support@acme.test", 12, KEY), frozenset(), KEY) is None


def test_an_address_that_would_be_too_long_stays_as_it_is() -> None:
    long = f"{'a' * 50}@acme.test"
    assert reply_address(long, 12, KEY) == long
    assert reply_address("support@acme.test", 12, b"") == "support@acme.test"
    assert reply_address("nonsense", 12, KEY) == "nonsense"


def test_a_number_in_a_subject_is_read_as_a_hint() -> None:
    assert number_hinted("Re: [#12] My order") == 12
    assert number_hinted("Re: [Acme #12] My order") is None
    assert number_hinted("order #12") is None
    assert number_hinted("[#0]") is None


def test_what_follows_a_plus_does_not_make_it_anothers_address() -> None:
    assert is_own("Support+x@ACME.test", OURS) and is_own("help+eu@acme.test", OURS)
    assert not is_own("help@acme.test", OURS) and not is_own("support+x@evil.test", OURS)
    assert plain_address("A+b+c@X.test") == "a@x.test"


@given(st.text(max_size=200))
def test_anything_may_stand_where_an_address_should(text: str) -> None:
    assert number_in(text, OURS, KEY) is None
    is_own(text, OURS)
    number_hinted(text)
