"""The footer's reminder of what can be pressed here, from the live keymap."""

from typing import TYPE_CHECKING

from supportterm.tui.widgets.footer import Hint

if TYPE_CHECKING:
    from supportterm.config.keymap import Stack
    from supportterm.tui.keys.engine import Engine

WORTH_SAYING = {
    "queue": ("open", "reply", "note", "take", "solve", "escalate", "filter", "undo", "help"),
    "ticket": ("reply", "note", "solve", "escalate", "macro", "next-ticket", "back", "undo", "help"),
    "chat": ("reply", "note", "solve", "back", "help"),
    "views": ("open", "back", "help"),
    "kb": ("open", "kb", "link-article", "back", "help"),
    "customer": ("open", "back", "help"),
    "compose": ("send", "send --solve", "discard", "editor"),
}
"""Command lines by context, the most wanted first; the footer is cut where the screen ends."""
WORDS = {"next-ticket": "next", "link-article": "insert", "send --solve": "send + solve", "kb": "search"}


def hints(engine: "Engine", stack: "Stack") -> tuple[Hint, ...]:
    keys = {live.binding.command: live.binding.sequence for live in reversed(engine.bindings(stack))}
    wanted = WORTH_SAYING.get(stack[0].context, ("back", "help"))
    return tuple((keys[line], WORDS.get(line, line)) for line in wanted if line in keys)
