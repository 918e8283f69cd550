"""A query gives the same tickets through SQL, through search and in memory: on any desk, whatever is asked."""

import json
from collections.abc import Iterator
from uuid import uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effort import effort
from supportterm.core.attention import Concern
from supportterm.core.ids import message_floor
from supportterm.core.nouns import HandOff, Link, Message, Organization, Person, Ticket
from supportterm.core.outbox import State
from supportterm.core.query import FIELDS, Context, Query, QueryError, parse
from supportterm.core.query.evaluate import evaluate
from supportterm.core.query.phrases import text_holds
from supportterm.core.query.reads import ELSEWHERE, reads
from supportterm.core.query.record import Asked, Document, Record
from supportterm.core.query.sieve import Sieve
from supportterm.core.query.tree import All, Node, Text
from supportterm.core.query.unparse import unparse
from supportterm.core.terms import LINKS, Priority, Role, Status
from supportterm.core.words import folded
from supportterm.store import attention, messages, outbox, people, schema, tickets
from supportterm.store.compile import compile_filter
from supportterm.store.search import WHOLE_HISTORY, Budget, matching, search
from supportterm.store.sqlite import Connection, sqlite3

NOW = 1_769_860_800_000
HOUR, DAY = 3_600_000, 86_400_000
CONTEXT = Context(NOW, "dana", teams=("dana",))

WORDS = ["refund", "refunds", "refuse", "Größe", "grosse", "退款", "请求退款", "twice", "charged", "a", "ab"]
WORDS += ["🎉", "x-ray", "café", "ﬁne"]
PHRASES = st.lists(st.sampled_from([*WORDS, "charged twice", ".", "\n", "_", "—"]), max_size=7).map(" ".join)
BODIES = PHRASES | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MOMENTS = st.none() | st.sampled_from([NOW + k for k in (-8 * DAY, -2 * HOUR, -1, 0, 1, 2 * HOUR, 40 * DAY)])
EARLIER = st.lists(st.integers(0, 9 * 24).map(lambda hours: NOW - hours * HOUR), max_size=3)


class Desk(msgspec.Struct):
    people: list[Person]
    organizations: list[Organization]
    tickets: list[Ticket]
    messages: list[Message]
    seen: dict[int, int]
    unsent: dict[int, tuple[State, ...]]
    """What was to leave of each ticket, and what became of it."""
    concerned: dict[int, tuple[str, ...]]


LINKED = st.sets(st.builds(Link, st.sampled_from(sorted(LINKS)), st.integers(1, 4)), max_size=2)


@st.composite
def desks(draw: st.DrawFn) -> Desk:
    organizations = [
        Organization(
            i,
            draw(st.sampled_from(["Acme Inc", "acme", "Bolt", ""])),
            domain=draw(st.sampled_from(["acme.test", ""])),
            segment=draw(st.sampled_from(["free", "paid", "enterprise"])),
        )
        for i in range(1, draw(st.integers(1, 3)) + 1)
    ]
    persons = [
        Person(i, draw(st.sampled_from(["Dana Smith", "José", "smithers", ""])), email=email)
        for i, email in enumerate(draw(st.permutations(["dana@acme.test", "sam@bolt.test", "x@acme.test"])), 1)
    ]
    found, written = [], []
    for number in range(1, draw(st.sampled_from([4, 5, 3, 1])) + 1):
        own = [
            Message(
                message_floor(NOW - draw(st.integers(0, 50)) * HOUR) + number * 10 + place,
                number,
                draw(st.sampled_from(Role)),
                "A",
                "a@b.test",
                NOW,
                draw(BODIES),
                hidden=draw(st.integers(0, 5)) == 0,
            )
            for place in range(draw(st.sampled_from([2, 3, 1, 0])))
        ]
        written += own
        handles = st.none() | st.sampled_from(["dana", "sam"])
        found.append(
            Ticket(
                number,
                draw(BODIES),
                draw(st.integers(1, len(persons) + 1)),
                draw(MOMENTS) or NOW,
                draw(MOMENTS) or NOW,
                draw(st.sampled_from(Status)),
                draw(st.sampled_from(Priority)),
                draw(st.sampled_from(["mail", "chat"])),
                draw(st.none() | st.integers(1, len(organizations))),
                draw(handles),
                draw(handles),
                draw(st.integers(1, 3)),
                tuple(sorted(draw(st.sets(st.sampled_from(["billing", "vip", "none"]), max_size=2)))),
                fields=draw(st.dictionaries(st.sampled_from(["plan", "seats"]), FIELD_VALUES, max_size=2)),
                due_set=draw(MOMENTS),
                snoozed_until=draw(MOMENTS),
                waits_since=draw(MOMENTS),
                solved_at=draw(MOMENTS),
                customer_at=draw(MOMENTS),
                replied_at=draw(MOMENTS),
                contacts=draw(st.integers(0, 4)),
                earlier_contacts=tuple(sorted(draw(EARLIER))),
                links=tuple(sorted(draw(LINKED))),
                hand_off=draw(
                    st.none()
                    | st.builds(
                        HandOff,
                        st.just("x"),
                        st.just(2),
                        st.just("y"),
                        st.just("z"),
                        st.just(NOW),
                        state=st.sampled_from(["waiting", "accepted", "declined"]),
                    )
                ),
                last_message=max((m.id for m in own), default=0),
                attachments=draw(st.integers(0, 1)),
                merged_into=draw(st.none() | st.just(1)),
                escalations=draw(st.integers(0, 1)),
                home=draw(st.sampled_from(["", "rt", "zd"])),
                number=draw(st.sampled_from(["", "", "1", "2", "57"])),
            )
        )
    seen = {t.id: t.last_message for t in found if draw(st.booleans())}
    unsent = {t.id: tuple(draw(st.lists(st.sampled_from(State), max_size=2))) for t in found}
    concerned = {t.id: draw(st.sampled_from([(), (), ("dana",), ("dana", "sam")])) for t in found}
    return Desk(persons, organizations, found, written, seen, unsent, concerned)


FIELD_TEXTS = st.sampled_from(["Pro", "free", "2026-01-31", "10", "Größe"])
FIELD_VALUES = st.none() | st.booleans() | st.integers(-5, 15) | FIELD_TEXTS | st.just(2.5)

AGES = ["7d", "<2h", ">2h", "<=2h", ">=2h", "<0s", "today", "2026-01-31", "<2026-01", ">=2026-01-24", "..2026-01-30"]
FLAGS = ["active", "mine", "unassigned", "unread", "snoozed", "overdue", "escalated", "merged", "open,mine"]
FLAGS += ["remote", "unsent", "conflict", "unsent,mine", "suspended", "suspended,mine"]
FLAGS += ["handed-off", "handed-off,mine", "waiting", "waiting,mine", "incident", "problem,child"]
TESTS = [
    *(f"{field}:{age}" for field in ("created", "updated", "solved", "due") for age in (*AGES, "1d..9d", "now")),
    *(f"{field}:{age}" for field in ("customer", "replied") for age in ("<2h", "none", "today")),
    *(f"status:{s}" for s in ("open", "new,open", "<solved", ">pending", "open..solved")),
    *(f"priority:{p}" for p in ("low", ">=high", "<normal,urgent")),
    *(f"assignee:{a}" for a in ("me", "none", "sam", "none,sam")),
    *(f"team:{a}" for a in ("dana", "none,sam", "me", "me,sam")),
    *(f"for:{a}" for a in ("me", "sam", "me,sam", "kim")),
    *(f"linked:{n}" for n in ("1", ">=2", "2,3")),
    *(f"contacts:{n}" for n in ("0", ">=2", "1..2,3", ">=2/7d", "0/2h,3", "1..2/1d12h", "<2/3w")),
    *(f"tier:{n}" for n in ("2", ">=2", "1..2,3")),
    *(f"tag:{t}" for t in ("billing", "none", "vip,billing")),
    *(f"segment:{s}" for s in ("free", "none,paid")),
    *(f"org:{o}" for o in ("acme", "none", '"acme i"', "b")),
    *(f"from:{p}" for p in ("dana@acme.test", "@acme.test", "smith", "jos", "x")),
    *(f"channel:{c}" for c in ("chat", "chat,mail")),
    *(f"has:{h}" for h in ("attachment", "note", "reply", "due")),
    *(f"is:{i}" for i in FLAGS),
    *(f"id:{n}" for n in ("1", ">2", "1,3", "#57", "2..2,4..5", "3..")),
    *(f"home:{h}" for h in ("rt", "none", "none,zd")),
    *(f"field.plan:{v}" for v in ("pro", "none", ">2026", "true", "größe")),
    *(f"field.seats:{v}" for v in (">2", "<=10", "10", "2.5")),
    "solved:none",
    "due:none",
]
TWICE = ["assignee:sam assignee:none", "tag:billing tag:vip", "status:open status:new,open", "team:sam -team:sam"]
TWICE += ["refund subject:refund", "subject:refund subject:refu*", "channel:chat channel:mail", "-tag:vip -tag:billing"]
"""A field that is asked more than once."""
TEXTS = [*WORDS, '"charged twice"', "refu*", "gro*", '"charged tw"*', "re*", "ref*", '"款请"']
TEXTS += ["subject:refund", "subject:refu*,twice"]


@st.composite
def query_texts(draw: st.DrawFn, depth: int = 2) -> str:
    parts = []
    for _ in range(draw(st.sampled_from([1, 1, 2, 3]))):
        sign = "-" if draw(st.integers(0, 2)) == 0 else ""
        kind = draw(st.integers(0, 5))
        if depth and kind == 0:
            parts.append(f"{sign}({draw(query_texts(depth=depth - 1))})")
        else:
            parts.append(sign + draw(st.sampled_from(TEXTS if kind < 3 else TESTS)))
    glue = draw(st.sampled_from([" ", " ", " OR "]))
    return glue.join(parts)


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    schema.upgrade(opened)
    yield opened
    opened.close()


def fill(connection: Connection, desk: Desk) -> list[Record]:
    """The desk's rows in the store; its records as the core sees them."""
    for person in desk.people:
        people.save_person(connection, None, person)
    for organization in desk.organizations:
        people.save_organization(connection, None, organization)
    titled: set[int] = set()
    records: dict[int, list[Document]] = {}
    arrived = []
    for message in sorted(desk.messages, key=lambda m: m.id):
        subject = ""
        if not message.hidden and message.ticket not in titled:
            titled.add(message.ticket)
            subject = desk.tickets[message.ticket - 1].subject
        arrived.append(messages.Arrived(msgspec.structs.replace(message, hidden=False), subject=subject))
        if not message.hidden:
            records.setdefault(message.ticket, []).append(Document(message.body, subject, message.role))
    for ticket in desk.tickets:
        tickets.save(connection, None, ticket)
    messages.store(connection, arrived)
    messages.index(connection, arrived)
    messages.show(connection, [], [m.id for m in desk.messages if m.hidden])
    connection.executemany("INSERT INTO seen VALUES ('dana', ?, ?)", desk.seen.items())
    for number, agents in desk.concerned.items():
        for agent in agents:
            attention.put(connection, number, Concern(agent, "mentioned", "Kim"), 1, b"")
    for number, states in desk.unsent.items():
        for state in states:
            id = uuid4().bytes
            outbox.add(connection, id=id, name="rt", ticket=number, kind="set", what={}, change=id, actor="dana", at=0,
                       not_before=0)  # fmt: skip
            connection.execute("UPDATE outbox SET state = ? WHERE id = ?", (str(state), id))
    connection.execute("INSERT INTO definition VALUES ('agent', 'dana', 0, '{\"teams\": [\"dana\"]}')")
    by_id = {o.id: o for o in desk.organizations}
    persons = {p.id: p for p in desk.people}
    return [
        Record(
            ticket,
            persons.get(ticket.requester),
            by_id.get(ticket.organization or 0),
            tuple(records.get(ticket.id, ())),
            unread=ticket.last_message > desk.seen.get(ticket.id, 0),
            unsent=max((state.for_people for state in desk.unsent[ticket.id] if state.open), default=None),
            concerned=desk.concerned[ticket.id],
        )
        for ticket in desk.tickets
    ]


def read(text: str, typing: bool) -> Query:
    try:
        return parse(text, typing=typing)
    except QueryError:  # "🎉" alone has nothing to search for
        return parse("")


QUERIES = st.lists(query_texts(), min_size=1, max_size=15, unique=True)


@given(desks(), QUERIES, st.booleans())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_sql_search_and_memory_agree(connection: Connection, desk: Desk, texts: list[str], typing: bool) -> None:
    connection.execute("BEGIN")
    try:
        records = fill(connection, desk)
        for text in texts:
            agree(connection, desk, records, read(text, typing))
    finally:
        connection.execute("ROLLBACK")


@given(desks(), QUERIES)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=effort(25, 200))
def test_many_queries_asked_at_once_give_what_each_gives(connection: Connection, desk: Desk, texts: list[str]) -> None:
    connection.execute("BEGIN")
    try:
        records = fill(connection, desk)
    finally:
        connection.execute("ROLLBACK")
    queries = [read(text, False) for text in (*texts, *TESTS, *TWICE, *(f"-{test}" for test in TESTS))]
    sieve = Sieve([query.tree for query in queries])
    for record in records:
        holding = [place for place, query in enumerate(queries) if evaluate(query, record, CONTEXT)]
        assert list(sieve.holding(Asked(record, CONTEXT), (1 << len(queries)) - 1)) == holding
        some = sum(1 << place for place in range(0, len(queries), 3))
        assert list(sieve.holding(Asked(record, CONTEXT), some)) == [place for place in holding if place % 3 == 0]


@given(desks(), desks())
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=effort(20, 200))
def test_what_a_query_does_not_look_at_does_not_matter_to_it(connection: Connection, desk: Desk, other: Desk) -> None:
    connection.execute("BEGIN")
    try:
        records = fill(connection, desk)
    finally:
        connection.execute("ROLLBACK")
    names = set(Ticket.__struct_fields__)
    for text in (*TESTS, *TEXTS):
        query = read(text, False)
        looks_at = reads(query.tree)
        if ELSEWHERE in looks_at:
            continue
        for record, stranger in zip(records, other.tickets, strict=False):
            same = {name: getattr(record.ticket, name) for name in names & looks_at}
            changed = msgspec.structs.replace(record, ticket=msgspec.structs.replace(stranger, **same))
            assert evaluate(query, changed, CONTEXT) == evaluate(query, record, CONTEXT), text


def test_what_each_field_looks_at_is_known() -> None:
    elsewhere = {field.name for field in FIELDS.values() if ELSEWHERE in reads(parse(field.examples[0]).tree)}
    assert elsewhere == {"is", "for"}, "is:unread is one"
    assert ELSEWHERE not in reads(parse("is:active,snoozed,overdue,escalated,suspended,remote,merged has:note").tree)


@given(desks())
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=effort(25, 200))
def test_each_single_test_agrees(connection: Connection, desk: Desk) -> None:
    """Combinations are drawn above; alone, each is tried on every desk, plain and negated."""
    connection.execute("BEGIN")
    try:
        records = fill(connection, desk)
        for text in (*TESTS, *TEXTS, "a", "refund a", "-refund twice"):
            for asked in (text, f"-{text}", f"x-ray OR {text}", f"twice -{text}", f"twice {text}"):
                agree(connection, desk, records, read(asked, True))
    finally:
        connection.execute("ROLLBACK")


def agree(connection: Connection, desk: Desk, records: list[Record], query: Query) -> None:
    expected = {r.ticket.id for r in records if evaluate(query, r, CONTEXT)}
    wanted = compile_filter(query, CONTEXT, connection)
    if wanted.text is None:
        rows = connection.execute(f"SELECT id FROM ticket WHERE {wanted.where or '1'}", wanted.params)
        assert {row[0] for row in rows} == expected, unparse(query.tree)
    else:
        page = matching(connection, wanted, limit=100, budget=WHOLE_HISTORY)
        assert page.complete
        assert [ticket for ticket, _ in page.tickets] == newest_first(query, desk, expected), unparse(query.tree)
    for ticket in (r.ticket for r in records if r.ticket.id in expected):
        assert not wanted.implies_active or ticket.status < Status.SOLVED
        for column, value in wanted.equalities:
            assert equal(desk, ticket, column, value)


def equal(desk: Desk, ticket: Ticket, column: str, value: object) -> bool:
    match column:
        case "tag":
            return value in ticket.tags
        case "link":
            return any(link.kind == value for link in ticket.links)
        case "linked":
            return any(link.ticket == value for link in ticket.links)
        case "handed":
            return ticket.handed_at is not None
        case "waiting":
            return ticket.waits_since is not None
        case "snoozed":
            return ticket.snoozed_until is not None
        case "unsent":
            return any(state.open for state in desk.unsent[ticket.id])
        case "for":
            return value in desk.concerned[ticket.id]
        case "conflict":
            return any(state.for_people for state in desk.unsent[ticket.id])
        case "ids":
            return ticket.id in json.loads(str(value))
        case "id":
            return str(value) == ticket.number if ticket.number else value == ticket.id
    return bool(getattr(ticket, column) == value)


def newest_first(query: Query, desk: Desk, expected: set[int]) -> list[int]:
    """The expected tickets in the order of their newest message that has the words."""
    newest = {m.ticket: m.id for m in hits(query, desk) if m.ticket in expected}
    return sorted(newest, key=lambda ticket: -newest[ticket])


def hits(query: Query, desk: Desk) -> list[Message]:
    text = leading_text(query.tree)
    titled: set[int] = set()
    found = []
    for message in sorted(desk.messages, key=lambda m: m.id):
        if message.hidden:
            continue
        subject = "" if message.ticket in titled else desk.tickets[message.ticket - 1].subject
        titled.add(message.ticket)
        texts = (folded(subject),) if text and text.subject else (folded(subject), folded(message.body))
        if text is None or text_holds(text.expression, texts):
            found.append(message)
    return found


def leading_text(tree: Node) -> Text | None:
    texts = [p for p in (tree.parts if isinstance(tree, All) else (tree,)) if isinstance(p, Text)]
    return next((t for t in texts if not t.subject), texts[0] if texts else None)


@given(desks(), QUERIES, st.integers(1, 3), st.booleans())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_pages_put_together_are_the_whole(
    connection: Connection, desk: Desk, texts: list[str], size: int, tight: bool
) -> None:
    budget = Budget(matches=3, words=1) if tight else Budget()
    connection.execute("BEGIN")
    try:
        records = fill(connection, desk)
        for text in texts:
            query = read(text, False)
            expected = {r.ticket.id for r in records if evaluate(query, r, CONTEXT)}
            wanted = compile_filter(query, CONTEXT, connection if tight else None)
            listed: list[int] = []
            shown: list[int] = []
            complete, before = False, None
            while not complete:
                page = matching(connection, wanted, limit=size, before=before, budget=budget)
                listed += [ticket for ticket, _ in page.tickets]
                complete, before = page.complete, page.next
            complete, before = False, None
            while not complete:
                found = search(connection, query, CONTEXT, limit=size, before=before, budget=budget)
                shown += [hit.message for hit in found.hits]
                complete, before = found.complete, found.next
            assert listed == newest_first(query, desk, expected)
            assert shown == [m.id for m in reversed(hits(query, desk)) if m.ticket in expected]
    finally:
        connection.execute("ROLLBACK")
