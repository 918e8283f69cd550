"""Chats that move while you watch.

What a customer says next follows from what was said so far and the time alone (`next_line`), so a demo that was
closed and opened again goes on where it was.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from supportterm.core.nouns import Message
from supportterm.core.terms import PRIORITY_BY_WORD, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.demo import content
from supportterm.demo.content import Chat
from supportterm.desk import Desk

SECOND: Final = 1000
THINKING: Final = 3 * SECOND
"""The least time before a customer answers."""
TYPING: Final = 70
"""Milliseconds for each character of the answer, up to `LONGEST`."""
LONGEST: Final = 9 * SECOND


class Heard(NamedTuple):
    """One thing said in a chat: by the agent or not, and when."""

    agent: bool
    at: int


def next_line(chat: Chat, heard: Sequence[Heard], now: int, opened: int = 0) -> str | None:
    """What the customer says at *now*, having *heard* all there is (oldest first); None is silence.

    While nobody answers, the customer goes on with `lines`; waiting counts from *opened* on, when somebody began to
    watch. Once an agent has written, each time the next of `answers`
    follows, then `thanks`, and then the talk is over. What was said before the desk opened counts for neither.
    """
    live = heard[len(chat.said) :]
    first = next((i for i, h in enumerate(live) if h.agent), None)
    if first is None:
        if len(live) >= len(chat.lines):
            return None
        cue = chat.lines[len(live)]
        quiet_since = max(heard[-1].at, opened) if heard else opened
        return cue.say if now >= quiet_since + cue.after * SECOND else None
    replies = (*chat.answers, *chat.thanks)
    given = sum(not h.agent for h in live[first:])
    if not live[-1].agent or given >= len(replies):
        return None
    text = replies[given]
    return text if now >= live[-1].at + THINKING + min(len(text) * TYPING, LONGEST) else None


class LiveChats:
    """The customers of a demo desk. The console calls `tick` about once a second; nothing runs by itself.

    They write through a door of their own, as `customer`: what they said is not the agent's to undo, and the console
    learns of it as of any other program's change, by `Desk.poll`.
    """

    def __init__(self, desk: Desk, clock: Callable[[], int], chats: Sequence[Chat] | None = None) -> None:
        self._desk = Desk.open(desk.path, me="customer", clock=clock)
        self._clock = clock
        self._opened = clock()
        self._chats = content.chats() if chats is None else tuple(chats)
        self._people = content.company().people
        self._tickets = {chat.name: number for chat in self._chats if (number := self._find(chat)) is not None}
        self._heard: dict[int, tuple[int, list[Heard]]] = {}

    def close(self) -> None:
        self._desk.close()

    def tick(self) -> int:
        """Let the customers say what is due; how many of them did."""
        now = self._clock()
        return sum(self._comes_in(chat, now) or self._goes_on(chat, now) for chat in self._chats)

    def _find(self, chat: Chat) -> int | None:
        person = self._desk.person_by_email(self._people[chat.requester].email)
        rows = self._desk.history(person.id, 50) if person else ()
        return next((r.id for r in rows if r.channel == "chat" and r.subject == chat.subject), None)

    def _comes_in(self, chat: Chat, now: int) -> bool:
        if chat.name in self._tickets or now < self._opened + chat.begins * SECOND:
            return False
        person = self._people[chat.requester]
        change = self._desk.create_ticket(
            NewTicket(
                person.email,
                chat.subject,
                chat.lines[0].say,
                name=person.name,
                channel="chat",
                priority=PRIORITY_BY_WORD[chat.priority],
                fields=chat.fields,
            )
        )
        self._tickets[chat.name] = change.tickets[0]
        return True

    def _goes_on(self, chat: Chat, now: int) -> bool:
        number = self._tickets.get(chat.name)
        if number is None:
            return False
        ticket = self._desk.ticket(number)
        if ticket.status >= Status.SOLVED or ticket.merged_into is not None:
            return False
        known, heard = self._heard.get(number, (-1, []))
        if known != ticket.last_message:
            heard = self._listen(number)
            self._heard[number] = ticket.last_message, heard
        text = next_line(chat, heard, now, self._opened)
        if text is None:
            return False
        person = self._desk.person_by_email(self._people[chat.requester].email)
        said = NewMessage(Role.CUSTOMER, text, markdown=False, person=person.id if person else ticket.requester)
        self._desk.write(number, said)
        return True

    def _listen(self, number: int) -> list[Heard]:
        shown = self._desk.timeline(number, size=200)
        return [Heard(m.role is Role.REPLY, m.at) for m in shown if isinstance(m, Message) and m.role.public]
