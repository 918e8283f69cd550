"""What tickets there may hold, and the answers that are prepared there."""

from supportterm.backends.zendesk.names import KIND, STATUS, Names
from supportterm.backends.zendesk.rest import Rest
from supportterm.backends.zendesk.views import views
from supportterm.backends.zendesk.wire import MacroRow
from supportterm.backends.zendesk.words import KINDS, PRIORITIES, STATUSES
from supportterm.core.remote import Catalog, RemoteField, RemoteMacro, handle_of
from supportterm.core.terms import Priority
from supportterm.exchange.html import to_text


def catalog(rest: Rest, names: Names) -> Catalog:
    labels = tuple(row.agent_label for row in names.statuses().values())
    own = [RemoteField(KIND, "Type", "choice", KINDS)]
    own += [RemoteField(STATUS, "Status at Zendesk", "choice", labels)] if labels else []
    fields = [
        RemoteField(name, row.title, "choice" if choices and row.type != "multiselect" else "text", choices)
        for name, row in names.fields().items()
        for choices in [tuple(option.value for option in row.custom_field_options)]
    ]
    macros = [row for page in rest.pages("macros/active") for row in page.macros]
    return Catalog(
        agents=names.roster().agents(),
        teams=names.groups().teams(),
        fields=(*own, *fields),
        macros=tuple(_macro(row) for row in macros),
        views=views(rest, names),
        statuses=tuple(sorted(int(status) for status in STATUSES.values())),
    )


def _macro(row: MacroRow) -> RemoteMacro:
    """What we have no command for is left to Zendesk: a macro here never does something else than there."""
    text, public, commands = "", True, []
    for action in row.actions:
        value = action.value[-1] if isinstance(action.value, list) and action.value else action.value
        match action.field:
            case "comment_value":
                text = text or str(value or "")
            case "comment_value_html":
                text = to_text(str(value or ""))
            case "comment_mode_is_public":
                public = str(value).lower() != "false"
            case "status" if value in STATUSES:
                commands.append(f"status {STATUSES[str(value)].word}")
            case "priority" if value in PRIORITIES:
                commands.append(f"priority {Priority(PRIORITIES[str(value)]).word}")
            case "current_tags" | "remove_tags":
                sign = "+" if action.field == "current_tags" else "-"
                commands.append("tag " + " ".join(f"{sign}{tag}" for tag in str(value or "").split()))
    name = f"{handle_of(row.title) or 'macro'}-{row.id}"
    return RemoteMacro(name, row.title, text if public else "", "" if public else text, tuple(commands))
