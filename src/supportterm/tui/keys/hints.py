"""The footer's reminder of what can be pressed here, from the live keymap."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from supportterm.tui.widgets.footer import Hint, cells

if TYPE_CHECKING:
    from supportterm.config.keymap import Stack
    from supportterm.config.keytrie import Live
    from supportterm.tui.dialogs.question import Question
    from supportterm.tui.keys.engine import Engine
    from supportterm.tui.panes.base import Pane

WORTH_SAYING = {
    "queue": (
        "open", "reply", "note", "take", "solve", "escalate", "filter", "next", "undo", "select", "command", "help",
    ),
    "ticket": ("reply", "note", "solve", "escalate", "macro", "next-ticket", "back", "undo", "help"),
    "chat": ("reply", "accept", "next-chat", "note", "solve", "escalate", "back", "help"),
    "views": ("open", "back", "help"),
    "kb": ("open", "kb", "link-article", "kb edit", "kb diff", "kb reviews", "back", "help"),
    "log": ("open", "undo-this", "back", "help"),
    "dashboard": ("explain", "open", "dashboard by", "dashboard days", "dashboard business", "back", "help"),
    "radar": ("open", "radar if", "radar hours", "explain", "take", "assign", "reply", "back", "help"),
    "customer": ("open", "back", "help"),
    "outbox": (
        "decide mine",
        "decide theirs",
        "decide arrived",
        "decide again",
        "decide edit",
        "decide discard",
        "decide later",
        "open",
        "back",
        "help",
    ),
    "output": ("insert", "back", "help"),
    "compose": ("send", "send --solve", "discard", "editor", "back", "help"),
}  # fmt: skip
"""Command lines by context, the most wanted first; the footer is cut where the screen ends."""
WHERE_NOTHING_IS = {
    "queue": ("views", "search", "new", "undo", "command", "help"),
    "chat": ("next-chat", "new", "back", "help"),
    "customer": ("back", "help"),
    "kb": ("kb", "article", "kb reviews", "back", "help"),
    "outbox": ("back", "help"),
    "radar": ("radar if", "radar hours", "back", "help"),
    "ticket": ("new", "undo", "back", "help"),
}
"""The same where there is nothing to act on: what brings something, and the ways on."""
WHERE_SOME_ARE_SELECTED = (
    "take", "solve", "escalate", "macro", "assign", "select-none", "select", "extend 1", "range", "undo", "help",
)  # fmt: skip
"""The same where rows are: what is done to several at once, and how they are let go."""
OF_A_FILTER = ("filter", "back")
"""What is done about a filter that lets nothing through."""
ANSWERING = ("open", "macro", "answers", "editor", "back")
"""The same in the line under a chat."""
OF_A_LIST = ("move", "complete")
"""What is done with the list above a line."""
TO_DRAFT = "focus compose"
WORDS = {
    TO_DRAFT: "go on writing",
    "next": "play",
    "select-none": "let go",
    "extend 1": "select down",
    "next-ticket": "next",
    "next-chat": "next chat",
    "undo-this": "undo this",
    "dashboard by": "by",
    "dashboard days": "days",
    "dashboard business": "business time",
    "radar if": "what if",
    "radar hours": "hours",
    "link-article": "insert",
    "send --solve": "send + solve",
    "kb": "search",
    "kb edit": "edit",
    "kb diff": "changes",
    "kb reviews": "reviews",
    "article": "new article",
    "decide mine": "mine",
    "decide theirs": "theirs",
    "decide arrived": "it arrived",
    "decide again": "send",
    "decide edit": "edit",
    "decide discard": "discard",
    "decide later": "later",
}


def worth_saying(here: "Pane", *, filtered: bool) -> Sequence[str]:
    """What there is to do in a pane, the most wanted first; *filtered*: the list of tickets is, which may be why it is
    empty."""
    context = here.context
    if here.selected:
        return WHERE_SOME_ARE_SELECTED
    if not here.empty or context not in WHERE_NOTHING_IS:
        return (*here.first, *WORTH_SAYING.get(context, ("back", "help")))
    return (*(OF_A_FILTER if filtered and context == "queue" else ()), *WHERE_NOTHING_IS[context])


def by_use(wanted: Sequence[str], keys: "Sequence[Live]") -> "Sequence[Live]":
    """*keys* with those that are *wanted* most first, in that order."""
    rank = {line: n for n, line in enumerate(wanted)}
    return sorted(keys, key=lambda live: rank.get(live.binding.command, len(rank)))


def hints(engine: "Engine", stack: "Stack", wanted: Sequence[str], *, composing: bool = False) -> tuple[Hint, ...]:
    """Of what is *wanted* that for which there is a key. *composing* says that a draft is open: elsewhere the way back
    to it comes first."""
    keys = _keys(engine, stack)
    context = stack[0].context
    answers = ("name", "answer") in stack[0].facts
    if answers:
        wanted = ANSWERING
    if composing and context != "compose":
        wanted = (TO_DRAFT, *wanted)
    words = {**WORDS, "back": "leave"} if context == "compose" else WORDS
    if answers:
        words = {**words, "open": "send", "editor": "more lines", "answers": "earlier answers"}
    if ("kind", "note") in stack[0].facts:
        words = {**words, "send": "keep note"}
    return tuple((keys[line], words.get(line, line)) for line in wanted if line in keys)


def asked(engine: "Engine", stack: "Stack", question: "Question", listed: bool, width: int) -> tuple[Hint, ...]:
    """What can be done with a question that is being asked, and, where there is room, what can be typed. Nothing is
    chosen or completed where nothing is *listed*, nor taken from a list that is all there is to take from."""
    keys = _keys(engine, stack)
    up, down = keys.get("move -1", ""), keys.get("move 1", "")
    keys["move"] = "↑↓" if (up, down) == ("up", "down") else " ".join(filter(None, (down, up)))
    needs_one = (*OF_A_LIST, "open") if question.picks_first else OF_A_LIST
    there = (way for way in question.ways if listed or way[0] not in needs_one)
    ways = tuple((keys[line], words) for line, words in there if keys.get(line))
    tip = (("", question.tip),) if question.tip and sum(map(cells, (*ways, ("", question.tip)))) <= width else ()
    return (*tip, *ways)


def way_out(engine: "Engine", stack: "Stack") -> str:
    """What to press instead of a key that does nothing here."""
    keys = _keys(engine, stack)
    ways = (("send", "sends"), ("help", "lists the keys"), ("quit", "leaves"))
    return "; ".join([f"{keys[line]} {does}" for line, does in ways if line in keys][:2])


def key_of(engine: "Engine", stack: "Stack", line: str) -> str:
    """What to press here for a command line; empty when no key does it."""
    return _keys(engine, stack).get(line, "")


def _keys(engine: "Engine", stack: "Stack") -> dict[str, str]:
    """By command line what to press: what the keymap names first, but one key rather than letters after each other."""
    found = [(live.binding.command, live.binding.sequence) for live in reversed(engine.bindings(stack))]
    return dict(sorted(found, key=lambda one: " " not in one[1] or "+" in one[1]))
