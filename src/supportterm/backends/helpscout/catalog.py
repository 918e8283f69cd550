"""What tickets there may hold, and the answers that are prepared there."""

from collections.abc import Iterator, MutableMapping

from supportterm.backends.errors import NotAllowed, NotThere
from supportterm.backends.helpscout.names import Names
from supportterm.backends.helpscout.rest import Rest
from supportterm.backends.helpscout.wire import FieldRow, SavedReply
from supportterm.backends.helpscout.words import STATUS_WORDS
from supportterm.core.remote import Catalog, RemoteField, RemoteMacro, handle_of
from supportterm.exchange.html import to_text

Texts = MutableMapping[tuple[int, str], str]
"""Of prepared answers by their number and preview: each is asked for by itself, and again only when it is another."""


def catalog(rest: Rest, names: Names, texts: Texts) -> Catalog:
    lists = names.lists()
    fields = {name: row for inbox in lists.fields.values() for name, row in inbox.items()}
    return Catalog(
        agents=lists.agents.agents(),
        teams=lists.inboxes.teams(),
        fields=tuple(_field(name, row) for name, row in fields.items()),
        macros=tuple(_macros(rest, names, texts)),
        statuses=tuple(sorted(STATUS_WORDS)),
    )


def _field(name: str, row: FieldRow) -> RemoteField:
    options = tuple(option.label for option in row.options)
    return RemoteField(name, row.name, "choice" if options else "date" if row.type == "date" else "text", options)


def _macros(rest: Rest, names: Names, texts: Texts) -> Iterator[RemoteMacro]:
    for _, inbox in names.lists().inboxes:
        path = f"mailboxes/{inbox.key}/saved-replies"
        try:
            for row in rest.get(path, list[SavedReply]):
                if (row.id, row.preview) not in texts:
                    texts[row.id, row.preview] = to_text(rest.get(f"{path}/{row.id}", SavedReply).text or "")
                text = texts[row.id, row.preview]
                yield RemoteMacro(f"{handle_of(row.name) or 'answer'}-{row.id}", row.name, reply=text)
        except (NotAllowed, NotThere):
            continue
