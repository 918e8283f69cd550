"""Fields to be set: what of them is different there, how it is written, and whether it came to be."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from supportterm.backends import comparing
from supportterm.backends.comparing import plain
from supportterm.backends.refusing import among, found, no_status, refused, subject
from supportterm.backends.request_tracker.names import NOBODY, Names
from supportterm.backends.request_tracker.reading import split
from supportterm.backends.request_tracker.wire import FieldRow, moment, stamp
from supportterm.backends.request_tracker.words import Words
from supportterm.core.nouns import Value
from supportterm.core.remote import RemoteTicket
from supportterm.core.terms import Priority

CUSTOM: Final = "CustomFields"
_WORDS: Final = {"subject": "Subject", "priority": "Priority", "assignee": "Owner", "team": "Queue", "due": "Due"}
_LONGEST_SUBJECT: Final = 200
_LATEST: Final = 253_402_300_000_000  # the year 10000


class Fieldsets:
    def __init__(self, names: Names, words: Words) -> None:
        self._names = names
        self._words = words

    def body(self, values: Mapping[str, Value], current: RemoteTicket | None) -> dict[str, Any]:
        """What to send so that *values* are so; what is so already in *current* is left alone, so that a priority of 60
        stays 60 when somebody asks for normal. `Status` is not in it: it may take several tries (`status_words`).

        Raises Invalid for what Request Tracker would pass over in silence.
        """
        was = current.values() if current is not None else {}
        body: dict[str, Any] = {}
        fields: dict[str, Any] = {}
        for name, value in values.items():
            if name in was and was[name] == value:
                continue
            if name.startswith("field."):
                field = self._field(name)
                fields[field.Name] = self._field_value(name, field, value)
            elif name != "status":
                body[self._known(name)] = self._value(name, value)
        return body | ({CUSTOM: fields} if fields else {})

    def status_words(self, value: Value) -> tuple[str, ...]:
        """Their words for a status of ours, in the order to try. Raises Invalid when they have none."""
        words = self._words.status_words(value) if isinstance(value, int) else ()
        if not words:
            raise no_status(value, "the setting `statuses` can name one")
        return words

    def tags(self, current: tuple[str, ...], add: tuple[str, ...], remove: tuple[str, ...]) -> list[str] | None:
        """The tags as they are to be; None when they are so. Raises Invalid where there is no field for them."""
        wanted = sorted((set(current) | set(add)) - set(remove))
        if wanted == sorted(current):
            return None
        if self._names.tags() is None:
            raise refused("tags", "there is no custom field `Tags` of many values for tags")
        return wanted

    def tags_field(self) -> str:
        field = self._names.tags()
        return field.Name if field is not None else ""

    def _known(self, name: str) -> str:
        if name not in _WORDS:
            raise refused(name, "there is no such field")
        return _WORDS[name]

    def _value(self, name: str, value: Value) -> str:
        match name:
            case "subject":
                return subject(value, _LONGEST_SUBJECT)
            case "priority":
                if not isinstance(value, int) or value not in tuple(Priority):
                    raise refused(name, "that is no priority")
                return str(self._words.priorities[value])
            case "assignee":
                owner = self._names.owner_name(None if value in (None, "") else str(value))
                return found(name, "agent", value, owner) or NOBODY
            case "team":
                return found(name, "queue", value, self._names.queue_name(str(value)))
            case _:
                if value is None:
                    return ""
                if not isinstance(value, int) or not 0 < value < _LATEST:
                    raise refused(name, "that is no moment")
                return stamp(value)

    def _field(self, name: str) -> FieldRow:
        field = self._names.fields().get(name.removeprefix("field."))
        if field is None:
            raise refused(name, "there is no such field")
        return field

    def _field_value(self, name: str, field: FieldRow, value: Value) -> Any:
        parts = split(field, value)
        if choices := self._names.choices(field) if field.Type == "Select" else ():
            among(name, parts, choices)
        if field.Type == "DateTime":
            parts = [self._local(name, part) for part in parts]
        # An emptied single value has to be null: an empty text would be kept as one.
        return parts if field.many else (parts[0] if parts else None)

    def _local(self, name: str, text: str) -> str:
        """A moment of a field in the time zone of our account, in which Request Tracker reads it."""
        at = moment(text)
        if at is None:
            raise refused(name, "a moment is written like 2026-11-26T12:00:00Z")
        try:
            zone = ZoneInfo(self._names.me().Timezone or "UTC")
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo("UTC")
        return datetime.fromtimestamp(at // 1000, UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def _plain(name: str, value: Value) -> Value:
    """Of fields moments count, however they are written, and several values whatever is between them."""
    if not name.startswith("field.") or not isinstance(value, str):
        return plain(name, value)
    at = moment(value) if "T" in value else None
    return at if at is not None else ", ".join(part.strip() for part in value.split(",") if part.strip()) or None


different: Final = partial(comparing.different, plain=_plain)
