"""A slow command in the console: what it needs is asked at the bottom, a secret under dots, and the keys stay free."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import keyring
import pytest
from desk_of_sixty import shown, until
from keyring.backends import fail
from textual.pilot import Pilot

from commands.installed import install
from supportterm.config.paths import paths
from supportterm.config.secrets import Secrets
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.sync import starting
from supportterm.tui.app import SupportTerm
from supportterm.tui.dialogs.prompt_line import PromptLine

TOKEN = "t0ken-geheim"
LETTERBOX = Path(__file__).resolve().parents[1] / "commands" / "letterbox.py"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A letterbox to connect to, on a machine without a keyring; no keeper is started."""
    install(tmp_path / "site", monkeypatch, "letterbox", {"letterbox": "letterbox:DRIVER"}, LETTERBOX)
    monkeypatch.setattr(starting, "start", lambda *_, **__: None)
    monkeypatch.setattr(keyring.core, "_keyring_backend", fail.Keyring())
    file = tmp_path / "server.json"
    hostile = "robot\x1b[2J[@click=app.quit]"
    file.write_text(json.dumps({"token": TOKEN, "account": hostile, "remarks": [], "mode": "up", "asked": []}))
    return file


@asynccontextmanager
async def console(path: Path) -> AsyncIterator[tuple[Pilot[None], Desk]]:
    with Desk.create(path, "Team", me="dana") as desk:
        desk.define("agent", "dana", {"name": "Dana"})
        desk.create_ticket(NewTicket("kim@acme.test", "It broke", "help"))
        async with SupportTerm(desk).run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            yield pilot, desk


async def answer(pilot: Pilot[None], question: str, text: str) -> None:
    await until(pilot, lambda: pilot.app.frame.asker.asking and question in shown(pilot))
    line = pilot.app.screen.query_one(PromptLine)
    line.value = ""
    for character in text:
        await pilot.press(
            {" ": "space", "/": "slash", ".": "full_stop", "-": "minus", "_": "underscore"}.get(character, character)
        )
    await pilot.pause()
    assert text == line.value
    assert (TOKEN not in shown(pilot)) and (not line.password or "•" in shown(pilot))
    await pilot.press("enter")


async def test_a_desk_is_connected_from_the_command_line_of_the_console(server: Path, tmp_path: Path) -> None:
    async with console(tmp_path / "team.desk") as (pilot, desk):
        pilot.app.frame.run("connect letterbox box")
        await answer(pilot, "Where is it?", str(server))
        await answer(pilot, "How fast?", "fast")
        await answer(pilot, "Token", "wrong")
        await answer(pilot, "Token", TOKEN)
        await until(pilot, lambda: "box is connected as robot" in shown(pilot))
        await until(pilot, lambda: "from here you can open tickets, reply" in shown(pilot))
        assert TOKEN not in shown(pilot)
        assert [(c.name, c.settings["speed"]) for c in desk.connections()] == [("box", "fast")]
        found = Secrets(paths(), desk.id, environ={}).find("box")
        assert found and found.secret.reveal() == TOKEN
        assert pilot.app.screen.query_one(PromptLine).value == ""
        await pilot.press("escape")
        pilot.app.frame.run("disconnect box")
        await until(pilot, lambda: "disconnect box, and forget its secret?" in shown(pilot))
        await pilot.press("y")
        await until(pilot, lambda: "box is disconnected" in shown(pilot))
        assert desk.connections() == ()


async def test_escape_leaves_it_and_nothing_is_stored(server: Path, tmp_path: Path) -> None:
    async with console(tmp_path / "team.desk") as (pilot, desk):
        pilot.app.frame.run(f"connect letterbox box server={server}")
        await until(pilot, lambda: pilot.app.frame.asker.asking)
        await pilot.press("escape")
        await until(pilot, lambda: "left: nothing was done" in shown(pilot))
        assert desk.connections() == ()


async def test_another_question_ends_it(server: Path, tmp_path: Path) -> None:
    async with console(tmp_path / "team.desk") as (pilot, _):
        pilot.app.frame.run("connect")
        await until(pilot, lambda: "Connect to what?" in shown(pilot) and "letterbox" in shown(pilot))
        pilot.app.frame.palette()
        await until(pilot, lambda: "left: nothing was done" in shown(pilot))
        assert pilot.app.frame.asker.question_name == "palette"


async def test_what_is_wrong_with_it_is_said_and_the_console_goes_on(server: Path, tmp_path: Path) -> None:
    server.write_text(server.read_text().replace('"up"', '"down"'))
    async with console(tmp_path / "team.desk") as (pilot, _):
        pilot.app.frame.run(f"connect letterbox box server={server} speed=slow")
        await answer(pilot, "Token", TOKEN)
        await until(pilot, lambda: "no way there; nothing was stored" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "It broke" in shown(pilot))
