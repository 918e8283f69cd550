"""Views of Zendesk → lists here. One that asks for something we can't ask for is left there, not half understood."""

from typing import Final

from supportterm.backends.errors import NotAllowed, NotThere
from supportterm.backends.zendesk.names import Names
from supportterm.backends.zendesk.rest import Rest
from supportterm.backends.zendesk.wire import Condition, Listed, Sorted, ViewRow
from supportterm.backends.zendesk.words import PRIORITIES, STATUSES
from supportterm.core.remote import RemoteView, handle_of

MOST: Final = 30
"""Views that are taken: the first of those that people there see."""
_SIDES: Final = {"is": "", "is_not": "", "less_than": "<", "greater_than": ">"}
_HOURS: Final = {"created_at": "created", "updated_at": "updated", "solved_at": "solved"}
_ORDERS: Final = {"updated": "updated", "created": "created", "priority": "priority", "nice_id": "number"}
_GROUPS: Final = {"status": "status", "priority": "priority", "assignee": "assignee", "group": "team"}


def views(rest: Rest, names: Names) -> tuple[RemoteView, ...]:
    try:
        rows = rest.get("views/active", Listed).views[:MOST]
    except (NotThere, NotAllowed):
        return ()
    found = ((row, query(row, names)) for row in rows)
    return tuple(_view(row, asked) for row, asked in found if asked is not None)


def query(row: ViewRow, names: Names) -> str | None:
    """What the view asks for, in our language; None when that can't be said."""
    terms = [_term(one, names) for one in row.conditions.all]
    either = [_term(one, names) for one in row.conditions.any]
    if None in terms or None in either:
        return None
    words = [term for term in terms if term]
    if either:
        words.append(f"({' OR '.join(term for term in either if term)})")
    return " ".join(words)


def _view(row: ViewRow, asked: str) -> RemoteView:
    sort, group = row.execution.sort, row.execution.group
    order = _ORDERS.get(str(sort.id), "updated") if sort is not None else "updated"
    falling = sort is None or sort.order != "asc"
    return RemoteView(
        f"{handle_of(row.title) or 'view'}-{row.id}", row.title, asked, f"-{order}" if falling else order, _group(group)
    )


def _group(told: Sorted | None) -> str:
    return _GROUPS.get(str(told.id), "") if told is not None else ""


def _term(one: Condition, names: Names) -> str | None:
    value = str(one.value if one.value is not None else "")
    if one.field == "current_tags" and one.operator in ("includes", "not_includes") and value:
        sign = "-" if one.operator == "not_includes" else ""
        return f"{sign}tag:{','.join(value.split())}"
    if one.operator not in _SIDES:
        return None
    side, sign = _SIDES[one.operator], "-" if one.operator == "is_not" else ""
    match one.field:
        case "status" if value in STATUSES:
            return f"{sign}status:{side}{STATUSES[value].word}"
        case "priority" if value in PRIORITIES:
            return f"{sign}priority:{side}{PRIORITIES[value].word}"
        case "assignee_id" | "group_id" if not side:
            who = _who(one.field, value, names)
            return f"{sign}{'assignee' if one.field == 'assignee_id' else 'team'}:{who}" if who else None
        case field if field in _HOURS and side and value.isdecimal():
            return f"{_HOURS[field]}:{side}{value}h"
    return None


def _who(field: str, value: str, names: Names) -> str | None:
    if value in ("current_user", "current_groups"):
        return "me"
    if not value.isdecimal():
        return None if value else "none"
    if field == "assignee_id":
        return names.roster().handle(int(value)) if names.is_agent(int(value)) else None
    return names.groups().known(int(value))
