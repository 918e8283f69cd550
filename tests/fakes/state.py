"""The fake help desk on the disk, so that its server may be killed and started again."""

import pickle
from pathlib import Path

from fakes.remote import FakeRemote


def save(remote: FakeRemote, file: Path) -> None:
    part = file.with_suffix(".part")
    part.write_bytes(pickle.dumps((remote.ledger, remote.writes, remote.arrivals, remote.bodies)))
    part.replace(file)


def load(remote: FakeRemote, file: Path) -> None:
    """Nothing happens where there is no file yet."""
    if file.exists():
        remote.ledger, remote.writes, remote.arrivals, remote.bodies = pickle.loads(file.read_bytes())
