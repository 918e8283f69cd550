"""One visitor's chat over one WebSocket. A chat is a ticket; what is shown is what its requester may see of it."""

import asyncio
from contextlib import ExitStack, suppress
from hashlib import sha256
from typing import Final, NamedTuple

from starlette.websockets import WebSocket, WebSocketDisconnect

from supportterm.core import passes
from supportterm.core.mail_address import is_address
from supportterm.core.moments import DAY
from supportterm.core.refusal import Refused
from supportterm.core.safe import cut, safe_line
from supportterm.core.surveys import least, most
from supportterm.core.writing import NewTicket
from supportterm.desk import StoreError
from supportterm.gateway.chat_lines import line_of
from supportterm.gateway.chat_words import Hello, Mail, Rate, Say, Seen, Typing, heard, told
from supportterm.gateway.context import Gateway, TooOften
from supportterm.gateway.hub import HERE, LEFT
from supportterm.gateway.rates import LINE, LINK, READ

CHAT: Final = "chat"
"""What a visitor's pass is for; it claims the ticket and who asked."""
LASTS: Final = 30 * DAY
TYPING: Final = 6.0
"""Seconds after which somebody who types no further does not type any more."""


def claimed(gateway: Gateway, held: str) -> tuple[int, int] | None:
    """The ticket and the person that a pass is for."""
    match passes.opened(gateway.key, CHAT, held, gateway.now()):
        case (int(ticket), int(person)):
            return ticket, person
    return None


class Marks(NamedTuple):
    """What stands about the lines of a chat."""

    seen: str = "0"
    """The newest message that somebody of the desk has seen."""
    typing: bool = False
    """Whether an agent types."""
    agent: str = ""
    """The name of who talks with the visitor."""
    mail: bool = False
    """Whether what was said can be mailed to the visitor."""
    over: bool = False


class Talk:
    def __init__(self, gateway: Gateway, socket: WebSocket) -> None:
        self._gateway = gateway
        self._socket = socket
        self._ticket = 0
        self._person = 0
        self._shown: set[int] = set()
        """Messages that the visitor has on the screen."""
        self._asks: dict[int, str] = {}
        """By message the survey that it asks."""
        self._showing = asyncio.Lock()
        self._answer = 0
        """The newest message of the desk on the screen: of their own lines nobody needs to know that they saw them."""
        self._saw = 0
        self._marks = Marks()
        """As last told."""
        self._quiet: asyncio.TimerHandle | None = None
        self._there = ExitStack()
        """Closed when the visitor leaves."""
        self._begun: asyncio.Future[asyncio.Event] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Until the visitor hangs up."""
        try:
            await self._run()
        finally:
            if self._ticket and not self._gateway.hub.is_at(self._ticket):
                with suppress(StoreError):
                    until = self._gateway.now() + LEFT
                    await self._gateway.do(self._gateway.customers.has_left_chat, self._ticket, until)

    async def _run(self) -> None:
        with self._there:
            self._there.enter_context(self._gateway.hub.listening())
            tasks = {asyncio.create_task(run()) for run in (self._hear, self._follow, self._line_up)}
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    with suppress(WebSocketDisconnect):
                        task.result()
            finally:
                for task in tasks:
                    task.cancel()
                if self._quiet is not None:
                    self._quiet.cancel()

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
                case Mail() if self._ticket:
                    await self._mail()
                case Rate(id, score) if int(id) in self._asks:
                    await self._rate(int(id), score)
                case Seen(upto) if int(upto) in self._shown and int(upto) > self._saw < self._answer:
                    self._saw = int(upto)
                    await self._gateway.do(self._gateway.customers.saw_chat, self._ticket, self._saw)
                case None:
                    await self._socket.close(1003)
                    return

    async def _follow(self) -> None:
        """Show what is new, once the chat has begun."""
        changed = await asyncio.shield(self._begun)
        while True:
            await changed.wait()
            changed.clear()
            await self._show()

    async def _line_up(self) -> None:
        """Tell how many wait before who waits, whenever it is another number."""
        await asyncio.shield(self._begun)
        told_last = None
        while True:
            before = self._gateway.hub.before(self._ticket)
            if before != told_last:
                told_last = before
                await self._socket.send_text(told("line", before=before))
            await self._gateway.hub.moved_up()

    async def _take_up(self, held: str) -> None:
        gateway = self._gateway
        known = claimed(gateway, held) if held else None
        found = await gateway.do(gateway.customers.request, known[1], known[0]) if known else None
        opens = await gateway.do(gateway.customers.opens_at)
        resumed = found is not None and found.can_answer
        await self._socket.send_text(told("state", open=opens <= gateway.now(), opens=opens, resumed=resumed))
        if known is not None and resumed:
            await self._begin(*known)

    async def _begin(self, ticket: int, person: int) -> None:
        """The visitor is at their chat from now on."""
        self._ticket, self._person = ticket, person
        self._begun.set_result(self._there.enter_context(self._gateway.hub.at(ticket)))
        await self._gateway.do(self._gateway.customers.is_at_chat, ticket, self._gateway.now() + HERE)
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
            await self._socket.send_text(told("got", id=line.id))  # `_follow` shows it
            await self._gateway.do(self._gateway.leave)  # the bot may have to answer

    async def _rate(self, message: int, score: int) -> None:
        customers = self._gateway.customers
        try:
            self._gateway.allow(self._socket, LINE)
            asked = await self._gateway.do(customers.asked, self._ticket, self._asks[message])
            if asked is None or not least(asked[1]) <= score <= most(asked[1]):
                return
            await self._gateway.do(customers.rate, asked[0], asked[1], score, "")
        except (TooOften, Refused, StoreError):
            return
        await self._socket.send_text(told("rated", id=str(message), score=score))

    async def _mail(self) -> None:
        """All that was said leaves for the visitor's own address, which nobody can name here."""
        gateway = self._gateway
        try:
            gateway.allow(self._socket, LINK, f"chat {self._ticket}")
            await gateway.do(gateway.customers.send_transcript, self._ticket)
        except (TooOften, Refused, StoreError):
            await self._socket.send_text(told("posted", ok=False))
        else:
            await gateway.do(gateway.leave)
            await self._socket.send_text(told("posted", ok=True))

    async def _open(self, line: Say) -> bool:
        """The first line makes the ticket: a chat while a team is at work, else a request that is answered by mail."""
        gateway, name, email = self._gateway, safe_line(line.name, 100), line.email.strip()
        is_open = await gateway.do(gateway.customers.opens_at) <= gateway.now()
        if (email or not is_open) and not is_address(email):
            await self._socket.send_text(told("wrong", id=line.id))
            return False
        text = safe_text(line.text)
        subject = cut(" ".join(text.split()), 80)
        new = NewTicket(email, subject, text, name, channel="chat" if is_open else "web")
        here = gateway.now() + HERE if is_open else 0
        ticket = await gateway.do(gateway.customers.open, _once(line.id), new, here=here)
        if not is_open:
            await gateway.do(gateway.leave)
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
        lines, gone, marks = await self._gateway.do(self._news)
        for id in gone:
            self._shown.discard(id)
            await self._socket.send_text(told("gone", id=str(id)))
        for id, line in lines:
            self._shown.add(id)
            self._answer = max(self._answer, id if line["ours"] else 0)
            await self._socket.send_text(told("said", **line))
        if marks != self._marks:
            self._marks = marks
            await self._socket.send_text(told("marks", **marks._asdict()))

    def _news(self) -> tuple[list[tuple[int, dict[str, object]]], set[int], Marks]:
        """Messages that are not on the screen yet, those that are and shall not be any more, and the marks."""
        gateway = self._gateway
        typing = gateway.hub.is_answered(self._ticket)
        found = gateway.customers.chat(self._person, self._ticket)
        if found is None:
            return [], set(self._shown), self._marks._replace(typing=typing, over=True)
        messages = found.request.messages
        names = {agent.handle: agent.name for agent in gateway.desk.agents()}
        self._asks = {message: survey for message, (survey, _) in found.asks.items()}
        agent = safe_line(names.get(found.agent, found.agent), 80) if found.agent else ""
        return (
            [(m.id, line_of(gateway, found, m)) for m in messages if m.id not in self._shown],
            self._shown - {m.id for m in messages},
            Marks(str(found.seen), typing, agent, found.can_be_mailed, not found.request.can_answer),
        )

    def _type(self, on: bool) -> None:
        """Agents see whether the visitor types."""
        if self._quiet is not None:
            self._quiet.cancel()
            self._quiet = None
        if self._ticket:
            self._gateway.hub.types(self._ticket, on)
            if on:
                self._quiet = asyncio.get_running_loop().call_later(TYPING, self._type, False)


def safe_text(text: str) -> str:
    """A line as it is kept: with the line ends of this side."""
    return text.replace("\r\n", "\n").strip()


def _once(id: str) -> bytes:
    return sha256(f"chat {id}".encode()).digest()[:16]
