"""The pages that are made from the code are what the code makes, and what the README promises is there."""

import importlib.util
import re
from pathlib import Path

import pytest

from supportterm.commands.registry import find

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
