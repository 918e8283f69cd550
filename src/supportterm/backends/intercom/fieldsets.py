"""Fields and tags → the requests that set them, checked before the first of them is sent."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from supportterm.backends.errors import CannotDo
from supportterm.backends.intercom.names import Names
from supportterm.backends.intercom.rest import number
from supportterm.backends.intercom.wire import Attribute
from supportterm.backends.refusing import among, found, refused, subject
from supportterm.backends.roster import Roster
from supportterm.core.nouns import Value
from supportterm.core.terms import Status

Call = tuple[str, str, dict[str, Any]]
"""Method, path and body."""
_YES_NO: Final = {"true": True, "false": False}


def calls(
    key: str, values: Mapping[str, Value], names: Names, until: int, add: Sequence[str], remove: Sequence[str]
) -> list[Call]:
    """*add* and *remove*: numbers of tags. *until*: Unix seconds to which what is put on hold sleeps.

    Raises Invalid, naming the field, or CannotDo.
    """
    place, me = f"conversations/{number(key)}", names.me().id
    told: dict[str, Any] = {}
    custom: dict[str, Any] = {}
    parts: list[dict[str, Any]] = []
    for name, value in values.items():
        match name:
            case "subject":
                told["title"] = subject(value)
            case "status":
                parts.append(_state(value, until))
            case "assignee":
                parts.append(_assigned("admin", _key(name, "agent", value, names.agents())))
            case "team":
                parts.append(_assigned("team", _key(name, "team", value, names.teams())))
            case _:
                row = names.attributes().get(name.removeprefix("field.")) if name.startswith("field.") else None
                if row is None and name.startswith("field."):
                    raise refused(name, "there is no such attribute that can be set")
                if row is None:
                    raise CannotDo(f"Intercom lets nobody set {name}")
                custom[row.name] = _value(name, value, row)
    told |= {"custom_attributes": custom} if custom else {}
    made: list[Call] = [("PUT", place, told)] if told else []
    # What opens or closes a conversation comes last: assigning a closed one may open it again.
    parts.sort(key=lambda part: part["message_type"] != "assignment")
    made += [("POST", f"{place}/parts", part | {"admin_id": me}) for part in parts]
    made += [("POST", f"{place}/tags", {"id": tag, "admin_id": me}) for tag in add]
    return made + [("DELETE", f"{place}/tags/{tag}", {"admin_id": me}) for tag in remove]


def _state(value: Value, until: int) -> dict[str, Any]:
    match value:
        case Status.OPEN:
            return {"message_type": "open"}
        case Status.SOLVED:
            return {"message_type": "close", "type": "admin"}
        case Status.ON_HOLD:
            return {"message_type": "snoozed", "snoozed_until": until}
    raise refused("status", "a conversation is open, on hold (snoozed) or solved (closed)")


def _key(name: str, kind: str, value: Value, there: Roster[str]) -> str:
    return found(name, kind, value, there.key(str(value))) if value else "0"


def _assigned(kind: str, key: str) -> dict[str, Any]:
    return {"message_type": "assignment", "type": kind, "assignee_id": key}


def _value(name: str, value: Value, row: Attribute) -> Any:
    if value in (None, ""):
        return ""
    text = str(value)
    labels = [option.label or option.value for option in row.options or ()]
    if row.data_type == "list" and labels:
        among(name, [text], labels)
    if row.data_type == "boolean":
        if text.lower() not in _YES_NO:
            raise refused(name, "true or false")
        return _YES_NO[text.lower()]
    if row.data_type in ("integer", "decimal"):
        try:
            return int(text) if row.data_type == "integer" else float(text)
        except ValueError:
            raise refused(name, f"{text} is no number") from None
    return text
