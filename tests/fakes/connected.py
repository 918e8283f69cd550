"""A desk whose tickets live at a remote in memory, and all that an outbox can hold. For pilots and snapshots."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec

from supportterm.backends import errors
from supportterm.backends.abilities import abilities
from supportterm.backends.protocol import Capabilities
from supportterm.core import verbs
from supportterm.core.remote import Receipt, RemoteFile, RemoteMessage, RemotePerson, RemoteTicket, Say, TicketSeen
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.views import DEFAULT_VIEWS
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.sync.engine import Engine

NOW: Final = 1_790_000_000_000
CAN = Capabilities(
    feed="cursor", guard="atomic", marker="none", settle=1, poll=5, open_tickets=True, reply=True, note=True,
    fields=frozenset({"status", "priority", "subject", "assignee"}), tags="none", files_down=True,
)  # fmt: skip
"""No tags, no merging, no teams: what can't be done there is greyed."""
AL = RemotePerson("", "Al", "al@acme.test")
TICKETS = ("Cannot log in", "Charged twice", "Export stops", "Certificate expires", "Webhook retries", "Colleague")


class Far:
    """The remote. `mode` is what becomes of the next write: refuse or lose."""

    capabilities = CAN

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self.tickets: dict[str, TicketSeen] = {}
        self.log: list[str] = []
        self.mode = ""
        for number, subject in enumerate(TICKETS, 101):
            key = f"k{number}"
            told = RemoteTicket(key, "1", subject, AL, clock(), clock(), number=str(number), status=1)
            hello = RemoteMessage(f"{key}.1", Role.CUSTOMER, "Hello,\n\nit does not work.\n\nAl", clock(), "Al", AL)
            self.tickets[key] = TicketSeen(told, (hello,))
            self.log.append(key)

    def put(self, key: str, *, said: RemoteMessage | None = None, **values: Any) -> None:
        seen = self.tickets[key]
        told = msgspec.structs.replace(
            seen.ticket, version=str(len(self.log) + 2), updated_at=self._clock(), actor="bob", **values
        )
        messages = (*seen.messages, said) if said else seen.messages
        self.tickets[key] = TicketSeen(told, messages)
        self.log.append(key)

    def hear(self, key: str, body: str, **more: Any) -> None:
        said = RemoteMessage(f"{key}.c{len(self.log)}", Role.CUSTOMER, body, self._clock(), "Al", AL, **more)
        self.put(key, said=said)

    def probe(self) -> Any:
        from supportterm.core.remote import Identity

        return Identity("robot", "one")

    def catalog(self) -> Any:
        from supportterm.core.remote import Catalog

        return Catalog()

    def changes(self, cursor: str) -> Any:
        from supportterm.core.remote import Page

        keys = dict.fromkeys(self.log[int(cursor or 0) :])
        return Page(tuple(self.tickets[key] for key in keys), str(len(self.log)))

    def fetch(self, key: str) -> TicketSeen:
        return self.tickets[key]

    def write(self, step: Any) -> Receipt:
        mode, self.mode = self.mode, ""
        if mode == "refuse":
            raise errors.Invalid("the ticket is locked by an approval")
        if mode == "lose":
            raise errors.Uncertain("no answer came")
        if isinstance(step, Say):
            told = RemoteMessage(
                f"{step.key}.r{len(self.log)}", step.role, step.body, self._clock(), agent="robot", marker=step.marker
            )
            self.put(step.key, said=told)
            return Receipt(told.key)
        if step.version != self.tickets[step.key].ticket.version:
            raise errors.Conflict("it was changed meanwhile")
        self.put(step.key, **step.values)
        return Receipt(step.key, self.tickets[step.key].ticket.version)

    def find(self, step: Any) -> Receipt | None:
        return None

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        return ()

    def download(self, key: str, into: Any) -> None:
        raise errors.NotThere("gone")

    def wait(self, seconds: float) -> bool:
        return False

    def handled(self, keys: tuple[str, ...]) -> None: ...

    def close(self) -> None: ...


class World:
    """The desk, the remote, and time."""

    def __init__(self, path: Path) -> None:
        self.now = NOW - 3_600_000
        self.path = path
        self.desk = Desk.create(path, "Acme", me="ann", clock=lambda: self.now, undo_window=10)
        for view in DEFAULT_VIEWS:
            self.desk.define("view", view.name, msgspec.to_builtins(view))
        self.desk.define("agent", "ann", {"name": "Ann Bright"})
        self.desk.define("agent", "bob", {"name": "Bob"})
        self.desk.create_ticket(NewTicket("mia@acme.test", "Our own, by phone", "She calls again.", name="Mia"))
        self.desk.define("connection", "far", {"title": "Far", "backend": "memory", "can": abilities(CAN)})
        self.far = Far(lambda: self.now)
        self.engine = Engine(self.desk.replica("far"), self.far, clock=lambda: self.now, random=Random(1), fence="one")
        self.run()

    def run(self, seconds: float = 30) -> None:
        end = self.now + int(seconds * 1000)
        while self.now < end:
            wait = self.engine.step()
            self.now = min(end, self.now + min(wait, 1000)) if wait else self.now

    def id(self, number: int) -> int:
        return self.desk.called(str(number))[0]

    def reply(self, number: int, text: str, **more: Any) -> None:
        self.desk.write(self.id(number), NewMessage(Role.REPLY, text, **more))

    def offline(self) -> None:
        self.desk.replica("far").set_state(state="offline", since=self.now, words="no network")

    def two_fields_in_conflict(self) -> None:
        """#102: urgent and pending here, low and on hold there."""
        wanted = [(verbs.set_priority, {"priority": Priority.URGENT}), (verbs.set_status, {"status": Status.PENDING})]
        self.desk.change_many(self.id(102), wanted)
        self.far.put("k102", priority=int(Priority.LOW), status=int(Status.ON_HOLD))
        self.run()

    def answered_since(self) -> None:
        """#103: a reply that its ticket went past."""
        self.reply(103, "The export is **limited** to 10,000 rows.")
        self.far.hear("k103", "Found it: the limit is in the settings.")
        self.run()

    def refused(self) -> None:
        """#104: a reply that is not taken."""
        self.reply(104, "The certificate is in place.")
        self.now += 11_000
        self.far.mode = "refuse"
        self.run()

    def nobody_knows(self) -> None:
        """#105: a reply whose answer was lost, at a remote where it can't be looked up."""
        self.reply(105, "We retry three times.")
        self.now += 11_000
        self.far.mode = "lose"
        self.run()

    def with_a_file_there(self) -> None:
        """#106: a file that is only at the remote."""
        self.far.hear("k106", "Here is the log", files=(RemoteFile("f1", "app.log", "text/plain", 2048),))

    def all_of_it(self) -> None:
        self.two_fields_in_conflict()
        self.answered_since()
        self.refused()
        self.nobody_knows()
        self.offline()
        self.now = NOW
        self.reply(101, "We look into it.", cc=("kim@acme.test",), bcc=("audit@acme.test",))
