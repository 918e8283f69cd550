"""The driver `fake`, as a process of supportterm finds and uses it."""

import subprocess
import sys
import time
from pathlib import Path

from fakes import installed
from fakes.http_backend import FAKE
from fakes.http_desk import FakeDeskProcess, fake_desk_process
from fakes.server import TOKEN
from supportterm.backends.abilities import abilities
from supportterm.desk import Desk
from supportterm.sync import lock

__all__ = ["fake_desk_process"]


def test_a_reply_written_here_leaves_once_though_its_answer_was_lost(
    fake_desk_process: FakeDeskProcess, tmp_path: Path, own_home: Path
) -> None:
    there = fake_desk_process
    key = there.do("al@acme.test", "opens", "It jams", "help")
    path = tmp_path / "team.desk"
    Desk.create(path, "Team").close()
    with Desk.open(path, me="ann") as desk:
        spec = {"title": "Far", "backend": "fake", "can": abilities(FAKE.capabilities), "settings": {"url": there.url}}
        desk.define("connection", "far", spec)
    settings = own_home / ".config" / "supportterm" / "config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text("me: ann\nundo_window: 0\n")
    environment = installed.environment(tmp_path / "plugins") | {"SUPPORTTERM_SECRET_FAR": TOKEN}

    def command(*words: str) -> list[str]:
        return [sys.executable, "-m", "supportterm", "--desk", str(path), *words]

    def run(*words: str) -> None:
        done = subprocess.run(command(*words), env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr

    keeper = subprocess.Popen(command("keeper"), env=environment, stderr=subprocess.DEVNULL)
    try:
        while not lock.is_kept(path):  # else `sync` starts one of its own
            assert keeper.poll() is None
            time.sleep(0.02)
        run("sync")
        there.next_writes("lost")
        run("reply", key, "Have you tried another tray?", "--wait")
    finally:
        keeper.terminate()
        keeper.wait()
    assert there.seen()["texts"][key] == ["help", "Have you tried another tray?"]
    assert [a["kind"] for a in there.seen()["arrivals"]].count("Say") == 1
