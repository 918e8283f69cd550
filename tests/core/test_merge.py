"""Three versions of a ticket: what both agreed on, mine, theirs."""

from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.merge import Clash, Shadow, Wish, came_true, changed, difference, shown, weigh
from supportterm.core.nouns import Ticket
from supportterm.core.terms import Priority, Status

FIELDS = ("status", "priority", "assignee")
values = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from((None, 1, 2, "ann")), max_size=3)
tags = st.frozensets(st.sampled_from("abc")).map(lambda s: tuple(sorted(s)))


@st.composite
def shadows(draw: st.DrawFn) -> Shadow:
    return Shadow(dict.fromkeys(FIELDS, 1) | draw(values), draw(tags))


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    mine = draw(values)
    base = {f: draw(st.sampled_from((None, 1, 2, "ann"))) for f in mine}
    add = draw(tags)
    return Wish(mine, base, add, tuple(t for t in draw(tags) if t not in add))


@given(shadows(), wishes())
def test_a_field_clashes_just_when_it_is_neither_as_it_was_nor_as_it_shall_be(shadow: Shadow, wish: Wish) -> None:
    _, clashes = weigh(wish, shadow)
    neither = {f for f, mine in wish.values.items() if shadow.values[f] not in (mine, wish.base[f])}
    assert {c.field for c in clashes} == neither
    assert all(c.theirs == shadow.values[c.field] and c.mine == wish.values[c.field] for c in clashes)


@given(shadows(), wishes())
def test_what_came_true_is_not_asked_for_again(shadow: Shadow, wish: Wish) -> None:
    left, clashes = weigh(wish, came_true(wish, shadow))
    assert left.empty and not clashes


@given(shadows(), wishes())
def test_granting_what_is_left_gives_what_was_wished(shadow: Shadow, wish: Wish) -> None:
    left, _ = weigh(wish, shadow)
    assert shown(shadow, (left,)) == shown(shadow, (wish,))


@given(shadows(), st.lists(wishes(), max_size=4))
def test_what_is_shown_is_the_remote_with_what_waits_on_top(shadow: Shadow, waiting: list[Wish]) -> None:
    seen = shown(shadow, waiting)
    for field in FIELDS:
        last = next((w.values[field] for w in reversed(waiting) if field in w.values), shadow.values[field])
        assert seen.values[field] == last


def test_one_side_alone_is_never_a_conflict() -> None:
    wish = Wish({"priority": 2}, {"priority": 1})
    assert weigh(wish, Shadow({"priority": 1, "status": 4})) == (wish, ())
    assert weigh(wish, Shadow({"priority": 2})) == (Wish(), ())
    assert weigh(wish, Shadow({"priority": 3}))[1] == (Clash("priority", 1, 2, 3),)


def test_of_a_ticket_that_the_remote_never_told_of_nothing_clashes() -> None:
    wish = Wish({"priority": 2}, {"priority": 1})
    assert weigh(wish, Shadow()) == (wish, ())


def test_the_difference_of_a_row_to_what_it_shall_be_makes_it_so() -> None:
    ticket = Ticket(1, "s", 1, 0, 0, Status.OPEN, tags=("a", "b"), fields={"sla": "gold", "place": "x"})
    wanted = Shadow({"status": 4, "priority": 1, "field.sla": "tin", "due": None}, ("b", "c"))
    assert difference(ticket, wanted) == ({"status": 4, "field.sla": "tin"}, ("c",), ("a",))


def test_what_a_person_changed_is_told_with_what_it_was() -> None:
    before = Ticket(1, "s", 1, 0, 0, Status.OPEN, tags=("a",), fields={"sla": "gold"}, due_set=5)
    after = Ticket(1, "s", 1, 0, 9, Status.SOLVED, Priority.HIGH, tags=("b",), fields={}, due_set=7)
    wish = changed(before, after, ("status", "due"))
    assert wish == Wish(
        {"status": 4, "due": 7, "field.sla": None}, {"status": 1, "due": 5, "field.sla": "gold"}, ("b",), ("a",)
    )
