"""What a desk defines: which kinds there are, and how each is read."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from supportterm.core.nouns import Agent, Connected, DeskName, Field, Macro, Team, View
from supportterm.core.refusal import Refused
from supportterm.core.rules import Rule

if TYPE_CHECKING:
    from supportterm.core.bot import Bot
    from supportterm.core.directory import Definitions
    from supportterm.core.incoming import Incoming
    from supportterm.core.operations import Operation, What
    from supportterm.core.routing import Route
    from supportterm.core.schedule_versions import Timetable
    from supportterm.core.sla_policy import Policy
    from supportterm.core.surveys import Survey
    from supportterm.core.webhook import Webhook

    Plain = Agent | Team | DeskName | Macro | View | Field | Connected | Rule | Route
    Defined = Plain | Timetable | Policy | Survey | Bot | Incoming | Webhook


def type_of(what: "What") -> tuple[type[Any], str, str]:
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
        case "survey":
            from supportterm.core.surveys import Survey

            return Survey, "name", "title"
        case "incoming":
            from supportterm.core.incoming import Incoming

            return Incoming, "name", "title"
        case "webhook":
            from supportterm.core.webhook import Webhook

            return Webhook, "name", "title"
        case "desk":
            return DeskName, "handle", "name"
        case "setting":
            from supportterm.core.bot import Bot

            return Bot, "name", "name"


def checked(what: "What", name: str, spec: Mapping[str, object]) -> "Defined":
    """The noun that *spec* describes. Raises Refused with what is wrong in it."""
    from supportterm.core.directory import NAMES, is_name

    if not is_name(_plain(what, name)):
        raise Refused(f"{name!r} can't be the name of {'an' if what == 'agent' else 'a'} {what}: {NAMES}")
    kind = type_of(what)[0]
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


def nouns(definitions: "Definitions", what: "What") -> dict[str, Any]:
    """Those of a kind among *definitions* by name, in order; what this version can't read is left out."""
    key = type_of(what)[1]
    made = readable(what, ((name, spec) for (kind, name), spec in definitions.items() if kind == what))
    return {getattr(noun, key): noun for noun in made}


def readable(what: "What", specs: Iterable[tuple[str, Mapping[str, object]]]) -> Iterator[Any]:
    """The nouns that *specs* describe, by name; what this version can't read is left out."""
    for name, spec in specs:
        try:
            yield _convert(what, name, spec)
        except msgspec.ValidationError:
            continue


def timetables(log: "Iterable[Operation]") -> "dict[str, Timetable]":
    """The schedules of a log, whatever became of them; of one that was defined twice the last."""
    from supportterm.core.operations import Define

    defined = (o.payload for o in log if isinstance(o.payload, Define) and o.payload.what == "schedule")
    return nouns({("schedule", payload.name): payload.spec for payload in defined if payload.spec}, "schedule")


def spec_of(noun: "Defined") -> dict[str, object]:
    """What a definition says of *noun* beside its name, which is its first field or called so."""
    spec: dict[str, object] = msgspec.to_builtins(noun, str_keys=True)
    for name in ("handle", "name"):
        if name in spec:
            del spec[name]
            break
    return spec


def _convert(what: "What", name: str, spec: Mapping[str, object]) -> Any:
    kind, key, title = type_of(what)
    return msgspec.convert({title: name, **spec, key: name}, kind, str_keys=True)


def _plain(what: "What", name: str) -> str:
    """A schedule's name without its version, any other as it is."""
    if what != "schedule":
        return name
    from supportterm.core.schedule_versions import parts

    return parts(name)[0]
