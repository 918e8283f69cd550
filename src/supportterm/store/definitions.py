"""What the desk defines: agents, teams, macros, views, fields, rules, schedules, … as their operations fold up."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from supportterm.core.directory import NAMES, Definitions, is_name
from supportterm.core.nouns import Agent, Connected, Field, Macro, Team, View
from supportterm.core.operations import What
from supportterm.core.refusal import Refused
from supportterm.core.rules import Rule
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.core.routing import Route
    from supportterm.core.schedule_versions import Timetable
    from supportterm.core.sla_policy import Policy

    Defined = Agent | Team | Macro | View | Field | Connected | Rule | Route | Timetable | Policy


def _type(what: What) -> tuple[type[Any], str, str]:
    """The type, what its name is called in it, and what is shown to people, which is the name when nothing is said.

    What a list in the shell does not read is loaded when it is asked for.
    """
    match what:
        case "agent":
            return Agent, "handle", "name"
        case "team":
            return Team, "handle", "name"
        case "macro":
            return Macro, "name", "title"
        case "view":
            return View, "name", "title"
        case "field":
            return Field, "name", "title"
        case "connection":
            return Connected, "name", "title"
        case "rule":
            return Rule, "name", "title"
        case "route":
            from supportterm.core.routing import Route

            return Route, "name", "title"
        case "schedule":
            from supportterm.core.schedule_versions import Timetable

            return Timetable, "name", "name"
        case "policy":
            from supportterm.core.sla_policy import Policy

            return Policy, "name", "name"


def checked(what: What, name: str, spec: Mapping[str, object]) -> "Defined":
    """The noun that *spec* describes. Raises Refused with what is wrong in it."""
    if not is_name(_plain(what, name)):
        raise Refused(f"{name!r} can't be the name of {'an' if what == 'agent' else 'a'} {what}: {NAMES}")
    kind = _type(what)[0]
    try:
        made: Defined = _convert(what, name, spec)
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
    _, key, _ = _type(what)
    made = _nouns(what, ((name, spec) for (kind, name), spec in definitions.items() if kind == what))
    return {getattr(noun, key): noun for noun in made}


def _nouns(what: What, specs: Iterable[tuple[str, Mapping[str, object]]]) -> Iterator[Any]:
    for name, spec in specs:
        try:
            yield _convert(what, name, spec)
        except msgspec.ValidationError:
            continue


def _convert(what: What, name: str, spec: Mapping[str, object]) -> Any:
    kind, key, title = _type(what)
    return msgspec.convert({title: name, **spec, key: name}, kind, str_keys=True)


def _plain(what: What, name: str) -> str:
    """A schedule's name without its version, any other as it is."""
    if what != "schedule":
        return name
    from supportterm.core.schedule_versions import parts

    return parts(name)[0]


def load(connection: Connection) -> Definitions:
    found = connection.execute("SELECT what, name, spec FROM definition ORDER BY place")
    return {(what, name): msgspec.json.decode(spec) for what, name, spec in found}


def version(connection: Connection) -> bytes | None:
    """Another value after each change of what is defined; None before the first one of this version."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'defined'").fetchone()
    return row[0] if row else None


def save(connection: Connection, definitions: Definitions) -> None:
    # By chance, not counted: a number that was rolled back would come again with other definitions.
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('defined', randomblob(8))")
    connection.execute("DELETE FROM definition")
    connection.executemany(
        "INSERT INTO definition VALUES (?, ?, ?, ?)",
        [(w, n, place, msgspec.json.encode(s).decode()) for place, ((w, n), s) in enumerate(definitions.items())],
    )
