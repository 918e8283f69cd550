"""The keymaps that come with the program."""

from pathlib import Path

import pytest
from layouts import LAYOUTS, Layout

from supportterm.commands.keymap_lines import problems
from supportterm.commands.registry import CONSOLE, SHELL, every, first_words
from supportterm.config.keymap import CONTEXTS, Keymap, Keys, Stack, stack
from supportterm.config.keymap_file import load
from supportterm.config.keynames import character_of
from supportterm.config.keys_legacy import legacy_trouble
from supportterm.config.keytrie import live

FOLDER = Path(__file__).resolve().parents[2] / "keymaps"
SHIPPED = sorted(f.stem for f in FOLDER.glob("*.yaml"))


def shipped(name: str) -> Keymap:
    return load(FOLDER / f"{name}.yaml", find=lambda other: FOLDER / f"{other}.yaml", commands=first_words())


def places(keys: Keymap) -> list[Stack]:
    """Every context, and every situation that a selector narrows one to."""
    situations = {binding.selector for binding in keys.bindings if binding.selector.conditions}
    return [*map(stack, CONTEXTS), *(stack(each.context, **dict(each.conditions)) for each in situations)]


@pytest.mark.parametrize("name", SHIPPED)
def test_it_loads_without_errors_or_warnings(name: str) -> None:
    assert shipped(name).warnings == ()
    assert problems(shipped(name)) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_command_that_only_the_console_has_can_be_reached_by_keys(name: str) -> None:
    keys = shipped(name)
    bound = {each.binding.command.split()[0] for where in places(keys) for each in live(keys, where)}
    assert {one.name.split()[0] for one in every(CONSOLE) if SHELL not in one.faces} - bound == set()


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_nothing_needs_altgr_or_has_a_second_way(name: str, layout: str) -> None:
    keys = shipped(name)
    for where in places(keys):
        easy = {each.keys: all(typed(key, LAYOUTS[layout]) for key in each.keys) for each in live(keys, where)}
        assert_all_have(easy, keys, where)


def typed(key: str, layout: Layout) -> bool:
    """Whether *key* needs no AltGr. A sign with ctrl or alt must be a key of its own, since Shift may hide it."""
    *modifiers, base = key.split("+")
    character = character_of(base)
    if character is None or (modifiers and base.isascii() and base.isalpha()):
        return True
    return character in layout.plain or character == " " if modifiers else layout.types(character)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_terminal_can_send_a_key_for_all_that_is_bound(name: str) -> None:
    keys = shipped(name)
    for where in places(keys):
        assert_all_have({each.keys: not any(map(legacy_trouble, each.keys)) for each in live(keys, where)}, keys, where)


def assert_all_have(good: dict[Keys, bool], keys: Keymap, where: Stack) -> None:
    """Each command line has keys that are *good*."""
    ways = [(each.binding.command, good[each.keys]) for each in live(keys, where)]
    assert {line for line, is_good in ways if not is_good} <= {line for line, is_good in ways if is_good}, where[0]


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
