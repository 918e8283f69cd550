"""Kinds of arguments: each parses what was typed, completes what is being typed, and names itself.

`Tickets`, `TeamName`, … at the end are what a command's signature is written in.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from supportterm.core import spoken
from supportterm.core.numbers import bare, provisional
from supportterm.core.safe import cut
from supportterm.core.terms import PRIORITY_BY_WORD, STATUS_BY_WORD, Priority, Status

if TYPE_CHECKING:
    from supportterm.commands.call import Call


class Completion(NamedTuple):
    """What may stand there, and a word about it."""

    text: str
    note: str = ""


def nothing(prefix: str, call: "Call") -> Iterable[Completion]:
    return ()


class Kind(NamedTuple):
    name: str
    parse: Callable[[list[str], "Call"], Any]
    """The words typed → the value. Raises ValueError with a plain phrase."""
    complete: Callable[[str, "Call"], Iterable[Completion]] = nothing
    many: bool = False
    """Takes all words that are left."""
    flag: bool = False
    """Stands alone: given or not."""
    typed: bool = False
    """Never taken from the console's selection."""
    several: bool = False
    """As an option it may be given more than once; what is given is one text then, a line each."""


def article(word: str) -> str:
    return "an" if word[:1] in "aeiou" else "a"


def kind_of(hint: object) -> Kind | None:
    """The kind in an annotation such as `Annotated[str, TEAM]`; `bool` is a flag."""
    if hint is bool:
        return FLAG
    return next((m for m in getattr(hint, "__metadata__", ()) if isinstance(m, Kind)), None)


def _tickets(words: list[str], call: "Call") -> tuple[int, ...]:
    text = ",".join(words)
    if text == "-" and call.read_text is not None:
        text = ",".join(call.read_text().split())
    numbers: list[int] = []
    for part in filter(None, (p.strip().lstrip("#") for p in text.split(","))):
        first, dash, last = part.partition("-")
        if dash and _is_number(first) and _is_number(last):
            if int(last) - int(first) > 10_000:
                raise ValueError(f"{part} are more than 10,000 tickets; narrow it")
            numbers.extend(_id_of(str(n), call) for n in range(int(first), int(last) + 1))
        else:
            numbers.append(_id_of(part, call))
    if not numbers:
        raise ValueError("no ticket number given")
    return tuple(dict.fromkeys(numbers))


def names_ticket(word: str) -> bool:
    """Whether *word* is meant as a ticket where a text may stand as well: `#12`, `~3`, `id:12`."""
    return word.startswith("#") or provisional(word) is not None or (word.startswith("id:") and _is_number(word[3:]))


def _id_of(word: str, call: "Call") -> int:
    """The id of the ticket that people call *word*. `id:12` is the ticket with the id 12, whatever it is called."""
    if word.startswith("id:") and _is_number(word[3:]):
        return int(word[3:])
    found = call.desk.called(word)
    if len(found) > 1:
        there = ", ".join(f"id:{id} ({cut(call.desk.row(id).subject, 40)})" for id in found)
        raise ValueError(f"{len(found)} tickets are called #{word}: {there}; name one by its id")
    if found:
        return found[0]
    if (id := provisional(word)) is not None:
        return id
    if not _is_number(word):
        raise ValueError(f"{cut(word, 40)!r} is not a ticket number; write 12, or 12,15 or 12-15")
    return int(word)


def named(word: str, call: "Call") -> int:
    """The id of the ticket that people call *word*. Raises ValueError when that may be several, or none."""
    return _id_of(word.lstrip("#"), call)


def _is_number(text: str) -> bool:
    """Up to 18 digits: all that a database can count to, and no more than an int is read from quickly."""
    return text.isdecimal() and len(text) <= 18


def _ticket(words: list[str], call: "Call") -> int:
    numbers = _tickets(words, call)
    if len(numbers) != 1:
        raise ValueError(f"one ticket at a time here, and these are {len(numbers)}")
    return numbers[0]


def _text(words: list[str], call: "Call") -> str:
    if words == ["-"]:
        if call.read_text is None:
            raise ValueError("there is no standard input to read from")
        return call.read_text()
    return " ".join(words)


def _word(words: list[str], call: "Call") -> str:
    return words[0]


def _number(words: list[str], call: "Call") -> int:
    text = words[0]
    if not _is_number(text.removeprefix("-")):
        raise ValueError(f"{cut(text, 40)!r} is not a whole number")
    return int(text)


def _count(words: list[str], call: "Call") -> int:
    number = _number(words, call)
    if number < 1:
        raise ValueError("it is 1 or more")
    return number


def _one_of(name: str, there: Callable[["Call"], Iterable[str]]) -> Callable[[list[str], "Call"], str]:
    """A parser that takes a word out of a list and says what is in it when it is not."""

    def parse(words: list[str], call: "Call") -> str:
        have = list(there(call))
        if words[0] not in have:
            raise ValueError(f"there is no {name} {cut(words[0], 80)!r}; there are: {', '.join(have) or 'none yet'}")
        return words[0]

    return parse


def _moment(words: list[str], call: "Call") -> int:
    from supportterm.core.moments import parse_moment

    return parse_moment(" ".join(words), call.now, call.zone)


def _past(words: list[str], call: "Call") -> int:
    from supportterm.core.moments import parse_past

    return parse_past(" ".join(words), call.now, call.zone)


def _words(words: list[str], call: "Call") -> tuple[str, ...]:
    return tuple(words)


def _backends(prefix: str, call: "Call") -> Iterable[Completion]:
    """What can be connected to, and the connections there are, to change them."""
    from supportterm.backends.registry import names

    there = [(c.name, f"change it: {c.title}") for c in call.desk.connections()]
    return _starting(prefix, [*there, *((n, "") for n in names() if n not in dict(there))])


def _connections(prefix: str, call: "Call") -> Iterable[Completion]:
    return _starting(prefix, ((c.name, c.title) for c in call.desk.connections()))


def _starting(prefix: str, pairs: Iterable[tuple[str, str]]) -> Iterator[Completion]:
    low = prefix.lower()
    return (Completion(text, note) for text, note in pairs if text.lower().startswith(low))


def _agents(prefix: str, call: "Call") -> Iterable[Completion]:
    there = [("me", "you"), ("none", "nobody"), *((a.handle, a.name) for a in call.desk.agents())]
    return _starting(prefix.lstrip("@"), there)


def _teams(prefix: str, call: "Call") -> Iterable[Completion]:
    return _starting(prefix, ((t.handle, f"{t.name}, tier {t.tier}") for t in call.desk.teams()))


def _macros(prefix: str, call: "Call") -> Iterable[Completion]:
    from supportterm.commands.macro import fits

    there = call.desk.macros()
    if len(call.selection) == 1:
        there = tuple(macro for macro in there if fits(call, macro, call.selection[0]))
    return _starting(prefix, ((m.name, m.title) for m in there))


def _views(prefix: str, call: "Call") -> Iterable[Completion]:
    return _starting(prefix, ((v.name, v.title) for v in call.views))


def _articles(prefix: str, call: "Call") -> Iterable[Completion]:
    found = call.desk.articles(prefix, limit=20)
    origins = call.desk.origins(found)
    return (Completion(a.slug, ", ".join(filter(None, (a.title, origins.get(a.id))))) for a in found)


def _people(prefix: str, call: "Call") -> Iterable[Completion]:
    return (Completion(p.email or p.name, p.name) for p in call.desk.people(prefix, limit=20))


def _ticket_numbers(prefix: str, call: "Call") -> Iterable[Completion]:
    from supportterm.core.orders import parse_order
    from supportterm.core.query import parse

    typed = prefix.lstrip("#")
    rows = call.desk.window(parse("is:active"), parse_order("-updated"), size=50).rows
    found = [(bare(r.id, r.number), r.subject) for r in rows]
    if typed not in dict(found):  # one that is done, or long untouched, is shown once its number is there
        found += [(typed, call.desk.row(id).subject) for id in call.desk.called(typed)]
    return _starting(typed, found)


def _tag_words(words: list[str], call: "Call") -> tuple[str, ...]:
    from supportterm.core.verbs import tag_word

    for each in (name for names in spoken.tags(tuple(words)) for name in names):
        tag_word(each)
    return tuple(words)


def _tags(prefix: str, call: "Call") -> Iterable[Completion]:
    sign, rest = (prefix[:1], prefix[1:]) if prefix[:1] in "+-" and prefix else ("+", prefix)
    return (Completion(sign + t) for t in call.desk.tags(rest, limit=20))


def _paths(prefix: str, call: "Call") -> Iterable[Completion]:
    from pathlib import Path

    folder, _, name = prefix.rpartition("/")
    base = Path(folder or ("/" if prefix.startswith("/") else ".")).expanduser()
    try:
        found = sorted(p for p in base.iterdir() if p.name.startswith(name) and not p.name.startswith("."))[:50]
    except OSError:
        return
    for path in found:
        lead = f"{folder}/" if "/" in prefix else ""
        yield Completion(lead + path.name + ("/" if path.is_dir() else ""))


def _fields(prefix: str, call: "Call") -> Iterable[Completion]:
    name, equals, value = prefix.partition("=")
    if equals:
        values: dict[str, Kind] = {"status": STATUS, "priority": PRIORITY, "assignee": AGENT, "team": TEAM}
        if name in values:
            return (Completion(f"{name}={c.text}", c.note) for c in values[name].complete(value, call))
        choices = next((f.choices for f in call.desk.fields() if f.name == name), ())
        return _starting(prefix, ((f"{name}={c}", "") for c in choices))
    if prefix[:1] in ("+", "-"):
        return _tags(prefix, call)
    own = ("status", "priority", "assignee", "team", "subject", "due", "requester", "organization")
    return _starting(prefix, ((f"{f}=", "") for f in (*own, *(f.name for f in call.desk.fields()))))


def _query(prefix: str, call: "Call") -> Iterable[Completion]:
    from supportterm.commands.query_words import query_words

    start, found = query_words(prefix, call)
    return (Completion(prefix[:start] + word, note) for word, note in found)


def choice(name: str, *there: str) -> Kind:
    """One of a few fixed words."""
    return Kind(
        name, _one_of(name, lambda call: there), lambda prefix, call: _starting(prefix, ((t, "") for t in there))
    )


def some_of(name: str, most: int, *there: str) -> Kind:
    """Up to *most* of a few fixed words, with commas between them."""

    def parse(words: list[str], call: "Call") -> tuple[str, ...]:
        chosen = tuple(dict.fromkeys(filter(None, words[0].split(","))))
        for word in chosen:
            _one_of(name, lambda call: there)([word], call)
        if len(chosen) > most:
            raise ValueError(f"at most {most} at once, like {','.join(chosen[:most])}")
        return chosen

    def complete(prefix: str, call: "Call") -> Iterable[Completion]:
        before, comma, _last = prefix.rpartition(",")
        return _starting(prefix, ((f"{before}{comma}{word}", "") for word in there))

    return Kind(name, parse, complete)


FLAG = Kind("flag", _word, flag=True)
TICKETS = Kind("ticket", _tickets, _ticket_numbers)
TICKET = Kind("ticket", _ticket, _ticket_numbers)
GIVEN_TICKET = Kind("ticket", _ticket, _ticket_numbers, typed=True)
TEXT = Kind("text", _text, many=True)
LINE = Kind("text", lambda words, call: _text(words[:1], call))
WORD = Kind("word", _word)
NUMBER = Kind("number", _number)
COUNT = Kind("number", _count)
STATUS = Kind(
    "status",
    lambda words, call: spoken.status(words[0]),
    lambda prefix, call: _starting(prefix, ((s, "") for s in STATUS_BY_WORD)),
)
PRIORITY = Kind(
    "priority",
    lambda words, call: spoken.priority(words[0]),
    lambda prefix, call: _starting(prefix, ((p, "") for p in PRIORITY_BY_WORD)),
)
AGENT = Kind("agent", lambda words, call: spoken.agent(words[0], call.desk.me), _agents)
TEAM = Kind("team", _word, _teams)
MACRO = Kind("macro", _one_of("macro", lambda call: (m.name for m in call.desk.macros())), _macros)
RULE = Kind(
    "rule",
    _one_of("rule", lambda call: (r.name for r in call.desk.rulebook())),
    lambda prefix, call: _starting(prefix, ((r.name, r.title) for r in call.desk.rulebook())),
)
VIEW = Kind("view", _one_of("view", lambda call: (v.name for v in call.views)), _views)
BACKEND = Kind("backend", _word, _backends)
CONNECTION = Kind(
    "connection", _one_of("connection", lambda call: (c.name for c in call.desk.connections())), _connections
)
ARTICLE = Kind("article", _word, _articles)
PERSON = Kind("person", _word, _people)
MOMENT = Kind("moment", _moment, many=True)
PAST = Kind("moment", _past)
QUERY = Kind("query", _text, _query, many=True)
PATH = Kind("path", _word, _paths)
TAGS = Kind("tag", _tag_words, _tags, many=True)
WORDS = Kind("word", _words, many=True)
CHANGES = Kind("change", _words, _fields, many=True)

Tickets = Annotated[tuple[int, ...], TICKETS]
OneTicket = Annotated[int, TICKET]
GivenTicket = Annotated[int, GIVEN_TICKET]
"""A number that is typed, never the console's selection. (Kinds that are equal would be one and the same here: Python
keeps one `Annotated` for equal arguments.)"""
Text = Annotated[str, TEXT]
Line = Annotated[str, LINE]
Word = Annotated[str, WORD]
Number = Annotated[int, NUMBER]
Count = Annotated[int, COUNT]
"""1 or more."""
StatusWord = Annotated[Status, STATUS]
PriorityWord = Annotated[Priority, PRIORITY]
AgentName = Annotated[str | None, AGENT]
TeamName = Annotated[str, TEAM]
MacroName = Annotated[str, MACRO]
RuleName = Annotated[str, RULE]
ViewName = Annotated[str, VIEW]
BackendName = Annotated[str, BACKEND]
ConnectionName = Annotated[str, CONNECTION]
ArticleName = Annotated[str, ARTICLE]
PersonName = Annotated[str, PERSON]
Moment = Annotated[int, MOMENT]
OneMoment = Annotated[int, MOMENT._replace(many=False)]
"""In one word, or in quotes."""
Past = Annotated[int, PAST]
"""A moment that has been."""
Query = Annotated[str, QUERY]
Path = Annotated[str, PATH]
Tags = Annotated[tuple[str, ...], TAGS]
Words = Annotated[tuple[str, ...], WORDS]
Changes = Annotated[tuple[str, ...], CHANGES]
