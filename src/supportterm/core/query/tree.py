"""A query as a tree. Built only by `conjunction`, `disjunction` and `negation`, so equal queries have equal trees.

Words are found inside one message: words that must all be there are gathered into one `Text`, which holds when one
message satisfies it. All other nodes are true or false of the ticket as a whole.
The tags keep different nodes with equal parts unequal.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple


class Term(NamedTuple):
    """A word, or a phrase of several, as search tokens. With *prefix* the last one may go on."""

    tokens: tuple[str, ...]
    prefix: bool = False


class Every(NamedTuple):
    """All of these in one message."""

    parts: "tuple[Expression, ...]"
    tag: Literal["every"] = "every"


class Either(NamedTuple):
    """At least one of these in one message."""

    parts: "tuple[Expression, ...]"
    tag: Literal["either"] = "either"


Expression = Term | Every | Either


class Text(NamedTuple):
    """A message of the ticket satisfies *expression*; with *subject* the ticket's subject does."""

    expression: Expression
    subject: bool = False


class Value(NamedTuple):
    """What a field is compared with. *op* is empty (equal), `<`, `<=`, `>`, `>=` or `..` (the text is a range)."""

    text: str
    op: str = ""


class Test(NamedTuple):
    """The field has at least one of the values. *field* is a name of `FIELDS`, or `field.NAME` for a custom one."""

    field: str
    values: tuple[Value, ...]


class All(NamedTuple):
    """All of these hold; of nothing, every ticket."""

    parts: "tuple[Node, ...]"
    tag: Literal["all"] = "all"


class Any(NamedTuple):
    """At least one of these holds."""

    parts: "tuple[Node, ...]"
    tag: Literal["any"] = "any"


class Not(NamedTuple):
    part: "Node"
    tag: Literal["not"] = "not"


Node = Text | Test | All | Any | Not


def conjunction(nodes: Iterable[Node]) -> Node:
    """All of *nodes*; the words among them must be in the same message."""
    parts: list[Node] = []
    words: list[Expression] = []
    place = 0
    for node in _flat(nodes, All):
        if isinstance(node, Text) and not node.subject:
            if not words:
                place = len(parts)
            words += node.expression.parts if isinstance(node.expression, Every) else (node.expression,)
        else:
            parts.append(node)
    if words:
        parts.insert(place, Text(words[0] if len(words) == 1 else Every(tuple(words))))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def disjunction(nodes: Iterable[Node]) -> Node:
    """At least one of *nodes*, of which there is at least one."""
    parts = list(_flat(nodes, Any))
    if len(parts) == 1:
        return parts[0]
    words: list[Expression] = []
    for node in parts:
        if not isinstance(node, Text) or node.subject:
            return Any(tuple(parts))
        words += node.expression.parts if isinstance(node.expression, Either) else (node.expression,)
    return Text(Either(tuple(words)))


def negation(node: Node) -> Node:
    return node.part if isinstance(node, Not) else Not(node)


def terms(expression: Expression) -> Iterator[Term]:
    """Every word and phrase in it."""
    if isinstance(expression, Term):
        yield expression
    else:
        for part in expression.parts:
            yield from terms(part)


def has_words(node: Node) -> bool:
    """Whether any part of *node* looks into messages or subjects."""
    match node:
        case Text():
            return True
        case Test():
            return False
        case Not(part):
            return has_words(part)
        case All(parts) | Any(parts):
            return any(has_words(part) for part in parts)


def _flat(nodes: Iterable[Node], kind: type[All] | type[Any]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, kind):
            yield from node.parts
        else:
            yield node
