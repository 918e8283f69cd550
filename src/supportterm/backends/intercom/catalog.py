"""What conversations there may hold, and the answers that are prepared there."""

from supportterm.backends.intercom.names import EXACT_PRIORITY, Names
from supportterm.backends.intercom.wire import Macro
from supportterm.backends.intercom.words import PRIORITIES, STATUSES
from supportterm.core.remote import Catalog, RemoteAgent, RemoteField, RemoteMacro, RemoteTeam, handle_of


def catalog(names: Names) -> Catalog:
    teams = names.teams()
    fields = [
        RemoteField(name, row.name, "choice" if choices else "text", choices)
        for name, row in names.attributes().items()
        for choices in [tuple(option.label or option.value for option in row.options or ())]
    ]
    return Catalog(
        agents=tuple(
            RemoteAgent(handle_of(row.name), row.id, row.name, row.email or "",
                        tuple(handle_of(teams[str(team)].name) for team in row.team_ids if str(team) in teams))
            for row in names.admins().values()
        ),
        teams=tuple(RemoteTeam(handle_of(row.name), row.id, row.name) for row in teams.values()),
        fields=(*fields, RemoteField(EXACT_PRIORITY, "Priority at Intercom", "choice", tuple(PRIORITIES))),
        macros=tuple(_macro(row) for row in names.macros()),
        statuses=tuple(sorted(int(status) for status in STATUSES.values())),
    )  # fmt: skip


def _macro(row: Macro) -> RemoteMacro:
    return RemoteMacro(f"{handle_of(row.name) or 'macro'}-{row.id}", row.name, row.body_text or "")
