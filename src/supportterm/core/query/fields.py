"""Every field of the query language, once: the parser, both evaluations, help and completion read this table."""

from typing import Final, NamedTuple

from supportterm.core.terms import CHANNELS, PRIORITY_BY_WORD, SEGMENTS, STATUS_BY_WORD


class QueryField(NamedTuple):
    """*kind* decides how a value is read; *completer* names what can be offered; *choices*, if any, are all values."""

    name: str
    kind: str
    doc: str
    examples: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    completer: str = ""
    choices: tuple[str, ...] = ()
    none: bool = False
    """Whether `none` is a value: the ticket has no such thing."""


IS: Final = {
    "active": "not solved or closed",
    "mine": "assigned to you",
    "unassigned": "assigned to nobody",
    "unread": "has a message that you have not seen",
    "snoozed": "out of sight until later",
    "overdue": "active, and its deadline has passed",
    "escalated": "was handed to a higher tier",
    "handed-off": "was handed to a higher tier, where nobody has taken it yet",
    "waiting": "routing found nobody free for it",
    "merged": "goes on in another ticket",
    "problem": "other tickets are incidents of it",
    "incident": "another ticket is its problem",
    "parent": "other tickets are its children",
    "child": "another ticket is its parent",
    "original": "other tickets say the same again",
    "duplicate": "it says the same as another ticket",
    "suspended": "held back as spam, or by hand, until somebody lets it in",
    "remote": "lives at another help desk",
    "unsent": "something of it has not arrived there yet",
    "conflict": "something of it can't leave until you decide",
}
HAS: Final = {
    "attachment": "a message of it has a file",
    "note": "an agent wrote an internal note",
    "reply": "an agent replied",
    "due": "it has a deadline",
}

_AGE = (
    "an age (30m, 2h, 7d, 2w, 3mo, 1y), a date (2026, 2026-01, 2026-01-31), today, yesterday, or a range with ..; "
    "days are those of your zone, in rules those of UTC"
)

_TABLE: Final = (
    QueryField("status", "ordered", "where it stands, in this order: new, open, pending, on-hold, solved, closed",
               ("status:open", "status:new,open", "status:<solved"), completer="status", choices=tuple(STATUS_BY_WORD)),
    QueryField("priority", "ordered", "how urgent: low, normal, high, urgent",
               ("priority:urgent", "priority:>=high"), completer="priority", choices=tuple(PRIORITY_BY_WORD)),
    QueryField("assignee", "handle", "the agent who works on it; me, none",
               ("assignee:me", "assignee:none", "assignee:dana,sam"), completer="agent", none=True),
    QueryField("for", "handle", "whom something new on it concerns: a mention, an assignment, an answer; me",
               ("for:me", "for:dana"), completer="agent"),
    QueryField("team", "handle", "the team it lies with; me (one of yours), none", ("team:billing", "team:me"),
               completer="team", none=True),
    QueryField("tier", "number", "the support tier it is at", ("tier:2", "tier:>=2", "tier:1..2")),
    QueryField("tag", "tag", "a label; none", ("tag:billing", "-tag:spam", "tag:none"), completer="tag", none=True),
    QueryField("segment", "choice", "the segment of the requester's organization; none",
               ("segment:enterprise",), completer="segment", choices=SEGMENTS, none=True),
    QueryField("org", "organization", "the organization's name or domain begins with it; none",
               ("org:acme", 'org:"Acme Inc"'), ("organization",), "organization", none=True),
    QueryField("from", "person", "the requester: an address, a domain after @, or how the address or a name begins",
               ("from:dana@acme.test", "from:@acme.test", "from:dana"), ("requester",), "person"),
    QueryField("channel", "choice", "how it came: mail, chat, phone, web, api",
               ("channel:chat",), completer="channel", choices=CHANNELS),
    QueryField("created", "time", f"when it began. >7d: more than 7 days ago; <7d or 7d: within them. {_AGE}",
               ("created:>7d", "created:today", "created:2026-01-01..2026-02-01"), completer="time"),
    QueryField("updated", "time", "when anything last happened; read as for created",
               ("updated:<2h", "updated:<2026-01-31"), completer="time"),
    QueryField("solved", "time", "when it was solved; read as for created; none",
               ("solved:<7d", "solved:none"), completer="time", none=True),
    QueryField("due", "ahead", "its next deadline. <2h: within 2 hours or missed; >2h: later; none. Dates as above",
               ("sla:<2h", "due:today", "due:none"), ("sla",), "time", none=True),
    QueryField("customer", "time", "when the customer last wrote; read as for created; none",
               ("customer:>3d",), completer="time", none=True),
    QueryField("replied", "time", "when an agent last replied; read as for created; none",
               ("replied:none", "replied:<2h"), completer="time", none=True),
    QueryField("contacts", "contacts", "how often the customer has written on it; /7d: within the last 7 days",
               ("contacts:>=3", "contacts:>=3/7d")),
    QueryField("csat", "number", "how content its customer was, as they answered a survey", ("csat:<3", "csat:5")),
    QueryField("nps", "number", "whether they would recommend us, as they answered, 0 to 10", ("nps:<7",)),
    QueryField("linked", "number", "a ticket that it is linked to, by its number here", ("linked:12",)),
    QueryField("has", "choice", "; ".join(f"{word}: {doc}" for word, doc in HAS.items()),
               ("has:attachment", "-has:reply"), completer="has", choices=tuple(HAS)),
    QueryField("is", "choice", "; ".join(f"{word}: {doc}" for word, doc in IS.items()) + "; or a status",
               ("is:unread", "is:active", "-is:snoozed"), completer="is", choices=(*IS, *STATUS_BY_WORD)),
    QueryField("subject", "text", "a word or phrase in the subject", ("subject:refund", 'subject:"card declined"')),
    QueryField("home", "handle", "the connection whose ticket it is; none: this desk's own", ("home:rt", "home:none"),
               completer="connection", none=True),
    QueryField("id", "number", "its number, at its home where it has one there; ranges are of numbers here",
               ("id:12", "id:12,15", "id:100..200"), ("number",)),
)  # fmt: skip

FIELDS: Final[dict[str, QueryField]] = {field.name: field for field in _TABLE}
BY_WORD: Final = {word: field for field in _TABLE for word in (field.name, *field.aliases)}
"""Field by its name and by each alias."""

CUSTOM_PREFIX: Final = "field."
CUSTOM: Final = QueryField(
    "field.", "custom", "a custom field, compared as a number when both are numbers, else as text without case; none",
    ("field.plan:pro", "field.seats:>10", "field.plan:none"), completer="field", none=True,
)  # fmt: skip


def field_of(name: str) -> QueryField | None:
    """The field that *name* (lower case) stands for, aliases included."""
    if name.startswith(CUSTOM_PREFIX) and len(name) > len(CUSTOM_PREFIX):
        return CUSTOM
    return BY_WORD.get(name)
