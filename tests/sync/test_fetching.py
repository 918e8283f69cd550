"""What is only at the remote is brought here when somebody asks."""

import pytest
from synced import Synced

from supportterm.backends.protocol import Capabilities
from supportterm.sync.fetching import bring


@pytest.fixture
def old(synced: Synced) -> Synced:
    """The remote has a ticket that is too old to be told."""
    synced.remote.capabilities = Capabilities(**{
        name: getattr(synced.remote.capabilities, name) for name in Capabilities.__struct_fields__
    } | {"search": True})  # fmt: skip
    synced.remote.open("4", subject="Ancient refund")
    synced.remote._log.remove("4")
    synced.run(10)
    return synced


@pytest.mark.parametrize("text", ["4", "Ancient"])
def test_it_is_found_by_its_number_and_by_words_and_is_no_news(old: Synced, text: str) -> None:
    assert bring(old.desk.replica("far"), old.remote, text) == (4,)
    assert old.desk.ticket(4).subject == "Ancient refund" and not old.desk.row(4).unread
    assert old.desk.search("ancient").hits


def test_asked_twice_it_is_here_once(old: Synced) -> None:
    for _ in range(2):
        bring(old.desk.replica("far"), old.remote, "4")
    assert old.desk.ticket(4).messages == 1


def test_what_is_nowhere_is_not_there(old: Synced) -> None:
    assert bring(old.desk.replica("far"), old.remote, "99") == ()


def test_what_the_keeper_took_in_meanwhile_stays(old: Synced) -> None:
    """What `fetch` reads may be old by the time it is written down: a keeper works beside it."""
    replica, remote = old.desk.replica("far"), old.remote
    bring(replica, remote, "4")
    late = remote.fetch("4")
    remote.put("4", subject="Ancient refund, paid")
    old.run(60)
    assert old.desk.ticket(4).subject == "Ancient refund, paid"
    replica.bring([late])
    assert old.desk.ticket(4).subject == "Ancient refund, paid"
