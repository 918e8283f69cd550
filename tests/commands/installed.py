"""Another package, installed for one test: its module and its entry points on the way that Python looks for them."""

import shutil
from pathlib import Path

import pytest


def install(folder: Path, patch: pytest.MonkeyPatch, name: str, points: dict[str, str], *modules: Path) -> None:
    """*points*: what the entry points of the group `supportterm.backends` are called, and what they name."""
    about = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = [f"{point} = {place}" for point, place in points.items()]
    (about / "entry_points.txt").write_text("\n".join(["[supportterm.backends]", *lines, ""]))
    for module in modules:
        shutil.copy(module, folder)
    patch.syspath_prepend(str(folder))
