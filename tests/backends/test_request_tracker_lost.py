"""Answers that get lost between a real Request Tracker and us: nothing is sent twice, nothing is believed undone."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from loopback import HTML, Asked, Line, Told
from rt import connect, here, now

from servers.request_tracker import Tracker
from supportterm.backends import errors
from supportterm.backends.request_tracker import REQUEST_TRACKER
from supportterm.backends.request_tracker.backend import RequestTracker
from supportterm.core.nouns import Value
from supportterm.core.remote import AnyStep, MergeTickets, OpenTicket, PutArticle, RemotePerson, Say, SetFields
from supportterm.core.terms import Role
from whole_feed import marker

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


def dropped(asked: Asked, told: Told) -> Told:
    return Told(silent=True) if _writes(asked) else told


def portal(asked: Asked, told: Told) -> Told:
    return Told(200, b"<html>Welcome</html>", HTML) if _writes(asked) else told


def half(asked: Asked, told: Told) -> Told:
    return told._replace(cut=max(1, len(told.body) // 2)) if _writes(asked) else told


def failed(asked: Asked, told: Told) -> Told:
    return Told(502, b"bad gateway", HTML) if _writes(asked) else told


def _writes(asked: Asked) -> bool:
    return asked.method in ("POST", "PUT") and not asked.path.split("?")[0].endswith("/attachments")


def a_step(kind: str, tracker: Tracker) -> AnyStep:
    match kind:
        case "open":
            return OpenTicket(marker(), "Opened once", RemotePerson(email="lost@customer.test"), "once")
        case "article":
            return PutArticle(marker(), key="", title=f"Article {marker()}", body="once", section="KB")
        case "merge":
            return MergeTickets(marker(), key=tracker.open("Lost"), into=tracker.open("Lost too"))
        case "fields":
            base: dict[str, Value] = {"priority": 0, "status": 0}
            return SetFields(marker(), key=tracker.open("Lost"), values={"priority": 3, "status": 2}, base=base)
        case _:
            role = Role.REPLY if kind == "reply" else Role.NOTE
            return Say(marker(), key=tracker.open("Lost"), role=role, body="once")


@pytest.mark.parametrize("spoil", [dropped, portal, half, failed])
@pytest.mark.parametrize("kind", ["reply", "note", "open", "fields", "merge", "article"])
def test_a_lost_answer_is_unknown_and_what_was_done_is_found(
    desk: RequestTracker, line: Line, request_tracker: Tracker, spoil: object, kind: str
) -> None:
    step = a_step(kind, request_tracker)
    line.lose = spoil  # type: ignore[assignment]
    with pytest.raises(errors.Uncertain):
        desk.write(step)
    line.lose = lambda asked, told: told
    found = desk.find(step)
    assert found is not None and found.key


@pytest.mark.parametrize("kind", ["fields", "merge", "article"])
def test_when_only_the_look_afterwards_fails_it_is_unknown_too(
    desk: RequestTracker, line: Line, request_tracker: Tracker, kind: str
) -> None:
    step = a_step(kind, request_tracker)
    wrote = []

    def blind(asked: Asked, told: Told) -> Told:
        if _writes(asked):
            wrote.append(asked)
            return told
        return Told(503, b"{}") if wrote else told

    line.lose = blind
    with pytest.raises(errors.Uncertain):
        desk.write(step)
    line.lose = lambda asked, told: told
    assert wrote and desk.find(step) is not None


@pytest.mark.parametrize("kind", ["reply", "open", "fields", "merge", "article"])
def test_what_never_arrived_is_not_found(desk: RequestTracker, line: Line, request_tracker: Tracker, kind: str) -> None:
    step = a_step(kind, request_tracker)
    before = request_tracker.newest_transaction()
    pass_on = line.answer
    line.answer = lambda asked: Told(silent=True) if _writes(asked) else pass_on(asked)
    with pytest.raises(errors.Uncertain):
        desk.write(step)
    line.answer = pass_on
    assert desk.find(step) is None
    assert request_tracker.newest_transaction() == before


def test_a_marker_field_that_went_away_does_not_have_things_sent_twice(line: Line, request_tracker: Tracker) -> None:
    backend = REQUEST_TRACKER.open({"url": line.url, "marker": "gone"}, lambda: request_tracker.tokens["sync"])
    step = Say(marker(), key=request_tracker.open("Gone field"), role=Role.NOTE, body="x")
    line.lose = dropped
    with closing(backend):
        with pytest.raises(errors.Uncertain):
            backend.write(step)
        line.lose = lambda asked, told: told
        with pytest.raises(errors.Unreadable):
            backend.find(step)
        assert backend.capabilities.marker == "none" and backend.find(step) is None, "from here on a person is asked"


def test_a_portal_in_between_tells_nothing(desk: RequestTracker, line: Line, request_tracker: Tracker) -> None:
    cursor = here(request_tracker)
    line.lose = lambda asked, told: Told(200, b"<html>Welcome</html>", HTML)
    for ask in (desk.probe, desk.catalog, lambda: desk.changes(cursor), lambda: desk.fetch("1")):
        with pytest.raises(errors.Unreadable):
            ask()
    line.lose = lambda asked, told: told
    with closing(connect(request_tracker)) as direct:
        assert desk.fetch("1").ticket == now(direct, "1")
