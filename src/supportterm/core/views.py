"""The views that every desk starts with, and those that a person sees."""

from collections.abc import Iterable, Iterator
from typing import Final

from supportterm.core.nouns import View
from supportterm.core.orders import parse_order
from supportterm.core.refusal import Misdefined
from supportterm.core.spelling import nearest

COLUMNS: Final = {
    "number": "what it is called",
    "priority": "how urgent it is",
    "subject": "what it is about",
    "from": "who asks",
    "organization": "where they belong",
    "segment": "the segment of their organization",
    "tags": "its tags",
    "status": "where it stands",
    "team": "with whom it lies",
    "tier": "the tier it is at",
    "who": "who has it",
    "channel": "how it came",
    "why": "why it is for you",
    "due": "when its deadline is",
    "messages": "how many messages it has",
    "created": "how old it is",
    "age": "when something last happened",
}
"""What a list can tell of a ticket, beside `field.NAME` for custom fields."""
GROUPS: Final = ("status", "priority", "assignee", "team", "tier", "channel", "day")
"""What a list can be grouped by; `day` is that of its order."""

FOR_ME: Final = View(
    "for-me", "For me", "for:me", "-updated", "i", columns=("number", "priority", "subject", "from", "why", "age")
)
"""What concerns the person and they have not looked at yet. More may be for them than `for:` knows: whoever puts it
there (store/attention.py) takes it away, or adds to this query."""
HANDED: Final = View("handed", "Hand-offs", "is:handed-off team:me is:active", "due", "H")
"""What was handed to the person's team from below and waits to be taken; there once a desk has a second tier."""
DEFAULT_VIEWS: Final[tuple[View, ...]] = (
    # First, because a desk that was just imported has nobody's tickets but these.
    View("unassigned", "Unassigned", "assignee:none is:active -is:snoozed", "-updated", "u"),
    FOR_ME,
    View("mine", "Mine", "assignee:me is:active -is:snoozed", "-updated", "m"),
    View("new", "New", "status:new -is:snoozed", "-created", "n"),
    View("open", "Open", "status:open -is:snoozed", "-updated", "o"),
    View("urgent", "Urgent", "priority:>=high is:active -is:snoozed", "-priority", "!"),
    View("chats", "Chats", "channel:chat is:active", "-updated", "l"),
    View("escalated", "Escalated", "is:escalated is:active -is:snoozed", "-updated", "e"),
    HANDED,
    View("tier3", "Tier 3", "tier:3 is:active -is:snoozed", "-updated"),
    View("pending", "Pending", "status:pending,on-hold -is:snoozed", "-updated", "p"),
    View("snoozed", "Snoozed", "is:snoozed", "-updated", "b"),
    View("solved", "Solved", "status:>=solved -is:suspended", "-updated", "d"),
    View("suspended", "Suspended", "is:suspended", "-created"),
    View("all", "All", "", "-updated", "a"),
)


CONNECTED_VIEWS: Final[tuple[View, ...]] = (View("needs-you", "Needs you", "is:conflict", "-updated", "x"),)
"""What a desk has besides, while it is connected to something: what can't leave until a person decides."""


def seen(
    of_desk: Iterable[View], own: Iterable[View], *, me: str = "", connected: bool = False, tiered: bool = False
) -> tuple[View, ...]:
    """Those of the desk that are everybody's or *me*'s, then the person's own; of two with one name, the person's."""
    mine, theirs = tuple(own), tuple(view for view in of_desk if view.owner in ("", me))
    names = {view.name for view in theirs}
    if FOR_ME.name not in names:
        theirs = (*theirs[:1], FOR_ME, *theirs[1:])
    besides = (*((HANDED,) if tiered else ()), *(CONNECTED_VIEWS if connected else ()))
    theirs += tuple(view for view in besides if view.name not in names)
    taken = {view.name for view in mine}
    return (*(view for view in theirs if view.name not in taken), *mine)


def mistakes(view: View) -> Iterator[Misdefined]:
    """What is wrong with *view*."""
    from supportterm.core.query import QueryError, parse

    what = f"view {view.name}"
    try:
        parse(view.query)
    except QueryError as error:
        yield Misdefined(what, error.words, ("query",), error.column)
    try:
        parse_order(view.order)
    except ValueError as error:
        yield Misdefined(what, str(error), ("order",))
    for number, name in enumerate(view.columns, 1):
        if wrong := wrong_column(name):
            yield Misdefined(what, wrong, ("columns", number))
    if wrong := wrong_group(view.group, view.order):
        yield Misdefined(what, wrong, ("group",))


def wrong_group(group: str, order: str = "") -> str:
    """Why a list in *order* can't be put together by *group*; empty when it can, or is by nothing."""
    if group == "day" and order.removeprefix("-") == "priority":
        return "a list by day goes by a time; order it by updated, created or due"
    return "" if not group or group in GROUPS else f"a list can't be grouped by {group!r}; {_instead(group, GROUPS)}"


def wrong_column(name: str) -> str:
    """Why a list can't tell the column *name*; empty when it can."""
    if name in COLUMNS or (name.startswith("field.") and len(name) > len("field.")):
        return ""
    return f"there is no column {name!r}; {_instead(name, (*COLUMNS, 'field.NAME'))}"


def _instead(word: str, there: Iterable[str]) -> str:
    near = nearest(word, there)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(there)}"
