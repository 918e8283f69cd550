"""Fields to be set: how they are written, and which of them are otherwise there."""

from collections.abc import Mapping
from typing import Any, Final

from supportterm.backends.redmine.names import PRIORITY, STATUS, TRACKER, Names
from supportterm.backends.redmine.wire import LATEST, Issue, day_of
from supportterm.backends.refusing import found, no_status, one_of, refused, subject
from supportterm.core.nouns import Value
from supportterm.core.terms import Priority

_LONGEST_SUBJECT: Final = 255


def body(values: Mapping[str, Value], names: Names, issue: Issue | None) -> dict[str, Any]:
    """What to send so that *values* are so. Raises Invalid for what Redmine would pass over in silence."""
    sent: dict[str, Any] = {}
    custom: list[dict[str, Any]] = []
    for name, value in values.items():
        if name.startswith("field."):
            own = _own(name.removeprefix("field."), value, names)
            if own is None:
                custom.append(_custom(name.removeprefix("field."), value, names))
            else:
                sent |= own
        else:
            sent = _plain(name, value, names, issue) | sent  # what is said exactly comes before what our words say
    return sent | ({"custom_fields": custom} if custom else {})


def _plain(name: str, value: Value, names: Names, issue: Issue | None) -> dict[str, Any]:
    match name:
        case "subject":
            return {"subject": subject(value, _LONGEST_SUBJECT)}
        case "status":
            return {"status_id": _status(value, names, issue)}
        case "priority":
            row = names.priority_of(value) if isinstance(value, int) and value in tuple(Priority) else None
            if row is None:
                raise refused(name, "no priority there means that; the setting `priorities` can name one")
            return {"priority_id": row.id}
        case "assignee":
            return {"assigned_to_id": found(name, "agent", value, names.roster().key(str(value))) if value else ""}
        case "team":
            return {"project_id": found(name, "project", value, names.teams().key(str(value)))}
        case "due":
            if value is None:
                return {"due_date": ""}
            if not isinstance(value, int) or not 0 < value < LATEST:
                raise refused(name, "that is no moment")
            return {"due_date": day_of(value)}
    raise refused(name, "there is no such field")


def _status(value: Value, names: Names, issue: Issue | None) -> int:
    """One of theirs for ours; the first that the workflow lets us set, where that is told."""
    rows = names.statuses_of(value) if isinstance(value, int) else []
    if not rows:
        raise no_status(value, "the setting `statuses` can name one")
    allowed = {row.id for row in issue.allowed_statuses} if issue is not None else set()
    return next((row.id for row in rows if row.id in allowed), rows[0].id)


def _own(name: str, value: Value, names: Names) -> dict[str, Any] | None:
    """Of a field that is ours and stands for one of Redmine's; None for another."""
    match name:
        case "exact-status":
            return {"status_id": one_of(STATUS, value, {row.name: row.id for row in names.statuses()})}
        case "exact-priority":
            return {"priority_id": one_of(PRIORITY, value, {row.name: row.id for row in names.priorities()})}
        case "tracker":
            return {"tracker_id": one_of(TRACKER, value, {row.name: row.id for row in names.trackers()})}
    return None


def _custom(name: str, value: Value, names: Names) -> dict[str, Any]:
    row = names.fields().get(name)
    if row is None:
        raise refused(name, "there is no such field")
    text = "" if value is None else str(value)
    return {"id": row.id, "value": [part.strip() for part in text.split(",")] if row.multiple else text}
