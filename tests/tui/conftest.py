"""What most tests of the console stand on; where they need another desk they make it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from at_rest import SOON, rest
from desk_of_sixty import build, opened

from supportterm.desk import Desk


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A desk of sixty tickets, the newest with the highest number."""
    return build(tmp_path / "acme.desk")


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    """It, with dana at it."""
    yield from opened(path)


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who stops typing for the time that a pilot waits for has made a pause: a draft is kept by then."""
    for pane in ("composer", "chat"):
        monkeypatch.setattr(f"supportterm.tui.panes.{pane}.PAUSE", SOON / 4)


@pytest.fixture(autouse=True)
def pilots_wait_for_what_there_is_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("textual.app", "textual.pilot"):
        monkeypatch.setattr(f"{module}.wait_for_idle", rest)
