"""Choosing how the console looks, and writing a theme while it is open."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_of_sixty import typed
from textual.pilot import Pilot

from supportterm.config.data import data_dir
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "acme.desk", "Acme", me="dana") as desk:
        yield desk


def accent(app: SupportTerm) -> str:
    colour = app._desk_screen.look["accent"].color
    assert colour is not None
    return colour.name


async def choosing(pilot: Pilot[None]) -> SupportTerm:
    app = pilot.app
    assert isinstance(app, SupportTerm)
    await pilot.pause()
    app.frame.runner.run("theme")
    await pilot.pause()
    return app


async def test_the_theme_under_the_cursor_is_tried_on_and_escape_brings_back_the_one_worn(desk: Desk) -> None:
    async with SupportTerm(desk, theme="dark").run_test() as pilot:
        app = await choosing(pilot)
        before = accent(app)
        await pilot.press("down", "down")
        assert app.worn != "dark" and accent(app) != before
        await pilot.press("escape")
        assert app.worn == "dark" and accent(app) == before


async def test_enter_keeps_the_theme_that_typing_found(desk: Desk) -> None:
    async with SupportTerm(desk, theme="dark").run_test() as pilot:
        app = await choosing(pilot)
        await pilot.press(*"tokyo", "enter")
        assert app.worn == "tokyo-night"


async def test_what_is_being_written_has_the_colours_of_the_new_theme_too(desk: Desk) -> None:
    async with SupportTerm(desk, theme="dark").run_test() as pilot:
        app = pilot.app
        assert isinstance(app, SupportTerm)
        await pilot.pause()
        await typed(pilot, "c", '"kim@mail.test', "enter", '"Printer', "enter", '"Hello')
        for theme in ("light", "dark", "light"):
            app.change_theme(theme)
            await pilot.pause()
            ground = app._desk_screen.look.text.bgcolor
            line = next(
                strip for strip in app.screen._compositor.render_strips(app.screen.size) if "Hello" in strip.text
            )
            assert {s.style.bgcolor for s in line if s.style and "Hello" in s.text} == {ground}


async def test_a_theme_that_is_being_written_is_shown_each_time_it_is_saved(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    mine = tmp_path / "config" / "supportterm" / "themes" / "mine.yaml"
    mine.parent.mkdir(parents=True)
    text = (data_dir("themes") / "dark.yaml").read_text()
    mine.write_text(text)
    async with SupportTerm(desk, theme="mine").run_test() as pilot:
        app = pilot.app
        assert isinstance(app, SupportTerm)
        await pilot.pause()
        app._poll()
        for written, shown in ((text.replace("#7cc4e8", "#ffcc66"), "#ffcc66"), ("title: [", "#ffcc66")):
            mine.write_text(written)
            os.utime(mine, ns=(0, len(written)))  # also where the clock of files is coarse
            app._poll()
            await pilot.pause()
            assert accent(app) == shown
        assert app._desk_screen.footer.complains
