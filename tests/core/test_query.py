"""What queries mean, read and evaluated in memory."""

from datetime import timedelta, timezone

import pytest

from supportterm.core.nouns import Organization, Person, Ticket
from supportterm.core.query import FIELDS, Context, QueryError, parse
from supportterm.core.query.evaluate import TESTS, evaluate
from supportterm.core.query.fields import CUSTOM
from supportterm.core.query.record import Document, Record
from supportterm.core.terms import Priority, Role, Status
from supportterm.store.compile import TESTS as SQL_TESTS

HOUR, DAY = 3_600_000, 86_400_000
NOW = 1_769_860_800_000  # 2026-01-31T12:00Z
CONTEXT = Context(NOW, "dana")
RECORD = Record(
    Ticket(
        id=12,
        subject="Card declined",
        requester=3,
        created_at=NOW - 8 * DAY,
        updated_at=NOW - HOUR,
        status=Status.OPEN,
        priority=Priority.HIGH,
        assignee="dana",
        team="billing",
        tier=2,
        tags=("billing", "vip"),
        organization=5,
        due_set=NOW + HOUR,
        fields={"plan": "Pro", "seats": 12, "beta": True},
        attachments=1,
        replied_at=NOW - DAY,
        home="rt",
        number="480",
    ),
    Person(3, "José Smith", "jose@acme.test"),
    Organization(5, "Acme Inc", "acme.test", "enterprise"),
    (
        Document("I was charged twice for the Größe plan, please refund.", "Card declined"),
        Document("We look into it: 退款请求", role=Role.REPLY),
        Document("Refund approved by finance", role=Role.NOTE),
    ),
    unread=True,
    unsent=True,
)

TRUE = """
status:open | status:new,open | status:<solved | status:>=open | -status:solved | status:open..pending | is:open
priority:high | priority:>=high | priority:>normal | priority:high,low | priority:normal..urgent
assignee:me | assignee:dana | assignee:sam,dana | is:mine | -is:unassigned | -assignee:none
team:billing | tier:2 | tier:>=2 | tier:1..2 | tier:<3 | tag:vip | tag:VIP | tag:spam,vip | -tag:spam | -tag:none
segment:enterprise | org:acme | org:ACME | org:"acme inc" | org:acme.test | -org:none
from:jose@acme.test | from:JOSE@acme.test | from:@acme.test | from:jose | from:smith | from:smi
channel:mail | created:>7d | created:8d..9d | created:2026-01-23 | created:2026-01 | created:2026 | -created:<7d
created:2026-01-20..2026-01-25 | created:<2026-01-24 | created:<=2026-01-23 | created:>=2026-01-23 | created:..2026-02
updated:<2h | updated:2h | updated:today | -updated:yesterday | solved:none | updated:>2026-01-30
sla:<2h | due:2h | due:<1h30m | due:today | -due:<30m | -due:none | due:>30m | has:due
has:attachment | has:note | has:reply | is:unread | is:active | -is:merged | -is:snoozed | -is:overdue | is:mine,merged
is:remote | is:unsent | is:conflict | -is:suspended | home:rt | home:none,rt | -home:none
field.plan:pro | field.plan:PRO | field.seats:>10 | field.seats:12 | field.seats:<=12 | field.beta:true
field.none:none | -field.plan:none | -field.seats:abc | field.plan:>=a
id:480 | id:#480 | id:1..12 | id:480,99
subject:card | subject:"card declined" | subject:decl* | subject:x,declined | -subject:refund
charged | CHARGED twice | "charged twice" | "charged tw"* | refun* | grosse | größe | 退款 | "款请" | charged card
charged OR nothing | (charged OR nothing) plan | -nothing | -"twice charged" | -(charged approved) | refund -nothing
charged -(status:solved OR tag:spam) | NOT nothing | refund AND plan | status:solved OR refund
"""
FALSE = """
-status:open | status:solved | priority:<high | assignee:none | assignee:sam | tier:>2 | tag:none | org:none | org:cme
segment:free | segment:none | from:sam@acme.test | from:mith | from:@cme.test | channel:chat | created:<7d | created:7d
created:2026-01-24 | created:>2026-01-23 | created:<2026-01-23 | updated:>2h | solved:<7d | due:>2h | due:none | due:30m
is:overdue | is:escalated | has:note -has:reply | field.plan:free | field.seats:>12 | field.seats:abc | field.plan:<5
id:13 | id:12 | id:>12 | home:none | home:zd | subject:refund | "twice charged" | charged approved
char | -refund | nothing | "card charged" | refund -card | 求请 | charged status:solved
"""


def queries(table: str) -> list[str]:
    return [query.strip() for line in table.strip().splitlines() for query in line.split(" | ")]


@pytest.mark.parametrize("text", queries(TRUE))
def test_takes_the_ticket(text: str) -> None:
    assert evaluate(parse(text), RECORD, CONTEXT)


@pytest.mark.parametrize("text", queries(FALSE))
def test_leaves_the_ticket_out(text: str) -> None:
    assert not evaluate(parse(text), RECORD, CONTEXT)


def test_nothing_asked_takes_every_ticket() -> None:
    assert evaluate(parse("  "), RECORD, CONTEXT)


def test_a_day_is_the_asking_persons_day() -> None:
    late = Context(NOW, "dana", timezone(timedelta(hours=13)))  # there it is the 1st of February
    assert evaluate(parse("updated:2026-02-01"), RECORD, late)
    assert evaluate(parse("updated:2026-01-31"), RECORD, CONTEXT)


def test_an_age_counts_from_the_moment_of_asking() -> None:
    old = Context(NOW + 3 * HOUR, "dana")
    assert evaluate(parse("updated:<2h"), RECORD, CONTEXT) and not evaluate(parse("updated:<2h"), RECORD, old)
    assert evaluate(parse("is:overdue sla:<1m"), RECORD, old)


def test_words_in_different_messages_are_not_together() -> None:
    assert evaluate(parse("charged refund"), RECORD, CONTEXT)
    assert not evaluate(parse("charged finance"), RECORD, CONTEXT)
    assert evaluate(parse("charged OR finance"), RECORD, CONTEXT)


@pytest.mark.parametrize("example", [e for field in FIELDS.values() for e in field.examples] + list(CUSTOM.examples))
def test_every_example_of_the_help_is_a_query(example: str) -> None:
    parse(example)


def test_every_field_can_be_asked_in_memory_and_in_sql() -> None:
    assert TESTS.keys() == FIELDS.keys() - {"subject"}
    assert SQL_TESTS.keys() == TESTS.keys() - {"status", "priority"}


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("refund statsu:open", 8, "did you mean status"),
        ("status:opne", 8, "did you mean open"),
        ("status:new,opne", 12, "did you mean open"),
        ("priority:>hihg", 11, "did you mean high"),
        ("tag:", 5, "needs a value"),
        ("tag:>x", 5, "no order"),
        ("tier:two", 6, "not a number"),
        ("contacts:>=3/soon", 10, "no length of time"),
        ("contacts:11/7d", 10, "no more than 10"),
        ("contacts:/7d", 10, "not a number"),
        ("created:soon", 9, "no age and no date"),
        ("created:2026-02-30", 9, "there is no 2026-02-30"),
        ('say "hello', 5, "not closed"),
        ("(refund", 1, "not closed"),
        ("refund)", 7, "nothing is opened"),
        ("OR refund", 1, "before OR"),
        ("refund OR", 8, "after OR"),
        ("refund NOT", 8, "after NOT"),
        ("a*", 1, "one letter"),
        ("🎉", 1, "no letter"),
        ("std::vector", 1, '"std::vector"'),
        ("(" * 40 + "a" + ")" * 40, 31, "too many parentheses"),
        ("a " * 200, 201, "too long"),
    ],
)
def test_an_error_points_at_its_column_and_helps(text: str, column: int, says: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.column == column
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "as_if"),
    [
        ("refund stat", "refund stat*"),
        ("refund status:", "refund"),
        ("refund status:o", "refund status:open,on-hold"),
        ("refund status:new,", "refund status:new"),
        ("refund is:unr", "refund is:unread"),
        ("created:>7", ""),
        ('"charged tw', '"charged tw"*'),
        ("(refund ord", "(refund ord*)"),
        ("refund OR", "refund"),
        ("refund -", "refund"),
        ("refund -ord", "refund -ord"),
        ("refund ", "refund"),
        ("subject:car", "subject:car*"),
        ("a OR b", "a OR b"),
        ("退", "退"),
    ],
)
def test_while_typing_the_end_may_be_unfinished(text: str, as_if: str) -> None:
    assert parse(text, typing=True).tree == parse(as_if).tree


def test_one_letter_is_a_beginning_while_typing() -> None:
    found = parse("charged t", typing=True)
    assert evaluate(found, RECORD, CONTEXT)
    assert not evaluate(parse("charged t"), RECORD, CONTEXT)
