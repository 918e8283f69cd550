"""The keymaps that come with the program."""

from pathlib import Path

import pytest

from supportterm.config.keymap import CONTEXTS, Keymap, stack
from supportterm.config.keymap_file import load
from supportterm.config.keynames import character_of
from supportterm.config.keytrie import live

FOLDER = Path(__file__).resolve().parents[2] / "keymaps"
SHIPPED = sorted(f.stem for f in FOLDER.glob("*.yaml"))

ALTGR = {
    "German": set("@€[]{}\\|~µ²³") | set("^´`"),
    "French": set("~#{[|`\\^@]}€¤") | set("^¨"),
    "Spanish": set("\\|@#~€¬[]{}") | set("`^´¨"),
}
"""Characters that need AltGr or a dead key (the second set of each)."""

COMMANDS = frozenset(
    ["help", "command", "palette", "quit", "view", "views", "focus", "move", "page", "half-page", "top", "bottom",
     "open", "back", "filter", "search", "reply", "note", "forward", "new", "send", "discard", "editor", "attach",
     "status", "priority", "assign", "take", "unassign", "tag", "snooze", "wake", "escalate", "macro", "merge",
     "solve", "reopen", "undo", "redo", "explain", "next-ticket", "select", "select-all", "select-none", "extend",
     "kb", "article", "customer", "chat", "log", "attachments", "open-attachment", "save-attachment",
     "pipe-attachment", "quote-fold", "next-message", "zoom", "next-pane", "theme", "keymap", "repeat", "reload",
     "set", "link-article", "follow", "next-chat", "insert", "insert-link", "to", "cc", "bcc", "subject", "background",
     "outbox", "decide"]
)


def shipped(name: str) -> Keymap:
    return load(FOLDER / f"{name}.yaml", find=lambda other: FOLDER / f"{other}.yaml", commands=COMMANDS)


@pytest.mark.parametrize("name", SHIPPED)
def test_it_loads_without_errors_or_warnings(name: str) -> None:
    assert shipped(name).warnings == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_command_has_a_key(name: str) -> None:
    keys = shipped(name)
    bound = {each.binding.command.split()[0] for context in CONTEXTS for each in live(keys, stack(context))}
    assert set(COMMANDS) - bound == set()


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("layout", sorted(ALTGR))
def test_nothing_needs_altgr_or_has_a_second_way(name: str, layout: str) -> None:
    keys = shipped(name)
    for context in CONTEXTS:
        easy: set[str] = set()
        hard: set[str] = set()
        for each in live(keys, stack(context)):
            typed = {character_of(key.split("+")[-1]) for key in each.keys}
            (hard if typed & ALTGR[layout] else easy).add(each.binding.command)
        assert hard <= easy, context


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("context", ["queue", "ticket", "chat", "kb", "customer", "views"])
def test_help_command_line_palette_and_the_way_back_are_at_hand_in_every_pane(name: str, context: str) -> None:
    commands = {each.binding.command for each in live(shipped(name), stack(context))}
    assert {"help", "command", "palette", "quit", "back", "move 1", "move -1"} <= commands


@pytest.mark.parametrize("name", SHIPPED)
def test_digits_are_left_to_counts_in_panes(name: str) -> None:
    keys = shipped(name)
    for context in ("queue", "ticket", "chat", "kb", "customer", "views"):
        assert not [each for each in live(keys, stack(context)) if each.keys[0].isdigit()]


def test_every_prefix_says_what_it_is_about() -> None:
    for name in SHIPPED:
        keys = shipped(name)
        used = {each.keys[:-1] for context in CONTEXTS for each in live(keys, stack(context)) if len(each.keys) > 1}
        assert used <= set(keys.prefixes), name
