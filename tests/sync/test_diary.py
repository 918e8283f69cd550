"""What the keeper writes down is its owner's alone."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from supportterm.sync import diary


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    """As it is, and as it was afterwards."""
    before = diary.LOG.handlers[:], diary.LOG.level, diary.LOG.propagate, logging.lastResort
    yield diary.LOG
    for handler in set(diary.LOG.handlers) - set(before[0]):
        diary.LOG.removeHandler(handler)
        handler.close()
    diary.LOG.level, diary.LOG.propagate, logging.lastResort = before[1:]


def test_the_file_that_follows_a_full_one_is_its_owners_only_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: logging.Logger
) -> None:
    monkeypatch.setattr(diary, "_MOST", 200)
    umask = os.umask(0o022)
    try:
        diary.write_to(tmp_path / "keeper.log")
        for number in range(10):
            log.info("line %d of some length, to fill what there is of room", number)
    finally:
        os.umask(umask)
    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {
        "keeper.log": 0o600, "keeper.log.1": 0o600,
    }  # fmt: skip
