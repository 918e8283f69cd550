"""What most tests of the console stand on; where they need another desk they make it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from at_rest import rest
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


@pytest.fixture(autouse=True)
def pilots_wait_for_what_there_is_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("textual.app", "textual.pilot"):
        monkeypatch.setattr(f"{module}.wait_for_idle", rest)
