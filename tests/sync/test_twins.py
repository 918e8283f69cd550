"""Where a remote keeps no mark of ours, what was sent and not answered is known by what it says, or asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from remote_in_memory import ALL, Remote
from synced import Synced

from supportterm.backends import errors
from supportterm.core.outbox import State
from supportterm.core.remote import AnyStep, Page, Receipt, RemoteMessage, TicketSeen
from supportterm.core.terms import Role
from supportterm.core.writing import NewMessage, NewTicket


class Unmarked(Remote):
    """What was made there says nothing of us."""

    def _moment(self) -> int:
        return 1_790_000_000_000 + super()._moment()

    def find(self, step: AnyStep) -> Receipt | None:
        return None

    def fetch(self, key: str) -> TicketSeen:
        """What our own account wrote is told as such."""
        seen = super().fetch(key)
        told = tuple(replace(m, marker="", ours=m.agent == "robot") for m in seen.messages)
        return replace(seen, messages=told)

    def forget_marks(self) -> None:
        self.said = {k: [replace(m, marker="") for m in said] for k, said in self.said.items()}


@pytest.fixture
def unmarked(tmp_path: Path) -> Iterator[Synced]:
    synced = Synced(tmp_path / "d.desk", Unmarked(replace(ALL, marker="none")))
    synced.run(10)
    synced.desk.create_ticket(NewTicket("al@acme.test", "Ours", "by phone", home="far"))
    synced.remote.mode = "lost"
    synced.engine.step()
    assert isinstance(synced.remote, Unmarked)
    synced.remote.forget_marks()
    yield synced
    synced.desk.close()


def test_it_is_known_again_and_not_opened_twice(unmarked: Synced) -> None:
    (entry,) = unmarked.desk.outbox()
    unmarked.run(60)
    assert unmarked.states() == [] and len(unmarked.remote.tickets) == 1
    (key,) = unmarked.remote.tickets
    assert unmarked.desk.label(entry.ticket) == f"#{key}"
    unmarked.remote.hear(key, "any news?")
    unmarked.run(10)
    assert unmarked.desk.ticket(entry.ticket).messages >= 2


def test_news_are_read_before_anybody_is_asked(unmarked: Synced, monkeypatch: pytest.MonkeyPatch) -> None:
    def unread(cursor: str) -> Page:
        raise errors.Unavailable("no network")

    with monkeypatch.context() as line:
        line.setattr(unmarked.remote, "changes", unread)
        unmarked.run(120)
    assert unmarked.states() == [("open", State.UNCERTAIN)]
    unmarked.run(600)
    assert unmarked.states() == []


@pytest.mark.parametrize("words", ["another call", ""])
def test_one_that_reads_otherwise_or_none_at_all_is_for_a_person(unmarked: Synced, words: str) -> None:
    (key,) = unmarked.remote.tickets
    if words:
        unmarked.remote.edit(key, 0, words)
    else:
        unmarked.remote.drop(key)
    unmarked.run(60)
    assert unmarked.states() == [("open", State.ASKING)]


def test_of_two_that_are_the_same_a_person_says_which(unmarked: Synced) -> None:
    unmarked.remote.open("800", "Ours", "by phone")
    unmarked.run(60)
    assert unmarked.states() == [("open", State.ASKING)]


# --- replies


@pytest.fixture
def lost(tmp_path: Path) -> Iterator[Synced]:
    """Two replies that say the same; the answer to the second was lost."""
    synced = Synced(tmp_path / "r.desk", Unmarked(replace(ALL, marker="none")))
    synced.remote.open("7")
    synced.run(10)
    synced.desk.write(7, NewMessage(Role.REPLY, "It is fixed now"))
    synced.run(30)
    synced.desk.write(7, NewMessage(Role.REPLY, "It is fixed now"))
    synced.now += 11_000
    yield synced
    synced.desk.close()


def test_a_reply_that_arrived_is_known_by_what_it_says_and_is_there_once(lost: Synced) -> None:
    lost.remote.mode = "lost"
    lost.engine.step()
    assert lost.states() == [("say", State.UNCERTAIN)]
    lost.run(60)
    assert lost.states() == []
    assert lost.remote.bodies("7") == ["help", "It is fixed now", "It is fixed now"]
    lost.desk.replica("far").start_over()
    lost.run(10)
    assert lost.desk.ticket(7).messages == 3


@pytest.mark.parametrize("other", ["", "ours", "a colleague's"])
def test_one_that_is_not_there_is_for_a_person_whatever_others_say(lost: Synced, other: str) -> None:
    """What was said before is known already; what a colleague says is theirs; another text is another text."""
    lost.remote.mode = "late"
    lost.engine.step()
    assert lost.states() == [("say", State.UNCERTAIN)]
    if other:
        at = 1_790_000_000_000 + 5_000_000
        agent, body = ("robot", "Something else") if other == "ours" else ("bob", "It is fixed now")
        lost.remote.said["7"].append(RemoteMessage("7.900", Role.REPLY, body, at, agent, agent=agent))
        lost.remote.put("7")
    lost.run(60)
    assert lost.states() == [("say", State.ASKING)]
    lost.remote.deliver_late()  # it was on its way all the time: then nobody has to say anything
    lost.run(20)
    assert lost.states() == []
    assert lost.desk.ticket(7).messages == 3 + bool(other)
