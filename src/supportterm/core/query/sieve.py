"""Which of many queries hold of a ticket, told for all of them at once.

What each asks at its top level is looked at first: a value that must be there, or must not. A set of queries is a whole
number with a bit for each, so that one look at a field settles it for all. Only texts are left to be read for each.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from supportterm.core.nouns import Ticket
from supportterm.core.query.evaluate import Predicate, predicate, predicates
from supportterm.core.query.record import Asked
from supportterm.core.query.tree import All, Either, Every, Expression, Node, Not, Term, Test, Text, has_words
from supportterm.core.query.values import NONE
from supportterm.core.terms import PRIORITY_BY_WORD, STATUS_BY_WORD

Keys = frozenset[object]

_PLAIN: Final[Mapping[str, Callable[[str], object]]] = {
    "status": STATUS_BY_WORD.__getitem__,
    "priority": PRIORITY_BY_WORD.__getitem__,
    "assignee": lambda text: None if text == NONE else text,
    "team": lambda text: None if text == NONE else text,
    "tag": lambda text: text,
    "channel": lambda text: text,
    "home": lambda text: "" if text == NONE else text,
}
"""How a value of a field is told from others, which a ticket has as an attribute of the same name; but for tags."""
_WORDS: Final = "words"


class Sieve:
    """Made once for many queries."""

    def __init__(self, trees: Sequence[Node]) -> None:
        self._wanted: dict[str, dict[object, int]] = {}
        """Field → value → the queries that ask for it."""
        self._asking: dict[str, int] = {}
        """Field → all queries that ask for some value of it."""
        self._refused: dict[str, dict[object, int]] = {}
        self._undecided: dict[int, tuple[Predicate, ...]] = {}
        """Query → what of it that look does not settle."""
        tests: dict[Node, int] = {}
        for place, tree in enumerate(trees):
            parts = tree.parts if isinstance(tree, All) else (tree,)
            if left := tuple(part for part in parts if not self._settles(part, 1 << place, tests)):
                self._undecided[place] = predicates(left)
        # What is asked of no value: a time, a person. The same test of several queries is asked once.
        self._tests = [(predicate(node), queries) for node, queries in tests.items() if not has_words(node)]
        self._reading = [(predicate(node), queries) for node, queries in tests.items() if has_words(node)]

    def holding(self, asked: Asked, queries: int) -> Iterator[int]:
        """The places of those of *queries* that hold, in order."""
        undecided = self._undecided
        for place in places(self._sift(asked, queries)) if queries else ():
            if place not in undecided or asked.holds(undecided[place]):
                yield place

    def _sift(self, asked: Asked, queries: int) -> int:
        """Those of *queries* that may hold."""
        for field, asking in self._asking.items():
            if queries & asking and field != _WORDS:
                queries &= ~asking | _told(self._wanted[field], field, asked.ticket)
        for field, refused in self._refused.items():
            queries &= ~_told(refused, field, asked.ticket)
        queries = _standing(self._tests, asked, queries)
        if queries & self._asking.get(_WORDS, 0):  # late: texts may have to be read
            queries &= ~self._asking[_WORDS] | _union(self._wanted[_WORDS], asked.texts.vocabulary)
        return _standing(self._reading, asked, queries)

    def _settles(self, part: Node, query: int, tests: dict[Node, int]) -> bool:
        """Look at *part* for *query* from now on; whether that settles it."""
        field, keys = _keys(part.part if isinstance(part, Not) else part)
        if keys and isinstance(part, Not) and field != _WORDS:
            _note(self._refused.setdefault(field, {}), keys, query)
        elif keys and not isinstance(part, Not) and not self._asking.get(field, 0) & query:
            self._asking[field] = self._asking.get(field, 0) | query
            _note(self._wanted.setdefault(field, {}), keys, query)
            return not isinstance(part, Text) or _is_word(part)
        else:  # also what asks a second time for some value of a field
            tests[part] = tests.get(part, 0) | query
        return True


def _is_word(text: Text) -> bool:
    """Whether it is one whole word, which is in a message when it is among all words."""
    asked = text.expression
    return isinstance(asked, Term) and len(asked.tokens) == 1 and not asked.prefix and not text.subject


def places(queries: int) -> Iterator[int]:
    """The places of the bits that are set, in order."""
    for first, eight in enumerate(queries.to_bytes((queries.bit_length() + 7) // 8, "little")):
        if eight:
            for place in _PLACES[eight]:
                yield 8 * first + place


_PLACES: Final = tuple(tuple(place for place in range(8) if eight >> place & 1) for eight in range(256))
"""Of the bits that are set in a byte."""


def _standing(tests: Iterable[tuple[Predicate, int]], asked: Asked, queries: int) -> int:
    """Those of *queries* that are left after *tests*, each with the queries that ask it."""
    told = asked.told  # by another sieve
    for holds, asking in tests:
        if queries & asking:
            known = told.get(holds)
            if known is None:
                known = told[holds] = holds(asked)
            if not known:
                queries &= ~asking
    return queries


def _note(table: dict[object, int], keys: Iterable[object], query: int) -> None:
    for key in keys:
        table[key] = table.get(key, 0) | query


def _union(table: Mapping[object, int], keys: Collection[object]) -> int:
    found = 0
    if len(keys) > len(table):
        for key in table:
            if key in keys:
                found |= table[key]
    else:
        for key in keys:
            found |= table.get(key, 0)
    return found


def _told(table: Mapping[object, int], field: str, ticket: Ticket) -> int:
    """What *table* says of the values of *field* that *ticket* has."""
    return _union(table, ticket.tags or (NONE,)) if field == "tag" else table.get(getattr(ticket, field), 0)


def _keys(part: Node) -> tuple[str, Keys]:
    """The field and its values of which a ticket must have one; no values where it can't be said so."""
    match part:
        case Text(expression, _):
            return _WORDS, _words(expression)
        case Test(field, values) if field in _PLAIN and not any(value.text == "me" for value in values):
            return field, frozenset(_PLAIN[field](value.text) for value in values)
    return "", frozenset()


def _words(expression: Expression) -> Keys:
    """Words of which a text must have one; none where it can't be said."""
    match expression:
        case Term(tokens, prefix):
            whole = tokens[:-1] if prefix else tokens
            return frozenset((max(whole, key=len),)) if whole else frozenset()
        case Every(parts):
            found = [words for part in parts if (words := _words(part))]
            return min(found, key=len) if found else frozenset()
        case Either(parts):
            each = [_words(part) for part in parts]
            return frozenset[object]().union(*each) if all(each) else frozenset()
