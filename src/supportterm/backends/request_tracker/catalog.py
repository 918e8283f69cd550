"""What tickets there may hold."""

import re
from typing import Final

from supportterm.backends.request_tracker.names import Names
from supportterm.backends.request_tracker.wire import FieldRow
from supportterm.backends.request_tracker.words import Words
from supportterm.core.remote import Catalog, RemoteField, RemoteTeam, handle_of

_TIER: Final = re.compile(r"\b(?:tier|level|l)[ -]?([1-9])\b", re.IGNORECASE)


def catalog(names: Names, words: Words) -> Catalog:
    """Statuses are those that our words have one of theirs for: REST tells of no lifecycle, and what a queue's own does
    not take is refused when it is tried."""
    teams = []
    for row in names.scope().values():
        tier = _TIER.search(row.Name)
        title = row.Description or row.Name
        teams.append(RemoteTeam(handle_of(row.Name), row.Name, title, int(tier[1]) if tier else 1))
    fields = [_field(name, row, names) for name, row in names.fields().items()]
    return Catalog(
        agents=names.agents(),
        teams=tuple(sorted(teams, key=lambda team: team.handle)),
        fields=tuple(sorted(fields, key=lambda field: field.name)),
        statuses=tuple(sorted({int(status) for status in words.statuses.values()})),
    )


def _field(name: str, row: FieldRow, names: Names) -> RemoteField:
    choices = names.choices(row) if row.Type == "Select" else ()
    kind = "choice" if choices and not row.many else "date" if row.Type == "Date" else "text"
    return RemoteField(name, row.Name, kind, choices)
