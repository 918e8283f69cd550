"""run.py: sets up once, again after an interruption or a change, and never in a folder that is not its own."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """run.py at home in an empty checkout; what it would install is noted in `installs`."""
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    for name, path in {"HERE": tmp_path, "VENV": venv, "BOOT": tmp_path / ".boot", "MARK": venv / "mark"}.items():
        monkeypatch.setattr(module, name, str(path))
    monkeypatch.setattr(module, "PYTHON", str(venv / "python"))
    for name in ("pyproject.toml", *module.LOCKS.values()):
        (tmp_path / name).write_text(name)
    installs: list[str] = []

    def make(command: list[str], **_: object) -> int:
        (venv / "python").write_text("#!")
        (venv / "python").chmod(0o755)
        return 0

    monkeypatch.setattr(module, "run", make)
    monkeypatch.setattr(module, "install", lambda *what: installs.append(Path(what[-1]).name))
    module.installs = installs  # type: ignore[attr-defined]
    return module


def test_it_sets_up_once(run: ModuleType, tmp_path: Path) -> None:
    run.set_up("run")
    run.set_up("run")
    assert run.installs == ["requirements.lock", tmp_path.name]


def test_the_tests_add_to_what_is_there_and_the_console_needs_no_more(run: ModuleType, tmp_path: Path) -> None:
    run.set_up("run")
    run.set_up("test")
    run.set_up("run")
    run.set_up("test")
    assert run.installs == ["requirements.lock", tmp_path.name, "requirements-test.lock"]


def test_a_new_lock_sets_up_anew(run: ModuleType, tmp_path: Path) -> None:
    run.set_up("run")
    (tmp_path / "requirements.lock").write_text("newer")
    run.set_up("run")
    assert run.installs.count("requirements.lock") == 2


def test_an_interrupted_set_up_is_done_anew(run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(run, "install", interrupt)
        with pytest.raises(KeyboardInterrupt):
            run.set_up("run")
    assert run.installed() == []
    run.set_up("run")
    assert run.installs == ["requirements.lock", tmp_path.name]


def test_an_environment_whose_python_is_gone_is_made_anew(run: ModuleType, tmp_path: Path) -> None:
    run.set_up("run")
    (tmp_path / ".venv" / "python").unlink()
    run.set_up("run")
    assert run.installs.count("requirements.lock") == 2


def test_an_environment_of_somebody_else_is_left_alone(run: ModuleType, tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "theirs").write_text("keep")
    with pytest.raises(run.CannotSetUp, match="move it away"):
        run.set_up("run")
    assert (tmp_path / ".venv" / "theirs").read_text() == "keep"


def interrupt(*_: str) -> None:
    raise KeyboardInterrupt
