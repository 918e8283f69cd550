"""What conversations there may hold, and the answers that are prepared there."""

from msgspec.structs import replace

from supportterm.backends.intercom.names import EXACT_PRIORITY, Names
from supportterm.backends.intercom.wire import Admin, Macro
from supportterm.backends.intercom.words import PRIORITIES, STATUSES
from supportterm.backends.roster import Roster
from supportterm.core.remote import Catalog, RemoteField, RemoteMacro, handle_of


def catalog(names: Names) -> Catalog:
    teams = names.teams()
    fields = [
        RemoteField(name, row.name, "choice" if choices else "text", choices)
        for name, row in names.attributes().items()
        for choices in [tuple(option.label or option.value for option in row.options or ())]
    ]
    admins = names.admins()
    agents = tuple(replace(agent, teams=_teams(admins[agent.key], teams)) for agent in names.agents().agents())
    return Catalog(
        agents=agents,
        teams=teams.teams(),
        fields=(*fields, RemoteField(EXACT_PRIORITY, "Priority at Intercom", "choice", tuple(PRIORITIES))),
        macros=tuple(_macro(row) for row in names.macros()),
        statuses=tuple(sorted(int(status) for status in STATUSES.values())),
    )


def _teams(row: Admin, teams: Roster[str]) -> tuple[str, ...]:
    return tuple(handle for number in row.team_ids if (handle := teams.known(str(number))) is not None)


def _macro(row: Macro) -> RemoteMacro:
    return RemoteMacro(f"{handle_of(row.name) or 'macro'}-{row.id}", row.name, row.body_text or "")
