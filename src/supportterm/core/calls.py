"""Calls: how one goes on, whatever order a telephone system tells it in, and how it is written down. Pure."""

from collections.abc import Collection
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from supportterm.core.moments import SECOND
from supportterm.core.nouns import Agent, Ticket
from supportterm.core.operations import Called, Planned, Subject
from supportterm.core.phones import same
from supportterm.core.refusal import Refused
from supportterm.core.verbs import check_workable

State = Literal["ringing", "talking", "ended", "missed"]
OUTCOMES: Final = {
    "reached": "both spoke",
    "voicemail": "a message was left",
    "no-answer": "nobody answered",
    "busy": "the line was busy",
    "wrong-number": "somebody else answered",
}
"""What came of a call."""
RINGS: Final = 90 * SECOND
"""Milliseconds after which nobody waits any more, though no one said that it is over."""

_ORDER: Final[dict[State, int]] = {"ringing": 0, "talking": 1, "missed": 2, "ended": 2}
_WORDS: Final[dict[State, tuple[str, ...]]] = {
    "ringing": ("ringing", "ring", "newcall", "new", "initiated", "queued", "alerting", "incoming", "started", "start"),
    "talking": ("talking", "answered", "answer", "connected", "in-progress", "inprogress", "up", "bridged", "pickup"),
    "ended": ("ended", "end", "hangup", "hung-up", "completed", "finished", "terminated", "bye", "closed"),
    "missed": ("missed", "no-answer", "noanswer", "busy", "canceled", "cancelled", "cancel", "failed", "rejected",
               "unanswered", "not-found", "congestion"),
}  # fmt: skip
"""What telephone systems call them."""
_BY_WORD: Final = {word: state for state, words in _WORDS.items() for word in words}
_OUT: Final = ("out", "outbound", "outgoing", "outbound-api", "outbound-dial", "internal")


class PhoneCall(msgspec.Struct, frozen=True):
    """One call, as far as it is known. Times are milliseconds."""

    id: int
    """0: it is not kept yet."""
    phone: str
    """The number at the other end, as it came."""
    incoming: bool
    state: State
    at: int
    """When it began to ring."""
    answered_at: int | None = None
    ended_at: int | None = None
    agent: str = ""
    """Handle of who calls, or is called; empty: nobody in particular."""
    person: int | None = None
    """Number of who is at the other end, where that is known."""
    name: str = ""
    """What the telephone system calls them."""
    ticket: int | None = None
    """What it is about."""
    logged: bool = False
    """It is written down, or nobody wants it to be."""

    @property
    def going_on(self) -> bool:
        return self.state in ("ringing", "talking")

    def seconds(self, now: int) -> int:
        """How long they have spoken, or did."""
        if self.answered_at is None:
            return 0
        return max(0, (self.ended_at if self.ended_at is not None else now) - self.answered_at) // SECOND


def agent_called(agents: Collection[Agent], word: str) -> str:
    """Handle of the agent whom a telephone system means by *word*: a handle, an address or a number; empty: nobody."""
    plain = word.strip().lower()
    for agent in agents:
        if plain and plain in (agent.handle, agent.email.lower()):
            return agent.handle
    return next((agent.handle for agent in agents if agent.phone and same(agent.phone, word)), "")


def state_of(word: str) -> State:
    """What a telephone system's *word* means. Raises ValueError with a plain phrase."""
    plain = "-".join(word.lower().replace("_", "-").split())
    found = _BY_WORD.get(plain) or _BY_WORD.get(plain.replace("-", ""))
    if found is None:
        raise ValueError(f"{word[:40]!r} says nothing of a call; write ringing, talking, ended or missed")
    return found


def is_incoming(word: str) -> bool:
    """Whether a telephone system's word for a direction means that somebody calls us, as when it says none."""
    return word.lower().replace("_", "-") not in _OUT


def moved(call: PhoneCall, state: State, at: int, agent: str = "") -> PhoneCall:
    """*call* once it is told to be *state*: it never goes back, and what ends before anybody answered was missed."""
    agent = agent or call.agent
    if _ORDER[state] < _ORDER[call.state] or not call.going_on:
        return replace(call, agent=call.agent or agent)
    if state == "ended" and call.answered_at is None and call.state == "ringing":
        state = "missed"
    answered = at if state == "talking" and call.answered_at is None else call.answered_at
    ended = at if state in ("ended", "missed") else None
    return replace(call, state=state, agent=agent, answered_at=answered, ended_at=ended)


def length_words(seconds: int) -> str:
    """`4 min 12 s`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"


def clock_words(seconds: int) -> str:
    """`4:12`, as a timer shows it."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def note_of(called: Called, name: str, text: str) -> str:
    """What is written on the ticket: a line about the call, and what was said."""
    named = [] if same(name, called.phone) else [name]
    who = ", ".join(" ".join(part.split()) for part in (*named, called.phone) if part.strip()) or "somebody"
    took = f", {length_words(called.seconds)}" if called.seconds else ""
    line = f"{'Call from' if called.incoming else 'Called'} {who}: {called.outcome.replace('-', ' ')}{took}."
    return f"{line}\n\n{text.strip()}" if text.strip() else line


def log_call(ticket: Ticket, called: Called) -> list[Planned]:
    """A call is written down on *ticket*, beside its message. Raises Refused for an outcome that there is not."""
    check_workable(ticket)
    if called.outcome not in OUTCOMES:
        raise Refused(f"a call is {', '.join(OUTCOMES)}, not {called.outcome!r}")
    return [Planned(Subject("ticket", ticket.id), called, {})]
