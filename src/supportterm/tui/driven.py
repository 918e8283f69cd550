"""Takes lines from other shells of the person who runs this console: `supportterm remote ':view mine'`."""

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from supportterm.desk import StoreError
from supportterm.sync import driving
from supportterm.sync.bus import bound

if TYPE_CHECKING:
    from supportterm.tui.app import SupportTerm

_SECONDS = 5.0
"""For a line to come, once somebody has called."""


class Driven:
    """*obey* carries out a line on the console's own thread: whether it was done, and what came of it."""

    def __init__(self, app: "SupportTerm", obey: Callable[[str], tuple[bool, str]]) -> None:
        self._app = app
        self._obey = obey
        self._server: asyncio.Server | None = None

    async def listen(self, desk: Path) -> None:
        """From now on, until `leave`. Where no socket can be, nobody is heard."""
        with suppress(OSError, StoreError):
            driving.sweep(desk)
            listening = bound(desk, driving.seat(os.getpid()), socket.SOCK_STREAM, 0o600)
            self._server = await asyncio.start_unix_server(self._called, sock=listening, limit=driving.LONGEST)

    def leave(self) -> None:
        if self._server is not None:
            for listening in self._server.sockets:
                Path(os.fsdecode(listening.getsockname())).unlink(missing_ok=True)
            self._server.close()

    async def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, ValueError, TimeoutError):  # who calls may say anything, or nothing
            if driving.is_same_person(writer.get_extra_info("socket")):
                line = driving.line_from(await asyncio.wait_for(reader.readline(), _SECONDS))
                writer.write(driving.encode(await self._answer(line)))
                await writer.drain()
        writer.close()

    async def _answer(self, line: str) -> driving.Answer:
        told: asyncio.Future[driving.Answer] = asyncio.get_running_loop().create_future()
        self._app.call_later(lambda: told.set_result(driving.Answer(*self._obey(line.strip().removeprefix(":")))))
        return await told
