"""What the screens look like. After a change that is meant, run this file with `--snapshot-update`."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot

from supportterm.config.settings import Settings
from supportterm.core import verbs
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.views import DEFAULT_VIEWS
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm

HOUR = 3_600_000
NOW = 1_790_000_000_000
SUBJECTS = (
    ("Dana Whitfield", "Cannot log in after the update"),
    ("Óscar Núñez", "Invoice 2291 was charged twice"),
    ("李小龍", "请帮我重置密码"),
    ("Priya Raman", "Export stops at 10,000 rows and the rest of the file is empty, every night since Monday"),
    ("Tom O'Neil", "How do I add a colleague?"),
    ("Zoë Adeyemi", "[bold]dark mode[/] please \x1b[31m🚀"),
    ("", "Re: Re: Re: webhook retries"),
    ("Sigrid Aasen", "Certificate expires on Friday"),
)


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A day of a small desk: every status, every priority, read and unread."""
    file = tmp_path / "acme.desk"
    moments = iter(range(NOW - 48 * HOUR, NOW, HOUR // 4))
    with Desk.create(file, "Acme", me="dana", clock=moments.__next__) as desk:
        for view in DEFAULT_VIEWS:
            desk.define("view", view.name, msgspec.to_builtins(view))
        desk.define("team", "support", {"tier": 1, "name": "Support"})
        desk.define("team", "backend", {"tier": 2, "name": "Backend"})
        for agent in ("dana", "sam"):
            desk.define("agent", agent, {"name": agent.title()})
        for number in range(24):
            name, subject = SUBJECTS[number % 8]
            body = "Hello,\n\nit does not work.\n\nThanks"
            desk.create_ticket(NewTicket(f"c{number % 8}@mail.test", subject, body, name=name, team="support"))
        desk.change(2, verbs.set_priority, priority=Priority.URGENT)
        desk.change((3, 11), verbs.set_priority, priority=Priority.HIGH)
        desk.change((4, 12), verbs.assign, agent="dana")
        desk.change(5, verbs.set_status, status=Status.PENDING)
        desk.change(6, verbs.escalate, to="backend", reason="crash in the renderer")
        desk.write(2, NewMessage(Role.REPLY, "We are **looking into it**.", then=Status.OPEN))
        desk.write(2, NewMessage(Role.NOTE, "Two charges in the ledger, 4 minutes apart."))
        for seen in (2, 4, 9):
            desk.mark_seen(seen)
    return file


Snap = Callable[..., bool]


def looks(snap_compare: Snap, path: Path, size: tuple[int, int], keys: list[str], **how: object) -> bool:
    with Desk.open(path, me="dana", clock=lambda: NOW) as desk:
        app = SupportTerm(desk, settings=Settings(start_view="all"), **how)  # type: ignore[arg-type]

        async def before(pilot: Pilot[None]) -> None:
            await pilot.pause()
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
            await pilot.app.workers.wait_for_complete()
            await pilot.pause(0.1)
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=before)


LOOKS = {
    "terminal": {},
    "dark": {"theme": "dark"},
    "no-colour": {"colour": False},
}


@pytest.mark.parametrize("how", LOOKS.values(), ids=LOOKS)
def test_the_queue_on_a_small_screen(snap_compare: Snap, path: Path, how: dict[str, object]) -> None:
    assert looks(snap_compare, path, (80, 24), ["j", "x", "j", "s"], **how)


@pytest.mark.parametrize("how", LOOKS.values(), ids=LOOKS)
def test_views_queue_and_ticket_side_by_side(snap_compare: Snap, path: Path, how: dict[str, object]) -> None:
    assert looks(snap_compare, path, (160, 48), ["enter", "colon", "v"], **how)


def test_ascii_where_the_terminal_knows_no_more(snap_compare: Snap, path: Path) -> None:
    assert looks(snap_compare, path, (80, 24), ["j", "x", "g"], unicode=False)
