"""The views that every desk starts with."""

from typing import Final

from supportterm.core.nouns import View

DEFAULT_VIEWS: Final[tuple[View, ...]] = (
    View("mine", "Mine", "assignee:me is:active -is:snoozed", "-updated", "m"),
    View("unassigned", "Unassigned", "assignee:none is:active -is:snoozed", "-updated", "u"),
    View("new", "New", "status:new -is:snoozed", "-created", "n"),
    View("open", "Open", "status:open -is:snoozed", "-updated", "o"),
    View("urgent", "Urgent", "priority:>=high is:active -is:snoozed", "-priority", "!"),
    View("chats", "Chats", "channel:chat is:active", "-updated", "c"),
    View("pending", "Pending", "status:pending -is:snoozed", "-updated", "p"),
    View("snoozed", "Snoozed", "is:snoozed", "-updated", "b"),
    View("tier2", "Tier 2", "tier:2 is:active -is:snoozed", "-updated", "2"),
    View("tier3", "Tier 3", "tier:3 is:active -is:snoozed", "-updated", "3"),
    View("solved", "Solved", "status:>=solved", "-updated", "s"),
    View("all", "All", "", "-updated", "a"),
)
