"""What the outbox, and a ticket that lives elsewhere, look like. After a change that is meant: `--snapshot-update`."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from fakes.connected import NOW, World
from supportterm.config.settings import Settings
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm

Snap = Callable[..., bool]
LOOKS = {"terminal": {}, "dark": {"theme": "dark"}, "no-colour": {"colour": False}}


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    world = World(tmp_path / "acme.desk")
    world.all_of_it()
    world.desk.close()
    return world.path


def looks(snap: Snap, path: Path, size: tuple[int, int], keys: list[str], **how: object) -> bool:
    with Desk.open(path, me="ann", clock=lambda: NOW) as desk:
        app = SupportTerm(desk, settings=Settings(start_view="all"), **how)  # type: ignore[arg-type]

        async def before(pilot: Pilot[None]) -> None:
            await pilot.pause()
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
            for _ in range(2):
                await pilot.app.workers.wait_for_complete()
                await pilot.pause(0.1)

        return snap(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("how", LOOKS.values(), ids=LOOKS)
def test_the_list_on_a_small_screen(snap_compare: Snap, path: Path, how: dict[str, object]) -> None:
    assert looks(snap_compare, path, (80, 24), ["g", "s"], **how)


@pytest.mark.parametrize("how", LOOKS.values(), ids=LOOKS)
def test_fields_beside_each_other_on_a_large_screen(snap_compare: Snap, path: Path, how: dict[str, object]) -> None:
    assert looks(snap_compare, path, (160, 48), ["g", "s", "enter", "m"], **how)


def test_fields_under_each_other_on_a_small_screen(snap_compare: Snap, path: Path) -> None:
    assert looks(snap_compare, path, (80, 24), ["g", "s", "enter", "t"])


def test_a_text_beside_what_came_since(snap_compare: Snap, path: Path) -> None:
    assert looks(snap_compare, path, (160, 48), ["g", "s", "j"])


def test_ascii_where_the_terminal_knows_no_more(snap_compare: Snap, path: Path) -> None:
    assert looks(snap_compare, path, (80, 24), ["g", "s", "j", "enter"], unicode=False)


@pytest.mark.parametrize("how", LOOKS.values(), ids=LOOKS)
def test_a_reply_that_waits_and_what_cannot_be_done(snap_compare: Snap, path: Path, how: dict[str, object]) -> None:
    assert looks(snap_compare, path, (80, 24), ["enter", "t"], **how)
