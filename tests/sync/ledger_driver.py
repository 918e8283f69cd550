"""A backend in a folder: the help desk of remote_in_memory.py, kept in a file so that several processes can reach it.

A test says by the presence of files what becomes of the next write: `hold-before` and `hold-after` keep it waiting
until they are gone, `die-before` and `die-after` kill the process that writes, `down` is no network, `locked` an
account that is not let in.
"""

import fcntl
import os
import pickle
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from remote_in_memory import ALL, Remote

from supportterm.backends import errors
from supportterm.backends.protocol import Setting
from supportterm.core.remote import AnyStep, Receipt

CAPABILITIES = replace(ALL, settle=1.0, poll=0.3, files_down=False, articles="none")


class Ledger:
    """The help desk in a folder, as the backend sees it and as a test does."""

    capabilities = CAPABILITIES

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def there(self) -> Iterator[Remote]:
        """The help desk itself; what is done to it is kept."""
        file = self.folder / "remote.pickle"
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            remote = pickle.loads(file.read_bytes()) if file.exists() else Remote(CAPABILITIES)
            try:
                yield remote
            finally:
                part = file.with_suffix(".part")
                part.write_bytes(pickle.dumps(remote))
                part.replace(file)

    def write(self, step: AnyStep) -> Receipt:
        self._reachable()
        self._moment("before")
        with self.there() as remote:
            receipt = remote.write(step)
        self._moment("after")
        return receipt

    def close(self) -> None: ...

    def wait(self, seconds: float) -> bool:
        return False

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if not hasattr(Remote, name):  # what it can't do it does not seem to be able to
            raise AttributeError(name)

        def call(*arguments: Any) -> Any:
            self._reachable()
            with self.there() as remote:
                return getattr(remote, name)(*arguments)

        return call

    def _reachable(self) -> None:
        if (self.folder / "down").exists():
            raise errors.Unavailable("there is no network")
        if (self.folder / "locked").exists():
            raise errors.AuthFailed("the account is not let in")

    def _moment(self, place: str) -> None:
        if (self.folder / f"die-{place}").exists():
            (self.folder / f"die-{place}").unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        while (self.folder / f"hold-{place}").exists():
            (self.folder / f"held-{place}").touch()
            time.sleep(0.01)


class LedgerDriver:
    name = "ledger"
    title = "Ledger"
    capabilities = CAPABILITIES
    proof: Mapping[str, str] = {}
    settings = (Setting("folder", "Where?"),)
    secret = ""

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> Ledger:
        return Ledger(Path(settings["folder"]))


LEDGER = LedgerDriver()
