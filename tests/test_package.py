"""What is shipped: the two commands, the locks, the data folders."""

import ast
import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from supportterm import __version__

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-test.lock")


def pins(lock: str) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    return dict(found)


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^a-zA-Z0-9-]", one)[0].lower() for one in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_and_proves_each_file(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text and "index" not in text
    for block in re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block


def test_the_locks_hold_what_the_project_asks_for() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    assert names(PROJECT["project"]["dependencies"]) <= set(pins(LOCKS[0]))
    assert names(extras["test"] + extras["lint"]) <= set(pins(LOCKS[1]))
    assert names(PROJECT["dependency-groups"]["build"]) <= set(pins(LOCKS[0]))


def test_the_tests_run_on_the_versions_that_are_shipped() -> None:
    everyday, tests = pins(LOCKS[0]), pins(LOCKS[1])
    assert {name: tests.get(name) for name in everyday} == everyday


def test_the_build_requirement_is_the_locked_one() -> None:
    assert PROJECT["build-system"]["requires"] == PROJECT["dependency-groups"]["build"]


def test_the_entry_point_leads_somewhere() -> None:
    module, _, function = PROJECT["project"]["scripts"]["supportterm"].partition(":")
    assert callable(getattr(import_module(module), function))


def test_every_data_folder_is_packed() -> None:
    packed = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for folder in ("themes", "keymaps"):
        assert packed[folder] == f"supportterm/_data/{folder}"
        assert list((ROOT / folder).glob("*.yaml"))


def test_the_version_has_one_home() -> None:
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "src/supportterm/__init__.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


def test_the_readme_begins_with_the_two_commands() -> None:
    head = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:25])
    assert "python3 run.py demo" in head and "python3 run.py test" in head


def test_an_old_python_can_read_run_py() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 6))
