"""A watch is brought to now as if somebody had looked at each minute, however early it was to be looked at."""

from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.query.record import Document, Texts
from supportterm.core.waiting import Ripening, Wait
from supportterm.core.watching import Watch, brought, later, looked, touched

SPELLS = st.lists(st.integers(1, 60), max_size=8, unique=True).map(sorted)


class Sight:
    """Holds from the first of some moments to before the second, from the third on, and so on."""

    def __init__(self, turns: list[int]) -> None:
        self.turns = turns

    def holds(self, at: int) -> bool:
        return sum(turn <= at for turn in self.turns) % 2 == 1

    def turn(self, at: int) -> int | None:
        return next((turn for turn in self.turns if turn > at), None)


@given(SPELLS, st.integers(0, 10), st.integers(1, 70))
def test_a_look_that_comes_too_early_changes_nothing(turns: list[int], early: int, now: int) -> None:
    sight = Sight(turns)
    watch = Watch(None, sight.turn(0))
    if watch.at is not None:
        watch = Watch(None, max(watch.at - early, 0))
    found = brought(watch, sight, now)
    began = max((turn for turn in turns if turn <= now), default=None) if sight.holds(now) else None
    assert found.since == began
    assert found.at is None or found.at > now
    assert found.at == sight.turn(now) or (found.at == watch.at and watch.at is not None and watch.at > now)


@given(SPELLS, st.integers(1, 20), st.lists(st.integers(0, 80), min_size=1, max_size=6).map(sorted))
def test_it_fires_once_in_each_spell_that_lasts_until_somebody_looks(
    turns: list[int], wait: int, looks: list[int]
) -> None:
    sight, ripe = Sight(turns), Ripening(Wait(wait))
    watch: Watch | None = touched(None, sight.holds(0), sight.turn(0), ripe, 0)
    fired = []
    for now in looks:
        if watch is None or watch.at is None or watch.at > now:
            continue
        watch, fires = looked(brought(watch, sight, now), ripe, now)
        if fires:
            fired.append(now)
    expected = []
    for now in looks:
        began = max((turn for turn in turns if turn <= now), default=0)
        if sight.holds(now) and now >= began + wait and not any(began <= one for one in expected):
            expected.append(now)
    assert fired == expected


def test_what_is_only_put_off_need_not_be_written() -> None:
    assert later(Watch(None, 50), Watch(None, 90), 10) and later(Watch(None, 50), Watch(None, None), 10)
    assert not later(Watch(None, 50), Watch(None, 40), 10)  # sooner
    assert not later(Watch(None, 5), Watch(None, 90), 10)  # its moment has come already
    assert not later(Watch(None, 50), Watch(20, 90), 10) and not later(Watch(20, 50), Watch(20, 90, True), 10)


DOCUMENTS = st.lists(st.builds(Document, st.text("ab ,é", max_size=8), st.sampled_from(["", "Hé b"])), max_size=4).map(
    tuple
)


@given(DOCUMENTS, DOCUMENTS)
def test_texts_that_are_added_to_are_those_of_all(first: tuple[Document, ...], more: tuple[Document, ...]) -> None:
    added, whole = Texts(first).followed_by(more), Texts((*first, *more))
    assert (added.documents, added.folded, added.vocabulary) == (whole.documents, whole.folded, whole.vocabulary)
