"""The pages that are made from the code are what the code makes, and what the README promises is there."""

import importlib.util
import re
from contextlib import closing
from pathlib import Path

import pytest

from supportterm.commands.registry import find
from supportterm.desk import Desk
from supportterm.store.schema import SCHEMA
from supportterm.store.sqlite import sqlite3

ROOT = Path(__file__).resolve().parents[1]
HAND_WRITTEN = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMAND = re.compile(r"(?:^ {4,}|`|\| )(?:supportterm|python3 run\.py) ([a-z][^`\n#|]*)", re.M)


def test_the_pages_made_from_the_code_are_fresh(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec and spec.loader
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    monkeypatch.setattr("sys.argv", ["generate.py", "--check"])
    assert generate.main() == 0, capsys.readouterr().out


@pytest.mark.parametrize("page", HAND_WRITTEN, ids=lambda p: p.name)
def test_every_command_a_page_names_exists(page: Path) -> None:
    for line in COMMAND.findall(page.read_text(encoding="utf-8")):
        words = line.split()
        if words[0] not in ("test", "demo"):
            find(words)


def test_the_readme_begins_with_the_two_commands_that_are_all_the_set_up() -> None:
    code = re.findall(r"^ {4}(\S.*?)(?:  .*)?$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert code[:2] == ["python3 run.py demo", "python3 run.py test"]


def test_every_file_a_page_links_to_is_there() -> None:
    for page in HAND_WRITTEN:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_heading_a_page_links_to_is_there() -> None:
    for page in HAND_WRITTEN:
        for target, heading in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text(encoding="utf-8")):
            there = page.parent / target if target else page
            assert heading in headings(there), f"{page.name} links to {target}#{heading}"


def headings(page: Path) -> set[str]:
    """What the headings of a page are called in a link, as forges make it."""
    found = re.findall(r"^#+ +(.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-") for words in found}


# --- the page that says how it is built


ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    found = re.search(rf"^## {title}.*?(?=^## |\Z)", ARCHITECTURE, re.M | re.S)
    assert found is not None
    return found[0]


def test_the_page_about_the_database_names_its_version_and_every_table(tmp_path: Path) -> None:
    database = section("The database")
    assert f"(schema version {SCHEMA})" in database
    with Desk.create(tmp_path / "a.desk", "A") as desk, closing(sqlite3.connect(desk.path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    inner = {name for name in tables if name.startswith(("sqlite_", "_sqlite_")) or "_fts_" in name}
    assert {name for name in tables - inner if not re.search(rf"\b{name}\b", database)} == set()


def test_every_module_that_the_page_names_is_there() -> None:
    source = at = ROOT / "src" / "supportterm"
    for room, files in re.findall(r"^\| (?:`(\w+)/`)? \|(.*)\|[^|]*\|$", section("Who owns what"), re.M):
        at = source / room if room else at  # a row without a room goes on with the one above it
        for named in re.findall(r"[\w/]+", " ".join(re.findall(r"`([^`]+)`", files))):
            path = source / named if "/" in named.strip("/") else at / named.strip("/")
            assert path.with_suffix(".py").exists() or path.is_dir(), f"{at.name}: {named}"
