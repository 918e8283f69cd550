"""Drafts, backups, restoring, and a log that can be proved."""

import os
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import Draft, NewFile, NewMessage, NewTicket
from supportterm.desk import Desk, StoreError
from supportterm.store.audit import audit
from supportterm.store.backup import backup, restore
from supportterm.store.sqlite import WAL_SAFE, sqlite3


def lived_in(desk: Desk) -> int:
    """A desk with some of everything; the number of its ticket."""
    file = desk.attach(b"a file of mine", "a.txt")
    number = desk.create_ticket(NewTicket("al@acme.test", "Hi", "hello zebra", files=(file,))).tickets[0]
    desk.write(number, NewMessage(Role.REPLY, "hello Al", then=Status.SOLVED))
    desk.change(number, verbs.set_priority, priority=Priority.URGENT)
    desk.undo()
    with desk.bulk() as bulk:
        old = bulk.ticket("old", bulk.person("bo@acme.test"), at=5)
        bulk.message(old, Role.CUSTOMER, "long ago", at=5, message_id="m@x", original=b"From: bo@acme.test")
    desk.put_article(title="How to", body="Do it.")
    return number


def tamper(path: Path, statement: str) -> None:
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute(statement)
    raw.commit()
    raw.close()


# --- drafts


def test_a_draft_is_kept_as_it_is_with_all_that_belongs_to_it(desk: Desk) -> None:
    draft = Draft(1, "forward", "text", ("a@b.test",), ("c@d.test",), "subject", (NewFile("a", "0" * 64, 3),))
    desk.save_draft(draft)
    kept = desk.draft(1, "forward")
    assert kept is not None and kept == replace(draft, updated_at=kept.updated_at) and kept.updated_at
    assert desk.draft(1, "reply") is None and desk.draft(2, "forward") is None
    with Desk.open(desk.path, me="sam") as sams:
        assert sams.draft(1, "forward") is None and sams.drafts() == ()


def test_what_was_deleted_from_a_draft_can_be_had_back(desk: Desk) -> None:
    whole = "A long answer that took an hour to write."
    desk.save_draft(Draft(1, "reply", whole))
    desk.save_draft(Draft(1, "reply", whole + " And more."))
    desk.save_draft(Draft(1, "reply", whole[:-1] + "!"))
    assert desk.draft_versions(1, "reply") == ()
    desk.save_draft(Draft(1, "reply", "Oops."))
    assert [text for _, text in desk.draft_versions(1, "reply")] == [whole[:-1] + "!"]
    desk.drop_draft(1, "reply")
    assert desk.draft(1, "reply") is None
    assert [text for _, text in desk.draft_versions(1, "reply")] == ["Oops.", whole[:-1] + "!"]
    for n in range(50):
        desk.save_draft(Draft(1, "reply", f"{n} " + "abc " * 20))
        desk.save_draft(Draft(1, "reply", ""))
    assert len(desk.draft_versions(1, "reply")) == 20


def test_drafts_are_listed_newest_first_and_seen_in_the_queue(desk: Desk) -> None:
    number = desk.create_ticket(NewTicket("al@acme.test", "Hi", "hello")).tickets[0]
    desk.save_draft(Draft(number, "reply", "x"))
    desk.save_draft(Draft(0, "new", "y"))
    assert [draft.kind for draft in desk.drafts()] == ["new", "reply"]
    assert desk.row(number).draft
    desk.drop_draft(number, "reply")
    assert not desk.row(number).draft


# --- backup and restore


def test_a_backup_restores_to_the_same_desk(desk: Desk, tmp_path: Path) -> None:
    number = lived_in(desk)
    before = [(e.seq, e.hash) for e in desk.log(number)]
    words = backup(desk.path, tmp_path / "safe")
    assert "2 tickets" in words and "checked" in words and "missing" not in words
    assert {
        p.stat().st_mode & 0o077 for p in (tmp_path / "safe").rglob("*") if p.is_file() and p.suffix != ".json"
    } == {0}
    desk.change(number, verbs.tag, add=("after",))
    there = tmp_path / "elsewhere" / "new.desk"
    restore(tmp_path / "safe", there)
    with Desk.open(there, me="dana") as restored:
        assert [(e.seq, e.hash) for e in restored.log(number)] == before
        assert restored.ticket(number).tags == ()
        (file,) = restored.attachments(restored.search("zebra").hits[0].message)
        assert restored.attachment_path(file.digest).read_bytes() == b"a file of mine"
        assert "restored from a backup" in " ".join(restored.notices)
        restored.claim()
        assert not any("restored" in notice or "copy" in notice for notice in restored.notices)
    assert there.stat().st_mode & 0o777 == 0o600
    assert audit(there).ok


def test_a_backup_is_on_the_disk_before_it_is_there(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived_in(desk)
    happened: list[object] = []
    fsync, rename = os.fsync, os.rename
    monkeypatch.setattr(os, "fsync", lambda handle: (happened.append(os.fstat(handle).st_ino), fsync(handle)))
    monkeypatch.setattr(os, "rename", lambda here, there: (happened.append("there"), rename(here, there)))
    backup(desk.path, tmp_path / "safe")
    there = happened.index("there")
    inside = {path.stat().st_ino for path in [tmp_path / "safe", *(tmp_path / "safe").rglob("*")]}
    assert inside <= set(happened[:there]) and tmp_path.stat().st_ino in happened[there:]


def test_while_a_desk_is_restored_nobody_else_reads_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived_in(desk)
    backup(desk.path, tmp_path / "safe")
    modes: list[int] = []
    copy = shutil.copyfile

    def copied(source: Path, target: Path) -> None:
        copy(source, target)
        modes.append(target.stat().st_mode & 0o777)

    monkeypatch.setattr(shutil, "copyfile", copied)
    umask = os.umask(0o022)
    try:
        restore(tmp_path / "safe", tmp_path / "new.desk")
    finally:
        os.umask(umask)
    assert modes == [0o600]


def test_a_restored_desk_replaces_another_only_when_asked_and_keeps_it_aside(desk: Desk, tmp_path: Path) -> None:
    number = lived_in(desk)
    backup(desk.path, tmp_path / "safe")
    desk.change(number, verbs.tag, add=("after",))
    with pytest.raises(StoreError, match="there already"):
        restore(tmp_path / "safe", desk.path)
    desk.close()
    words = restore(tmp_path / "safe", desk.path, replace=True)
    (aside,) = (path for path in tmp_path.glob("team.desk.replaced-*") if not path.name.endswith("-journal"))
    assert str(aside) in words
    with Desk.open(desk.path) as restored, Desk.open(aside) as old:
        assert restored.ticket(number).tags == () and old.ticket(number).tags == ("after",)


@pytest.mark.skipif(not WAL_SAFE, reason="only the write-ahead log tells who has a desk open")
def test_a_desk_in_use_is_not_replaced(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "d.desk", "D", me="dana", journal="wal") as desk:
        number = lived_in(desk)
        backup(desk.path, tmp_path / "safe")
        with pytest.raises(StoreError, match=r"has .* open"):
            restore(tmp_path / "safe", desk.path, replace=True)
        desk.change(number, verbs.tag, add=("still",))


def test_a_damaged_desk_can_be_replaced(desk: Desk, tmp_path: Path) -> None:
    number = lived_in(desk)
    backup(desk.path, tmp_path / "safe")
    desk.close()
    desk.path.write_bytes(b"rubbish" * 1000)
    restore(tmp_path / "safe", desk.path, replace=True)
    with Desk.open(desk.path) as restored:
        assert restored.ticket(number).subject == "Hi"


def test_a_damaged_or_foreign_backup_is_refused_before_anything_is_touched(desk: Desk, tmp_path: Path) -> None:
    lived_in(desk)
    safe, target = tmp_path / "safe", tmp_path / "target.desk"
    backup(desk.path, safe)
    with pytest.raises(StoreError, match="there already"):
        backup(desk.path, safe)
    tamper(safe / "desk.sqlite", "UPDATE ticket SET subject = 'forged'")
    with pytest.raises(StoreError, match="not what was backed up"):
        restore(safe, target)
    with pytest.raises(StoreError, match="not a backup"):
        restore(tmp_path, target)
    assert not target.exists() and not list(tmp_path.glob(".*part"))


def test_a_lost_file_is_told_by_backup_and_restore(desk: Desk, tmp_path: Path) -> None:
    lived_in(desk)
    backup(desk.path, tmp_path / "good")
    shutil.rmtree(desk.path.with_name("team.desk.files"))
    assert "1 of its files were missing" in backup(desk.path, tmp_path / "poor")
    assert "1 of its files are not in the backup" in restore(tmp_path / "poor", tmp_path / "a.desk")
    assert "not in the backup" not in restore(tmp_path / "good", tmp_path / "b.desk")


# --- the chain


def test_an_untouched_log_is_proved_and_its_head_is_its_last_hash(desk: Desk) -> None:
    lived_in(desk)
    found = audit(desk.path)
    assert found.ok and found.head in found.words and found.findings == ()
    before = found.head
    desk.put_person(email="zed@acme.test")
    assert audit(desk.path).head != before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE operation SET payload = CAST(replace(payload, 'Hi', 'Ho') AS BLOB) WHERE kind = 'create' AND seq < 12",
        "UPDATE message SET body = 'I never said that' WHERE role = 1",
        "UPDATE message SET author = 'Somebody else' WHERE role = 1",
        "UPDATE message SET ticket = 2 WHERE role = 1",
        "UPDATE operation SET actor = 'sam' WHERE kind = 'set'",
        "UPDATE operation SET at = at + 1 WHERE kind = 'set'",
        "UPDATE operation SET base = '{}' WHERE kind = 'set'",
        "UPDATE operation SET cause = id WHERE kind = 'set'",
        "UPDATE operation SET subject = subject + 1 WHERE kind = 'undo'",
        "DELETE FROM operation WHERE kind = 'undo'",
        "DELETE FROM operation WHERE seq = (SELECT max(seq) FROM operation)",
        "DELETE FROM message WHERE role = 1",
        "INSERT INTO message SELECT id + 1, ticket, role, author, address, person, agent, at, 'forged', markdown,"
        " recipients, message_id, in_reply_to, attachments, delivery, notice, hidden, '', edited FROM message"
        " WHERE role = 1",
        "UPDATE ticket SET assignee = 'sam' WHERE id = 1",
        "DELETE FROM ticket WHERE id = 1",
        "INSERT INTO ticket SELECT id + 10, subject, status, priority, channel, requester, organization, assignee,"
        " team, tier, tags, fields, created_at, updated_at, due_at, snoozed_until, solved_at, customer_at, replied_at,"
        " last_message, messages, attachments, merged_into, escalations, unknown, rest, home, number, contacts,"
        " handed_at, due_set, promise, waits_since FROM ticket WHERE id = 1",
        "UPDATE operation SET digest = zeroblob(32), payload = NULL WHERE kind = 'undo'",
    ],
)  # fmt: skip
def test_whatever_is_tampered_with_is_found(tmp_path: Path, statement: str) -> None:
    with Desk.create(tmp_path / "d.desk", "D", me="dana") as desk:
        lived_in(desk)
    assert audit(tmp_path / "d.desk").ok
    tamper(tmp_path / "d.desk", statement)
    found = audit(tmp_path / "d.desk")
    assert not found.ok and found.words.startswith("the log is not what was written: ")


def test_erasing_a_payload_does_not_break_the_chain(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "d.desk", "D", me="dana") as desk:
        desk.put_person(email="al@acme.test", name="Al")
        desk.put_person(email="bo@acme.test", name="Bo")
    tamper(tmp_path / "d.desk", "UPDATE operation SET payload = NULL WHERE seq = 1")
    found = audit(tmp_path / "d.desk")
    assert found.ok and "1 erased" in found.words


# --- what a newer version wrote


def test_operations_of_a_newer_version_are_kept_shown_and_counted(desk: Desk) -> None:
    from supportterm.core.operations import Subject, Unknown

    number = desk.create_ticket(NewTicket("al@acme.test", "Hi", "hello")).tickets[0]
    raw = b'{"kind":"levitate","height":3}'
    with desk._made_strokes().begin("dana") as stroke:
        stroke.record(Subject("ticket", number), Unknown("levitate", raw))  # type: ignore[arg-type]
    assert desk.ticket(number).unknown == 1
    desk.change(number, verbs.tag, add=("a",))
    desk.undo()
    kept = [e.operation.payload for e in desk.log(number) if isinstance(e.operation.payload, Unknown)]
    assert kept == [Unknown("levitate", raw)] and desk.ticket(number).unknown == 1
    assert audit(desk.path).ok


def test_the_bulk_door_finds_what_is_in_whether_committed_or_not(desk: Desk) -> None:
    with desk.bulk() as bulk:
        al = bulk.person("Al@acme.test", "Al")
        assert bulk.person("al@acme.test") == al
        one = bulk.ticket("one", al, at=5)
        first = bulk.message(one, Role.CUSTOMER, "first", at=5, message_id="a@x", in_reply_to="z@x")
        assert bulk.known("a@x") == (first, one) and bulk.known("b@x") is None
        assert bulk.children("z@x") == ((first, one),)
        assert bulk.tickets_of(al) == ((one, "one", 5),)
        bulk.commit()
        assert bulk.known("a@x") == (first, one) and bulk.children("z@x") == ((first, one),)
        earlier = bulk.message(one, Role.CUSTOMER, "earlier", at=2, message_id="z@x")
        second = bulk.message(one, Role.CUSTOMER, "of the same moment", at=5)
        assert earlier < first < second
    ticket = desk.ticket(one)
    assert (ticket.created_at, ticket.messages, ticket.last_message) == (2, 3, second)
    assert [m.body for m in desk.timeline(one) if isinstance(m, Message)] == ["earlier", "first", "of the same moment"]
    assert [hit.message for hit in desk.search("subject:one").hits] == [earlier]
    assert audit(desk.path).ok


def test_a_bulk_that_fails_keeps_the_pages_before_and_nothing_of_the_last(desk: Desk) -> None:
    with pytest.raises(ZeroDivisionError), desk.bulk() as bulk:
        al = bulk.person("al@acme.test")
        bulk.ticket("kept", al, at=5)
        bulk.commit()
        bulk.ticket("lost", al, at=6)
        raise ZeroDivisionError
    assert [row.subject for row in desk.window(parse(""), parse_order("number")).rows] == ["kept"]
    assert audit(desk.path).ok


def test_history_is_no_stroke_of_mine_and_tells_who_listens_once_a_page(desk: Desk) -> None:
    number = desk.create_ticket(NewTicket("al@acme.test", "Hi", "hello")).tickets[0]
    heard: list[tuple[int, ...]] = []
    desk.subscribe(heard.append)
    with desk.bulk("demo") as bulk:
        ticket = bulk.ticket("old", 1, at=5, actor="dana")
        bulk.message(ticket, Role.NOTE, "x", at=5, agent="dana")
    assert heard == [()]
    desk.undo()
    assert [row.subject for row in desk.window(parse(""), parse_order("number")).rows] == ["old"]
    assert number == 1
