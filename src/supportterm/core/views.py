"""The views that every desk starts with, and those that a person sees."""

from collections.abc import Iterable
from typing import Final

from supportterm.core.nouns import View

DEFAULT_VIEWS: Final[tuple[View, ...]] = (
    # First, because a desk that was just imported has nobody's tickets but these.
    View("unassigned", "Unassigned", "assignee:none is:active -is:snoozed", "-updated", "u"),
    View("mine", "Mine", "assignee:me is:active -is:snoozed", "-updated", "m"),
    View("new", "New", "status:new -is:snoozed", "-created", "n"),
    View("open", "Open", "status:open -is:snoozed", "-updated", "o"),
    View("urgent", "Urgent", "priority:>=high is:active -is:snoozed", "-priority", "!"),
    View("chats", "Chats", "channel:chat is:active", "-updated", "l"),
    View("escalated", "Escalated", "is:escalated is:active -is:snoozed", "-updated", "e"),
    View("tier3", "Tier 3", "tier:3 is:active -is:snoozed", "-updated"),
    View("pending", "Pending", "status:pending,on-hold -is:snoozed", "-updated", "p"),
    View("snoozed", "Snoozed", "is:snoozed", "-updated", "b"),
    View("solved", "Solved", "status:>=solved -is:suspended", "-updated", "d"),
    View("suspended", "Suspended", "is:suspended", "-created"),
    View("all", "All", "", "-updated", "a"),
)


CONNECTED_VIEWS: Final[tuple[View, ...]] = (View("needs-you", "Needs you", "is:conflict", "-updated", "x"),)
"""What a desk has besides, while it is connected to something: what can't leave until a person decides."""


def seen(of_desk: Iterable[View], own: Iterable[View], *, connected: bool = False) -> tuple[View, ...]:
    """Those of the desk, then the person's own; of two with one name, the person's."""
    mine, theirs = tuple(own), tuple(of_desk)
    if connected:
        names = {view.name for view in theirs}
        theirs += tuple(view for view in CONNECTED_VIEWS if view.name not in names)
    taken = {view.name for view in mine}
    return (*(view for view in theirs if view.name not in taken), *mine)
