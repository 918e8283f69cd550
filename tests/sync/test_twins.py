"""Where a remote keeps no mark of ours, a ticket whose answer was lost is known by what it says, or asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from remote_in_memory import ALL, Remote
from synced import Synced

from supportterm.backends import errors
from supportterm.core.outbox import State
from supportterm.core.remote import AnyStep, Page, Receipt
from supportterm.core.writing import NewTicket


class Unmarked(Remote):
    """What was made there says nothing of us."""

    def _moment(self) -> int:
        return 1_790_000_000_000 + super()._moment()

    def find(self, step: AnyStep) -> Receipt | None:
        return None

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
