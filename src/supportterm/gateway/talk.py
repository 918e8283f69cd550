"""One visitor's chat over one WebSocket. A chat is a ticket; what is shown is what its requester may see of it."""

import asyncio
from contextlib import suppress
from hashlib import sha256
from typing import Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from supportterm.core import passes
from supportterm.core.mail_address import is_address
from supportterm.core.moments import DAY, HOUR, SECOND
from supportterm.core.nouns import Message
from supportterm.core.refusal import Refused
from supportterm.core.safe import cut, safe, safe_line
from supportterm.core.terms import Role
from supportterm.core.writing import NewTicket
from supportterm.desk import StoreError
from supportterm.desk.customers import Request
from supportterm.gateway.chat_words import Hello, Say, Seen, Typing, heard, told
from supportterm.gateway.context import Gateway, TooOften
from supportterm.gateway.markdown import to_html
from supportterm.gateway.rates import LINE, READ
from supportterm.sync.presence import Presence

CHAT: Final = "chat"
"""What a visitor's pass is for; it claims the ticket and who asked."""
FILE: Final = "chat file"
LASTS: Final = 30 * DAY
HERE: Final = 90 * SECOND
"""How long somebody counts as being there after the last sign of life."""
BEAT: Final = 30.0
"""Seconds between signs of life."""
TYPING: Final = 6.0
"""Seconds after which somebody who types no further does not type any more."""


def claimed(gateway: Gateway, held: str) -> tuple[int, int] | None:
    """The ticket and the person that a pass is for."""
    match passes.opened(gateway.key, CHAT, held, gateway.now()):
        case (int(ticket), int(person)):
            return ticket, person
    return None


class Talk:
    def __init__(self, gateway: Gateway, socket: WebSocket) -> None:
        self._gateway = gateway
        self._socket = socket
        self._ticket = 0
        self._person = 0
        self._shown: set[int] = set()
        """Messages that the visitor has on the screen."""
        self._showing = asyncio.Lock()
        self._saw = 0
        self._marks = (0, False, False)
        """Up to where agents have seen it, whether one types, whether it is over: as last told."""
        self._presence: Presence | None = None
        self._quiet: asyncio.TimerHandle | None = None
        self._telling: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Until the visitor hangs up."""
        with self._gateway.hub.listening() as changed:
            tasks = {asyncio.create_task(self._hear()), asyncio.create_task(self._follow(changed))}
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    with suppress(WebSocketDisconnect):
                        task.result()
            finally:
                for task in tasks:
                    task.cancel()
                await self._leave()

    async def _hear(self) -> None:
        while True:
            word = heard(await self._socket.receive_text())
            try:
                self._gateway.allow(self._socket, READ)
            except TooOften:
                word = None
            match word:
                case Hello(held) if not self._ticket:
                    await self._take_up(held)
                case Say() as line:
                    await self._say(line)
                case Typing(on):
                    self._type(on)
                case Seen(upto) if int(upto) in self._shown and int(upto) > self._saw:
                    self._saw = int(upto)
                    await self._gateway.do(self._gateway.customers.saw_chat, self._ticket, self._saw)
                case None:
                    await self._socket.close(1003)
                    return

    async def _follow(self, changed: asyncio.Event) -> None:
        """Show what is new, and say now and then that somebody is there."""
        while True:
            changed.clear()
            if self._ticket:
                await self._show()
            try:
                await asyncio.wait_for(changed.wait(), BEAT)
            except TimeoutError:
                if self._ticket:
                    await self._gateway.do(self._gateway.customers.is_at_chat, self._ticket, self._gateway.now() + HERE)

    async def _take_up(self, held: str) -> None:
        gateway = self._gateway
        known = claimed(gateway, held) if held else None
        found = await gateway.do(gateway.customers.request, known[1], known[0]) if known else None
        is_open = await gateway.do(gateway.customers.open_hours)
        resumed = found is not None and found.can_answer
        await self._socket.send_text(told("state", open=is_open, resumed=resumed))
        if known is not None and resumed:
            await self._begin(*known)

    async def _begin(self, ticket: int, person: int) -> None:
        """The visitor is at their chat from now on."""
        self._ticket, self._person = ticket, person
        self._shown.clear()
        await self._gateway.do(self._gateway.customers.is_at_chat, ticket, self._gateway.now() + HERE)
        self._presence = Presence(self._gateway.desk.path, "", visitor=True)
        self._presence.at(ticket)
        if self._presence.fileno() >= 0:
            asyncio.get_running_loop().add_reader(self._presence.fileno(), self._others_moved)
        await self._show()

    async def _say(self, line: Say) -> None:
        try:
            self._gateway.allow(self._socket, LINE)
            self._type(False)
            if self._ticket:
                await self._gateway.do(
                    self._gateway.customers.say, _once(line.id), self._person, self._ticket, safe_text(line.text)
                )  # fmt: skip
            elif not await self._open(line):
                return
        except TooOften:
            await self._socket.send_text(told("slow", id=line.id))
        except Refused:  # it was closed, or goes on elsewhere
            await self._socket.send_text(told("over", id=line.id))
        except StoreError:
            await self._socket.send_text(told("slow", id=line.id))
        else:
            await self._socket.send_text(told("got", id=line.id))
            await self._show()

    async def _open(self, line: Say) -> bool:
        """The first line makes the ticket: a chat while a team is at work, else a request that is answered by mail."""
        gateway, name, email = self._gateway, safe_line(line.name, 100), line.email.strip()
        is_open = await gateway.do(gateway.customers.open_hours)
        if (email or not is_open) and not is_address(email):
            await self._socket.send_text(told("wrong", id=line.id))
            return False
        text = safe_text(line.text)
        subject = cut(" ".join(text.split()), 80)
        new = NewTicket(email, subject, text, name, channel="chat" if is_open else "web")
        here = gateway.now() + HERE if is_open else 0
        ticket = await gateway.do(gateway.customers.open, _once(line.id), new, here=here)
        await gateway.do(gateway.leave)
        if not is_open:
            await self._socket.send_text(told("mailed", id=line.id))
            return False
        person = await self._gateway.do(gateway.customers.person_of, ticket)
        held = passes.signed(gateway.key, CHAT, (ticket, person), gateway.now() + LASTS)
        await self._socket.send_text(told("held", held=held))
        await self._begin(ticket, person)
        return True

    async def _show(self) -> None:
        """What the visitor has not on the screen yet, and what was taken back."""
        async with self._showing:
            if self._ticket:
                await self._show_now()

    async def _show_now(self) -> None:
        gateway = self._gateway
        found: Request | None = await gateway.do(gateway.customers.request, self._person, self._ticket)
        messages = {message.id: message for message in found.messages} if found is not None else {}
        for gone in self._shown - messages.keys():
            self._shown.discard(gone)
            await self._socket.send_text(told("gone", id=str(gone)))
        for message in [m for id, m in messages.items() if id not in self._shown]:
            self._shown.add(message.id)
            await self._socket.send_text(told("said", **await gateway.do(self._told, message)))
        _, seen = await gateway.do(gateway.customers.chat_seen, self._ticket)
        await self._mark(seen=seen, over=found is None or not found.can_answer)

    async def _mark(self, *, seen: int | None = None, typing: bool | None = None, over: bool | None = None) -> None:
        old = self._marks
        self._marks = new = (
            old[0] if seen is None else seen, old[1] if typing is None else typing, old[2] if over is None else over
        )  # fmt: skip
        if new != old:
            await self._socket.send_text(told("marks", seen=str(new[0]), typing=new[1], over=new[2]))

    def _told(self, message: Message) -> dict[str, object]:
        ours = message.role is Role.REPLY
        gateway, until = self._gateway, self._gateway.now() + HOUR
        files = gateway.desk.attachments(message.id) if message.attachments else ()
        return {
            "id": str(message.id),
            "ours": ours,
            "author": safe_line(message.author, 80) if ours else "",
            "at": message.at,
            "html": to_html(message.body, pictures=False) if message.markdown else "",
            "text": "" if message.markdown else safe(message.body, keep_newlines=True),
            "files": [
                {
                    "name": safe_line(f.name, 100),
                    "url": gateway.site.path(
                        "chat", "file", held=passes.signed(gateway.key, FILE, (self._ticket, self._person, f.id), until)
                    ),
                }
                for f in files
                if f.digest
            ],
        }

    def _type(self, on: bool) -> None:
        """Agents see whether the visitor types."""
        if self._quiet is not None:
            self._quiet.cancel()
            self._quiet = None
        if self._presence is not None:
            self._presence.at(self._ticket, "line" if on else "")
            if on:
                self._quiet = asyncio.get_running_loop().call_later(TYPING, self._type, False)

    def _others_moved(self) -> None:
        """An agent came, went, began to write or stopped."""
        if self._presence is not None:
            self._presence.hear()
            typing = any(other.writing == "reply" for other in self._presence.on(self._ticket))
            self._telling = asyncio.get_running_loop().create_task(self._mark(typing=typing))

    async def _leave(self) -> None:
        if self._quiet is not None:
            self._quiet.cancel()
        if self._presence is not None:
            if self._presence.fileno() >= 0:
                asyncio.get_running_loop().remove_reader(self._presence.fileno())
            self._presence.close()
        if self._ticket:
            with suppress(StoreError):
                # Who loads the page again, or goes to another of the site, is back in a moment.
                await self._gateway.do(self._gateway.customers.is_at_chat, self._ticket, self._gateway.now() + HERE)


def safe_text(text: str) -> str:
    """A line as it is kept: with the line ends of this side."""
    return text.replace("\r\n", "\n").strip()


def _once(id: str) -> bytes:
    return sha256(f"chat {id}".encode()).digest()[:16]
