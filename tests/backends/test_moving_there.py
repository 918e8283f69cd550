"""A desk moves to a real server and back: nothing is lost that the server's backend claims to hold."""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from servers.redmine import Redmine
from servers.request_tracker import Tracker
from supportterm.backends.abilities import abilities
from supportterm.backends.redmine import REDMINE
from supportterm.backends.request_tracker import REQUEST_TRACKER
from supportterm.core import verbs
from supportterm.core.moving import Target, fit, headline, left_behind, role_there, target, why_not_article
from supportterm.core.nouns import Message
from supportterm.core.orders import Order
from supportterm.core.query import parse
from supportterm.core.remote import Catalog
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.exchange.export import export, export_all
from supportterm.exchange.jsonl_in import import_jsonl
from supportterm.sync.engine import Engine

PATIENCE = 120.0
TEXT = "Grüße aus Köln 🦓,\n\n> zitiert\n\n    code * _ `x` <b>&amp;</b>\n* item\n-- \nDana"


class Place:
    """A server, and how a desk stands in front of it."""

    def __init__(self, driver: Any, url: str, secret: str) -> None:
        self._driver = driver
        self._url = url
        self._secret = secret
        with closing(self._backend()) as backend:
            backend.probe()
            self.catalog: Catalog = backend.catalog()
            capabilities = backend.capabilities
        self.there: Target = target(driver.title, abilities(capabilities), self.catalog, capabilities.most_bytes)

    def _backend(self) -> Any:
        return self._driver.open({"url": self._url, "settle": "5"}, lambda: self._secret)

    @contextmanager
    def desk(self, path: Path) -> "Iterator[tuple[Desk, Callable[[Callable[[], object]], None]]]":
        """A new desk that is connected, and a function that syncs until something is so."""
        with closing(self._backend()) as backend, Desk.create(path, "new", me="kim") as desk:
            desk.define("connection", "there", {"backend": self._driver.name, "can": abilities(backend.capabilities)})
            engine = Engine(desk.replica("there"), backend, clock=desk.clock, random=Random(1), fence="one")

            def until(so: Callable[[], object]) -> None:
                end = time.monotonic() + PATIENCE
                while not so():
                    assert time.monotonic() < end, [(e.kind, e.state, e.words) for e in desk.outbox()]
                    time.sleep(min(engine.step(), 200) / 1000)

            yield desk, until


def lived_in(desk: Desk, place: Place, mark: str) -> None:
    """Tickets with all that the server has a place for, and more."""
    team, agent = place.catalog.teams[0].handle, place.catalog.agents[0].handle
    for name in {*(t.handle for t in place.catalog.teams), "elsewhere"}:
        desk.define("team", name, {"name": name})
    for name in {*(a.handle for a in place.catalog.agents), "kim"}:
        desk.define("agent", name, {"name": name.title()})
    for field in place.catalog.fields:
        desk.define("field", field.name, {"title": field.title, "kind": "text"})
    desk.define("field", "floor", {"title": "Floor"})
    chosen = next((f for f in place.catalog.fields if f.choices and not f.name.startswith("exact")), None)
    letter = desk.attach(b"Brief" * 99, "brief.txt")
    new = NewTicket("dana@x.test", f"{mark} Printer", TEXT, name="Dana Q", tags=("fire", "vip"), files=(letter,))
    desk.create_ticket(new)
    fields: list[Any] = [(verbs.set_field, {"name": "floor", "value": "3"})]
    fields += [(verbs.set_field, {"name": chosen.name, "value": chosen.choices[0]})] if chosen is not None else []
    desk.change_many(1, [(verbs.set_team, {"team": team}), (verbs.assign, {"agent": agent}), *fields])
    desk.change(1, verbs.set_priority, priority=Priority.URGENT)
    desk.write(1, NewMessage(Role.NOTE, "odd: " + TEXT, files=(desk.attach(b"\x00\xff", "trace.bin"),)))
    desk.write(1, NewMessage(Role.REPLY, TEXT, files=(desk.attach(b"a log", "log.txt"),), then=Status.PENDING))
    desk.write(1, NewMessage(Role.CUSTOMER, "it helps", person=1))
    desk.create_ticket(NewTicket("bo@x.test", f"{mark} Again", "still", name="Bo"))
    desk.change(2, verbs.merge, into=desk.ticket(1))
    desk.create_ticket(NewTicket("bo@x.test", f"{mark} Quiet", "", name="Bo"))
    desk.change_many(3, [(verbs.set_team, {"team": "elsewhere"}), (verbs.set_status, {"status": Status.SOLVED})])
    desk.create_ticket(NewTicket("bo@x.test", f"{mark} Done", "thanks", name="Bo"))
    desk.change(4, verbs.set_status, status=Status.ON_HOLD)
    desk.put_article(slug="reset", title=f"{mark} Reset", section="Nowhere", body="Turn it off.\n\nAnd on.")
    desk.put_article(slug="draft", title=f"{mark} Draft", body="not yet", state="draft")


def numbers(desk: Desk) -> list[int]:
    return [row.id for row in desk.window(parse(""), Order("number", False), size=200).rows]


def messages(desk: Desk, ticket: int, *, together: bool) -> list[Message]:
    """Its own; *together*: with those of tickets that go on in it."""
    return [m for m in desk.timeline(ticket, size=200) if isinstance(m, Message) and (together or m.ticket == ticket)]


def claimed(old: Desk, number: int, there: Target) -> dict[str, Any]:
    """What of a ticket is there, as its backend claims."""
    ticket = old.ticket(number)
    wanted = fit(ticket, there)
    said, files = [], []
    for m in messages(old, number, together="merge" in there.can):
        role = role_there(m.role, there, notes=False)
        if role is None or not (m.body or m.attachments):
            continue
        attached = old.attachments(m.id)
        gone = left_behind(attached, role, there)
        files += [(f.name, old.attachment_path(f.digest).read_bytes()) for f in attached if f not in gone]
        said.append((role is Role.NOTE, f"{headline(m)}\n\n{m.body}"))
    return {
        "values": wanted.values | wanted.after,
        "tags": tuple(sorted(wanted.tags)),
        "said": sorted(said),
        "files": sorted(files),
        "asks": old.person(ticket.requester).email,
        "goes on": ticket.merged_into is not None and "merge" in there.can,
    }


def held(new: Desk, number: int, names: list[str]) -> dict[str, Any]:
    """The same of a ticket that came back."""
    ticket = new.ticket(number)
    plain = {"priority": int(ticket.priority), "status": int(ticket.status), "team": ticket.team}
    values = plain | {"assignee": ticket.assignee, "due": ticket.due_set}
    values |= {f"field.{name}": value for name, value in ticket.fields.items()}
    everything = messages(new, number, together=True)
    files = [(f.name, new.attachment_path(f.digest).read_bytes()) for m in everything for f in new.attachments(m.id)]
    return {
        "values": {name: values.get(name) for name in names},
        "tags": ticket.tags,
        "said": sorted((m.role is Role.NOTE, m.body) for m in everything if m.body),
        "files": sorted(files),
        "asks": new.person(ticket.requester).email,
        "goes on": ticket.merged_into is not None,
    }


def there_and_back(place: Place, tmp_path: Path) -> None:
    mark = f"a{uuid.uuid4().hex[:7]}"  # a letter, small: Redmine makes it a capital
    with Desk.create(tmp_path / "old.desk", "old", me="kim") as old:
        lived_in(old, place, mark)
        export_all(old, str(tmp_path / "old.jsonl"))
        with place.desk(tmp_path / "through.desk") as (desk, until):
            report = import_jsonl(desk, tmp_path / "old.jsonl", home="there")
            assert desk.replica("there").move(place.there, report.tickets, report.articles, actor="kim") > 0
            until(lambda: not desk.outbox())
        with place.desk(tmp_path / "back.desk") as (desk, until):
            until(lambda: desk.connection_state("there").caught_up)
            until(lambda: not desk.replica("there").away(1, 1 << 30))
            until(lambda: "articles" not in place.there.can or desk.articles(mark))
            export(desk, f"subject:{mark}", "jsonl", str(tmp_path / "back.jsonl"))
            books = {a.title: a.body.strip() for a in desk.articles(mark)}
        with Desk.create(tmp_path / "new.desk", "new") as new:
            assert import_jsonl(new, tmp_path / "back.jsonl").bad == []
            back = {new.ticket(n).subject: n for n in numbers(new)}
            for number in numbers(old):
                wanted = claimed(old, number, place.there)
                assert held(new, back[old.ticket(number).subject], list(wanted["values"])) == wanted
        wanted_books = {a.title: a.body for a in old.every_article() if not why_not_article(a, place.there.can)}
        assert by_title(books, place.there) == by_title(wanted_books, place.there)


def by_title(books: dict[str, str], there: Target) -> dict[str, str]:
    """Texts of articles by what is claimed to be kept of their titles."""
    return books if "titles" in there.can else {title.lower(): body for title, body in books.items()}


def test_to_redmine_and_back(redmine: Redmine, tmp_path: Path) -> None:
    there_and_back(Place(REDMINE, redmine.url, redmine.keys["sync"]), tmp_path)


def test_to_request_tracker_and_back(request_tracker: Tracker, tmp_path: Path) -> None:
    there_and_back(Place(REQUEST_TRACKER, request_tracker.url, request_tracker.tokens["sync"]), tmp_path)
