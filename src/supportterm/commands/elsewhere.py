"""What people who come from Zendesk call things, and which command it is here. `?`, the palette and `:` find by it."""

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

_SHORTEST: Final = 3
"""Letters from which on the beginning of a word is enough."""


class Called(NamedTuple):
    words: tuple[str, ...]
    """What it is called there, in lower case, the most usual first."""
    line: str
    """The command line; one that ends with `=` is to be finished. Empty: it can't be done from here."""
    says: str = ""
    """What is to be known of it, where the command's own words do not say that; or why it can't be done."""


_FIELDS: Final = "Change fields: status, priority, team, due, requester, subject, those of your own; +tag, -tag"

ZENDESK: Final = (
    # --- a ticket
    Called(("public reply", "public comment", "comment", "respond"), "reply"),
    Called(("internal note", "private comment", "internal comment"), "note"),
    Called(("cc", "ccs", "copy somebody"), "reply", "A reply has a list of copies: `cc` while it is being written"),
    Called(("attach file", "attachment", "upload"), "reply", "A file goes with a reply or a note: `attach` meanwhile"),
    Called(("macro", "apply macro", "personal macro", "shared macro", "placeholder", "dynamic content"), "macro"),
    Called(("submit as new",), "status new"),
    Called(("submit as open",), "status open"),
    Called(("submit as pending",), "status pending"),
    Called(("submit as on-hold", "hold", "on hold", "submit as hold"), "status on-hold"),
    Called(("submit as solved", "solved"), "solve"),
    Called(("submit as closed", "close ticket", "closed"), "status closed"),
    Called(("assignee", "change assignee", "reassign"), "assign"),
    Called(("assign to me", "take it"), "take"),
    Called(("group", "assign to group", "group assignment"), "set team=", "A group is a team here"),
    Called(("requester", "change requester"), "set requester=", "Say whose ticket it is"),
    Called(("due date",), "set due=", "Set a deadline, as `fri 17:00`"),
    Called(("ticket field", "ticket type", "type", "form"), "set", _FIELDS),
    Called(("tags", "labels"), "tag"),
    Called(("follower", "followers", "follow ticket"), "follow"),
    Called(("merge into another ticket", "merge tickets"), "merge"),
    Called(("new ticket", "add ticket", "create ticket", "follow-up ticket"), "new"),
    Called(("side conversation", "third party"), "forward"),
    Called(("child ticket", "side conversation to a ticket"), "link"),
    Called(("problem", "incident", "link problem", "linked problem"), "link"),
    Called(("linked incidents", "solve problem"), "incidents"),
    Called(("mark as spam", "spam", "suspend requester"), "suspend"),
    Called(("delete", "delete ticket"), "", "Nothing is deleted from here; `suspend` holds back what is spam"),
    Called(("recover suspended", "recover ticket"), "release"),
    Called(("events", "ticket events", "audit", "ticket history", "history"), "log"),
    Called(("sla", "sla policy", "sla target", "next sla breach"), "sla explain"),
    Called(("redact", "redaction"), "", "Done at Zendesk itself, not from here"),
    # --- lists
    Called(("view", "views list"), "views"),
    Called(("suspended tickets", "suspended"), "view suspended"),
    Called(("unassigned tickets",), "view unassigned"),
    Called(("bulk update", "bulk edit", "select tickets"), "select"),
    Called(("play", "play mode", "play view", "guided mode", "serve me"), "next"),
    Called(("skip ticket",), "skip"),
    Called(("explore", "reporting", "analytics"), "dashboard"),
    Called(("chat", "messaging", "live chat", "serve request"), "view chats", "Chats; `pick-up` takes one"),
    # --- customers and articles
    Called(("user profile", "end user", "customer context", "organization"), "customer"),
    Called(("interaction history", "requested tickets"), "their-tickets"),
    Called(("talk", "make a call", "phone"), "call"),
    Called(("guide", "help center", "knowledge", "search knowledge"), "kb"),
    Called(("article", "knowledge capture", "create article"), "kb from"),
    Called(("link article", "article link"), "link-article"),
    Called(("satisfaction rating", "satisfaction", "csat"), "surveys"),
    # --- the console itself
    Called(("rebind", "shortcut", "keyboard shortcut", "key binding", "hotkey", "map"), "bind"),
    Called(("colours", "colors", "dark mode", "appearance"), "theme"),
    # --- who administers
    Called(("trigger", "triggers", "automation", "automations", "business rule"), "rules"),
    Called(("create trigger", "create automation", "add trigger"), "rule add"),
    Called(("light agent", "agent role", "team member"), "agent add", "A light agent is one with `--role light`"),
    Called(("agent status", "unified agent status"), "away"),
    Called(("omnichannel routing", "routing", "skills"), "routes"),
    Called(("app", "apps", "integration", "marketplace"), "hooks"),
    Called(("webhook", "target", "notify target"), "webhooks"),
    Called(
        ("admin center", "schedule", "business hours", "settings"), "desk export",
        "The desk as a file: schedules, promises, rules, fields, surveys; `desk apply` makes it so",
    ),
    Called(("export", "data export"), "", "Done in a shell: `supportterm export QUERY --to jsonl|csv|mbox PATH`"),
)  # fmt: skip


def named(words: Collection[str], text: str) -> str:
    """Which of *words* somebody means who typed *text*: the one that it is, or that it begins; empty when none."""
    wanted = " ".join(text.lower().split())
    begun = (word for word in words if len(wanted) >= _SHORTEST and word.startswith(wanted))
    return wanted if wanted in words else next(begun, "")


def called(text: str) -> Iterator[tuple[Called, str]]:
    """What somebody may mean who types *text*, and the word for it."""
    return ((one, word) for one in ZENDESK if (word := named(one.words, text)))
