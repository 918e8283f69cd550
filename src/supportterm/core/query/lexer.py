"""A query cut into lexemes, each with its place."""

import re
from enum import Enum, auto
from typing import Final, NamedTuple

from supportterm.core.query.errors import QueryError, did_you_mean
from supportterm.core.query.fields import BY_WORD, CUSTOM_PREFIX, field_of

MOST_LEXEMES: Final = 100
MOST_VALUES: Final = 1000


class Kind(Enum):
    OPEN = auto()
    CLOSE = auto()
    OR = auto()
    AND = auto()
    NOT = auto()
    WORD = auto()
    PHRASE = auto()
    FIELD = auto()


class Raw(NamedTuple):
    """A value as written: *text* without quotes, from *start* (from 0) in the query."""

    op: str
    text: str
    start: int
    quoted: bool = False


class Lexeme(NamedTuple):
    """*text* is a word with its punctuation, a phrase without its quotes, or a field's canonical name."""

    kind: Kind
    text: str
    start: int
    end: int
    values: tuple[Raw, ...] = ()
    starred: bool = False
    """A `*` stands behind the word or phrase: it may go on."""


_KEYWORDS = {"OR": Kind.OR, "AND": Kind.AND, "NOT": Kind.NOT}
_WORD = re.compile(r'[^\s()"]+')
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*):")
_OP = re.compile(r"<=|>=|<|>|=|")
_BARE = re.compile(r'[^\s(),"]*')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.|\\$)*)("?)', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\])')


def lex(text: str, *, typing: bool = False) -> list[Lexeme]:
    """The lexemes of *text*. Raises QueryError; with *typing* a quote may be open at the end."""
    lexemes: list[Lexeme] = []
    at = values = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        lexeme = _next(text, at, typing)
        lexemes.append(lexeme)
        values += len(lexeme.values)
        if len(lexemes) > MOST_LEXEMES or values > MOST_VALUES:
            raise QueryError("the query is too long", at + 1, f"at most {MOST_LEXEMES} words and fields")
        at = lexeme.end
    return lexemes


def _next(text: str, at: int, typing: bool) -> Lexeme:
    char = text[at]
    if char in "()":
        return Lexeme(Kind.OPEN if char == "(" else Kind.CLOSE, char, at, at + 1)
    if char == "-" and at + 1 < len(text) and not text[at + 1].isspace() and text[at + 1] not in "-)":
        return Lexeme(Kind.NOT, char, at, at + 1)
    if char == '"':
        phrase, end = _quoted(text, at, typing)
        starred = text.startswith("*", end)
        return Lexeme(Kind.PHRASE, phrase, at, end + starred, starred=starred)
    name = _FIELD.match(text, at)
    if name and (found := _field(text, name, typing)):
        return found
    word = _WORD.match(text, at)
    assert word is not None  # every other character was taken above
    if kind := _KEYWORDS.get(word[0]):
        return Lexeme(kind, word[0], at, word.end())
    return Lexeme(Kind.WORD, word[0], at, word.end(), starred=word[0].endswith("*"))


def _field(text: str, name: re.Match[str], typing: bool) -> Lexeme | None:
    """The field test that begins with *name*; None when it only looks like one (`re: …`, `https://…`)."""
    word, end = name[1].lower(), name.end()
    field = field_of(word)
    if field is None:
        if end == len(text) or text[end].isspace() or text.startswith("//", end):
            return None
        whole = _WORD.match(text, name.start())
        quoted = f'to search for the text, write "{whole[0] if whole else word}"'
        raise QueryError(f"there is no field {name[1]}", name.start() + 1, did_you_mean(word, BY_WORD, quoted))
    values: list[Raw] = []
    while True:
        op = _OP.match(text, end)
        start = end
        end = op.end() if op else end
        sign = op[0].replace("=", "", 1) if op and op[0] == "=" else op[0] if op else ""
        if text.startswith('"', end):
            value, stop = _quoted(text, end, typing)
            values.append(Raw(sign, value, start, quoted=True))
        else:
            bare = _BARE.match(text, end)
            value, stop = (bare[0], bare.end()) if bare else ("", end)
            values.append(Raw(sign, value, start))
        end = stop
        if not text.startswith(",", end):
            break
        end += 1
    canonical = word if word.startswith(CUSTOM_PREFIX) else field.name
    return Lexeme(Kind.FIELD, canonical, name.start(), end, tuple(values))


def _quoted(text: str, at: int, typing: bool) -> tuple[str, int]:
    """What stands between the quote at *at* and its partner, and the place behind that."""
    quoted = _QUOTED.match(text, at)
    assert quoted is not None  # the caller saw the opening quote
    if not quoted[2] and not typing:
        raise QueryError("this quote is not closed", at + 1, 'put a " where the phrase ends')
    return _ESCAPE.sub(r"\1", quoted[1]), quoted.end()
