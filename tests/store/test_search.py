"""Search finds the newest first, opens at the hit, and says how far it looked."""

from collections.abc import Iterator
from itertools import count

import pytest

from supportterm.core.ids import message_floor
from supportterm.core.nouns import Message, Person, Ticket
from supportterm.core.query import Context, parse
from supportterm.core.query.fields import IS
from supportterm.core.terms import Role, Status
from supportterm.store import messages, people, schema, tickets
from supportterm.store.compile import compile_filter
from supportterm.store.search import NEWEST, Budget, Page, matching, search
from supportterm.store.sqlite import Connection, sqlite3

START = 1_700_000_000_000
CONTEXT = Context(START + 10_000_000, "dana")


class Desk:
    """A desk with messages a second apart; tickets are open unless said otherwise."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.seconds = count()
        people.save_person(connection, None, Person(1, "Dana", "dana@acme.test"))
        people.save_person(connection, None, Person(2, "Sam", "sam@bolt.test"))

    def ticket(
        self, number: int, *bodies: str, subject: str = "", status: Status = Status.OPEN, requester: int = 1
    ) -> None:
        tickets.save(self.connection, None, Ticket(number, subject, requester, START, START, status))
        self.write(number, *bodies, subject=subject)

    def write(self, number: int, *bodies: str, subject: str = "") -> None:
        arrived = []
        for body in bodies:
            at = START + next(self.seconds) * 1000
            message = Message(message_floor(at), number, Role.CUSTOMER, "Dana", "dana@acme.test", at, body)
            arrived.append(messages.Arrived(message, subject=subject))
            subject = ""
        messages.store(self.connection, arrived)
        messages.index(self.connection, arrived)

    def search(self, text: str, *, typing: bool = False, limit: int = 50, budget: Budget = Budget()) -> Page:  # noqa: B008
        return search(self.connection, parse(text, typing=typing), CONTEXT, limit=limit, budget=budget)

    def found(self, text: str, *, typing: bool = False) -> list[int]:
        return [hit.ticket for hit in self.search(text, typing=typing).hits]


@pytest.fixture
def desk() -> Iterator[Desk]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.upgrade(connection)
    yield Desk(connection)
    connection.close()


def test_the_newest_message_comes_first_and_opens_at_the_hit(desk: Desk) -> None:
    desk.ticket(1, "please refund me", subject="Invoice")
    desk.ticket(2, "The refund, again")
    desk.write(1, "no answer yet about my Refund")
    hits = desk.search("refund").hits
    assert [(hit.ticket, hit.position) for hit in hits] == [(1, 23), (2, 4), (1, 7)]
    assert hits[0].excerpt[hits[0].start : hits[0].end] == "Refund"
    assert hits[0].at == START + 2000 and hits[0].author == "Dana"


def test_every_letter_typed_narrows_what_is_found(desk: Desk) -> None:
    desk.ticket(1, "refund")
    desk.ticket(2, "refusal")
    desk.ticket(3, "red")
    desk.ticket(4, "Größe")
    begun = {"r": [3, 2, 1], "re": [3, 2, 1], "ref": [2, 1], "refu": [2, 1], "refun": [1], "refund": [1]}
    ended = {"refund ": [1], "refundx": [], "gros": [4], "größ": [4]}
    for typed, expected in (begun | ended).items():
        assert desk.found(typed, typing=True) == expected, typed


def test_an_unfinished_word_with_very_many_endings_is_found_whole(desk: Desk) -> None:
    desk.ticket(1, *(f"invoice inv{number:05}" for number in range(300)), "another")
    assert len(desk.search("inv00", typing=True, limit=1000).hits) == 300
    assert len(desk.search("inv0012", typing=True).hits) == 10
    assert len(desk.search('"invoice inv00', typing=True, limit=1000).hits) == 300


def test_a_hidden_message_is_not_found(desk: Desk) -> None:
    desk.ticket(1, "secret one", "public two")
    first = desk.search("secret").hits[0].message
    messages.show(desk.connection, [], [first])
    assert desk.found("secret") == desk.found("sec", typing=True) == desk.found("s", typing=True) == []
    messages.show(desk.connection, [first], [])
    assert desk.found("secret") == [1]


def test_a_filter_beside_the_words(desk: Desk) -> None:
    desk.ticket(1, "refund")
    desk.ticket(2, "refund", status=Status.SOLVED)
    desk.ticket(3, "refund", requester=2)
    assert desk.found("refund status:open") == [3, 1]
    assert desk.found("refund from:dana@acme.test") == [2, 1]
    assert desk.found("refund id:2") == [2]
    assert desk.found("refund from:nobody@acme.test") == []


@pytest.mark.parametrize("word", IS)
def test_each_word_of_is_can_stand_beside_words(desk: Desk, word: str) -> None:
    desk.ticket(1, "refund")
    assert sorted(desk.found(f"refund is:{word}") + desk.found(f"refund -is:{word}")) == [1]


def test_a_budget_that_ends_the_walk_says_how_far_it_looked_and_can_be_gone_on_from(desk: Desk) -> None:
    desk.ticket(1, "refund")
    desk.ticket(2, *["refund"] * 20, status=Status.SOLVED)
    page = desk.search("refund status:open", budget=Budget(matches=5))
    assert (page.hits, page.complete) == ((), False)
    assert page.looked_back_to == START + 16_000  # the fifth newest of 21
    query = parse("refund status:open")
    while not page.complete:
        page = search(desk.connection, query, CONTEXT, before=page.next, budget=Budget(matches=5))
    assert [hit.ticket for hit in page.hits] == [1]
    assert page.looked_back_to is None


def test_a_full_page_is_no_claim_that_nothing_else_matches(desk: Desk) -> None:
    desk.ticket(1, "refund", "refund", "refund")
    page = desk.search("refund", limit=2)
    assert (len(page.hits), page.complete, page.looked_back_to) == (2, False, None)
    assert desk.search("refund", limit=3).complete


def test_one_letter_looks_through_the_newest_messages_only(desk: Desk) -> None:
    desk.ticket(1, "zebra")
    desk.ticket(2, *["other"] * NEWEST)
    page = desk.search("z", typing=True)
    assert (page.hits, page.complete) == ((), False)
    assert page.looked_back_to == START + 1000
    assert desk.found("ze", typing=True) == [1]


def test_a_queue_lists_each_ticket_once_by_its_newest_hit(desk: Desk) -> None:
    desk.ticket(1, "refund")
    desk.ticket(2, "refund", "refund", "refund")
    desk.write(1, "refund")
    wanted = compile_filter(parse("refund"), CONTEXT)
    first = matching(desk.connection, wanted, limit=1)
    rest = matching(desk.connection, wanted, limit=5, before=first.next)
    assert [ticket for ticket, _ in (*first.tickets, *rest.tickets)] == [1, 2]
    assert rest.complete
