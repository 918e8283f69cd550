"""Programs of a person's own follow what happens: once for each event, whatever becomes of who runs them."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from keepers import dismiss, keeper_of, until
from supportterm.commands.hook_telling import tell
from supportterm.config.hooks import found
from supportterm.config.paths import paths
from supportterm.core import verbs
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.sync import lock, starting
from supportterm.sync.hooks import Hooks, due
from supportterm.sync.often import TOO_OFTEN


@pytest.fixture
def folder(own_home: Path) -> Path:
    made = paths().hooks
    made.mkdir(parents=True, mode=0o700)
    return made


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "d.desk", "d", me="ann") as desk:
        desk.define("agent", "ann", {"name": "Ann"})
        desk.define("agent", "bo", {"name": "Bo"})
        yield desk


@pytest.fixture
def hooks(desk: Desk, folder: Path) -> Hooks:
    return Hooks(desk, folder, tell, 5)


def put(folder: Path, name: str, script: str) -> Path:
    file = folder / name
    file.parent.mkdir(exist_ok=True, mode=0o700)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o700)
    time.sleep(0.002)  # what happens in the same millisecond may have been before
    return file


def ticket(desk: Desk, subject: str = "Case") -> int:
    return desk.create_ticket(NewTicket("al@acme.test", subject)).tickets[0]


def run_all(hooks: Hooks) -> None:
    while hooks.step():
        pass


def told(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_what_happens_stands_on_standard_input_and_nothing_of_it_in_arguments_or_environment(
    desk: Desk, folder: Path, hooks: Hooks, tmp_path: Path
) -> None:
    out, words = tmp_path / "out", tmp_path / "words"
    put(folder, "assigned-log", f'cat >> {out}; echo "$0 $*" > {words}; env >> {words}')
    number = ticket(desk, "$(touch /tmp/never) `id` --force")
    desk.change((number,), verbs.assign, agent="bo")
    run_all(hooks)
    [said] = told(out)
    assert said["event"] == "assigned" and said["actor"] == "ann" and said["happened"] is True
    assert said["changed"] == {"assignee": {"from": None, "to": "bo"}}
    assert said["ticket"]["subject"] == "$(touch /tmp/never) `id` --force"  # type: ignore[index]
    assert "never" not in words.read_text() and "acme" not in words.read_text()
    run_all(hooks)
    assert len(told(out)) == 1, "once"
    assert not due(desk, folder)


def test_each_name_follows_its_own_event_and_several_follow_one(
    desk: Desk, folder: Path, hooks: Hooks, tmp_path: Path
) -> None:
    names = ("ticket-created", "reply-received.sh", "note-written", "status-changed.d/one", "status-changed.d/two")
    for name in names:
        put(folder, name, f"echo {name} >> {tmp_path}/out")
    put(folder, "status-changed-told", f"cat >> {tmp_path}/told")
    number = desk.create_ticket(NewTicket("al@acme.test", "Case", body="help")).tickets[0]
    desk.write(number, NewMessage(Role.NOTE, "look"))
    desk.change((number,), verbs.set_status, status=Status.PENDING)
    run_all(hooks)
    assert [t["changed"] for t in told(tmp_path / "told")] == [{"status": {"from": "new", "to": "pending"}}]
    ran = sorted((tmp_path / "out").read_text().split())
    assert ran == ["note-written", "status-changed.d/one", "status-changed.d/two", "ticket-created"]


def test_history_and_what_was_before_and_what_was_undone_fire_nothing(
    desk: Desk, folder: Path, hooks: Hooks, tmp_path: Path
) -> None:
    ticket(desk, "before")
    time.sleep(0.002)
    put(folder, "ticket-created", f"cat >> {tmp_path}/out")
    with desk.bulk() as bulk:
        person = bulk.person("al@acme.test")
        bulk.ticket("history", person, at=desk.clock())
    gone = desk.create_ticket(NewTicket("al@acme.test", "undone"))
    desk.undo(gone.id)
    ticket(desk, "news")
    run_all(hooks)
    assert [t["ticket"]["subject"] for t in told(tmp_path / "out")] == ["news"]  # type: ignore[index]


def test_only_what_nobody_else_can_write_is_run(desk: Desk, folder: Path, hooks: Hooks, tmp_path: Path) -> None:
    for name, mode in (("ticket-created-group", 0o720), ("ticket-created-world", 0o702), ("ticket-created-off", 0o600)):
        put(folder, name, f"touch {tmp_path}/ran").chmod(mode)
    put(folder, "ticket-craeted", f"touch {tmp_path}/ran")
    put(folder, "ticket-created.d/x", f"touch {tmp_path}/ran").parent.chmod(0o777)
    ticket(desk)
    run_all(hooks)
    assert not (tmp_path / "ran").exists()
    states = {hook.name: (hook.state, hook.why) for hook in found(folder)}
    assert states["ticket-created-off"][0] == "off"
    assert "others may write" in states["ticket-created-group"][1] and states["ticket-created-world"][0] == "wrong"
    assert states["ticket-craeted"] == ("wrong", "its name says no event; did you mean ticket-created?")
    assert states["ticket-created.d/x"][1] == "in its folder others may write; `chmod go-w` it"
    assert all(hook.why == "in its folder it belongs to somebody else" for hook in found(folder, user=12_345)
               if hook.state == "wrong")  # fmt: skip


def test_a_failure_is_kept_told_and_run_again_when_a_person_says_so(
    desk: Desk, folder: Path, hooks: Hooks, tmp_path: Path
) -> None:
    put(folder, "ticket-created", f"echo 'no $HOME\x1b[31m' >&2; test -e {tmp_path}/well")
    number = ticket(desk)
    run_all(hooks)
    [trouble] = desk.hooks().troubles()
    assert (trouble.state, trouble.ticket) == ("failed", number)
    assert "ended with status 1" in trouble.words and "\x1b" not in trouble.words
    assert desk.hooks_failed() == 1
    (tmp_path / "well").touch()
    run_all(hooks)
    assert desk.hooks_failed() == 1, "it is not tried again by itself"
    assert desk.hooks().decide(["ticket-created"], again=True) == 1 and due(desk, folder)
    run_all(hooks)
    assert desk.hooks_failed() == 0 and not due(desk, folder)


def test_one_that_takes_too_long_is_ended_and_uncertain(desk: Desk, folder: Path) -> None:
    put(folder, "ticket-created", "sleep 60")
    ticket(desk)
    run_all(Hooks(desk, folder, tell, 0.3))
    [trouble] = desk.hooks().troubles()
    assert trouble.state == "uncertain" and "took too long" in trouble.words


def test_one_that_follows_what_it_does_itself_is_held(desk: Desk, folder: Path, hooks: Hooks, tmp_path: Path) -> None:
    put(folder, "note-written", f"echo . >> {tmp_path}/out")
    number = ticket(desk)
    for n in range(TOO_OFTEN + 2):
        desk.write(number, NewMessage(Role.NOTE, str(n)))
    run_all(hooks)
    assert len((tmp_path / "out").read_text().split()) == TOO_OFTEN
    assert [run.state for run in desk.hooks().troubles()] == ["held", "held"]
    heard: list[tuple[int, ...]] = []
    desk.subscribe(heard.append)
    desk.hooks().decide(["note-written"], again=False)
    assert desk.hooks_failed() == 0 and heard, "a console is to say so no more"


@pytest.mark.slow
def test_whenever_the_keeper_is_killed_nothing_runs_twice_and_what_was_cut_short_is_uncertain(
    desk: Desk, folder: Path, tmp_path: Path
) -> None:
    log = tmp_path / "keeper.log"
    put(folder, "ticket-created", f"echo begun >> {tmp_path}/out; while test -e {tmp_path}/hold; do sleep 0.05; done")
    for turn in range(3):
        (tmp_path / "hold").touch()
        ticket(desk, str(turn))
        ticket(desk, f"{turn} too")
        assert starting.ensure(desk, log)
        until(lambda turn=turn: len(_lines(tmp_path / "out")) == turn * 2 + 1)  # type: ignore[misc]
        until(lambda: keeper_of(desk.path))
        os.kill(keeper_of(desk.path), signal.SIGKILL)
        until(lambda: not lock.is_kept(desk.path))
        (tmp_path / "hold").unlink()
        assert starting.ensure(desk, log), "the second one is still to be told"
        until(lambda turn=turn: len(_lines(tmp_path / "out")) == turn * 2 + 2)  # type: ignore[misc]
        until(lambda turn=turn: len(desk.hooks().troubles()) == turn + 1)  # type: ignore[misc]
        until(lambda: not due(desk, folder) and desk.hooks().kept()["ticket-created"].ran)
        until(lambda: keeper_of(desk.path))
        dismiss(desk.path)
    assert [run.state for run in desk.hooks().troubles()] == ["uncertain"] * 3
    assert desk.hooks().kept()["ticket-created"].ran == 3


def _lines(file: Path) -> list[str]:
    return file.read_text().split() if file.exists() else []
