"""A shell of dana's on a desk where nothing is yet."""

from collections.abc import Callable
from pathlib import Path

import pytest

from supportterm.cli.main import main


@pytest.fixture
def dana(own_home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command as her; answers what it prints, and what it says was wrong."""

    def run(*words: str, status: int = 0) -> str:
        assert main(["--me", "dana", *words]) == status
        printed = capsys.readouterr()
        return printed.out + printed.err

    run("agent", "add", "dana", "--name", "Dana")
    return run
