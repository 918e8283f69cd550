"""The examples of docs/customizing.md are in order."""

import re
from pathlib import Path

from supportterm.commands.index import INDEX
from supportterm.config.keymap_file import load_path
from supportterm.config.macros import load_macros
from supportterm.config.own_commands import load_own
from supportterm.config.paths import paths
from supportterm.config.themes import read_theme

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "customizing.md").read_text()
COMMANDS = frozenset(name.partition(" ")[0] for name in INDEX)


def example(of: str, folder: Path) -> Path:
    [text] = re.findall(rf"```yaml {of}\n(.*?)```", PAGE, re.DOTALL)
    file = folder / "example.yaml"
    file.write_text(text)
    return file


def test_the_keymap(tmp_path: Path) -> None:
    keys = load_path(example("keymap", tmp_path), paths({"HOME": str(tmp_path)}), commands=COMMANDS)
    assert keys.warnings == ()


def test_the_theme(tmp_path: Path) -> None:
    assert read_theme(example("theme", tmp_path)).title == "Dusk"


def test_the_command(tmp_path: Path) -> None:
    assert load_own(example("command", tmp_path)).ask["label"].choices == ("bug", "question")


def test_the_macro(tmp_path: Path) -> None:
    [macro] = load_macros(example("macro", tmp_path), commands=COMMANDS)
    assert macro.then == "next"
