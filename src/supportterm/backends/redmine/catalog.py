"""What tickets there may hold."""

from supportterm.backends.redmine.names import OWN, PRIORITY, STATUS, Names
from supportterm.backends.redmine.wire import FieldRow
from supportterm.backends.redmine.words import Words
from supportterm.core.remote import Catalog, RemoteField


def catalog(names: Names, words: Words) -> Catalog:
    """Statuses are those that a word there stands for; the words themselves can be chosen in a field."""
    statuses = names.statuses()
    named = {
        STATUS: tuple(row.name for row in statuses),
        PRIORITY: tuple(row.name for row in names.priorities() if row.active),
    }
    own = [RemoteField(n, title, "choice", named.get(n) or _trackers(names)) for n, title in OWN.items()]
    return Catalog(
        agents=names.roster().agents(),
        teams=names.teams().teams(),
        fields=(*own, *(_field(name, row) for name, row in names.fields().items())),
        statuses=tuple(sorted({int(words.status(row.name, row.is_closed)) for row in statuses})),
    )


def _trackers(names: Names) -> tuple[str, ...]:
    return tuple(row.name for row in names.trackers())


def _field(name: str, row: FieldRow) -> RemoteField:
    choices = tuple(str(one["value"]) for one in row.possible_values if "value" in one)
    kind = "choice" if choices and not row.multiple else "date" if row.field_format == "date" else "text"
    return RemoteField(name, row.name, kind, choices)
