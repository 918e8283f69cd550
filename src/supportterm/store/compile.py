"""Query tree → SQL: a condition on `ticket`, and what the full-text index is asked.

The condition refers to the table by its name, `ticket`, and takes its values as named parameters (`:q0` …), so that it
can stand in any statement beside other named parameters. It gives the answers of core/query/evaluate.py.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from supportterm.core.query import Context, Query
from supportterm.core.query.fields import CUSTOM_PREFIX
from supportterm.core.query.tree import All, Any, Either, Every, Expression, Node, Not, Term, Test, Text, Value, terms
from supportterm.core.query.values import NONE, decimal, number_bounds, within
from supportterm.core.terms import LINKS, PRIORITY_BY_WORD, STATUS_BY_WORD, SUSPENDED, Role, Status
from supportterm.store.concerning import FOR
from supportterm.store.seen import seen_sql
from supportterm.store.sqlite import Connection
from supportterm.store.unsent import CONFLICT, UNSENT

Parameter = str | int | float | None
FEW_IDS: Final = 1_000
"""So many tickets are looked up by number."""
ACTIVE: Final = f"ticket.status < {int(Status.SOLVED)}"
"""The condition of the partial indexes on active tickets, as they spell it."""


class TextMatch(NamedTuple):
    """What the words of a query ask of one message. *without*: what no message of the ticket may satisfy."""

    expression: Expression
    subject: bool = False
    without: tuple[Expression, ...] = ()


class Filter(NamedTuple):
    """A compiled query: the tickets with *where* true, and with a message for *text* when there is one."""

    where: str
    """Empty when every ticket passes. What *text* asks is not in it."""
    params: dict[str, Parameter]
    implies_active: bool
    """Only tickets that are not solved or closed can match; `ACTIVE` is then part of *where*."""
    equalities: tuple[tuple[str, Parameter], ...]
    """Columns and values of every match, of those an index leads to: id assignee team requester organization tag, and
    link (its kind), linked (a number); handed, waiting, snoozed, unsent and conflict, which have no value; ids, a few
    by number, as JSON."""
    text: TextMatch | None


def compile_filter(query: Query, context: Context, connection: Connection | None = None) -> Filter:
    """*query* as SQL, with ages and `me` taken from *context*.

    With a *connection* the one person or organization that a query names is an equality too.
    """
    parts = query.tree.parts if isinstance(query.tree, All) else (query.tree,)
    compiler = _Compiler(context)
    text = _driver(parts)
    conditions: list[str] = []
    without: list[Expression] = []
    equalities: list[tuple[str, Parameter]] = []
    active = False
    for part in parts:
        if text is not None and part is text:
            continue
        if text is not None and isinstance(part, Not) and isinstance(part.part, Text) and not part.part.subject:
            without.append(part.part.expression)
            continue
        conditions.append(compiler.condition(part, probing=text is not None or isinstance(part, Not)))
        active = active or _implies_active(part)
        if isinstance(part, Test) and len(part.values) == 1:
            equalities += _equality(part.field, part.values[0], context, connection)
        if isinstance(part, Test) and part.field == "id" and (few := _few_ids(part.values)):
            equalities.append(("ids", str(few)))
    if active and ACTIVE not in conditions:
        conditions.insert(0, ACTIVE)
    match = None if text is None else TextMatch(text.expression, text.subject, tuple(without))
    return Filter(" AND ".join(conditions), compiler.params, active, tuple(equalities), match)


def _few_ids(values: tuple[Value, ...]) -> list[int]:
    """The tickets that ranges of numbers name, when they are few; none when there is more to it."""
    few: list[int] = []
    for value in values:
        low, high = number_bounds(value)
        if value.op != ".." or low is None or high is None or high - low + len(few) >= FEW_IDS:
            return []
        few += range(low, high + 1)
    return few


def match_of(expression: Expression, *, subject: bool = False) -> str:
    """*expression* in FTS5's own language. Tokens hold letters and digits only, so nothing in them needs escaping."""
    match expression:
        case Term(tokens, prefix):
            text = f'"{" ".join(tokens)}"' + (" *" if prefix else "")
        case Every(parts):
            text = f"({' AND '.join(map(match_of, parts))})"
        case Either(parts):
            text = f"({' OR '.join(map(match_of, parts))})"
    return f"subject : {text}" if subject else text


def _driver(parts: tuple[Node, ...]) -> Text | None:
    """The text that leads to the tickets: the words, else words of the subject."""
    texts = [part for part in parts if isinstance(part, Text)]
    return min(texts, key=lambda text: text.subject, default=None)


class _Compiler:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.params: dict[str, Parameter] = {}

    def bind(self, value: Parameter) -> str:
        name = f"q{len(self.params)}"
        self.params[name] = value
        return f":{name}"

    def condition(self, node: Node, *, probing: bool) -> str:
        """SQL that is true exactly for the tickets of *node*; false or null for all others.

        *probing* says that few tickets are asked, most of which are taken: then each looks for its own messages,
        instead of one walk over all that match.
        """
        match node:
            case All(parts):
                return f"({' AND '.join(self.condition(p, probing=probing) for p in parts)})"
            case Any(parts):
                return f"({' OR '.join(self.condition(p, probing=probing) for p in parts)})"
            case Not(part):
                # Null (no such organization, no deadline) is "no" in the tree, so its negation is "yes".
                return f"({self.condition(part, probing=probing)}) IS NOT TRUE"
            case Text(expression, subject):
                return self.text(expression, subject, probing)
            case Test(field, values):
                return self.test(field, values)

    def text(self, expression: Expression, subject: bool, probing: bool) -> str:
        asked = self.bind(match_of(expression, subject=subject))
        # A prefix is put together from its words anew at every probe, so it is better asked once.
        if probing and not any(term.prefix for term in terms(expression)):
            return (
                "EXISTS (SELECT 1 FROM message AS own CROSS JOIN message_fts ON message_fts.rowid = own.id"
                f" WHERE own.ticket = ticket.id AND message_fts MATCH {asked})"
            )
        return (
            "ticket.id IN (SELECT found.ticket FROM message_fts CROSS JOIN message AS found"
            f" ON found.id = message_fts.rowid WHERE message_fts MATCH {asked})"
        )

    def test(self, field: str, values: tuple[Value, ...]) -> str:
        if field in ("status", "priority"):
            return f"ticket.{field} IN ({_numbers(field, values)})"
        if field.startswith(CUSTOM_PREFIX):
            name = field.removeprefix(CUSTOM_PREFIX)
            tests = [self.custom(name, value) for value in values]
        else:
            tests = [TESTS[field](self, value) for value in values]
        return tests[0] if len(tests) == 1 else f"({' OR '.join(tests)})"

    def handle(self, column: str, value: Value, *, me: bool = False) -> str:
        if value.text == NONE:
            return f"ticket.{column} IS NULL"
        return f"ticket.{column} = {self.bind(self.context.me if me and value.text == 'me' else value.text)}"

    def concerned(self, value: Value) -> str:
        return f"ticket.id IN ({FOR} {self.bind(self.context.me if value.text == 'me' else value.text)})"

    def team(self, value: Value) -> str:
        if value.text != "me":
            return self.handle("team", value)
        mine = "SELECT team.value FROM definition, json_each(definition.spec, '$.teams') AS team"
        return f"ticket.team IN ({mine} WHERE what = 'agent' AND name = {self.bind(self.context.me)})"

    def linked(self, value: Value) -> str:
        return f"ticket.id IN (SELECT ticket FROM ticket_link WHERE {self.between('other', *number_bounds(value))})"

    def number(self, column: str, value: Value) -> str:
        return self.between(f"ticket.{column}", *number_bounds(value))

    def contacts(self, value: Value) -> str:
        often, length = within(value)
        if length is None:
            return self.number("contacts", often)
        since = self.bind(self.context.now - length)
        earlier = f"(SELECT count(*) FROM json_each(ticket.rest, '$.earlier_contacts') WHERE value >= {since})"
        return self.between(f"(ifnull(ticket.customer_at >= {since}, 0) + {earlier})", *number_bounds(often))

    def score(self, name: str, value: Value) -> str:
        """What few tickets have: one without it is none of those that fit, nor unknown."""
        held = f"json_extract(ticket.rest, '$.{name}')"
        return f"({held} IS NOT NULL AND {self.between(held, *number_bounds(value))})"

    def called(self, value: Value) -> str:
        if value.op:
            return self.number("id", value)
        id, number = self.bind(int(value.text)), self.bind(value.text)
        return f"((ticket.id = {id} AND ticket.number = '') OR (ticket.number = {number} AND ticket.number <> ''))"

    def time(self, column: str, value: Value, *, ahead: bool = False) -> str:
        from supportterm.core.query.times import bounds

        if value.text == NONE:
            return f"ticket.{column} IS NULL"
        low, high = bounds(value, self.context.now, self.context.zone, ahead=ahead)
        return self.between(f"ticket.{column}", low, None if high is None else high - 1)

    def between(self, column: str, low: int | None, high: int | None) -> str:
        """*column* from *low* to *high*, both included."""
        sides = [(">=", low), ("<=", high)]
        return "(" + " AND ".join(f"{column} {op} {self.bind(bound)}" for op, bound in sides if bound is not None) + ")"

    def tag(self, value: Value) -> str:
        own = f"EXISTS (SELECT 1 FROM ticket_tag WHERE tag = {self.bind(value.text)} AND ticket_tag.ticket = ticket.id)"
        return f"({own} OR ticket.tags = '[]')" if value.text == NONE else own

    def organization(self, value: Value) -> str:
        if value.text == NONE:
            return "ticket.organization IS NULL"
        begins = " OR ".join(self.begins(column, value.text) for column in ("name", "domain"))
        return f"ticket.organization IN (SELECT id FROM organization WHERE {begins})"

    def segment(self, value: Value) -> str:
        held = "(SELECT segment FROM organization WHERE organization.id = ticket.organization)"
        return f"{held} IS NULL" if value.text == NONE else f"{held} = {self.bind(value.text)}"

    def requester(self, value: Value) -> str:
        wanted = value.text
        if wanted.startswith("@"):
            condition = f"substr(lower(email), -{len(wanted)}) = {self.bind(wanted)}"
        elif "@" in wanted:
            condition = f"email = {self.bind(wanted)} AND email <> ''"  # as the index on it says
        else:
            word = f"instr(' ' || lower(name), {self.bind(' ' + wanted)}) > 0"
            condition = f"{self.begins('email', wanted)} OR {word}"
        return f"ticket.requester IN (SELECT id FROM person WHERE {condition})"

    def begins(self, column: str, text: str) -> str:
        return f"substr(lower({column}), 1, {len(text)}) = {self.bind(text)}"

    def custom(self, name: str, value: Value) -> str:
        path = f'$."{name}"'
        held = f"json_extract(ticket.fields, {self.bind(path)})"
        if value.text == NONE and not value.op:
            return f"{held} IS NULL"
        op = value.op or "="
        number = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}.get(value.text, decimal(value.text))
        text = f"(typeof({held}) = 'text' AND lower({held}) {op} {self.bind(value.text)})"
        if number is None:
            return text
        return f"({text} OR (typeof({held}) IN ('integer', 'real') AND {held} {op} {self.bind(number)}))"

    def flag(self, value: Value) -> str:
        now = self.context.now
        match value.text:
            case "active":
                return ACTIVE
            case "mine":
                return f"ticket.assignee = {self.bind(self.context.me)}"
            case "unassigned":
                return "ticket.assignee IS NULL"
            case "unread":
                return f"ticket.last_message > {seen_sql(self.bind(self.context.me))}"
            case "snoozed":
                return f"ticket.snoozed_until > {self.bind(now)}"
            case "overdue":
                return f"({ACTIVE} AND ticket.due_at < {self.bind(now)})"
            case kind if kind in LINKS:
                return f"ticket.id IN (SELECT ticket FROM ticket_link WHERE kind = {self.bind(LINKS[kind])})"
            case "handed-off":
                return "ticket.handed_at IS NOT NULL"
            case "waiting":
                return "ticket.waits_since IS NOT NULL"
            case "escalated":
                return "ticket.escalations > 0"
            case "suspended":
                return self.tag(Value(SUSPENDED))
            case "remote":
                return "ticket.home <> ''"
            case "unsent":
                return f"ticket.id IN ({UNSENT})"
            case "conflict":
                return f"ticket.id IN ({CONFLICT})"
            case _:
                return "ticket.merged_into IS NOT NULL"

    def having(self, value: Value) -> str:
        match value.text:
            case "attachment":
                return "ticket.attachments > 0"
            case "note":
                own = "SELECT 1 FROM message AS own WHERE own.ticket = ticket.id"
                return f"EXISTS ({own} AND own.role = {int(Role.NOTE)} AND NOT own.hidden)"
            case "reply":
                return "ticket.replied_at IS NOT NULL"
            case _:
                return "ticket.due_at IS NOT NULL"


TESTS: Final[dict[str, Callable[[_Compiler, Value], str]]] = {
    "assignee": lambda compiler, value: compiler.handle("assignee", value, me=True),
    "for": lambda compiler, value: compiler.concerned(value),
    "team": _Compiler.team,
    "tier": lambda compiler, value: compiler.number("tier", value),
    "tag": _Compiler.tag,
    "segment": _Compiler.segment,
    "org": _Compiler.organization,
    "from": _Compiler.requester,
    "channel": lambda compiler, value: compiler.handle("channel", value),
    "created": lambda compiler, value: compiler.time("created_at", value),
    "updated": lambda compiler, value: compiler.time("updated_at", value),
    "solved": lambda compiler, value: compiler.time("solved_at", value),
    "due": lambda compiler, value: compiler.time("due_at", value, ahead=True),
    "customer": lambda compiler, value: compiler.time("customer_at", value),
    "replied": lambda compiler, value: compiler.time("replied_at", value),
    "linked": _Compiler.linked,
    "contacts": _Compiler.contacts,
    "csat": lambda compiler, value: compiler.score("csat", value),
    "nps": lambda compiler, value: compiler.score("nps", value),
    "has": _Compiler.having,
    "is": _Compiler.flag,
    "home": lambda compiler, value: f"ticket.home = {compiler.bind('' if value.text == NONE else value.text)}",
    "id": lambda compiler, value: compiler.called(value),
}
"""SQL of each field; status and priority, whose values become one list, are made in `test`."""


def _numbers(field: str, values: tuple[Value, ...]) -> str:
    """The values of a scale as literals, so that the planner can see when a partial index holds."""
    scale: dict[str, int] = {**STATUS_BY_WORD} if field == "status" else {**PRIORITY_BY_WORD}
    return ", ".join(str(int(scale[value.text])) for value in values)


def _implies_active(node: Node) -> bool:
    match node:
        case Test("status", values):
            return all(STATUS_BY_WORD[value.text] < Status.SOLVED for value in values)
        case Test("is", values):
            return all(value.text in ("active", "overdue") for value in values)
        case Any(parts):
            return all(map(_implies_active, parts))
        case All(parts):
            return any(map(_implies_active, parts))
        case _:
            return False


def _equality(field: str, value: Value, context: Context, connection: Connection | None) -> list[tuple[str, Parameter]]:
    text = value.text
    match field:
        case "assignee" | "team" | "tag" | "for" if text != NONE and (field, text) != ("team", "me"):
            return [(field, context.me if field in ("assignee", "for") and text == "me" else text)]
        case "is" if text == "mine":
            return [("assignee", context.me)]
        case "is" if text == SUSPENDED:
            return [("tag", SUSPENDED)]
        case "is" if text in LINKS:
            return [("link", LINKS[text])]
        case "linked" if not value.op:
            return [("linked", int(text))]
        case "is" if text == "handed-off":
            return [("handed", None)]
        case "is" if text in ("waiting", "snoozed", "unsent", "conflict"):
            return [(text, None)]
        case "id" if not value.op:
            return [("id", int(text))]
        case "from" if connection is not None and "@" in text[1:]:
            row = connection.execute("SELECT id FROM person WHERE email = ? AND email <> ''", (text,)).fetchone()
            return [("requester", row[0] if row else 0)]
        case "org" if connection is not None and text != NONE:
            begins = " OR ".join(f"substr(lower({column}), 1, {len(text)}) = :text" for column in ("name", "domain"))
            found = connection.execute(f"SELECT id FROM organization WHERE {begins} LIMIT 2", {"text": text}).fetchall()
            return [("organization", found[0][0])] if len(found) == 1 else []
        case _:
            return []
