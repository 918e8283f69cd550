"""The keeper stands back behind whoever works at this machine while history comes in, and only then."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from remote_in_memory import ALL, Remote

from supportterm.backends.abilities import abilities
from supportterm.core.remote import Page
from supportterm.desk import Desk
from supportterm.sync import keeper as keepers
from supportterm.sync.background import Background
from supportterm.sync.keeper import Keeper

STAND_BACK = """
import sys
from pathlib import Path
from supportterm.sync.background import Background
file = Path(sys.argv[1])
background = Background(file)
for back in (False, True, True, False):
    file.unlink(missing_ok=True)
    background.stand_back(back)
    print(file.read_text() if file.exists() else "-")
"""


@pytest.mark.parametrize(("leads", "written"), [(True, ["-", "10", "-", "0"]), (False, ["-"] * 4)])
def test_the_session_stands_back_and_comes_back_but_never_another_s(
    tmp_path: Path, leads: bool, written: list[str]
) -> None:
    command = [sys.executable, "-c", STAND_BACK, str(tmp_path / "autogroup")]
    done = subprocess.run(command, start_new_session=leads, capture_output=True, text=True, check=True)
    assert done.stdout.split() == written


def wait_until(so: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not so():
        assert time.monotonic() < end
        time.sleep(0.01)


class Endless(Remote):
    """Has always more of its past, until it is `told`."""

    def __init__(self) -> None:
        super().__init__(replace(ALL, articles="none", files_down=False))
        self.told = threading.Event()

    def changes(self, cursor: str) -> Page:
        time.sleep(0.01)
        return replace(super().changes(cursor), more=not self.told.is_set())


def test_it_does_so_while_history_comes_and_no_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    class Noting(Background):
        def stand_back(self, back: bool) -> None:
            seen.append(back)

    monkeypatch.setattr(keepers, "Background", Noting)
    monkeypatch.setattr(keepers, "BEAT", 0.02)
    remote, path = Endless(), tmp_path / "d.desk"
    with Desk.create(path, "d", me="ann") as desk:
        desk.define("connection", "far", {"title": "Far", "backend": "memory", "can": abilities(ALL)})
    keeper = Keeper(path, lambda _: remote)
    thread = threading.Thread(target=keeper.run)
    thread.start()
    wait_until(lambda: True in seen)
    remote.told.set()
    wait_until(lambda: not seen[-1])
    keeper.end()
    thread.join()
