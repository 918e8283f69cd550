"""How connections stand, in the words of the status line."""

from pathlib import Path

import pytest
from remote_in_memory import Remote
from synced import Synced

from supportterm.backends import errors
from supportterm.backends.protocol import Extent
from supportterm.core import verbs
from supportterm.core.remote import Page
from supportterm.core.terms import Priority, Role
from supportterm.core.writing import NewMessage
from supportterm.store.replica import ConnectionState
from supportterm.sync.standing import in_full, standing, state_words

NOW = 1_790_000_000_000


@pytest.mark.parametrize(
    ("state", "words", "severity"),
    [
        (ConnectionState("ok"), "in sync", "ok"),
        (ConnectionState(), "connecting", "busy"),
        (ConnectionState("pulling", done=12_000, total=100_000), "pulling 12,000 of 100,000", "busy"),
        (ConnectionState("pulling", done=12_000), "pulling 12,000", "busy"),
        (ConnectionState("throttled", until=NOW + 39_001), "throttled for 40 s", "warn"),
        (ConnectionState("throttled", until=NOW - 1), "throttled", "warn"),
        (ConnectionState("auth", "the token is not accepted"), "secret needed", "bad"),
        (ConnectionState("changed"), "another store than before", "bad"),
        (ConnectionState("failing", "the disk is full"), "failing: the disk is full", "bad"),
    ],
)
def test_each_state_has_short_words(state: ConnectionState, words: str, severity: str) -> None:
    assert state_words(state, NOW) == (words, severity)


def test_who_asks_hears_why_and_what_to_do() -> None:
    away = in_full("rt", ConnectionState("offline", "rt can't be reached: no connection", since=NOW), NOW)
    assert away.startswith("offline since ") and away.endswith(": rt can't be reached: no connection")
    said = in_full("rt", ConnectionState("auth", "the token is not accepted"), NOW)
    assert said == "secret needed: the token is not accepted; `connect rt --secret` asks for another"
    assert in_full("rt", ConnectionState("failing", "the disk is full"), NOW) == "failing: the disk is full"
    assert in_full("rt", ConnectionState("ok"), NOW) == "in sync"


def test_a_first_pull_says_how_long_it_will_take(synced: Synced, tmp_path: Path) -> None:
    """Before its first page by what the remote's limits allow, then by how it goes."""

    class Slow(Remote):
        page = 0

        def extent(self) -> Extent:
            return Extent(9, 7_200.0)

        def changes(self, cursor: str) -> Page:
            self.page += 1
            told = super().changes("")
            return Page(told.items, str(self.page), self.page < 9, pause=60.0)

    remote = Slow()
    remote.open("7")
    pulled = Synced(tmp_path / "slow.desk", remote)

    def said() -> str:
        return in_full("far", pulled.desk.replica("far").state(), pulled.now)

    pulled.run(1)
    assert said() == "pulling 1 of 9, about 8 minutes to go"
    pulled.run(240)
    assert said() == "pulling 5 of 9, about 4 minutes to go"
    pulled.run(300)
    assert said() == "in sync"
    pulled.desk.close()


def test_how_much_there_is_is_known_while_the_first_page_is_on_its_way(synced: Synced, tmp_path: Path) -> None:
    class Vast(Remote):
        def extent(self) -> Extent:
            return Extent(20_000, 7_200.0)

        def changes(self, cursor: str) -> Page:
            raise errors.Unavailable("the line broke")

    pulled = Synced(tmp_path / "vast.desk", Vast())
    pulled.run(1)
    state = pulled.desk.replica("far").state()
    assert (state.total, state.left) == (20_000, 7_200_000)
    pulled.desk.close()


def test_offline_says_since_when_and_the_day_when_it_was_another(monkeypatch: pytest.MonkeyPatch) -> None:
    minute, day = 60_000, 86_400_000
    today, _ = state_words(ConnectionState("offline", since=NOW), NOW + minute)
    before, _ = state_words(ConnectionState("offline", since=NOW), NOW + 3 * day)
    assert today.startswith("offline since ") and today.count(" ") == 2
    assert before.startswith("offline since ") and before.endswith(today.split()[-1]) and before.count(" ") == 4


def test_what_waits_and_what_needs_a_person_is_counted(synced: Synced) -> None:
    def said() -> tuple[str, str]:
        found = standing(synced.desk, synced.now)
        return found.words, found.severity

    assert said() == ("in sync", "ok")
    synced.desk.write(7, NewMessage(Role.REPLY, "Hello"))
    assert said() == ("1 waiting", "busy")
    synced.run(30)
    assert said() == ("in sync", "ok")
    synced.desk.change(7, verbs.set_priority, priority=Priority.HIGH)
    synced.remote.put("7", priority=int(Priority.LOW), actor="bob")
    synced.run(30)
    assert said() == ("1 conflict", "warn")
    synced.remote.mode = "refuse"
    synced.remote.open("8")
    synced.run(10)
    synced.desk.write(8, NewMessage(Role.NOTE, "not taken"))
    synced.run(10)
    assert said() == ("1 conflict, 1 to decide", "warn")
    found = standing(synced.desk, synced.now)
    assert (found.waiting, found.attention, found.details) == (0, 2, (("far", "in sync"),))


def test_several_connections_are_named_where_they_differ(synced: Synced) -> None:
    synced.desk.define("connection", "mail", {"title": "Mail", "backend": "memory", "can": ["reply"]})
    synced.desk.replica("mail").set_state(state="auth")
    found = standing(synced.desk, synced.now)
    assert (found.words, found.severity) == ("mail: secret needed", "bad")
    assert found.details == (("far", "in sync"), ("mail", "secret needed"))
    synced.desk.define("connection", "mail", {"title": "Mail", "backend": "memory", "can": [], "paused": True})
    assert standing(synced.desk, synced.now).words == "in sync"


def test_a_network_that_is_away_is_said_once(synced: Synced) -> None:
    """Each connection notices it at another moment."""
    other = {"title": "Other", "backend": "memory", "can": []}
    for n, name in enumerate(("far", "one", "two", "three")):
        if name != "far":
            synced.desk.define("connection", name, other)
        synced.desk.replica(name).set_state(state="offline", since=NOW + n * 60_000)
    first = state_words(ConnectionState("offline", since=NOW), synced.now)[0]
    assert standing(synced.desk, synced.now).words == first
    synced.desk.replica("two").set_state(state="ok")
    assert standing(synced.desk, synced.now).words == f"3 connections: {first}"
    synced.desk.replica("one").set_state(state="ok")
    assert standing(synced.desk, synced.now).words == f"far and three: {first}"
    assert dict(standing(synced.desk, synced.now).details)["three"] != first


def test_a_desk_that_is_connected_to_nothing_says_nothing(synced: Synced) -> None:
    synced.desk.define("connection", "far", None)
    assert standing(synced.desk, synced.now).words == ""


def test_what_belongs_to_a_connection_that_is_away_is_held_and_does_not_wait(synced: Synced) -> None:
    synced.desk.write(7, NewMessage(Role.REPLY, "hello"))
    synced.desk.define("connection", "other", {"title": "Other", "backend": "memory", "can": []})
    synced.desk.define("connection", "far", None)
    now = standing(synced.desk, synced.now)
    assert now.waiting == 0 and now.words.endswith("1 held")
