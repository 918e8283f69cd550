"""Which files are opened, how, and what is said of the others."""

import os
import shutil
import stat
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from supportterm.core import verbs
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.core.terms import Role
from supportterm.core.writing import Draft, NewMessage, NewTicket
from supportterm.desk import Desk, StoreError
from supportterm.store import connection, schema, sqlite
from supportterm.store.connection import Journal
from supportterm.store.sqlite import sqlite3, wal_safe

needs_wal = pytest.mark.skipif(not sqlite.WAL_SAFE, reason="this SQLite has the WAL-reset bug")


def ticket(desk: Desk) -> int:
    return desk.create_ticket(NewTicket("al@acme.test", "Hi", "hello")).tickets[0]


def run(path: Path, *statements: str) -> list[tuple[object, ...]]:
    """What another program does to the file."""
    raw = sqlite3.connect(path, isolation_level=None)
    try:
        return [row for statement in statements for row in raw.execute(statement).fetchall()]
    finally:
        raw.close()


def test_a_new_desk_is_its_owners_alone_with_all_that_lies_beside_it(tmp_path: Path, journal: Journal) -> None:
    before = os.umask(0)
    try:
        with Desk.create(tmp_path / "sub" / "d.desk", "D", journal=journal) as desk:
            desk.attach(b"x", "x")
            desk.save_draft(Draft(0, "new", "text"))
            modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "sub").rglob("*") if p.is_file()}
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o600}
    assert ("d.desk-wal" in modes) is (journal == "wal")
    assert stat.S_IMODE((tmp_path / "sub").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "sub" / "d.desk.files").stat().st_mode) == 0o700


def test_in_a_setgid_folder_a_desk_is_the_groups(tmp_path: Path, journal: Journal) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o2770)
    with Desk.create(folder / "d.desk", "D", journal=journal) as desk:
        ticket(desk)
        file = desk.attach(b"x", "x")
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in folder.glob("d.desk*") if p.is_file()}
        assert set(modes.values()) == {0o660}
        assert ({"d.desk-wal", "d.desk-shm"} <= set(modes)) is (journal == "wal")
        assert stat.S_IMODE(desk.attachment_path(file.digest).stat().st_mode) == 0o660


def test_a_desk_is_never_made_over_something(tmp_path: Path, journal: Journal) -> None:
    path = tmp_path / "d.desk"
    path.write_text("my diary")
    with pytest.raises(StoreError, match="there already"):
        Desk.create(path, "D", journal=journal)
    assert path.read_text() == "my diary"
    assert os.listdir(tmp_path) == ["d.desk"]


@pytest.mark.parametrize("content", [b"", b"my diary, not a database", b"SQLite format 3\x00" + bytes(200)])
def test_what_is_no_desk_is_refused_and_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "d.desk"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"not a supportterm desk|damaged"):
        Desk.open(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    run(path, "CREATE TABLE ticket (id)", "PRAGMA user_version = 1")
    content = path.read_bytes()
    with pytest.raises(StoreError, match="not a supportterm desk; nothing in it was touched"):
        Desk.open(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("name", ["a?mode=ro&b#c%20 d.desk", "ünï.desk", "-rf", "a'b;c.desk"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str, journal: Journal) -> None:
    with Desk.create(tmp_path / name, "D", me="dana", journal=journal) as desk:
        number = ticket(desk)
        assert desk.ticket(number).subject == "Hi"
    assert set(os.listdir(tmp_path)) <= {name, f"{name}-journal"}


def test_a_desk_opened_by_a_link_has_its_files(desk: Desk, tmp_path: Path) -> None:
    number = desk.create_ticket(NewTicket("al@acme.test", "Hi", "hello", files=(desk.attach(b"x", "x"),))).tickets[0]
    link = tmp_path / "elsewhere" / "link.desk"
    link.parent.mkdir()
    link.symlink_to(desk.path)
    with Desk.open(link, me="dana") as linked:
        (file,) = linked.attachments(linked.ticket(number).last_message)
        assert linked.attachment_path(file.digest).read_bytes() == b"x"
        linked.save_draft(Draft(number, "reply", "x"))
    assert os.listdir(link.parent) == ["link.desk"]


def test_a_desk_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no desk at"):
        Desk.open(tmp_path / "none.desk")
    assert os.listdir(tmp_path) == []


def test_a_newer_schema_is_read_only_and_keeps_drafts_when_it_says_so(desk: Desk) -> None:
    number = ticket(desk)
    run(desk.path, f"PRAGMA user_version = {schema.SCHEMA + 1}")
    with Desk.open(desk.path, me="dana") as older:
        assert older.read_only and any("restart" in notice for notice in older.notices)
        assert [row.id for row in older.window(parse(""), parse_order("number")).rows] == [number]
        with pytest.raises(StoreError, match="restart with the new one"):
            older.change(number, verbs.tag, add=("a",))
        older.save_draft(Draft(number, "reply", "half a sentence"))
        assert older.draft(number, "reply") is not None
    run(desk.path, f"UPDATE meta SET value = {schema.SCHEMA + 1} WHERE key = 'oldest_drafter'")
    with Desk.open(desk.path, me="dana") as older, pytest.raises(StoreError, match="restart"):
        older.save_draft(Draft(number, "reply", "more"))
    run(desk.path, f"UPDATE meta SET value = {schema.SCHEMA + 1} WHERE key = 'oldest_reader'")
    with pytest.raises(StoreError, match="needs a newer supportterm"):
        Desk.open(desk.path)


def test_an_upgrade_while_a_console_is_open_turns_it_read_only_and_loses_no_draft(desk: Desk) -> None:
    number = ticket(desk)
    desk.save_draft(Draft(number, "reply", "Dear"))
    run(desk.path, f"PRAGMA user_version = {schema.SCHEMA + 1}")
    before = len(desk.log(number))
    with pytest.raises(StoreError, match="restart with the new one"):
        desk.change(number, verbs.tag, add=("a",))
    with pytest.raises(StoreError, match="restart"), desk.bulk() as bulk:
        bulk.person("x@y.test")
    assert desk.read_only and len(desk.log(number)) == before
    desk.save_draft(Draft(number, "reply", "Dear Al"))
    kept = desk.draft(number, "reply")
    assert kept is not None and kept.body == "Dear Al"


def test_an_interrupted_upgrade_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from supportterm.store import migrations

    path = tmp_path / "d.desk"
    raw = sqlite3.connect(path, isolation_level=None)
    real = migrations.apply

    def dies(target: sqlite.Connection) -> None:
        real(target)
        raise KeyboardInterrupt

    monkeypatch.setattr(migrations, "apply", dies)
    with pytest.raises(KeyboardInterrupt):
        schema.upgrade(raw)
    assert raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    monkeypatch.undo()
    schema.upgrade(raw)
    assert schema.version_of(raw, path) == schema.SCHEMA
    raw.close()


def test_every_step_of_the_schema_is_a_version_of_it(tmp_path: Path) -> None:
    """Else a desk that has the version already never gets the step."""
    with Desk.create(tmp_path / "a.desk", "A") as desk, closing(sqlite3.connect(desk.path)) as raw:
        assert raw.execute("SELECT count(*) FROM _sqlite_migrations").fetchone() == (schema.SCHEMA,)


def test_a_desk_of_before_learns_when_customers_wrote(desk: Desk) -> None:
    from supportterm.store import migrations

    clock = count(1_790_000_000_000, 86_400_000).__next__
    with Desk.open(desk.path, me="dana", clock=clock) as there:
        number, alone = ticket(there), ticket(there)
        for _ in range(12):
            there.write(number, NewMessage(Role.CUSTOMER, "again", person=there.ticket(number).requester))
        there.write(number, NewMessage(Role.REPLY, "done"))
        there.undo()
        kept = there.ticket(number)
    assert len(kept.earlier_contacts) == 9
    forgetting = "UPDATE ticket SET rest = json_remove(rest, '$.earlier_contacts')"
    learning = migrations.FIFTH[migrations.FIFTH.index("UPDATE ticket SET rest") :]
    run(desk.path, forgetting, learning)
    with Desk.open(desk.path, me="dana") as there:
        assert there.ticket(number) == kept
        assert there.ticket(alone).earlier_contacts == ()


def said_to_be_copies(*desks: Desk) -> list[bool]:
    return [any("this desk is a copy" in notice for notice in desk.notices) for desk in desks]


def test_a_copy_knows_that_it_is_one_until_it_is_claimed(desk: Desk, tmp_path: Path) -> None:
    number = ticket(desk)
    desk.close()
    copy = tmp_path / "copy.desk"
    shutil.copy(desk.path, copy)
    with Desk.open(copy, me="dana") as copied, Desk.open(desk.path, me="dana") as original:
        assert said_to_be_copies(original, copied) == [False, True]
        copied.change(number, verbs.tag, add=("a",))
        original.change(number, verbs.tag, add=("b",))
        devices = [d.log(number)[-1].operation.device for d in (copied, original)]
        assert devices[0] != devices[1]
        assert devices[1] == original.log(number)[0].operation.device
        copied.claim()
        assert said_to_be_copies(original, copied) == [False, False]
        copied.change(number, verbs.tag, add=("c",))
        assert copied.log(number)[-1].operation.device not in devices


def test_reading_only_writes_nothing(desk: Desk) -> None:
    number = ticket(desk)
    with Desk.open(desk.path, me="dana", read_only=True) as reader:
        assert reader.ticket(number).subject == "Hi"
        for write in (
            lambda: reader.change(number, verbs.tag, add=("a",)),
            lambda: reader.save_draft(Draft(number, "reply", "x")),
            lambda: reader.bulk(),
        ):
            with pytest.raises(StoreError, match="reading only"):
                write()
        reader.mark_seen(number)
        assert reader.row(number).unread


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False), ((3, 50, 6), False),
        ((3, 50, 7), True), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 4), True), ((4, 0, 0), True),
    ],
)  # fmt: skip
def test_which_versions_can_use_the_write_ahead_log(version: tuple[int, ...], safe: bool) -> None:
    assert wal_safe(version) is safe


@needs_wal
def test_an_sqlite_with_the_bug_turns_to_the_safe_journal_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "d.desk"
    Desk.create(path, "D", journal="wal").close()
    monkeypatch.setattr(connection, "WAL_SAFE", False)
    with Desk.open(path, me="dana") as desk:
        assert "TRUNCATE" in desk.notices[0]
        ticket(desk)
        assert run(path, "PRAGMA journal_mode") == [("delete",)]
    monkeypatch.undo()
    with Desk.open(path, me="dana") as desk:  # it stays so: the other Python may come back
        ticket(desk)
        assert run(path, "PRAGMA journal_mode") == [("delete",)]


@needs_wal
def test_beside_a_program_in_wal_mode_an_sqlite_with_the_bug_only_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Desk.create(tmp_path / "d.desk", "D", me="dana", journal="wal") as first:
        number = ticket(first)
        monkeypatch.setattr(connection, "WAL_SAFE", False)
        with Desk.open(first.path, me="dana") as second:
            assert second.read_only and any("read-only" in notice for notice in second.notices)
            assert second.ticket(number).subject == "Hi"
            with pytest.raises(StoreError):
                second.change(number, verbs.tag, add=("a",))


def test_a_desk_replaced_under_an_open_console_is_not_written_by_it(desk: Desk, tmp_path: Path) -> None:
    number = ticket(desk)
    os.rename(desk.path, tmp_path / "old.desk")
    Desk.create(desk.path, "New").close()
    with pytest.raises(StoreError, match="another file by now"):
        desk.change(number, verbs.tag, add=("a",))


def test_a_list_loads_no_schema_tools(desk: Desk) -> None:
    import subprocess
    import sys

    ticket(desk)
    code = (
        "import sys; from supportterm.desk import Desk; from supportterm.core.query import parse;"
        "from supportterm.core.orders import parse_order;"
        f"d = Desk.open({str(desk.path)!r}, me='dana');"
        "assert d.window(parse('is:active'), parse_order('-updated')).rows;"
        "print([m for m in ('sqlite_utils', 'msgspec', 'json', 'hashlib', 'click') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
