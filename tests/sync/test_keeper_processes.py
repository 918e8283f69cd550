"""The keeper as it runs: processes that are started twice, killed, stopped, hung up on, and told to end."""

import os
import pty
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from kept_desk import KeptDesk

from keepers import dismiss
from supportterm.core.terms import Role
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk
from supportterm.store import schema
from supportterm.store.connection import Journal
from supportterm.store.sqlite import sqlite3
from supportterm.sync import lock, starting


@pytest.fixture
def kept(own_home: Path) -> Iterator[KeptDesk]:
    found = KeptDesk(own_home)
    yield found
    found.end()


def write(kept: KeptDesk, text: str) -> None:
    with kept.desk() as desk:
        desk.write(7, NewMessage(Role.REPLY, text))


def at_a_terminal(kept: KeptDesk, command: list[str]) -> tuple[int, int]:
    """A process with a terminal of its own, and that terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # as at any terminal, though the tests run under nohup
        os.chdir(kept.home)
        os.execvpe(command[0], command, {**kept.environment, "TERM": "xterm-256color"})
    return pid, terminal


def test_a_command_that_writes_starts_a_keeper_that_sends(kept: KeptDesk) -> None:
    kept.run("sync")
    kept.end()
    answer = kept.run("reply", "7", "Hello Al")
    assert "for Far" in answer
    kept.eventually(lambda: kept.there() == ["help", "Hello Al"] and kept.states() == [])


def test_what_only_reads_starts_nothing(kept: KeptDesk) -> None:
    kept.run("outbox")
    kept.run("list")
    assert kept.keeper() == 0


def test_nothing_is_started_for_a_desk_that_is_connected_to_nothing(kept: KeptDesk) -> None:
    with kept.desk() as desk:
        desk.define("connection", "far", None)
    kept.run("new", "--from", "bo@acme.test", "--subject", "Hello")
    assert kept.keeper() == 0 and not kept.path.with_name("team.desk.keeper").exists()


def test_of_two_keepers_one_keeps_and_the_other_says_who_does(kept: KeptDesk) -> None:
    first = kept.begin("keeper")
    kept.eventually(kept.keeper)
    said = kept.run("keeper", status=1)
    assert f"process {first.pid}" in said
    assert kept.run("keeper", "--linger", "5") == ""  # started by a command beside another: one is enough
    assert kept.keeper() == first.pid
    first.terminate()
    assert first.wait() == 0


@pytest.mark.slow
def test_whenever_the_keeper_is_killed_each_reply_is_there_once_and_in_order(
    own_home: Path, journal: Journal, effort: Callable[[int, int], int]
) -> None:
    kept = KeptDesk(own_home, journal=journal)
    kept.run("sync")
    kept.end()
    texts = []
    for turn in range(effort(10, 60) // (1 if journal == "wal" else 2)):
        texts.append(f"answer {turn}")
        write(kept, texts[-1])
        kept.mark("die-before" if turn % 2 else "die-after")
        keeper = kept.begin("keeper")
        assert keeper.wait() == -signal.SIGKILL
    kept.run("keeper", "--once")
    assert kept.there() == ["help", *texts] and kept.states() == []
    with kept.desk() as desk:
        assert [m.body for m in desk.timeline(7, size=200) if hasattr(m, "body")] == ["help", *texts]


def test_a_keeper_killed_from_outside_while_it_waits_for_an_answer_sends_nothing_twice(kept: KeptDesk) -> None:
    kept.run("sync")
    for place in ("before", "after"):
        hold = kept.mark(f"hold-{place}")
        kept.run("reply", "7", f"killed {place}")
        kept.eventually(lambda place=place: kept.marked(f"held-{place}"))  # type: ignore[misc]
        kept.end()
        hold.unlink()
        assert ("say", "sending") in kept.states()
        kept.run("sync")
    assert kept.there() == ["help", "killed before", "killed after"]


def test_a_hang_up_right_after_a_reply_takes_nobody_along_who_sends(kept: KeptDesk) -> None:
    kept.run("sync")
    kept.end()
    hold = kept.mark("hold-before")
    pid, terminal = at_a_terminal(
        kept, ["sh", "-c", '"$@"; sleep 600', "sh", *kept.command("reply", "7", "before the hang-up")]
    )
    kept.eventually(lambda: kept.marked("held-before"))
    os.kill(pid, signal.SIGHUP)
    os.close(terminal)
    os.waitpid(pid, 0)
    keeper = kept.keeper()
    assert keeper and os.getsid(keeper) != pid
    hold.unlink()
    kept.eventually(lambda: kept.there() == ["help", "before the hang-up"] and kept.states() == [])


def test_while_a_console_is_open_the_desk_is_kept(kept: KeptDesk) -> None:
    pid, terminal = at_a_terminal(kept, kept.command())
    reading = threading.Thread(target=drain, args=(terminal,))
    reading.start()
    kept.eventually(lambda: lock.is_used(kept.path) and kept.keeper() and kept.state() == "ok")
    os.kill(pid, signal.SIGHUP)
    os.waitpid(pid, 0)
    reading.join()
    os.close(terminal)
    assert not lock.is_used(kept.path) and kept.keeper()  # it lingers, for who comes next


def drain(terminal: int) -> None:
    """Until nobody holds the other end."""
    with suppress(OSError):
        while os.read(terminal, 65536):
            pass


def test_one_that_was_stopped_is_still_the_only_one(kept: KeptDesk) -> None:
    kept.run("sync")
    hold = kept.mark("hold-before")
    kept.run("reply", "7", "first")
    kept.eventually(lambda: kept.marked("held-before"))
    stopped = kept.keeper()
    os.kill(stopped, signal.SIGSTOP)
    assert f"process {stopped}" in kept.run("keeper", status=1)
    kept.run("reply", "7", "second")
    hold.unlink()
    assert kept.keeper() == stopped and kept.there() == ["help"]
    os.kill(stopped, signal.SIGCONT)
    kept.eventually(lambda: kept.states() == [])
    assert kept.there() == ["help", "first", "second"]


def test_told_to_end_it_ends_what_it_is_sending_first(kept: KeptDesk) -> None:
    kept.run("sync")
    kept.end()
    hold = kept.mark("hold-after")
    write(kept, "on its way")
    keeper = kept.begin("keeper")
    kept.eventually(lambda: kept.marked("held-after"))
    keeper.terminate()
    hold.unlink()
    assert keeper.wait() == 0
    assert kept.states() == [] and kept.there() == ["help", "on its way"]


def test_it_ends_by_itself_but_not_before_what_was_written_offline_has_left(kept: KeptDesk) -> None:
    kept.run("sync")
    kept.end()
    down = kept.mark("down")
    write(kept, "from the train")
    keeper = kept.begin("keeper", "--linger", "1")
    kept.eventually(lambda: kept.state() == "offline")
    later = time.monotonic() + 3
    while time.monotonic() < later:
        assert keeper.poll() is None
        time.sleep(0.1)
    down.unlink()
    assert keeper.wait() == 0
    assert kept.there() == ["help", "from the train"] and kept.states() == []


def test_what_waits_for_a_person_does_not_hold_it(kept: KeptDesk) -> None:
    kept.run("sync")
    kept.end()
    with kept.remote.there() as remote:
        remote.mode = "refuse"
    write(kept, "not taken")
    write(kept, "behind it")
    keeper = kept.begin("keeper", "--linger", "1")
    assert keeper.wait() == 0
    assert kept.states() == [("say", "rejected"), ("say", "queued")] and kept.there() == ["help"]


def test_it_stays_while_somebody_is_at_the_desk(kept: KeptDesk) -> None:
    with lock.using(kept.path):
        keeper = kept.begin("keeper", "--linger", "1")
        kept.eventually(lambda: kept.state() == "ok")
        later = time.monotonic() + 3
        while time.monotonic() < later:
            assert keeper.poll() is None
            time.sleep(0.1)
    assert keeper.wait() == 0


def test_a_copy_sends_nothing_before_a_person_has_claimed_it(kept: KeptDesk) -> None:
    kept.run("sync")
    kept.end()
    write(kept, "from which of us?")
    original = kept.path
    kept.path = original.with_name("copy.desk")
    shutil.copy(original, kept.path)
    assert "doctor --claim" in kept.run("keeper", status=1)
    assert "doctor" in kept.run("sync", status=1)
    kept.run("note", "7", "from the copy")
    assert kept.keeper() == 0 and kept.there() == ["help"]
    kept.run("doctor", "--claim")
    kept.run("keeper", "--once", status=1)
    assert [state for _, state in kept.states()] == ["asking", "asking"] and kept.there() == ["help"]


def test_it_ends_when_the_desk_becomes_another_file(kept: KeptDesk) -> None:
    keeper = kept.begin("keeper")
    kept.eventually(lambda: kept.state() == "ok")
    other = kept.path.with_name("other.desk")
    Desk.create(other, "Other").close()
    other.replace(kept.path)
    assert keeper.wait() == 0


def test_an_older_program_ends_when_the_desk_was_upgraded(kept: KeptDesk) -> None:
    keeper = kept.begin("keeper")
    kept.eventually(lambda: kept.state() == "ok")
    with sqlite3.connect(kept.path) as raw:
        raw.execute(f"PRAGMA user_version = {schema.SCHEMA + 1}")
    raw.close()
    assert keeper.wait() == 0
    assert keeper.stdout is not None and "upgraded" in keeper.stdout.read()


def test_connections_come_go_and_pause_while_it_runs(kept: KeptDesk) -> None:
    kept.run("sync")
    kept.end()
    with kept.desk() as desk:
        kept.connect(desk, paused=True)
        desk.define("connection", "lost", {"title": "Lost", "backend": "no-such", "can": []})
    keeper = kept.begin("keeper")
    kept.eventually(lambda: kept.state("lost") == "failing")
    write(kept, "while it was paused")
    with kept.desk() as desk:
        desk.define("connection", "lost", None)
        kept.connect(desk)
    kept.eventually(lambda: kept.states() == [])
    assert kept.there() == ["help", "while it was paused"]
    keeper.terminate()
    assert keeper.wait() == 0


def test_an_account_that_is_not_let_in_waits_for_a_person_and_goes_on_when_they_ask(kept: KeptDesk) -> None:
    kept.run("sync")
    locked = kept.mark("locked")
    kept.run("reply", "7", "patience")
    kept.eventually(lambda: kept.state() == "auth")
    assert "secret needed" in kept.run("sync", status=1)
    locked.unlink()
    assert "in sync" in kept.run("sync")
    assert kept.there() == ["help", "patience"]


def test_once_says_by_its_status_whether_all_is_done(kept: KeptDesk) -> None:
    assert "in sync" in kept.run("keeper", "--once")
    down = kept.mark("down")
    write(kept, "hello")
    assert "offline" in kept.run("keeper", "--once", status=1)
    down.unlink()
    assert "in sync" in kept.run("keeper", "--once") and kept.there() == ["help", "hello"]


def test_the_log_holds_nothing_that_a_customer_wrote(kept: KeptDesk) -> None:
    kept.run("sync")
    with kept.remote.there() as remote:
        remote.open("8", subject="a secret of Al's", body="my password is swordfish")
    with kept.desk() as desk:
        kept.connect(desk, "bad", settings={"folder": str(kept.remote.folder / "nowhere swordfish")})
    kept.run("reply", "7", "swordfish")
    kept.run("sync", status=1)
    assert "bad failed" in kept.log() and "FileNotFoundError" in kept.log() and "swordfish" not in kept.log()
    assert kept.state("far") == "ok" and kept.state("bad") == "failing"


def test_what_a_keeper_wrote_stays_however_much_that_of_another_desk_writes(kept: KeptDesk) -> None:
    other = kept.path.with_name("other.desk")
    Desk.create(other, "Other").close()
    with Desk.open(other, me="ann") as desk:
        kept.connect(desk)

    def log_of(desk: Path) -> Path:
        said = kept.run("doctor", "--desk", str(desk))
        return Path(next(line for line in said.splitlines() if " log " in line).rpartition(" told in ")[2])

    kept.run("sync")
    for _ in range(2):  # full, so that what it has is put aside, and then what was put aside is gone
        kept.run("sync", "--desk", str(other))
        dismiss(other)
        with log_of(other).open("a") as log:
            log.write("something went wrong\n" * 30_000)
    kept.run("sync", "--desk", str(other))
    dismiss(other)
    assert f"keeping {other}" in log_of(other).read_text() and log_of(other).stat().st_size < 10_000
    assert f"keeping {kept.path}" in log_of(kept.path).read_text()


def test_why_no_keeper_could_be_started_is_said(kept: KeptDesk, tmp_path: Path) -> None:
    log = tmp_path / "state" / "keeper.log"
    starting.start(tmp_path / "no.desk", log)
    kept.eventually(starting.failed)
    assert "there is no desk" in log.read_text()
    kept.path.with_name("team.desk.keeper").symlink_to("elsewhere")
    assert "team.desk.keeper" in kept.run("sync", status=1)
    kept.path.with_name("team.desk.keeper").unlink()
