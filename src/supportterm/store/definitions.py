"""What the desk defines: agents, teams, macros, views, fields and rules, as their operations fold up."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal

import msgspec

from supportterm.core.directory import NAMES, Definitions, is_name
from supportterm.core.nouns import Agent, Connected, Field, Macro, Team, View
from supportterm.core.refusal import Refused
from supportterm.core.rules import Rule
from supportterm.store.sqlite import Connection

What = Literal["team", "agent", "macro", "view", "field", "connection", "rule"]
Defined = Agent | Team | Macro | View | Field | Connected | Rule

_TYPES: Final[Mapping[str, tuple[type[Any], str, str]]] = {
    "agent": (Agent, "handle", "name"),
    "team": (Team, "handle", "name"),
    "macro": (Macro, "name", "title"),
    "view": (View, "name", "title"),
    "field": (Field, "name", "title"),
    "connection": (Connected, "name", "title"),
    "rule": (Rule, "name", "title"),
}
"""The type, what its name is called in it, and what is shown to people, which is the name when nothing else is said."""


def checked(what: What, name: str, spec: Mapping[str, object]) -> Defined:
    """The noun that *spec* describes. Raises Refused with what is wrong in it."""
    if not is_name(name):
        raise Refused(f"{name!r} can't be the name of {'an' if what == 'agent' else 'a'} {what}: {NAMES}")
    kind, key, title = _TYPES[what]
    try:
        made: Defined = msgspec.convert({title: name, **spec, key: name}, kind)
    except msgspec.ValidationError as error:
        raise Refused(f"{what} {name}: {error}") from None
    unknown = set(spec) - set(kind.__struct_fields__)
    if unknown:
        raise Refused(
            f"{what} {name}: there is no {sorted(unknown)[0]!r}; there are {', '.join(kind.__struct_fields__)}"
        )
    return made


def all_of(connection: Connection, what: What) -> tuple[Any, ...]:
    """All of a kind in the order they were defined; what this version can't read is left out."""
    found = connection.execute("SELECT name, spec FROM definition WHERE what = ? ORDER BY place", (what,))
    return tuple(_nouns(what, ((name, msgspec.json.decode(spec)) for name, spec in found)))


def nouns(definitions: Definitions, what: What) -> dict[str, Any]:
    """Those of a kind among *definitions* by name, in order; what this version can't read is left out."""
    _, key, _ = _TYPES[what]
    made = _nouns(what, ((name, spec) for (kind, name), spec in definitions.items() if kind == what))
    return {getattr(noun, key): noun for noun in made}


def _nouns(what: What, specs: Iterable[tuple[str, Mapping[str, object]]]) -> Iterator[Any]:
    kind, key, title = _TYPES[what]
    for name, spec in specs:
        try:
            yield msgspec.convert({title: name, **spec, key: name}, kind)
        except msgspec.ValidationError:
            continue


def load(connection: Connection) -> Definitions:
    found = connection.execute("SELECT what, name, spec FROM definition ORDER BY place")
    return {(what, name): msgspec.json.decode(spec) for what, name, spec in found}


def save(connection: Connection, definitions: Definitions) -> None:
    connection.execute("DELETE FROM definition")
    connection.executemany(
        "INSERT INTO definition VALUES (?, ?, ?, ?)",
        [(w, n, place, msgspec.json.encode(s).decode()) for place, ((w, n), s) in enumerate(definitions.items())],
    )
