"""Panes grow and shrink by key, lie beside or over one another, and stay so."""

from collections.abc import Callable

import pytest
from desk_of_sixty import console, says, settle, typed

from supportterm.config.paths import paths
from supportterm.config.sizes import Sizes, file_in, load_sizes
from supportterm.desk import Desk


def places(pilot: object) -> dict[str, tuple[int, int]]:
    screen = pilot.app.frame._screen  # type: ignore[attr-defined]
    return {name: (place.width, place.height) for name, place in screen.places(*screen.size).items()}


async def test_a_pane_grows_and_its_neighbour_gives_way_also_in_the_next_session(desk: Desk) -> None:
    async with console(desk, 240, 60) as pilot:
        await typed(pilot, "enter")
        queue, ticket = places(pilot)["queue"], places(pilot)["ticket"]
        await typed(pilot, "2", "+")
        assert places(pilot)["ticket"][0] > ticket[0] and places(pilot)["queue"][0] < queue[0]
        assert sum(p[0] for n, p in places(pilot).items() if n in ("views", "queue", "ticket", "customer")) == 237
        await typed(pilot, "g", "v", "+")
        assert places(pilot)["views"][0] == 24
        await typed(pilot, "g", "q", "r")
        before = places(pilot)["composer"]
        await typed(pilot, "ctrl+s", "-")
        assert places(pilot)["composer"][1] < before[1]
        await typed(pilot, "ctrl+s", "+")
        assert places(pilot)["composer"] == before
        now = places(pilot)
    async with console(desk, 240, 60) as pilot:
        await typed(pilot, "enter", "r")
        await settle(pilot)
        assert places(pilot) == now
    assert load_sizes(paths().state) == Sizes(views=24, beside=30)


async def test_a_screen_that_stands_upright_has_them_over_one_another(desk: Desk) -> None:
    async with console(desk, 200, 60) as pilot:
        await typed(pilot, "enter", ":", '"layout over', "enter")
        assert "over one another" in says(pilot)
        assert places(pilot)["queue"][0] == places(pilot)["ticket"][0]
        upper = places(pilot)["queue"][1]
        await typed(pilot, "g", "q", "+")
        assert places(pilot)["queue"][1] > upper
    async with console(desk, 110, 40) as pilot:
        await typed(pilot, "enter", ":", '"layout beside', "enter")
        assert places(pilot)["queue"][1] == places(pilot)["ticket"][1]
        await typed(pilot, ",", "l")
        assert load_sizes(paths().state).way == "over"


async def test_what_has_the_screen_to_itself_says_so_and_what_is_kept_wrongly_is_no_harm(desk: Desk) -> None:
    file_in(paths().state).parent.mkdir(parents=True)
    file_in(paths().state).write_text('{"views": 4000}')
    async with console(desk) as pilot:
        await typed(pilot, "+")
        assert "nothing lies beside it" in says(pilot)
    assert load_sizes(paths().state) == Sizes()


async def test_threads_that_overtake_each_other_keep_the_newest_sizes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    works: list[Callable[[], None]] = []
    async with console(desk, 240, 60) as pilot:
        monkeypatch.setattr(pilot.app.screen, "run_worker", lambda work, **_: works.append(work))
        await typed(pilot, "g", "v", "+", "+")
    assert len(works) == 2
    for work in reversed(works):
        work()
    assert load_sizes(paths().state) == Sizes(views=26)
