"""A help desk in memory: tickets, versions, a log of changes, markers, and a book of who wrote which field over what.

Pure and deterministic: the clock is given, nothing is read or sent. What it says no with are the errors of
`supportterm.backends.errors`. The book (`writes`, `arrivals`) is the observer's and survives a restore.
"""

from collections import Counter
from collections.abc import Callable, Mapping

import msgspec
from msgspec.structs import replace

from fakes import applying, feeds, looking
from fakes.feeds import PAGE
from fakes.ledger import Arrival, Ledger, Logged, Write
from fakes.limit import Bucket
from fakes.rules import POISON, SICK, US, Rules
from supportterm.backends import errors
from supportterm.core.nouns import Value
from supportterm.core.remote import (
    AnyStep,
    Page,
    Receipt,
    RemoteArticle,
    RemoteEvent,
    RemoteFile,
    RemoteMessage,
    RemotePerson,
    RemoteTicket,
    TicketGone,
    TicketSeen,
)
from supportterm.core.terms import Role, Status

__all__ = ["PAGE", "POISON", "SICK", "US", "Arrival", "FakeRemote", "Ledger", "Logged", "Rules", "Write"]

Contents = Mapping[str, bytes]
"""Files by name."""


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
        self._bucket = Bucket(rules.rate, rules.burst)

    # --- what is read

    def admit(self) -> None:
        """A request comes. Raises RateLimited."""
        if self.rules.rate:
            self._bucket.take(self._clock())

    def ticket(self, key: str) -> RemoteTicket:
        """Raises NotThere."""
        ticket = self.ledger.tickets.get(key)
        if ticket is None:
            raise errors.NotThere(f"there is no ticket {key}")
        return ticket

    def fetch(self, key: str) -> TicketSeen:
        self.ticket(key)
        return replace(self.ledger.seen(key, self.rules), whole=True)

    def changes(self, cursor: str, *, behind: int = 0) -> Page:
        """The next page. *behind*: it is answered by a copy that lacks the newest lines of the log, and says what
        tickets were when the copy's last line was written."""
        return feeds.page(self.ledger, self.rules, cursor, self._now() - self.rules.lag, behind)

    def find(self, step: AnyStep) -> Receipt | None:
        """By the marker, or for fields by the values; what is younger than the lag is not found yet."""
        return looking.find(self, step, self._now() - self.rules.lag)

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        """Tickets with all the words in their subject or messages, newest change first."""
        return looking.search(self.ledger, text, limit, self._now() - self.rules.lag)

    def articles(self, cursor: str) -> Page:
        """Those edited since, each once, as it is now."""
        edited = self.ledger.edited[int(cursor or 0) :]
        end = int(cursor or 0) + min(len(edited), PAGE)
        keys = dict.fromkeys(edited[:PAGE])
        return Page(tuple(self.ledger.articles[k] for k in keys), str(end), end < len(self.ledger.edited))

    def download(self, key: str) -> bytes:
        """Raises NotThere."""
        if key not in self.ledger.files:
            raise errors.NotThere("there is no such file")
        return self.ledger.files[key]

    # --- what our client writes

    def apply(self, step: AnyStep, tags: tuple[str, ...] | None = None, contents: tuple[bytes, ...] = ()) -> Receipt:
        """Do one step, whole or not at all. *tags*: all that the ticket has from now on, where tags are replaced;
        *contents*: what is in the step's files."""
        return applying.apply(self, step, tags, contents)

    # --- what an observer asks

    def made_by(self, marker: str) -> tuple[str, ...]:
        """Keys of what took effect under a marker, also of what is gone by now: more than one is a duplicate."""
        return tuple(a.made for a in self.arrivals if a.marker == marker)

    def past(self, key: str, field: str) -> tuple[Write, ...]:
        """Who set a field to what, oldest first."""
        return tuple(w for w in self.writes if (w.key, w.field) == (key, field))

    # --- what happens there

    def open(
        self, subject: str, requester: RemotePerson, body: str, *, marker: str = "", ours: bool = False,
        values: dict[str, Value] | None = None, tags: tuple[str, ...] = (), files: Contents | None = None,
    ) -> str:  # fmt: skip
        key, now = self._id(), self._now()
        plain = {f: v for f, v in (values or {}).items() if not f.startswith("field.")}
        custom = {f.removeprefix("field."): v for f, v in (values or {}).items() if f.startswith("field.")}
        ticket = RemoteTicket(key, "", subject, requester, now, now, tags=tuple(sorted(tags)), fields=custom)
        self.ledger.tickets[key] = msgspec.convert({**msgspec.structs.asdict(ticket), **plain}, RemoteTicket)
        first = RemoteMessage(
            self._id(), Role.CUSTOMER, body, now, requester.name, requester, files=self._keep(files), marker=marker
        )
        self.ledger.messages[key] = (first,)
        self.ledger.events[key] = ()
        self._log(key, US if marker or ours else "customer")
        return key

    def say(
        self, key: str, role: Role, body: str, *, agent: str = "", marker: str = "", person: RemotePerson | None = None,
        files: Contents | None = None,
    ) -> str:  # fmt: skip
        """A message joins; a customer's opens again what was waiting or solved."""
        ticket, made = self.ticket(key), self._id()
        if role is Role.CUSTOMER:
            who = person or ticket.requester
            message = RemoteMessage(made, role, body, self._now(), who.name, who, files=self._keep(files))
        else:
            message = RemoteMessage(
                made, role, body, self._now(), agent, agent=agent or None, markdown=True, files=self._keep(files),
                marker=marker,
            )  # fmt: skip
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

    def blacken(self, key: str, message: str, words: str, file: str = "") -> None:
        """Somebody takes words out of a message, and a file: something black stands for each, an empty file for it."""
        self.ledger.messages[key] = tuple(
            replace(
                m, body=m.body.replace(words, "▇" * len(words)),
                files=tuple(replace(f, name="redacted.txt", size=0) if f.name == file else f for f in m.files),
            ) if m.key == message else m
            for m in self.ledger.messages[key]
        )  # fmt: skip
        self._log(key, "web")

    def merge(self, key: str, into: str, actor: str) -> None:
        self._set(key, actor, {"status": int(Status.CLOSED)}, "")
        self.ledger.tickets[key] = replace(self.ledger.tickets[key], merged_into=into)
        self._log(key, actor)

    def delete(self, key: str) -> None:
        """Told in the feed only where deletes are."""
        del self.ledger.tickets[key], self.ledger.messages[key], self.ledger.events[key]
        if self.rules.deletes == "feed":
            self.ledger.log.append(Logged(self._now(), key, TicketGone(key, "web", self._now())))

    def put_article(self, article: RemoteArticle) -> str:
        """A new one where it has no key; answers the key."""
        key = article.key or self._id()
        self.ledger.articles[key] = replace(article, key=key, version=f"v{self._id()}", updated_at=self._now())
        self.ledger.edited.append(key)
        return key

    def restore(self, backup: Ledger) -> Ledger:
        """Put a backup back, under another epoch; what was is returned. Keys are given out again from there."""
        before, self.ledger = self.ledger, backup.copy()
        self.ledger.epoch = f"{before.epoch}-restored"
        return before

    def arrived(self, step: AnyStep, key: str, made: str, body: str) -> None:
        """A step of ours took effect: into the book."""
        self.arrivals.append(Arrival(step.marker, type(step).__name__, key, made, self._now()))
        if body:
            self.bodies[body] += 1

    # --- inside

    def _keep(self, files: Contents | None) -> tuple[RemoteFile, ...]:
        kept = []
        for name, content in (files or {}).items():
            key = self._id()
            self.ledger.files[key] = content
            kept.append(RemoteFile(key, name, size=len(content)))
        return tuple(kept)

    def _set(self, key: str, actor: str, values: dict[str, Value], marker: str) -> None:
        ticket = self.ledger.tickets[key]
        before = ticket.values()
        plain: dict[str, Value] = {}
        custom = dict(ticket.fields)
        for field, value in values.items():
            self.writes.append(Write(key, field, actor, before.get(field), value, marker, self._now()))
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
        self.ledger.log.append(Logged(now, key, self.ledger.seen(key, self.rules)))

    def _id(self) -> str:
        self.ledger.next += 1
        return str(self.ledger.next)

    def _now(self) -> int:
        now = self._clock()
        return now - now % 1000 if self.rules.coarse else now
