"""Help Scout beyond the contract: its token, lists from the newest back, one field a request, what is prepared there.

Every request and answer is held to what the vendor's pages say, written down in fakes/helpscout_pages.yaml.
"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from msgspec.structs import replace

from fakes.doors import as_agent
from fakes.helpscout_face import APP, HelpScoutFace
from fakes.server import TOKEN
from fakes.there import There
from fakes.vendor import Asked, Told
from supportterm.backends import errors
from supportterm.backends.helpscout import HELPSCOUT
from supportterm.backends.helpscout.backend import HelpScout
from supportterm.core.remote import OpenTicket, RemotePerson, Say, SetFields, TicketGone, TicketSeen
from supportterm.core.terms import Role, Status
from whole_feed import everything, marker

Here = There[HelpScoutFace, HelpScout]


@pytest.fixture
def there() -> Iterator[Here]:
    with There("helpscout", HelpScoutFace, HelpScout).serving() as there:
        yield there


@pytest.fixture
def desk(there: Here) -> Iterator[HelpScout]:
    with closing(there.connect()) as backend:
        yield backend


def keys(items: list[Any]) -> set[str]:
    return {item.ticket.key for item in items if isinstance(item, TicketSeen)}


# --- who we are


def test_a_token_that_is_taken_no_more_is_replaced_and_nothing_was_sent_under_it(there: Here, desk: HelpScout) -> None:
    key = there.open("Token")
    desk.fetch(key)
    there.face.tokens = dict.fromkeys(there.face.tokens, False)
    step = Say(marker(), key, Role.REPLY, "once")
    with pytest.raises(errors.Unavailable, match="the next one is asked for"):
        desk.write(step)
    desk.write(step)
    assert [m.body for m in there.remote.ledger.messages[key]] == ["hello", "once"]
    there.face.admits = lambda asked: asked.path.endswith("token")  # type: ignore[method-assign]
    with pytest.raises(errors.Unavailable):
        desk.fetch(key)
    with pytest.raises(errors.AuthFailed):
        desk.fetch(key)


def test_the_secret_goes_to_where_tokens_are_had_and_nowhere_else(there: Here, desk: HelpScout) -> None:
    desk.probe()
    assert TOKEN.encode() in there.asked("POST", "/oauth2/token")[0].raw
    others = [asked for asked in there.vendor.asked if not asked.path.endswith("/oauth2/token")]
    assert others and not any(TOKEN in f"{asked.headers} {asked.query}" for asked in others)


# --- what is told


def test_what_changes_while_pages_are_read_from_the_newest_back_is_told_before_the_end(there: Here) -> None:
    opened = [there.open(f"Page {n}") for n in range(17)]
    changed = iter(opened[:6])

    def between(asked: Asked, answer: Told) -> Told:
        if asked.path.endswith("/conversations") and (key := next(changed, "")):
            as_agent(there.remote, "bob").set(key, subject="Changed meanwhile")
        return answer

    there.vendor.fault = between
    with closing(there.connect(since="")) as desk:
        items, _ = everything(desk)
    last = {i.ticket.key: i.ticket.subject for i in items if isinstance(i, TicketSeen)}
    assert last.keys() == set(opened)
    assert {key for key, subject in last.items() if subject == "Changed meanwhile"} == set(opened[:6])


def test_what_slides_to_a_page_that_was_read_is_seen_though_others_were_deleted(there: Here) -> None:
    opened = [there.open(f"Page {n}") for n in range(17)]
    for key in opened:  # long ago: the next round does not see them again
        ticket = there.remote.ledger.tickets[key]
        there.remote.ledger.tickets[key] = replace(ticket, updated_at=ticket.updated_at - 10_000_000)
    deleted = iter(opened[-4:])

    def between(asked: Asked, answer: Told) -> Told:
        if asked.path.endswith("/conversations") and (key := next(deleted, "")):
            there.remote.delete(key)
        return answer

    there.vendor.fault = between
    with closing(there.connect(since="")) as desk:
        assert keys(everything(desk)[0]) >= set(opened[:-4])


def test_a_quiet_desk_is_told_once_though_its_rows_say_how_long_ago_all_was(there: Here, desk: HelpScout) -> None:
    for n in range(12):
        there.open(f"Quiet {n}")
    _, cursor = everything(desk)
    for _ in range(3):
        items, cursor = everything(desk, cursor)
        assert items == []
    assert len(cursor) < 1000
    assert "modifiedSince" in there.asked("GET", "/conversations")[-1].query


def test_chats_are_told_whole_though_a_list_cuts_them(there: Here, desk: HelpScout) -> None:
    key, other = there.open("A chat"), there.open("A mail")
    for n in range(14):
        as_agent(there.remote, "bob").reply(key, f"line {n}")
    there.face.chats.add(key)
    items, _ = everything(desk)
    told = {i.ticket.key: [m.body for m in i.messages] for i in items if isinstance(i, TicketSeen)}
    assert told == {key: ["hello", *(f"line {n}" for n in range(14))], other: ["hello"]}
    assert [asked.query["page"] for asked in there.asked("GET", f"{key}/threads")] == ["1", "2"]
    assert not there.asked("GET", f"{other}/threads")


def test_spam_is_gone_and_what_is_none_after_all_comes_back(there: Here, desk: HelpScout) -> None:
    key = there.open("Is it?")
    _, cursor = everything(desk)
    there.face.spam.add(key)
    items, cursor = everything(desk, cursor)
    assert [item.key for item in items if isinstance(item, TicketGone)] == [key]
    with pytest.raises(errors.NotThere):
        desk.fetch(key)
    there.face.spam.clear()
    assert keys(everything(desk, cursor)[0]) == {key}


def test_a_conversation_that_was_merged_says_where_it_goes_on(there: Here, desk: HelpScout) -> None:
    merged, into = there.open("Merged"), there.open("Into")
    as_agent(there.remote, "bob").merge(merged, into)
    for ask in (lambda: desk.fetch(merged), lambda: desk.write(Say(marker(), merged, Role.REPLY, "late"))):
        with pytest.raises(errors.NotThere) as caught:
            ask()
        assert caught.value.moved_to == into
    assert there.remote.bodies["late"] == 0


def test_only_the_inboxes_that_are_worked_on_are_told(there: Here) -> None:
    here, elsewhere = there.open("Support"), there.open("Billing")
    as_agent(there.remote, "bob").set(elsewhere, team="billing")
    with closing(there.connect(inboxes="Support")) as desk:
        assert keys(everything(desk)[0]) == {here}
        assert [team.handle for team in desk.catalog().teams] == ["support"]
    with closing(there.connect(inboxes="Sales")) as desk, pytest.raises(errors.Invalid, match="no inbox sales"):
        desk.probe()


# --- what is sent


def test_a_reply_opens_nothing_that_was_solved(there: Here, desk: HelpScout) -> None:
    key = there.open("Solved")
    as_agent(there.remote, "bob").set(key, status=int(Status.SOLVED))
    desk.write(Say(marker(), key, Role.REPLY, "one more thing", cc=("cy@acme.test",)))
    assert there.remote.ticket(key).status == Status.SOLVED
    (sent,) = there.asked("POST", "/reply")
    assert (sent.body["status"], sent.body["cc"]) == ("closed", ["cy@acme.test"])


def test_a_call_is_opened_in_its_inbox_and_known_by_its_number_there(there: Here, desk: HelpScout) -> None:
    who = RemotePerson("", "Bo von Acme", "bo@acme.test")
    values = {"team": "billing", "assignee": "ann", "field.serial": "SN-1", "priority": 2}
    made = desk.write(OpenTicket(marker(), "A call", who, "it smokes", values, ("hot",), channel="call"))
    ticket = there.remote.ticket(made.key)
    assert (ticket.team, ticket.assignee, ticket.fields["serial"], ticket.tags) == ("billing", "ann", "SN-1", ("hot",))
    assert made.number == str(int(made.key) + 90_000)
    (sent,) = there.asked("POST", "/conversations")
    assert sent.body["customer"] == {"email": "bo@acme.test", "firstName": "Bo", "lastName": "von Acme"}
    assert (sent.body["type"], sent.body["threads"][0]["type"]) == ("phone", "phone")


def test_what_was_set_before_one_was_refused_is_taken_back(there: Here, desk: HelpScout) -> None:
    key = there.open("All or nothing")
    before = there.remote.ticket(key)
    there.vendor.limits = lambda asked, answer: (
        Told(400, {"message": "Validation error", "_embedded": {"errors": [{"path": "value", "message": "too hot"}]}})
        if asked.path.endswith("/tags") else answer()
    )  # fmt: skip
    values = {"subject": "Renamed", "status": int(Status.SOLVED), "field.beer": "Stout"}
    base = {"subject": before.subject, "status": int(Status.OPEN), "field.beer": None}
    with pytest.raises(errors.Invalid, match="value: too hot"):
        desk.write(SetFields(marker(), key, values, base, add=("x",)))
    after = desk.fetch(key).ticket
    assert (after.subject, after.status, after.fields.get("beer")) == (before.subject, Status.OPEN, None)


def test_custom_fields_are_set_by_what_people_read_and_others_stay(there: Here, desk: HelpScout) -> None:
    key = there.open("Fields")
    desk.write(SetFields(marker(), key, {"field.serial": "SN-1"}))
    desk.write(SetFields(marker(), key, {"field.beer": "IPA"}))
    fields = desk.fetch(key).ticket.fields
    assert (fields["serial"], fields["beer"]) == ("SN-1", "IPA")
    with pytest.raises(errors.Invalid, match="beer: Water is none of IPA, Stout"):
        desk.write(SetFields(marker(), key, {"field.beer": "Water"}))
    desk.write(SetFields(marker(), key, {"field.serial": None}, {"field.serial": "SN-1"}))
    assert "serial" not in desk.fetch(key).ticket.fields


def test_a_conversation_that_is_full_is_told_as_such(there: Here, desk: HelpScout) -> None:
    key = there.open("Refused")
    full = Told(412, {"message": "full"})
    there.vendor.limits = lambda asked, answer: full if asked.path.endswith("/notes") else answer()
    with pytest.raises(errors.Invalid, match="a hundred messages"):
        desk.write(Say(marker(), key, Role.NOTE, "hello"))


# --- what there is


def test_what_is_prepared_there_can_be_used_here_and_is_asked_for_once(there: Here, desk: HelpScout) -> None:
    for _ in range(2):
        catalog = desk.catalog()
    (macro,) = catalog.macros
    assert (macro.title, macro.reply) == ("Ask for the log", "Could you send the log?")
    assert len(there.asked("GET", "/saved-replies/7")) == 1
    fields = {field.name: field for field in catalog.fields}
    assert fields["beer"].choices == ("IPA", "Stout")
    assert [agent.handle for agent in catalog.agents] == ["us", "ann", "bob", "web"]
    assert set(catalog.statuses) == {Status.OPEN, Status.PENDING, Status.SOLVED}


def test_nothing_of_the_secret_is_shown() -> None:
    assert repr(HELPSCOUT.open({"app": APP}, lambda: TOKEN)) == f"<Help Scout as {APP}>"
