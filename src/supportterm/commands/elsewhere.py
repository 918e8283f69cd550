"""What people who come from Zendesk call things, and which command it is here. `?`, the palette and `:` find by it."""

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

_SHORTEST: Final = 3
"""Letters from which on the beginning of a word is enough."""
_SMALL: Final = frozenset(("a", "an", "and", "the", "&", "+", "to", "/"))


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
    Called(("ticket status", "change status"), "status"),
    Called(("custom status",), "field add", "Statuses are six; a field of your own tells more"),
    Called(("submit as solved", "solved"), "solve"),
    Called(("submit as closed", "close ticket", "closed"), "status closed"),
    Called(("assignee", "change assignee", "reassign"), "assign"),
    Called(("assign to me", "take it"), "take"),
    Called(("group", "assign to group", "group assignment"), "set team=", "A group is a team here"),
    Called(("requester", "change requester"), "set requester=", "Say whose ticket it is"),
    Called(("due date",), "set due=", "Set a deadline, as `fri 17:00`"),
    Called(("ticket field", "ticket type", "ticket form", "type", "form"), "set", _FIELDS),
    Called(("custom field", "add field"), "field add"),
    Called(("tags", "labels"), "tag"),
    Called(("follower", "followers", "follow ticket"), "follow"),
    Called(("merge into another ticket", "merge tickets"), "merge"),
    Called(("new ticket", "add ticket", "create ticket", "follow-up ticket"), "new"),
    Called(("mention", "@mention"), "note", "`@@` in a note names a colleague, whom it is for then"),
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
    Called(("ticket",), "open"),
    Called(("view", "views list"), "views"),
    Called(("your unsolved tickets", "my tickets"), "view mine"),
    Called(("pending tickets",), "view pending"),
    Called(("recently solved tickets", "solved tickets"), "view solved"),
    Called(("sort", "sort by", "order by"), "order"),
    Called(("print", "print ticket"), "pipe", "`:|lp` gives a ticket to the printer, as any program"),
    Called(
        ("collision", "agent collision", "who is viewing"), "",
        "Above a ticket stands who else has it open, and in a list it has a mark; `next` passes it over",
    ),
    Called(("suspended tickets", "suspended"), "view suspended"),
    Called(("unassigned tickets",), "view unassigned"),
    Called(("bulk update", "bulk edit", "select tickets"), "select"),
    Called(("play", "play mode", "play view", "guided mode", "serve me"), "next"),
    Called(("skip ticket",), "skip"),
    Called(("explore", "reporting", "analytics", "first reply time", "resolution time", "metric"), "dashboard"),
    Called(("chat", "messaging", "live chat", "serve request"), "view chats", "Chats; `pick-up` takes one"),
    # --- customers and articles
    Called(("user profile", "end user", "customer context", "organization"), "customer"),
    Called(("interaction history", "requested tickets"), "their-tickets"),
    Called(("talk", "make a call", "phone"), "call"),
    Called(("guide", "help center", "knowledge", "search knowledge"), "kb"),
    Called(("knowledge capture", "create article"), "kb from"),
    Called(
        ("user segment", "management permission", "article permission"), "kb edit",
        "Who may read an article: `--visibility` public, internal, or segments of customers",
    ),
    Called(("link article", "article link"), "link-article"),
    Called(("satisfaction rating", "satisfaction", "csat", "satisfaction survey", "nps"), "surveys"),
    # --- the console itself
    Called(("rebind", "shortcut", "keyboard shortcut", "key binding", "hotkey", "map"), "bind"),
    Called(("colours", "colors", "dark mode", "appearance"), "theme"),
    Called(("log out", "logout", "sign out"), "quit"),
    Called(("brand", "multibrand"), "switch", "A brand is a desk of its own here"),
    # --- who administers
    Called(("trigger", "triggers", "automation", "automations", "business rule"), "rules"),
    Called(
        ("trigger order", "order of triggers", "reorder triggers"), "desk export",
        "Rules go in the order in which the desk file has them; `desk apply` makes it so",
    ),
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
    Called(("import", "data import", "bulk import"), "", "Done in a shell: `supportterm import csv PATH`; mbox too"),
)  # fmt: skip


def plain(text: str) -> str:
    """*text* in lower case without what people leave out or put in: plurals, hyphens, `a`, `and`."""
    words = text.lower().replace("-", " ").split()
    return " ".join(_one(word) for word in words if word not in _SMALL)


def _one(word: str) -> str:
    return word[:-1] if len(word) > _SHORTEST and word.endswith("s") and not word.endswith("ss") else word


def named(words: Collection[str], text: str) -> str:
    """Which of *words* somebody means who typed *text*: the one that it is, or that it begins; empty when none."""
    wanted = plain(text)
    begun = ""
    for word in words:
        if (known := plain(word)) == wanted:
            return word
        begun = begun or (word if len(wanted) >= _SHORTEST and known.startswith(wanted) else "")
    return begun


def within(words: Collection[str], text: str) -> str:
    """The longest of *words* that stands in *text* among others: `macro` in `run a macro`; empty when none."""
    wanted = f" {plain(text)} "
    return max((word for word in words if f" {plain(word)} " in wanted), key=len, default="")


def called(text: str, *, among_others: bool = False) -> Iterator[tuple[Called, str]]:
    """What somebody may mean who types *text*, and the word for it; with *among_others* also a word that stands in it,
    where it is none itself."""
    found = [(one, word) for one in ZENDESK if (word := named(one.words, text))]
    if not found and among_others:
        found = [(one, word) for one in ZENDESK if (word := within(one.words, text))]
        found.sort(key=lambda pair: -len(pair[1]))
    yield from found
