"""What tickets there may hold, and the answers that are prepared there."""

from collections.abc import Iterator
from typing import Final

from supportterm.backends.errors import NotAllowed, NotThere
from supportterm.backends.freshdesk.names import KIND, STATUS, Names
from supportterm.backends.freshdesk.rest import Rest
from supportterm.backends.freshdesk.wire import Canned, FieldRow, Folder
from supportterm.backends.freshdesk.words import STATUSES, Words
from supportterm.core.remote import Catalog, RemoteField, RemoteMacro, handle_of
from supportterm.exchange.html import to_text

_KINDS: Final = {"custom_date": "date"}


def catalog(rest: Rest, names: Names, words: Words) -> Catalog:
    """Statuses are those that a word there stands for; the words themselves can be chosen in a field."""
    statuses = names.lists().statuses
    meant = {int(words.status(number, name)) for number, name in statuses.items()} | set(map(int, STATUSES.values()))
    own = [RemoteField(KIND, "Type", "choice", names.lists().kinds)]
    own += [RemoteField(STATUS, "Status at Freshdesk", "choice", tuple(statuses.values()))] if statuses else []
    return Catalog(
        agents=names.lists().agents.agents(),
        teams=names.lists().groups.teams(),
        fields=(*own, *(_field(name, row) for name, row in names.lists().fields.items())),
        macros=tuple(_macros(rest)),
        statuses=tuple(sorted(meant)),
    )


def _field(name: str, row: FieldRow) -> RemoteField:
    options = row.options()
    return RemoteField(name, row.label or row.name, "choice" if options else _KINDS.get(row.type, "text"), options)


def _macros(rest: Rest) -> Iterator[RemoteMacro]:
    try:
        for folder in rest.get("canned_response_folders", list[Folder]):
            for row in rest.get(f"canned_response_folders/{folder.id}/responses", list[Canned]):
                text = to_text(row.content_html or "") or row.content or ""
                yield RemoteMacro(f"{handle_of(row.title) or 'answer'}-{row.id}", row.title, reply=text)
    except (NotAllowed, NotThere):
        return
