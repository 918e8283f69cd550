"""A help desk in memory, for tests of one thing at a time: it does what it is asked, or what `mode` says."""

from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from supportterm.backends import errors
from supportterm.backends.protocol import Capabilities
from supportterm.core.remote import (
    AnyStep,
    Catalog,
    Identity,
    MergeTickets,
    OpenTicket,
    Page,
    PutArticle,
    Receipt,
    RemoteArticle,
    RemoteMessage,
    RemotePerson,
    RemoteTicket,
    Say,
    SetFields,
    TicketGone,
    TicketSeen,
)
from supportterm.core.terms import Role

ALL = Capabilities(
    feed="cursor", deletes="feed", guard="atomic", marker="stored", settle=10, poll=5, open_tickets=True, reply=True,
    note=True, fields=frozenset({"status", "priority", "assignee", "team", "subject", "custom"}), tags="delta",
    merge=True, files_up=True, files_down=True, articles="write",
)  # fmt: skip
AL = RemotePerson("", "Al", "al@acme.test")


class Remote:
    """Implements Helpdesk and Knowledge."""

    def __init__(self, capabilities: Capabilities = ALL) -> None:
        self.capabilities = capabilities
        self.epoch = "first"
        self.mode = ""
        """What happens to the next write: drop, lost, late, refuse, throttle, auth."""
        self.tickets: dict[str, RemoteTicket] = {}
        self.said: dict[str, list[RemoteMessage]] = {}
        self.written: list[AnyStep] = []
        self.texts: dict[str, RemoteArticle] = {}
        self.files: dict[str, bytes] = {}
        self.unreadable: set[str] = set()
        """Files that can't be read now."""
        self.wants_uploads = self.upload_fails = False
        self.catalog_of = Catalog()
        self._log: list[str] = []
        self._count = 0
        self._late: list[AnyStep] = []

    # --- what happens there

    def open(self, key: str, subject: str = "Hello", body: str = "help", **values: object) -> None:
        at = self._moment()
        self.tickets[key] = RemoteTicket(key, str(self._count), subject, AL, at, at, status=1)
        self.said[key] = [RemoteMessage(f"{key}.1", Role.CUSTOMER, body, at, "Al", AL)]
        self.put(key, **values)

    def put(self, key: str, **values: object) -> None:
        """Fields of a ticket are so from now on."""
        at = self._moment()
        self.tickets[key] = replace(self.tickets[key], version=str(self._count), updated_at=at, **values)
        self._log.append(key)

    def hear(self, key: str, body: str, *, at: int | None = None) -> None:
        """The customer writes."""
        moment = self._moment()
        told = RemoteMessage(f"{key}.{self._count}", Role.CUSTOMER, body, moment if at is None else at, "Al", AL)
        self.said[key].append(told)
        self.put(key)

    def edit(self, key: str, place: int, body: str, *, redacted: bool = False) -> None:
        self.said[key][place] = replace(self.said[key][place], body=body, redacted=redacted)
        self.put(key)

    def drop(self, key: str) -> None:
        del self.tickets[key], self.said[key]
        self._log.append(key)

    def deliver_late(self) -> None:
        for step in self._late:
            with suppress(errors.Conflict):  # nobody hears of it any more
                self._do(step)
        self._late.clear()

    def bodies(self, key: str) -> list[str]:
        return [m.body for m in self.said[key]]

    def _moment(self) -> int:
        self._count += 1
        return 1_000_000 + self._count * 1000

    # --- Helpdesk

    def probe(self) -> Identity:
        return Identity("robot", self.epoch)

    def catalog(self) -> Catalog:
        return self.catalog_of

    def changes(self, cursor: str) -> Page:
        keys = list(dict.fromkeys(self._log[int(cursor or 0) :]))
        items = tuple(self.fetch(k) if k in self.tickets else TicketGone(k, "bob") for k in keys)
        return Page(items, str(len(self._log)))

    def fetch(self, key: str) -> TicketSeen:
        if key not in self.tickets:
            raise errors.NotThere(f"there is no ticket {key}")
        return TicketSeen(self.tickets[key], tuple(self.said[key]), whole=True)

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        return tuple(t for t in self.tickets.values() if text in t.subject)[:limit]

    def write(self, step: AnyStep) -> Receipt:
        mode, self.mode = self.mode, ""
        match mode:
            case "drop":
                raise errors.Unavailable("no network")
            case "throttle":
                raise errors.RateLimited("too fast", 20)
            case "auth":
                raise errors.AuthFailed("the token is not accepted")
            case "refuse":
                raise errors.Invalid("that is not taken here")
            case "late":
                self._late.append(step)
                raise errors.Uncertain("no answer came")
        receipt = self._do(step)
        if mode == "lost":
            raise errors.Uncertain("no answer came")
        return receipt

    def find(self, step: AnyStep) -> Receipt | None:
        if isinstance(step, SetFields):
            now = self.tickets[step.key]
            return Receipt(step.key, now.version) if now.values() == {**now.values(), **step.values} else None
        for key, said in self.said.items():
            for message in said:
                if message.marker == step.marker:
                    return Receipt(key if isinstance(step, OpenTicket) else message.key)
        return None

    def upload(self, file: Path, name: str, media_type: str) -> str:
        if self.upload_fails:
            self.upload_fails = False
            raise errors.Uncertain("half an answer")
        if not self.wants_uploads:
            return ""
        self.files[f"token {name}"] = file.read_bytes()
        return f"token {name}"

    def download(self, key: str, into: object) -> None:
        if key in self.unreadable:
            raise errors.Unreadable("a page for people came")
        if key not in self.files:
            raise errors.NotThere("that file is gone")
        into.write(self.files[key])  # type: ignore[attr-defined]

    def wait(self, seconds: float) -> bool:
        return False

    def handled(self, keys: tuple[str, ...]) -> None: ...

    def close(self) -> None: ...

    # --- Knowledge

    def articles(self, cursor: str) -> Page:
        told = tuple(a for a in self.texts.values() if int(a.version) > int(cursor or 0))
        return Page(told, str(max((int(a.version) for a in self.texts.values()), default=0)))

    def write_down(self, key: str, title: str, body: str) -> None:
        self._count += 1
        self.texts[key] = RemoteArticle(key, str(self._count), title, body, self._count)

    # --- how

    def _do(self, step: AnyStep) -> Receipt:
        self.written.append(step)
        match step:
            case Say():
                at = self._moment()
                told = RemoteMessage(
                    f"{step.key}.{self._count}", step.role, step.body, at, agent="robot", marker=step.marker
                )
                self.said[step.key].append(told)
                self.put(step.key)
                return Receipt(told.key)
            case SetFields():
                now = self.tickets[step.key]
                if step.version != now.version:
                    raise errors.Conflict("it was changed meanwhile")
                fields = {k.removeprefix("field."): v for k, v in step.values.items() if k.startswith("field.")}
                tags = tuple(sorted({*now.tags, *step.add} - set(step.remove)))
                plain = {k: v for k, v in step.values.items() if not k.startswith("field.")}
                self.put(step.key, **plain, tags=tags, fields={**now.fields, **fields}, actor="robot")
                return Receipt(step.key, self.tickets[step.key].version)
            case OpenTicket():
                at = self._moment()
                key = str(500 + self._count)
                self.tickets[key] = RemoteTicket(key, "0", step.subject, step.requester, at, at)
                first = RemoteMessage(
                    f"{key}.1", Role.CUSTOMER, step.body, at, person=step.requester, marker=step.marker
                )
                self.said[key] = [first]
                fields = {k.removeprefix("field."): v for k, v in step.values.items() if k.startswith("field.")}
                plain = {k: v for k, v in step.values.items() if not k.startswith("field.")}
                self.put(key, tags=step.tags, fields=fields, **plain)
                return Receipt(key, self.tickets[key].version, key)
            case MergeTickets():
                self.put(step.key, merged_into=step.into, status=5)
                self.put(step.into)
                return Receipt(step.key)
            case PutArticle():
                key = step.key or str(self._count)
                if step.key and step.version != self.texts[step.key].version:
                    raise errors.Conflict("it was changed meanwhile")
                self.write_down(key, step.title, step.body)
                return Receipt(key, self.texts[key].version)
