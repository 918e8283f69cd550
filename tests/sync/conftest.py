"""A desk in sync with a remote in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from remote_in_memory import Remote
from synced import Synced


@pytest.fixture
def synced(tmp_path: Path) -> Iterator[Synced]:
    """In sync with a remote that has ticket 7."""
    remote = Remote()
    remote.open("7", tags=("a",))
    found = Synced(tmp_path / "d.desk", remote)
    found.run(10)
    yield found
    found.desk.close()
