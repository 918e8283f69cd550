"""The driver `fake` for processes of supportterm that a test starts: an entry point on their way to modules."""

import os
from collections.abc import Mapping
from pathlib import Path

_TESTS = Path(__file__).parents[1]


def environment(folder: Path, base: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment in which `supportterm` finds the backend `fake`. *folder* is made, and must stay meanwhile."""
    about = folder / "fake_backend-1.0.dist-info"
    about.mkdir(parents=True, exist_ok=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: fake-backend\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[supportterm.backends]\nfake = fakes.http_backend:FAKE\n")
    found = dict(os.environ if base is None else base)
    ways = [str(folder), str(_TESTS), str(_TESTS.parent / "src"), found.get("PYTHONPATH", "")]
    return found | {"PYTHONPATH": os.pathsep.join(filter(None, ways))}
