"""What conversations there may hold, and the answers that are prepared there."""

from supportterm.backends.chatwoot.names import OWN, Names
from supportterm.backends.chatwoot.rest import Rest
from supportterm.backends.chatwoot.wire import Canned
from supportterm.backends.chatwoot.words import PRIORITIES, STATUSES
from supportterm.core.remote import Catalog, RemoteField, RemoteMacro, handle_of


def catalog(rest: Rest, names: Names) -> Catalog:
    words = (tuple(STATUSES), tuple(PRIORITIES))
    own = [RemoteField(*one, "choice", told) for one, told in zip(OWN.items(), words, strict=True)]
    fields = [
        RemoteField(name, row.attribute_display_name or name, "choice" if row.choices else "text", row.choices)
        for name, row in names.fields().items()
    ]
    return Catalog(
        agents=names.agents().agents(),
        teams=names.teams().teams(),
        fields=(*own, *fields),
        macros=tuple(map(_canned, rest.get("canned_responses", list[Canned]))),
        statuses=tuple(sorted(map(int, STATUSES.values()))),
    )


def _canned(row: Canned) -> RemoteMacro:
    return RemoteMacro(f"{handle_of(row.short_code) or 'answer'}-{row.id}", row.short_code, reply=row.content or "")
