"""Fields to be set: how they are written, and which of them are otherwise there."""

from collections.abc import Mapping
from typing import Any, Final

from supportterm.backends.comparing import refused
from supportterm.backends.redmine.names import PRIORITY, STATUS, TRACKER, Names
from supportterm.backends.redmine.wire import LATEST, Issue, day_of
from supportterm.core.nouns import Value
from supportterm.core.terms import Priority, Status

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
            found = _plain(name, value, names, issue)
            sent = found | sent  # what is said exactly comes before what our words say
    return sent | ({"custom_fields": custom} if custom else {})


def _plain(name: str, value: Value, names: Names, issue: Issue | None) -> dict[str, Any]:
    match name:
        case "subject":
            text = " ".join(str(value or "").split())
            if not text or len(text) > _LONGEST_SUBJECT:
                raise refused(name, f"a subject has between 1 and {_LONGEST_SUBJECT} characters")
            return {"subject": text}
        case "status":
            return {"status_id": _status(value, names, issue)}
        case "priority":
            row = names.priority_of(value) if isinstance(value, int) and value in tuple(Priority) else None
            if row is None:
                raise refused(name, "no priority there means that; the setting `priorities` can name one")
            return {"priority_id": row.id}
        case "assignee":
            number = names.agent_number(str(value)) if value else None
            if value and number is None:
                raise refused(name, f"there is no agent {value}")
            return {"assigned_to_id": number if value else ""}
        case "team":
            project = names.project_number(str(value or ""))
            if project is None:
                raise refused(name, f"there is no project {value}")
            return {"project_id": project}
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
        meant = Status(value).word if isinstance(value, int) and value in tuple(Status) else str(value)
        raise refused("status", f"no status there means {meant}; the setting `statuses` can name one")
    allowed = {row.id for row in issue.allowed_statuses} if issue is not None else set()
    return next((row.id for row in rows if row.id in allowed), rows[0].id)


def _own(name: str, value: Value, names: Names) -> dict[str, Any] | None:
    """Of a field that is ours and stands for one of Redmine's; None for another."""
    match name:
        case "exact-status":
            return {"status_id": _named(STATUS, value, {row.name: row.id for row in names.statuses()})}
        case "exact-priority":
            return {"priority_id": _named(PRIORITY, value, {row.name: row.id for row in names.priorities()})}
        case "tracker":
            return {"tracker_id": _named(TRACKER, value, {row.name: row.id for row in names.trackers()})}
    return None


def _named(field: str, value: Value, known: Mapping[str, int]) -> int:
    if value not in known:
        raise refused(field, f"{value} is none of {', '.join(known)}")
    return known[str(value)]


def _custom(name: str, value: Value, names: Names) -> dict[str, Any]:
    row = names.fields().get(name)
    if row is None:
        raise refused(name, "there is no such field")
    text = "" if value is None else str(value)
    return {"id": row.id, "value": [part.strip() for part in text.split(",")] if row.multiple else text}
