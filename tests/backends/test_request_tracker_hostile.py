"""A server that lies: pages of a real Request Tracker, changed on their way."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from loopback import Asked, Line, Told
from rt import here, seen

from servers.request_tracker import Tracker
from supportterm.backends import errors
from supportterm.backends.request_tracker import REQUEST_TRACKER, feed
from supportterm.backends.request_tracker.backend import RequestTracker
from whole_feed import everything

pytest_plugins = ["servers.rt_fixtures"]


@pytest.fixture
def line(request_tracker: Tracker) -> Iterator[Line]:
    line = Line(request_tracker.url)
    with line.serving():
        yield line


@pytest.fixture
def desk(line: Line, request_tracker: Tracker) -> Iterator[RequestTracker]:
    backend = REQUEST_TRACKER.open({"url": line.url}, lambda: request_tracker.tokens["sync"])
    with closing(backend):
        yield backend


def rewrite(line: Line, path: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change each row of the lists under *path*."""

    def changed(asked: Asked, told: Told) -> Told:
        if f"/{path}?" not in asked.path or told.status != 200:
            return told
        page = json.loads(told.body)
        for row in page["items"]:
            change(row)
        return told._replace(body=json.dumps(page).encode())

    line.lose = changed


def test_a_moment_far_ahead_does_not_move_the_cursor(
    desk: RequestTracker, line: Line, request_tracker: Tracker
) -> None:
    cursor = here(request_tracker)
    key = request_tracker.open("From the year 9999")
    rewrite(
        line, "transactions", lambda row: row.update(Created="9999-12-31T23:59:59Z") if row["ObjectId"] == key else None
    )
    items, after = everything(desk, cursor)
    assert seen(items, key) and json.loads(after)["mark"] < int(seen(items, key)[0].messages[0].key)


def test_rows_out_of_order_do_not_read_for_ever(desk: RequestTracker, line: Line, request_tracker: Tracker) -> None:
    cursor = here(request_tracker)
    request_tracker.open("Again and again")
    rewrite(line, "transactions", lambda row: row.update(id="1"))
    with pytest.raises(errors.Unreadable):
        everything(desk, cursor)
    rewrite(line, "tickets", lambda row: row.update(id="1"))
    with pytest.raises(errors.Unreadable):
        everything(desk)


@pytest.mark.parametrize("change", [{"id": "x"}, {"id": None}, {"Owner": 5}, {"CustomFields": [1]}, {"Subject": {}}])
def test_rows_of_another_shape_are_no_answer(desk: RequestTracker, line: Line, change: dict[str, Any]) -> None:
    rewrite(line, "tickets", lambda row: row.update(change))
    with pytest.raises(errors.Unreadable):
        everything(desk)


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("tickets", {"Priority": "very", "Created": "yesterday", "Due": "9" * 5000, "EffectiveId": "9" * 5000}),
        ("tickets", {"Requestor": [], "Queue": None, "Owner": None, "CustomFields": None, "Status": None}),
        ("tickets", {"Requestor": "", "Queue": {"id": "9" * 5000}, "Priority": "nan", "Subject": "\x1b]0;x\x07"}),
        ("transactions", {"Field": "9" * 5000, "Type": "CustomField", "Created": None, "Creator": None}),
        ("transactions", {"Field": "Queue", "Type": "Set", "NewValue": "9" * 5000, "OldValue": "x", "Created": ""}),
        ("attachments", {"ContentLength": "lots", "Filename": "../../etc/passwd", "Headers": "\n\n:::\n x"}),
        ("attachments", {"ContentType": None, "Headers": None, "Content": None, "TransactionId": "x"}),
    ],
)
def test_odd_values_stop_nothing(desk: RequestTracker, line: Line, path: str, change: dict[str, Any]) -> None:
    rewrite(line, path, lambda row: row.update(change))
    assert desk.changes("").items


def test_a_burst_larger_than_the_memory_for_it_is_told_whole(
    desk: RequestTracker, request_tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursor = here(request_tracker)
    monkeypatch.setattr(feed, "MOST_SEEN", 5)
    keys = [request_tracker.open(f"Burst {n}") for n in range(6)]
    items, after = everything(desk, cursor)
    assert all(len(seen(items, key)) >= 1 for key in keys)
    assert len(json.loads(after)["seen"]) < 5 <= len(keys)
    late = request_tracker.open("After the burst")
    items, after = everything(desk, after)
    assert seen(items, late) and len(after) < 400
