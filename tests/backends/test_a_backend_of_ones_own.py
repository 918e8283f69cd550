"""The backend that docs/backends.md shows whole: installed as another package, connected, and kept in sync."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from commands.installed import install
from supportterm.backends import errors
from supportterm.backends.protocol import Helpdesk
from supportterm.backends.registry import driver
from supportterm.commands.call import Call
from supportterm.commands.parse import run
from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.core.refusal import Refused
from supportterm.core.remote import Receipt, Say
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk
from supportterm.sync import starting
from supportterm.sync.engine import Engine

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "folder_desk.py"
FIRST = {"role": "customer", "body": "It smells of smoke", "by": "Kim", "at": 1_790_000_000_000}


class Folder:
    """The folder, and a desk that is connected to it."""

    def __init__(self, path: Path, desk: Path) -> None:
        self.path = path
        self.now = 1_790_000_100_000
        self.desk = Desk.create(desk, "d", me="dana", undo_window=1, clock=lambda: self.now)
        self.desk.define("agent", "dana", {"name": "Dana"})
        said = run(["connect", "folder-desk", "files", f"folder={path}"], Call(lambda: self.desk))
        assert "files is connected as user " in "".join(said.lines or ())
        self.backend = driver("folder-desk").open({"folder": str(path)}, str)
        assert isinstance(self.backend, Helpdesk)
        replica = self.desk.replica("files")
        self.engine = Engine(replica, self.backend, clock=lambda: self.now, random=Random(1), fence="one")

    def sync(self, seconds: float = 20) -> None:
        end = self.now + int(seconds * 1000)
        while self.now < end:
            self.now += min(self.engine.step(), 1000)

    def holds(self, key: str) -> dict[str, object]:
        found: dict[str, object] = json.loads((self.path / f"{key}.json").read_text())
        return found

    def put(self, key: str, **held: object) -> None:
        (self.path / f"{key}.json").write_text(json.dumps(held))

    def bodies(self, key: str) -> list[str]:
        return [m["body"] for m in self.holds(key)["messages"]]  # type: ignore[attr-defined, index, union-attr]

    def message(self, number: int, role: Role, body: str) -> None:
        self.desk.write(number, NewMessage(role, body))


@pytest.fixture
def folder(tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """In sync with a folder that holds one ticket, `printer`."""
    install(tmp_path / "site", monkeypatch, "folder-desk", {"folder-desk": "folder_desk:DRIVER"}, EXAMPLE)
    monkeypatch.setattr(starting, "start", lambda *_, **__: None)
    path = tmp_path / "tickets"
    path.mkdir()
    ticket = {"subject": "Printer", "name": "Kim", "email": "kim@acme.test", "status": int(Status.OPEN)}
    (path / "printer.json").write_text(json.dumps(ticket | {"messages": [FIRST]}))
    found = Folder(path, tmp_path / "d.desk")
    found.sync()
    yield found
    found.desk.close()


def only(desk: Desk) -> int:
    (row,) = desk.window(parse("home:files"), parse_order("-updated"), size=5).rows
    return row.id


def test_its_tickets_come_and_what_is_written_goes_there(folder: Folder) -> None:
    number = only(folder.desk)
    assert folder.desk.row(number).subject == "Printer"
    folder.message(number, Role.REPLY, "Switch it off")
    folder.message(number, Role.NOTE, "again")
    folder.desk.change(number, verbs.set_status, status=Status.SOLVED)
    folder.sync()
    assert folder.bodies("printer") == ["It smells of smoke", "Switch it off", "again"]
    assert folder.holds("printer")["status"] == Status.SOLVED
    assert folder.desk.outbox() == ()


def test_what_others_write_there_comes(folder: Folder) -> None:
    held = folder.holds("printer")
    answer = FIRST | {"body": "It burns", "at": FIRST["at"] + 1}  # type: ignore[operator]
    folder.put("printer", **held | {"messages": [FIRST, answer]})
    folder.sync()
    said = [item.body for item in folder.desk.timeline(only(folder.desk)) if isinstance(item, Message)]
    assert said == ["It smells of smoke", "It burns"]


def test_a_lost_answer_is_looked_up_and_nothing_is_written_twice(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, lost = folder.backend.write, []

    def once(step: object) -> Receipt:
        receipt = write(step)
        if not lost:
            lost.append(step)
            raise errors.Uncertain("no answer came")
        return receipt

    monkeypatch.setattr(folder.backend, "write", once)
    folder.message(only(folder.desk), Role.REPLY, "Switch it off")
    folder.sync(60)
    assert len(lost) == 1 and isinstance(lost[0], Say)
    assert folder.bodies("printer") == ["It smells of smoke", "Switch it off"]
    assert folder.desk.outbox() == ()


def test_what_was_changed_on_both_sides_is_for_a_person(folder: Folder) -> None:
    number = only(folder.desk)
    folder.put("printer", **folder.holds("printer") | {"status": int(Status.PENDING)})
    folder.desk.change(number, verbs.set_status, status=Status.SOLVED)
    folder.sync()
    assert [str(e.state) for e in folder.desk.outbox()] == ["conflict"]
    assert folder.holds("printer")["status"] == Status.PENDING


def test_what_it_cannot_do_is_refused_with_the_reason_and_never_tried(folder: Folder) -> None:
    number = only(folder.desk)
    with pytest.raises(Refused, match="the priority of a ticket at Folder can't be changed from here"):
        run(["set", f"id:{number}", "priority=high"], Call(lambda: folder.desk))
    with pytest.raises(Refused, match="Folder takes no forwards"):
        folder.desk.write(number, NewMessage(Role.FORWARD, "see below", to=("al@acme.test",)))
    with pytest.raises(Refused, match="Folder has no tags"):
        run(["set", f"id:{number}", "+smoke"], Call(lambda: folder.desk))
    assert folder.desk.outbox() == ()
