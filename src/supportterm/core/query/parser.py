"""Query text → tree.

query = all { "OR" all }
all = { ["AND"] item }            words side by side must all be in one message
item = { "-" | "NOT" } ( "(" query ")" | field ":" value { "," value } | word | phrase )
"""

from typing import Final, NamedTuple

from supportterm.core.query import values
from supportterm.core.query.errors import QueryError
from supportterm.core.query.fields import field_of
from supportterm.core.query.lexer import Kind, Lexeme, Raw, lex
from supportterm.core.query.tree import (
    All,
    Either,
    Node,
    Term,
    Test,
    Text,
    Value,
    conjunction,
    disjunction,
    has_words,
    negation,
)
from supportterm.core.terms import STATUS_BY_WORD
from supportterm.core.words import stands_alone, tokens

DEEPEST: Final = 30
LONGEST: Final = 10_000
SHORTEST_PREFIX: Final = 2


class Query(NamedTuple):
    """What is asked for. *text* is as it was written."""

    text: str
    tree: Node

    @property
    def has_words(self) -> bool:
        """Whether messages must be looked into."""
        return has_words(self.tree)


def parse(text: str, *, typing: bool = False) -> Query:
    """Read a query. Raises QueryError, which says where and what to write instead.

    With *typing* the text is being written: its last word may go on, a quote or parenthesis may be open, and what
    can't mean anything yet is left out.
    """
    if len(text) > LONGEST:
        raise QueryError("the query is too long", LONGEST + 1, f"at most {LONGEST} characters")
    parser = _Parser(text, typing)
    tree = parser.query(0)
    if parser.at < len(parser.lexemes):
        raise QueryError("nothing is opened here", parser.lexemes[parser.at].start + 1, 'to search for ")" use quotes')
    if tree is None and parser.lexemes and not typing:
        raise QueryError("there is no letter and no digit to search for", parser.lexemes[0].start + 1)
    return Query(text, All(()) if tree is None else tree)


def narrowed(query: Query, by: Query) -> Query:
    """What both ask for."""
    texts = [q.text.strip() for q in (query, by) if q.text.strip()]
    text = texts[0] if len(texts) == 1 else " ".join(f"({text})" for text in texts)
    return Query(text, conjunction((query.tree, by.tree)))


class _Parser:
    """Goes once over the lexemes. Each rule returns None when what it read says nothing (`!?`)."""

    def __init__(self, text: str, typing: bool) -> None:
        self.lexemes = lex(text, typing=typing)
        self.at = 0
        self.typing = typing
        # Where the text still grows: the lexeme that ends with it.
        self.unfinished = self.lexemes[-1] if typing and self.lexemes and self.lexemes[-1].end == len(text) else None
        self.plain = all(lexeme.kind in (Kind.WORD, Kind.PHRASE, Kind.FIELD, Kind.NOT) for lexeme in self.lexemes)

    def query(self, depth: int) -> Node | None:
        nodes = [self.all(depth)]
        while (lexeme := self.peek()) and lexeme.kind is Kind.OR:
            self.at += 1
            after = self.peek()
            if self.at == 1 or self.lexemes[self.at - 2].kind in (Kind.OPEN, Kind.OR, Kind.AND):
                raise QueryError("nothing stands before OR", lexeme.start + 1, 'to search for the word, write "or"')
            if (after is None and not self.typing) or (after and after.kind in (Kind.CLOSE, Kind.OR)):
                raise QueryError("nothing stands after OR", lexeme.start + 1, 'to search for the word, write "or"')
            nodes.append(self.all(depth))
        said = [node for node in nodes if node is not None]
        return disjunction(said) if said else None

    def all(self, depth: int) -> Node | None:
        nodes: list[Node] = []
        seen = False
        while (lexeme := self.peek()) and lexeme.kind not in (Kind.CLOSE, Kind.OR):
            if lexeme.kind is Kind.AND:
                self.at += 1
                continue
            seen = True
            node = self.item(depth)
            if node is not None:
                nodes.append(node)
        return conjunction(nodes) if seen and nodes else None

    def item(self, depth: int) -> Node | None:
        negated = False
        sign: Lexeme | None = None
        while (lexeme := self.peek()) and lexeme.kind is Kind.NOT:
            sign, negated = lexeme, not negated
            self.at += 1
        if lexeme is None or lexeme.kind in (Kind.CLOSE, Kind.OR, Kind.AND):
            if lexeme is None and self.typing:
                return None
            raise QueryError("nothing stands after NOT", sign.start + 1 if sign else 1, 'to search for it, write "not"')
        self.at += 1
        if lexeme.kind is Kind.OPEN:
            node = self.group(lexeme, depth)
        elif lexeme.kind is Kind.FIELD:
            node = self.field(lexeme)
        else:
            term = self.term(lexeme, growing=not negated)
            node = Text(term) if term else None
        return negation(node) if node is not None and negated else node

    def group(self, opening: Lexeme, depth: int) -> Node | None:
        if depth == DEEPEST:
            raise QueryError("too many parentheses inside each other", opening.start + 1, f"at most {DEEPEST}")
        node = self.query(depth + 1)
        if closing := self.peek():
            self.at += closing.kind is Kind.CLOSE
        elif not self.typing:
            raise QueryError("this parenthesis is not closed", opening.start + 1, 'put a ) behind, or "(" in quotes')
        return node

    def term(self, lexeme: Lexeme, *, growing: bool) -> Term | None:
        """A word that must not be there is never taken as unfinished: `-re` would drop nearly everything."""
        found = tuple(tokens(lexeme.text))
        if not found:
            return None
        last = found[-1]
        if stands_alone(last):
            return Term(found)
        if lexeme.starred:
            if len(last) < SHORTEST_PREFIX and lexeme is not self.unfinished:
                raise QueryError("one letter before * is too few", lexeme.start + 1, "write two or more")
            return Term(found, prefix=len(last) >= SHORTEST_PREFIX)
        # One letter is looked for in the newest messages only, which the search can do where nothing is OR-ed.
        grows = growing and lexeme is self.unfinished and lexeme.text[-1].isalnum()
        return Term(found, prefix=grows and (len(last) >= SHORTEST_PREFIX or self.plain))

    def field(self, lexeme: Lexeme) -> Node | None:
        field = field_of(lexeme.text)
        assert field is not None  # the lexer makes a field only of a name that there is
        raws = lexeme.values
        growing = lexeme is self.unfinished
        if growing and not raws[-1].text:
            raws = raws[:-1]
            if not raws:
                return None
        if field.kind == "text":
            return self.subject(raws, lexeme, growing)
        try:
            read = values.read(field, raws)
        except QueryError:
            if not growing:
                raise
            read = (*self.finished(lexeme), *values.starting_with(field, raws[-1].text))
            if not read:
                return None
        if field.name == "is":
            return _flags(read)
        return Test(lexeme.text, read)

    def finished(self, lexeme: Lexeme) -> tuple[Value, ...]:
        """The values before the one being written."""
        field = field_of(lexeme.text)
        return values.read(field, lexeme.values[:-1]) if field and len(lexeme.values) > 1 else ()

    def subject(self, raws: tuple[Raw, ...], lexeme: Lexeme, growing: bool) -> Node | None:
        found: list[Term] = []
        for raw in raws:
            if not raw.text:
                raise QueryError("subject: needs a word", raw.start + 1, "for example subject:refund")
            parts = tuple(tokens(raw.text))
            starred = not raw.quoted and raw.text.endswith("*")
            if parts:
                long_enough = len(parts[-1]) >= SHORTEST_PREFIX and not stands_alone(parts[-1])
                found.append(Term(parts, long_enough and (starred or (growing and raw is raws[-1]))))
        if not found:
            if growing:
                return None
            raise QueryError("there is no letter and no digit to search for", lexeme.start + 1)
        return Text(found[0] if len(found) == 1 else Either(tuple(found)), subject=True)

    def peek(self) -> Lexeme | None:
        return self.lexemes[self.at] if self.at < len(self.lexemes) else None


def _flags(read: tuple[Value, ...]) -> Node:
    """`is:` takes a status too, which is then a test of the status."""
    statuses = tuple(sorted((v for v in read if v.text in STATUS_BY_WORD), key=lambda v: STATUS_BY_WORD[v.text]))
    others = tuple(v for v in read if v.text not in STATUS_BY_WORD)
    tests = [Test(name, found) for name, found in (("status", statuses), ("is", others)) if found]
    return disjunction(tests)
