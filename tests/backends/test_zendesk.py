"""Zendesk beyond the contract: who is no administrator, limits, what is sent again, what is prepared there.

Every request and answer is held to the vendor's own specification where it lies beside the checkout.
"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from fakes.doors import as_agent, customer
from fakes.there import There
from fakes.vendor import Asked, Told
from fakes.zendesk_face import ZendeskFace
from supportterm.backends import errors
from supportterm.backends.protocol import Extent
from supportterm.backends.zendesk.backend import Zendesk
from supportterm.backends.zendesk.feed import LOOK
from supportterm.core.query.parser import parse
from supportterm.core.remote import OpenTicket, RemotePerson, SetFields
from supportterm.core.terms import Priority, Status
from whole_feed import marker, newest

Here = There[ZendeskFace, Zendesk]


@pytest.fixture
def there() -> Iterator[Here]:
    with There("zendesk", ZendeskFace, Zendesk).serving() as there:
        yield there


@pytest.fixture
def desk(there: Here) -> Iterator[Zendesk]:
    with closing(there.connect()) as backend:
        yield backend


def test_who_is_no_administrator_hears_of_changes_by_searching(there: Here, desk: Zendesk) -> None:
    there.face.admin = False
    keys = [there.open(f"Told {n}") for n in range(60)]
    assert "no administrator" in " ".join(desk.probe().remarks)
    assert (desk.capabilities.feed, desk.capabilities.deletes) == ("since", "none")
    seen, cursor = newest(desk)
    assert set(keys) == seen.keys()
    as_agent(there.remote, "bob").reply(keys[7], "on it")
    seen, _ = newest(desk, cursor)
    assert [message.body for message in seen[keys[7]].messages] == ["hello", "on it"]


def test_a_search_that_ran_out_begins_again(there: Here, desk: Zendesk) -> None:
    there.face.admin = False
    keys = [there.open(f"Told {n}") for n in range(60)]
    cursor = desk.changes("").cursor
    spoilt = iter([True])

    def expired(asked: Asked, answer: Told) -> Told:
        gone = asked.path.endswith("search/export") and "page[after]" in asked.query and next(spoilt, False)
        return Told(422, {"error": "InvalidCursor", "description": "the cursor has expired"}) if gone else answer

    there.vendor.fault = expired
    assert set(keys) <= newest(desk, cursor)[0].keys() | {str(key) for key in keys[:25]}


def test_a_ticket_opened_twice_under_one_key_is_one(there: Here, desk: Zendesk) -> None:
    step = OpenTicket(marker(), "Once", RemotePerson("", "Bo", "bo@acme.test"), "hello")
    assert desk.write(step).key == desk.write(step).key
    assert len(there.remote.ledger.tickets) == 1
    assert there.vendor.asked[-1].headers["idempotency-key"] == step.marker


def test_another_s_change_of_something_else_does_not_stop_ours(there: Here, desk: Zendesk) -> None:
    """Zendesk refuses what was decided on an older ticket; whether it was the same field is seen in the ticket."""
    key = there.open("Both")
    changed = iter([True])

    def between(asked: Asked, answer: Told) -> Told:
        if asked.method == "GET" and asked.path.endswith(f"tickets/{key}") and next(changed, False):
            as_agent(there.remote, "bob").set(key, subject="Renamed")
        return answer

    there.vendor.fault = between
    desk.write(SetFields(marker(), key, {"priority": int(Priority.URGENT)}, {"priority": int(Priority.NORMAL)}))
    ticket = there.remote.ticket(key)
    assert (ticket.subject, ticket.priority) == ("Renamed", Priority.URGENT)
    assert [a.body["ticket"]["safe_update"] for a in there.vendor.asked if a.method == "PUT"] == [True, True]


def test_a_busy_database_is_no_conflict(there: Here, desk: Zendesk) -> None:
    key = there.open("Busy")
    there.vendor.fault = lambda asked, answer: (
        Told(409, {"error": "DatabaseConflict"}) if asked.method == "PUT" else answer
    )
    with pytest.raises(errors.Unavailable):
        desk.write(SetFields(marker(), key, {"priority": 3}, {"priority": 1}))


def test_few_requests_left_are_left_to_people(there: Here, desk: Zendesk) -> None:
    few = (("ratelimit-limit", "400"), ("ratelimit-remaining", "30"), ("ratelimit-reset", "33"))
    there.vendor.fault = lambda asked, answer: answer._replace(headers=(*answer.headers, *few))
    assert desk.changes("").pause == pytest.approx(33.0, abs=1.0)


def test_how_much_there_is_and_how_long_it_takes_is_said_beforehand(there: Here, desk: Zendesk) -> None:
    for n in range(40):
        there.open(f"Many {n}")
    few = (("ratelimit-limit", "55"), ("ratelimit-remaining", "50"))
    there.vendor.fault = lambda asked, answer: answer._replace(headers=(*answer.headers, *few))
    assert desk.extent() == Extent(40, pytest.approx(60.0))


def test_between_two_looks_into_the_export_there_is_time(there: Here, desk: Zendesk) -> None:
    """Ten a minute are let through, however many pages there are."""
    for n in range(30):
        there.open(f"Many {n}")
    page = desk.changes("")
    while page.more:
        assert page.pause >= LOOK
        page = desk.changes(page.cursor)


def test_what_is_prepared_there_can_be_used_here(desk: Zendesk) -> None:
    catalog = desk.catalog()
    (macro,) = catalog.macros
    assert (macro.title, macro.reply) == ("Ask for the log", "Could you send the log?")
    assert macro.commands == (f"status {Status.PENDING.word}", "tag +log +waiting")
    assert {"bob", "ann"} <= {agent.handle for agent in catalog.agents}


def test_a_field_of_the_account_comes_and_goes(there: Here, desk: Zendesk) -> None:
    key = there.open("Serial")
    desk.write(SetFields(marker(), key, {"field.serial": "SN-1"}, {"field.serial": None}))
    assert desk.fetch(key).ticket.fields["serial"] == "SN-1"
    with pytest.raises(errors.Invalid, match="no such field"):
        desk.write(SetFields(marker(), key, {"field.nothing": "x"}))


Wanted = tuple[str, str, str]


def view(title: str, *conditions: Wanted, either: tuple[Wanted, ...] = ()) -> dict[str, Any]:
    named = ("field", "operator", "value")
    told = {"all": [dict(zip(named, one, strict=True)) for one in conditions],
            "any": [dict(zip(named, one, strict=True)) for one in either]}  # fmt: skip
    sort = {"id": "created", "order": "asc", "title": "Created"}
    execution = {"sort": sort, "group": {"id": "group", "order": "asc", "title": "Group"}}
    return {"id": 25, "title": title, "active": True, "position": 1, "conditions": told, "execution": execution}


def test_what_people_there_look_at_is_a_list_here(there: Here, desk: Zendesk) -> None:
    there.face.views = [
        view("My unsolved", ("status", "less_than", "solved"), ("assignee_id", "is", "current_user")),
        view("Billing, urgent", ("group_id", "is", "501"), ("priority", "is_not", "low"), ("status", "is", "hold")),
        view("Old or angry", ("current_tags", "not_includes", "spam test"),
             either=(("created_at", "greater_than", "48"), ("current_tags", "includes", "angry"))),
        view("Nobody's", ("assignee_id", "is", ""), ("status", "is_not", "closed")),
    ]  # fmt: skip
    views = desk.catalog().views
    assert [one.query for one in views] == [
        "status:<solved assignee:me", "team:billing -priority:low status:on-hold",
        "-tag:spam,test (created:>48h OR tag:angry)", "assignee:none -status:closed",
    ]  # fmt: skip
    assert (views[0].title, views[0].order, views[0].group) == ("My unsolved", "created", "team")
    for one in views:
        assert parse(f"home:zd ({one.query})")


def test_a_view_that_asks_for_what_we_can_t_is_left_there(there: Here, desk: Zendesk) -> None:
    there.face.views = [
        view("By language", ("locale_id", "is", "1")), view("Rated", ("satisfaction_score", "is", "bad")),
        view("Changed", ("status", "changed", "")), view("Somebody's", ("assignee_id", "is", "requester_id")),
    ]  # fmt: skip
    assert desk.catalog().views == ()


def test_what_was_taken_out_of_a_comment_is_told_as_such(there: Here, desk: Zendesk) -> None:
    asks = customer(there.remote, "al@acme.test")
    key = asks.opens("Card", "my card is 4111, help", {"card.png": b"1234", "jam.png": b"12345"})
    asks.writes(key, "see above")
    card, more = desk.fetch(key).messages
    assert not card.redacted and len(card.files) == 2
    as_agent(there.remote, "bob").blacken(key, card.key, "4111", "card.png")
    card, more = newest(desk)[0][key].messages
    assert (card.body, card.redacted, more.redacted) == ("my card is ▇▇▇▇, help", True, False)
    assert [file.name for file in card.files] == ["jam.png"]
