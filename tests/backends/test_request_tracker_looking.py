"""What there is at a real Request Tracker: who we are, agents and queues, searching, and whether our marks are kept."""

import subprocess
from contextlib import closing

import pytest
from rt import connect, now
from rt import desk as desk

from servers import request_tracker as server
from servers.request_tracker import Tracker
from supportterm.backends import errors
from supportterm.backends.protocol import Helpdesk, Knowledge, Provable
from supportterm.backends.request_tracker import REQUEST_TRACKER
from supportterm.backends.request_tracker.backend import RequestTracker
from supportterm.core.remote import Say
from supportterm.core.terms import Role, Status
from whole_feed import marker

pytest_plugins = ["servers.rt_fixtures"]


def test_it_is_all_that_it_says(desk: RequestTracker) -> None:
    assert isinstance(desk, Helpdesk) and isinstance(desk, Knowledge) and isinstance(desk, Provable)


# --- who we are


def test_the_account_its_store_and_its_clock(desk: RequestTracker, request_tracker: Tracker) -> None:
    who = desk.probe()
    assert who.account == "Sync robot" and who.server_time is not None
    assert who.epoch == desk.probe().epoch != ""
    with closing(connect(request_tracker, user="alice")) as other:
        assert other.probe().epoch != who.epoch


@pytest.mark.parametrize("token", ["1-35-00000000000000000000000000000000", "password", "", "1-x-y"])
def test_a_wrong_token_is_told(request_tracker: Tracker, token: str) -> None:
    backend = REQUEST_TRACKER.open({"url": request_tracker.url}, lambda: token)
    with closing(backend), pytest.raises(errors.AuthFailed) as caught:
        backend.probe()
    assert not token or token not in str(caught.value)


def test_one_without_rights_is_told_what_is_missing(request_tracker: Tracker) -> None:
    with closing(connect(request_tracker, user="mallory")) as stranger:
        remarks = " ".join(stranger.probe().remarks)
    assert "SeeQueue" in remarks and "SeeGroup" in remarks


def test_a_marker_is_believed_when_it_was_seen(fresh_tracker: Tracker) -> None:
    with closing(connect(fresh_tracker)) as backend:
        (remark,) = backend.probe().remarks
        assert "supportterm-id" in remark and backend.capabilities.marker == "none"
        assert backend.prove("1") == ()
        assert backend.capabilities.marker == "stored" and backend.probe().remarks == ()
        (note,) = [m for m in backend.fetch("1").messages if m.marker]
        assert note.role is Role.NOTE, "no customer was told"
    with closing(connect(fresh_tracker)) as later:
        assert later.capabilities.marker == "stored", "what was proved once is seen by everybody after"
    with closing(connect(fresh_tracker, marker="not-there")) as without:
        (remark,) = without.prove("2")
        assert "Custom Fields" in remark and "not-there" in remark
        assert without.capabilities.marker == "none"
        step = Say(marker(), key="3", role=Role.NOTE, body="x")
        without.write(step)
        assert without.find(step) is None


# --- what there is


def test_agents_queues_fields_and_statuses(desk: RequestTracker) -> None:
    found = desk.catalog()
    agents = {agent.handle: agent for agent in found.agents}
    assert agents["carol"].name == "Carol Çelik" and agents["carol"].email == "carol@example.test"
    assert not {"nobody-", "rt-system", "dana"} & set(agents), "no customers, and not the server itself"
    assert [(team.handle, team.tier) for team in found.teams] == [
        ("general", 1), ("support", 1), ("tier2", 2), ("tier3", 3)
    ]  # fmt: skip
    fields = {field.name: field for field in found.fields}
    assert set(fields) == {"severity", "product", "serial", "visit-at"}
    assert (fields["severity"].kind, fields["severity"].choices) == ("choice", ("S1", "S2", "S3", "S4"))
    assert set(found.statuses) == {Status.NEW, Status.OPEN, Status.PENDING, Status.SOLVED, Status.CLOSED}


def test_agents_are_known_without_the_right_to_see_groups(request_tracker: Tracker) -> None:
    with closing(connect(request_tracker, user="mallory")) as stranger:
        handles = {agent.handle for agent in stranger.catalog().agents}
    assert {"alice", "bob", "carol"} <= handles and not any("customer" in handle for handle in handles)


# --- searching


def test_tickets_are_found_by_subject_number_and_address(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("Unmistakable zebra crossing", Requestor="zoe@zebra.test")
    for text in ("zebra", "crossing Unmistakable", "zoe@zebra.test", f"#{key}"):
        assert key in [ticket.key for ticket in desk.search(text, 10)], text
    (found,) = desk.search("zebra", 10)
    assert found.subject == "Unmistakable zebra crossing" and found.requester.email == "zoe@zebra.test"
    assert desk.search("zebra giraffe", 10) == () and desk.search("  ", 10) == () and desk.search("zebra", 0) == ()


@pytest.mark.parametrize(
    "text",
    [
        "it's",
        'say"no"',
        "back\\slash",
        "trailing\\",
        "\\'",
        "x')OR(id>0",
        "')--",
        "CF.{Severity}='S1'",
        "100%",
        "印刷できません！",
        "a\x00b\x1b[2J",
        "[@click=app.quit]",
        "#" * 50,
        "'" * 400,
    ],
)
def test_hostile_words_are_only_words(desk: RequestTracker, request_tracker: Tracker, text: str) -> None:
    plain = "".join(c if c.isprintable() else " " for c in text)
    before = {ticket.key for ticket in desk.search(text, 100)}
    key = request_tracker.open(f"Hostile {plain}"[:190])
    found = [ticket.key for ticket in desk.search(text, 100)]
    if "%" not in text:  # which stands for any letters there
        assert set(found) <= before | {key}, "nothing else is found"
        assert len(before) < 20, "and what was found before is little"
    if len(text) < 50 and text.isprintable():
        assert key in found
    assert now(desk, key).subject == f"Hostile {plain}"[:190].strip()


# --- the server of the tests


def test_the_server_leaves_nothing_running(fresh_tracker: Tracker) -> None:
    server.down(fresh_tracker.folder)
    mine = subprocess.run(["pgrep", "-f", str(fresh_tracker.folder / "access.log")], capture_output=True, check=False)
    assert mine.stdout == b""
