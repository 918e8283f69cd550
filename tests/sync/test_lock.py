"""One process keeps a desk, any number use it, and who only looks disturbs nobody."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from supportterm.core.refusal import Refused
from supportterm.desk import Desk, StoreError
from supportterm.sync import lock

HOLDER = """
import sys, time
from pathlib import Path
from supportterm.sync import lock
held = lock.keeping(Path(sys.argv[1]), "process 4711, of a test")
print("held", flush=True)
time.sleep(600)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "team.desk"
    Desk.create(place, "Team").close()
    return place


def test_a_second_keeper_is_told_who_holds_the_desk_until_that_one_has_ended(path: Path) -> None:
    assert not lock.is_kept(path)
    with lock.keeping(path, "process 4711, of a test"):
        assert lock.is_kept(path)
        with pytest.raises(lock.Held, match="process 4711, of a test"):
            lock.keeping(path)
    assert not lock.is_kept(path)
    lock.keeping(path).release()


def test_a_process_that_is_killed_holds_nothing(path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, env=environment)
    assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
    holder.send_signal(signal.SIGSTOP)
    assert lock.is_kept(path)  # however long it sleeps
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert not lock.is_kept(path)


def test_any_number_may_be_at_a_desk_and_looking_keeps_nobody_out(path: Path) -> None:
    assert not lock.is_used(path)
    with lock.using(path), lock.using(path):
        assert lock.is_used(path) and lock.is_used(path)
        assert not lock.is_kept(path)
    assert not lock.is_used(path)


def test_the_same_desk_by_another_name_is_the_same_desk(path: Path) -> None:
    link = path.with_name("link.desk")
    link.symlink_to(path)
    with lock.keeping(link), pytest.raises(lock.Held):
        lock.keeping(path)


@pytest.mark.parametrize("mode", [0o600, 0o660])
def test_a_lock_is_for_those_who_may_write_the_desk(path: Path, mode: int) -> None:
    path.chmod(mode)
    lock.keeping(path).release()
    assert stat.S_IMODE(path.with_name("team.desk.keeper").stat().st_mode) == mode


def test_a_link_in_the_place_of_the_lock_is_not_followed(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("mine")
    path.with_name("team.desk.keeper").symlink_to(other)
    with pytest.raises(StoreError):
        lock.keeping(path, "a note")
    assert other.read_text() == "mine"


@pytest.mark.parametrize(
    ("mounts", "kind"),
    [
        ("/dev/sda1 / ext4 rw 0 0\nserver:/x {} nfs4 rw 0 0\n", "nfs4"),
        ("server:/x {} nfs4 rw 0 0\n/dev/sdb1 {}/inner ext4 rw 0 0\n", "nfs4"),
        ("/dev/sda1 / ext4 rw 0 0\nme@far:/ {} fuse.sshfs rw 0 0\n", "fuse.sshfs"),
        ("//nas/share {} cifs rw 0 0\n", "cifs"),
        ("none / 9p rw 0 0\n/dev/sda1 {} ext4 rw 0 0\n", ""),
        ("none / nfs rw 0 0\n", ""),
        ("tmpfs {} tmpfs rw 0 0\n", ""),
    ],
)
def test_no_desk_is_kept_where_two_machines_could(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mounts: str, kind: str
) -> None:
    told = tmp_path / "mounts"
    told.write_text(mounts.format(tmp_path, tmp_path))
    monkeypatch.setattr(lock, "_MOUNTS", told)
    if not kind:
        lock.keeping(path).release()
        return
    with pytest.raises(Refused, match=rf"network disk \({kind}\).*disk of this machine"):
        lock.keeping(path)
