"""Who is looked at is asked for in the background, and what directories say is kept with its age."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from remote_in_memory import Remote
from synced import Synced

from supportterm.backends import errors
from supportterm.backends.abilities import abilities
from supportterm.backends.cards import DIRECTORY
from supportterm.core.remote import RemoteCard, RemoteDeal
from supportterm.desk import Desk

DANA = RemoteCard("Dana", company="Acme", plan="gold", deals=(RemoteDeal("Seats", "5 EUR"),))
HOUR = 3600.0


class InMemory(Remote):
    """A directory: says what it is told to, or raises it."""

    def __init__(self) -> None:
        super().__init__(DIRECTORY)
        self.people: dict[str, RemoteCard] = {"dana@x.test": DANA}
        self.fails: errors.RemoteError | None = None
        self.asked: list[str] = []

    def person(self, email: str) -> RemoteCard | None:
        self.asked.append(email)
        if self.fails is not None:
            raise self.fails
        return self.people.get(email)


@pytest.fixture
def crm() -> InMemory:
    return InMemory()


@pytest.fixture
def synced(tmp_path: Path, crm: InMemory) -> Iterator[Synced]:
    found = Synced(tmp_path / "d.desk", crm)
    found.run(10)
    yield found
    found.desk.close()


def said(desk: Desk, email: str = "dana@x.test") -> tuple[RemoteCard | None, str, str]:
    (card,) = desk.directories.of(email)
    return card.found, "never" if not card.looked_at else "told", card.words


def test_who_is_looked_at_is_asked_for_and_nobody_else(synced: Synced, crm: InMemory) -> None:
    assert said(synced.desk) == (None, "never", "")
    assert synced.desk.directories.look_up(" Dana@X.test")
    assert not synced.desk.directories.look_up("dana@x.test"), "it is on its way"
    synced.run(5)
    assert said(synced.desk) == (DANA, "told", "") and crm.asked == ["dana@x.test"]


def test_what_was_said_lately_is_not_asked_for_again(synced: Synced, crm: InMemory) -> None:
    synced.desk.directories.look_up("dana@x.test")
    synced.run(HOUR / 2)
    assert not synced.desk.directories.look_up("dana@x.test")
    synced.run(HOUR)
    crm.people["dana@x.test"] = RemoteCard("Dana", company="Bolt")
    assert synced.desk.directories.look_up("dana@x.test")
    synced.run(5)
    assert said(synced.desk)[0] == RemoteCard("Dana", company="Bolt") and len(crm.asked) == 2
    assert synced.desk.directories.look_up("dana@x.test", anew=True)


def test_nobody_is_known_as_such_and_forgotten_when_they_are_no_longer_there(synced: Synced, crm: InMemory) -> None:
    synced.desk.directories.look_up("bo@x.test")
    synced.run(5)
    assert said(synced.desk, "bo@x.test") == (None, "told", "")
    synced.desk.directories.look_up("dana@x.test")
    synced.run(5)
    del crm.people["dana@x.test"]
    synced.desk.directories.look_up("dana@x.test", anew=True)
    synced.run(5)
    assert said(synced.desk) == (None, "told", "")


def test_what_is_not_told_any_more_stays_with_its_age_and_the_reason(synced: Synced, crm: InMemory) -> None:
    synced.desk.directories.look_up("dana@x.test")
    synced.run(2 * HOUR)
    crm.fails = errors.NotAllowed("the token may not see contacts")
    synced.desk.directories.look_up("dana@x.test")
    synced.run(5)
    (card,) = synced.desk.directories.of("dana@x.test")
    assert (card.found, card.words) == (DANA, "the token may not see contacts")
    assert synced.now - card.looked_at > HOUR * 1000
    assert not synced.desk.directories.look_up("dana@x.test") and len(crm.asked) == 2, "it is not asked at once again"


@pytest.mark.parametrize("fails", [errors.Unavailable("no network"), errors.RateLimited("too fast", 30)])
def test_while_it_is_away_nothing_is_lost_and_it_is_asked_when_it_is_back(
    synced: Synced, crm: InMemory, fails: errors.RemoteError
) -> None:
    crm.fails = fails
    synced.desk.directories.look_up("dana@x.test")
    synced.run(5)
    assert said(synced.desk) == (None, "never", str(fails))
    crm.fails = None
    synced.run(300)
    assert said(synced.desk)[0] == DANA


def test_whom_nobody_waits_for_any_more_is_not_asked_for(synced: Synced, crm: InMemory) -> None:
    crm.fails = errors.Unavailable("no network")
    for n in range(20):
        synced.desk.directories.look_up(f"p{n}@x.test")
    synced.run(HOUR)
    crm.asked.clear()
    crm.fails = None
    synced.desk.directories.look_up("dana@x.test")
    synced.run(600)
    assert crm.asked == ["dana@x.test"]


def test_what_is_looked_at_last_comes_first(synced: Synced, crm: InMemory) -> None:
    for email in ("a@x.test", "b@x.test", "c@x.test"):
        synced.desk.directories.look_up(email)
        synced.now += 1
    synced.run(5)
    assert crm.asked == ["c@x.test", "b@x.test", "a@x.test"]


def test_while_a_connection_is_paused_it_is_not_asked(synced: Synced, crm: InMemory) -> None:
    spec = {"title": "Far", "backend": "memory", "can": ["people"], "paused": True}
    synced.desk.define("connection", "far", spec)
    assert not synced.desk.directories.look_up("dana@x.test") and synced.desk.directories.of("dana@x.test") == ()


def test_no_address_is_not_asked_for(synced: Synced, crm: InMemory) -> None:
    assert not synced.desk.directories.look_up("") and not synced.desk.directories.look_up("Dana")
    synced.run(5)
    assert crm.asked == []


def test_with_the_connection_goes_what_it_said(synced: Synced) -> None:
    synced.desk.directories.look_up("dana@x.test")
    synced.run(5)
    synced.desk.define("connection", "far", None)
    assert synced.desk.directories.of("dana@x.test") == ()
    synced.desk.undo()
    assert said(synced.desk) == (None, "never", "")


def test_no_ticket_and_no_mail_leaves_by_a_directory(synced: Synced) -> None:
    assert abilities(DIRECTORY) == ("people",)
    assert synced.desk.connection_state("far").state == "ok"
