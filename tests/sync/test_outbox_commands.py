"""`outbox`, `sync` and `--wait` as people and scripts use them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kept_desk import KeptDesk

from supportterm.core.terms import Role
from supportterm.core.writing import NewMessage


@pytest.fixture
def kept(own_home: Path) -> Iterator[KeptDesk]:
    found = KeptDesk(own_home)
    found.run("sync")
    yield found
    found.end()


def refuse(kept: KeptDesk) -> None:
    with kept.remote.there() as remote:
        remote.mode = "refuse"


def test_a_reply_that_waits_says_when_it_has_left(kept: KeptDesk) -> None:
    (record,) = kept.json("reply", "7", "Hello Al", "--wait")
    assert record["number"] == 7 and record["state"] == "acked" and kept.there() == ["help", "Hello Al"]
    assert kept.run("outbox").strip() == "everything has arrived" and kept.json("outbox") == []


def test_a_reply_that_is_not_taken_ends_the_wait_with_the_reason_and_a_status(kept: KeptDesk) -> None:
    refuse(kept)
    said = kept.run("reply", "7", "Hello Al", "--wait", "--solve", status=1)
    assert "not taken" in said and "`outbox`" in said
    (first, *_) = kept.json("outbox")
    assert (first["ticket"], first["state"], first["what"]) == (7, "rejected", "reply")


def test_the_undo_window_is_told_and_waited_for(own_home: Path) -> None:
    kept = KeptDesk(own_home, undo_window=50)  # as long as these commands may take on a busy machine
    kept.run("sync")
    assert "leaves in 50 s; undo takes it back" in kept.run("reply", "7", "not yet")
    assert "leaves in" in kept.run("outbox")
    kept.run("undo")
    kept.settle(undo_window=2)
    kept.run("reply", "7", "now", "--wait")
    assert kept.there() == ["help", "now"]
    kept.end()


def test_what_needs_a_person_comes_first_with_what_can_be_done(kept: KeptDesk) -> None:
    with kept.remote.there() as remote:
        remote.open("8")
    kept.run("sync")
    down = kept.mark("down")
    kept.run("reply", "8", "waits for the network")
    kept.eventually(lambda: kept.state() == "offline")
    down.unlink()
    kept.run("sync")
    refuse(kept)
    kept.run("reply", "7", "not taken", "--wait", status=1)
    down = kept.mark("down")
    kept.run("reply", "8", "waits")
    lines = kept.run("outbox").splitlines()
    assert "#7" in lines[0] and "not taken" in lines[0]
    assert "outbox again" in lines[1] and "outbox discard" in lines[1]
    assert "#8" in lines[2] and "reply" in lines[2]
    assert [r["ticket"] for r in kept.json("outbox", "8")] == [8]
    down.unlink()


def test_what_waits_for_another_decision_or_a_connection_says_so(kept: KeptDesk) -> None:
    refuse(kept)
    kept.run("reply", "7", "not taken", "--wait", status=1)
    kept.run("note", "7", "written after it")
    shown = kept.run("show", "7").splitlines()
    assert any(line.startswith("── reply") and "· not taken" in line for line in shown)
    assert any(line.startswith("── note") and line.endswith("waiting to leave") for line in shown)
    assert "held until you decide what is before it" in kept.run("outbox").splitlines()[2]
    kept.run("outbox", "discard", "7")
    kept.run("sync")
    assert kept.there() == ["help", "written after it"]
    kept.mark("down")
    kept.run("note", "7", "too late")
    kept.run("disconnect", "far")
    (line,) = kept.run("outbox").splitlines()
    assert "held until far is connected again" in line and "waiting" not in line


@pytest.mark.parametrize("by", ["id", "ticket"])
def test_again_and_discard_by_id_or_ticket(kept: KeptDesk, by: str) -> None:
    refuse(kept)
    kept.run("reply", "7", "once more", "--wait", status=1)
    (entry,) = kept.json("outbox")
    kept.run("outbox", "again", entry["id"] if by == "id" else "7")
    kept.run("sync")
    assert kept.there() == ["help", "once more"]
    refuse(kept)
    kept.run("reply", "7", "never mind", "--wait", status=1)
    (entry,) = kept.json("outbox")
    kept.run("outbox", "discard", entry["id"] if by == "id" else "#7")
    assert kept.json("outbox") == [] and kept.there() == ["help", "once more"]
    with kept.desk() as desk:
        draft = desk.draft(7, "reply")
        assert draft is not None and draft.body == "never mind"


def test_what_is_not_in_the_outbox_is_said_to_be_none(kept: KeptDesk) -> None:
    assert "nothing like '7f3a'" in kept.run("outbox", "again", "7f3a", status=1)
    assert "nothing like '7'" in kept.run("outbox", "arrived", "7", status=1)


def test_sync_tells_what_came_and_what_left(kept: KeptDesk) -> None:
    down = kept.mark("down")
    kept.run("reply", "7", "from the train")
    said = kept.run("sync", status=1)
    assert "far: offline since" in said and "1 waiting" in said
    kept.end()
    with kept.remote.there() as remote:
        remote.open("8", body="new")
        remote.hear("7", "hello?")
    down.unlink()
    (record,) = kept.json("sync", "far")
    assert (record["state"], record["came"], record["left"]) == ("ok", 2, 0)
    kept.run("outbox", "again", "7")  # the customer wrote meanwhile
    kept.run("sync")
    assert kept.there() == ["help", "hello?", "from the train"]
    kept.end()
    with kept.desk() as desk:
        desk.write(7, NewMessage(Role.NOTE, "told them"))
    assert "0 came, 1 left" in kept.run("sync")


def test_sync_full_reads_all_again_and_doubles_nothing(kept: KeptDesk) -> None:
    kept.run("reply", "7", "once", "--wait")
    (record,) = kept.json("sync", "--full")
    assert (record["came"], record["left"]) == (0, 0)
    with kept.desk() as desk:
        assert desk.ticket(7).messages == 2


def test_sync_of_what_is_not_connected_says_so(kept: KeptDesk) -> None:
    assert "there are far" in kept.run("sync", "near", status=1)
    with kept.desk() as desk:
        desk.define("connection", "far", None)
    assert "connected to nothing" in kept.run("sync", status=1)


def test_a_desk_without_mail_keeps_what_is_written(kept: KeptDesk) -> None:
    with kept.desk() as desk:
        desk.define("connection", "far", None)
    kept.run("new", "--from", "bo@acme.test", "--subject", "A call")
    number = next(r["number"] for r in kept.json("list") if r["subject"] == "A call")
    (record,) = kept.json("reply", str(number), "Hello Bo")
    assert record["state"] == "here"
    assert "no mail connection" in kept.run("reply", str(number), "Hello again")
