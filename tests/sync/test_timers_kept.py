"""Timers in processes: a desk that is connected to nothing is kept while somebody is at it and something is due."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from keepers import dismiss, keeper_of, until
from supportterm.core import verbs
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.store.audit import audit
from supportterm.sync import lock, starting

TICKETS = 40


@contextmanager
def somebody_at(path: Path) -> Iterator[None]:
    with lock.using(path):
        yield


def test_a_keeper_killed_at_any_instant_does_nothing_twice_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "d.desk"
    log = tmp_path / "keeper.log"
    with Desk.create(path, "d", me="ann") as desk:
        desk.define("rule", "now", {"after": "0m", "when": "status:pending", "do": ["note 'once'", "set +done"]})
        numbers = [desk.create_ticket(NewTicket("al@acme.test", f"Case {n}")).tickets[0] for n in range(TICKETS)]
        assert not starting.ensure(desk, log, stays=True), "nothing is due"
        desk.change(numbers, verbs.set_status, status=Status.PENDING)
        assert not starting.ensure(desk, log), "nobody is at it"

        def done() -> int:
            return sum("done" in desk.ticket(n).tags for n in numbers)

        with somebody_at(path):
            for kills in range(3):
                before = done()
                assert starting.ensure(desk, log, stays=True)
                until(lambda before=before: done() > before or done() == TICKETS)  # type: ignore[misc]
                if (keeper := keeper_of(path)) and kills < 2:
                    os.kill(keeper, signal.SIGKILL)
                    until(lambda: not lock.is_kept(path))
            until(lambda: done() == TICKETS)
            until(lambda: keeper_of(path))
            dismiss(path)
        for number in numbers:
            assert desk.ticket(number).messages == 2, "one note each"
    assert audit(path).ok


def test_what_is_to_be_said_later_keeps_the_keeper_though_nobody_is_there_and_the_first_one_was_killed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "d.desk"
    log = tmp_path / "keeper.log"
    with Desk.create(path, "d", me="ann") as desk:
        number = desk.create_ticket(NewTicket("al@acme.test", "Case")).tickets[0]
        assert not starting.ensure(desk, log), "nothing is to be said"
        desk.write_later(number, NewMessage(Role.REPLY, "now"), desk.clock() + 4_000)
        assert starting.ensure(desk, log)
        until(lambda: keeper_of(path))
        os.kill(keeper_of(path), signal.SIGKILL)
        until(lambda: not lock.is_kept(path))
        assert starting.ensure(desk, log)
        until(lambda: desk.ticket(number).messages == 2)
        until(lambda: keeper_of(path))
        dismiss(path)
        assert desk.ticket(number).messages == 2 and desk.outbox() == ()
