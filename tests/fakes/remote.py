"""A help desk in memory: tickets, versions, a log of changes, markers, and a book of who wrote which field over what.

Pure and deterministic: the clock is given, nothing is read or sent. What it says no with are the errors of
`supportterm.backends.errors`. The book (`writes`, `arrivals`) is the observer's and survives a restore.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final, Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from supportterm.backends import errors
from supportterm.core.nouns import Value
from supportterm.core.remote import (
    AnyStep,
    Item,
    MergeTickets,
    OpenTicket,
    Page,
    Receipt,
    RemoteEvent,
    RemoteMessage,
    RemotePerson,
    RemoteTicket,
    Say,
    SetFields,
    TicketGone,
    TicketSeen,
)
from supportterm.core.terms import Role, Status

PAGE: Final = 8
POISON: Final = "poison"
"""A text with this word in it is never taken."""
SICK: Final = "sick"
"""A text with this word in it makes the server fail, whatever it is asked about it, while `FakeRemote.sick` is set."""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What kind of help desk it is. Times in milliseconds."""

    marker: Literal["key", "stored", "none"] = "stored"
    guard: Literal["atomic", "checked", "reread", "none"] = "atomic"
    feed: Literal["cursor", "since"] = "cursor"
    lag: int = 0
    """How old something is before a feed or a search shows it."""
    overlap: int = 0
    """How much of what it has told already a feed by moments tells again."""
    coarse: bool = False
    """Moments are whole seconds there."""
    whole: bool = False
    """The feed tells all messages of a ticket and says so."""
    history: bool = False


class Logged(NamedTuple):
    """One line of the log of changes, with what the ticket was after it."""

    at: int
    key: str
    item: Item


class Write(NamedTuple):
    """A field was written: what it was, what it is, and what the writer said it was."""

    key: str
    field: str
    actor: str
    before: Value
    value: Value
    marker: str


class Arrival(NamedTuple):
    """Something of ours took effect."""

    marker: str
    kind: str
    key: str
    made: str
    """Key of the message or ticket that it made."""


class Ledger:
    """All that a backup of the help desk holds."""

    def __init__(self, epoch: str) -> None:
        self.epoch = epoch
        self.tickets: dict[str, RemoteTicket] = {}
        self.messages: dict[str, tuple[RemoteMessage, ...]] = {}
        self.events: dict[str, tuple[RemoteEvent, ...]] = {}
        self.log: list[Logged] = []
        self.answers: dict[str, Receipt] = {}
        """What was answered to a key, where keys are known again."""
        self.next = 1

    def copy(self) -> "Ledger":
        other = Ledger(self.epoch)
        other.tickets, other.messages = dict(self.tickets), dict(self.messages)
        other.events, other.log, other.answers = dict(self.events), list(self.log), dict(self.answers)
        other.next = self.next
        return other


class FakeRemote:
    def __init__(self, clock: Callable[[], int], rules: Rules) -> None:
        self._clock = clock
        self.rules = rules
        self.ledger = Ledger("epoch-1")
        self.writes: list[Write] = []
        self.arrivals: list[Arrival] = []
        self.sick = True
        self.bodies: Counter[str] = Counter()
        """How often each text of ours was made into a message or ticket."""

    # --- what is read

    def ticket(self, key: str) -> RemoteTicket:
        """Raises NotThere."""
        ticket = self.ledger.tickets.get(key)
        if ticket is None:
            raise errors.NotThere(f"there is no ticket {key}")
        return ticket

    def fetch(self, key: str) -> TicketSeen:
        self.ticket(key)
        return replace(self._seen(key), whole=True)

    def changes(self, cursor: str, *, behind: int = 0) -> Page:
        """The next page. *behind*: it is answered by a copy that lacks the newest lines of the log, and says what
        tickets were when the copy's last line was written."""
        log = self.ledger.log
        horizon = self._now() - self.rules.lag
        shown = max(0, len(log) - behind)
        if self.rules.feed == "since":
            since = int(cursor or 0)
            lines = [i for i in range(self._first_since(since - self.rules.overlap), shown) if log[i].at <= horizon]
            fresh = [i for i in lines if log[i].at > since]
            if len(fresh) > PAGE:
                edge = log[fresh[PAGE]].at
                lines = [i for i in lines if log[i].at <= edge]
            told = max([since, *(log[i].at for i in lines)])
            more = any(log[i].at > told and log[i].at <= horizon for i in fresh)
            return Page(self._items(lines, shown, behind), str(told), more)
        start = int(cursor or 0)
        end = start
        while end < shown and end - start < PAGE and log[end].at <= horizon:
            end += 1
        more = end < shown and log[end].at <= horizon
        return Page(self._items(list(range(start, end)), shown, behind), str(max(start, end)), more)

    def find(self, step: AnyStep) -> Receipt | None:
        """By the marker, or for fields by the values; what is younger than the lag is not found yet."""
        horizon = self._now() - self.rules.lag
        match step:
            case SetFields():
                ticket = self.ticket(step.key)
                values, tags = ticket.values(), set(ticket.tags)
                there = all(values.get(f) == v for f, v in step.values.items())
                there = there and set(step.add) <= tags and not set(step.remove) & tags
                return Receipt(step.key, ticket.version) if there else None
            case MergeTickets():
                return Receipt(step.key) if self.ticket(step.key).merged_into == step.into else None
            case Say():
                self.ticket(step.key)
                places = [step.key]
            case _:
                places = list(self.ledger.messages)
        for key in places:
            for message in self.ledger.messages[key]:
                if step.marker and message.marker == step.marker and message.at <= horizon:
                    return Receipt(key if isinstance(step, OpenTicket) else message.key, number=key)
        return None

    # --- what our client writes

    def apply(self, step: AnyStep) -> Receipt:
        """Do one step, whole or not at all."""
        known = self.ledger.answers.get(step.marker) if self.rules.marker == "key" else None
        if known is not None:
            return known
        receipt = self._apply(step)
        if isinstance(step, Say | OpenTicket):
            self.ledger.answers[step.marker] = receipt
        return receipt

    def _apply(self, step: AnyStep) -> Receipt:
        match step:
            case OpenTicket():
                self._check(step.subject + step.body)
                marker = step.marker if self.rules.marker == "stored" else ""
                key = self.open(step.subject, step.requester, step.body, marker=marker, values=step.values,
                                tags=step.tags)  # fmt: skip
                self._arrived(step, key, key, step.body)
                return Receipt(key, self.ledger.tickets[key].version, key)
            case Say():
                self._check(step.body)
                self._alive(step.key)
                marker = step.marker if self.rules.marker == "stored" else ""
                made = self.say(step.key, step.role, step.body, agent=step.agent, marker=marker)
                self._arrived(step, step.key, made, step.body)
                return Receipt(made)
            case SetFields():
                ticket = self._alive(step.key)
                if self.rules.guard == "atomic" and step.version != ticket.version:
                    raise errors.Conflict("it was changed since", ticket.values())
                tags = tuple(sorted((set(ticket.tags) | set(step.add)) - set(step.remove)))
                self.change(step.key, "us", step.values, tags, marker=step.marker)
                self._arrived(step, step.key, step.key, "")
                return Receipt(step.key, self.ledger.tickets[step.key].version)
            case MergeTickets():
                self._alive(step.key)
                self._alive(step.into)
                self.merge(step.key, step.into, "us")
                self._arrived(step, step.key, step.key, "")
                return Receipt(step.key, self.ledger.tickets[step.key].version)
        raise errors.CannotDo(f"there is no way to do {type(step).__name__}")

    # --- what happens there

    def open(
        self, subject: str, requester: RemotePerson, body: str, *, marker: str = "",
        values: dict[str, Value] | None = None, tags: tuple[str, ...] = (),
    ) -> str:  # fmt: skip
        key, now = self._id(), self._now()
        plain = {f: v for f, v in (values or {}).items() if not f.startswith("field.")}
        custom = {f.removeprefix("field."): v for f, v in (values or {}).items() if f.startswith("field.")}
        ticket = RemoteTicket(key, "", subject, requester, now, now, tags=tuple(sorted(tags)), fields=custom)
        self.ledger.tickets[key] = msgspec.convert({**msgspec.structs.asdict(ticket), **plain}, RemoteTicket)
        first = RemoteMessage(self._id(), Role.CUSTOMER, body, now, requester.name, requester, marker=marker)
        self.ledger.messages[key] = (first,)
        self.ledger.events[key] = ()
        self._log(key, "us" if marker else "customer")
        return key

    def say(self, key: str, role: Role, body: str, *, agent: str = "", marker: str = "") -> str:
        """A message joins; a customer's opens again what was waiting or solved."""
        ticket, made = self.ticket(key), self._id()
        if role is Role.CUSTOMER:
            person = ticket.requester
            message = RemoteMessage(made, role, body, self._now(), person.name, person)
        else:
            message = RemoteMessage(
                made, role, body, self._now(), agent, agent=agent or None, markdown=True, marker=marker
            )
        self.ledger.messages[key] += (message,)
        if role is Role.CUSTOMER and Status.OPEN < ticket.status < Status.CLOSED:
            self._set(key, "customer", {"status": int(Status.OPEN)}, "")
        self._log(key, agent or "customer")
        return made

    def change(
        self, key: str, actor: str, values: dict[str, Value], tags: tuple[str, ...] | None = None, marker: str = ""
    ) -> None:
        self._set(key, actor, values, marker)
        if tags is not None:
            self.ledger.tickets[key] = replace(self.ledger.tickets[key], tags=tags)
        self._log(key, actor)

    def rewrite(self, key: str, message: str, *, body: str = "", redacted: bool = False) -> None:
        """Somebody edits a message, or takes its text away."""
        self.ledger.messages[key] = tuple(
            replace(m, body="" if redacted else body, redacted=redacted) if m.key == message and not m.redacted else m
            for m in self.ledger.messages[key]
        )
        self._log(key, "web")

    def merge(self, key: str, into: str, actor: str) -> None:
        self._set(key, actor, {"status": int(Status.CLOSED)}, "")
        self.ledger.tickets[key] = replace(self.ledger.tickets[key], merged_into=into)
        self._log(key, actor)

    def delete(self, key: str) -> None:
        del self.ledger.tickets[key], self.ledger.messages[key], self.ledger.events[key]
        self.ledger.log.append(Logged(self._now(), key, TicketGone(key, "web", self._now())))

    def restore(self, backup: Ledger) -> Ledger:
        """Put a backup back, under another epoch; what was is returned. Keys are given out again from there."""
        before, self.ledger = self.ledger, backup.copy()
        self.ledger.epoch = f"{before.epoch}-restored"
        return before

    # --- inside

    def _check(self, text: str) -> None:
        if POISON in text:
            raise errors.Invalid("this text is not taken")

    def _alive(self, key: str) -> RemoteTicket:
        ticket = self.ticket(key)
        if ticket.merged_into:
            raise errors.NotThere(f"{key} was merged into {ticket.merged_into}", ticket.merged_into)
        return ticket

    def _arrived(self, step: AnyStep, key: str, made: str, body: str) -> None:
        self.arrivals.append(Arrival(step.marker, type(step).__name__, key, made))
        if body:
            self.bodies[body] += 1

    def _set(self, key: str, actor: str, values: dict[str, Value], marker: str) -> None:
        ticket = self.ledger.tickets[key]
        before = ticket.values()
        plain: dict[str, Value] = {}
        custom = dict(ticket.fields)
        for field, value in values.items():
            self.writes.append(Write(key, field, actor, before.get(field), value, marker))
            if field.startswith("field."):
                custom[field.removeprefix("field.")] = value
            else:
                plain[field] = value
            if self.rules.history and before.get(field) != value:
                event = RemoteEvent(self._id(), self._now(), actor, field, value, before.get(field))
                self.ledger.events[key] += (event,)
        self.ledger.tickets[key] = replace(ticket, fields=custom, **plain)

    def _log(self, key: str, actor: str) -> None:
        now = self._now()
        self.ledger.tickets[key] = replace(
            self.ledger.tickets[key], version=f"v{self._id()}", updated_at=now, actor=actor
        )
        self.ledger.log.append(Logged(now, key, self._seen(key)))

    def _seen(self, key: str) -> TicketSeen:
        events = self.ledger.events[key] if self.rules.history else ()
        return TicketSeen(self.ledger.tickets[key], self.ledger.messages[key], events, self.rules.whole)

    def _items(self, lines: list[int], shown: int, behind: int) -> tuple[Item, ...]:
        """Each ticket once, as it is now, or as the copy that answers has it."""
        log = self.ledger.log
        keys = dict.fromkeys(log[i].key for i in lines)
        if not behind:
            return tuple(self._now_is(key) for key in keys)
        return tuple(next(log[i].item for i in range(shown - 1, -1, -1) if log[i].key == key) for key in keys)

    def _now_is(self, key: str) -> Item:
        if key in self.ledger.tickets:
            return self._seen(key)
        return next(line.item for line in reversed(self.ledger.log) if line.key == key)

    def _first_since(self, moment: int) -> int:
        """Index of the first line of the log at *moment* or later."""
        log = self.ledger.log
        index = len(log)
        while index and log[index - 1].at >= moment:
            index -= 1
        return index

    def _id(self) -> str:
        self.ledger.next += 1
        return str(self.ledger.next)

    def _now(self) -> int:
        now = self._clock()
        return now - now % 1000 if self.rules.coarse else now
