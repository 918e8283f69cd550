"""The keys that work in one place: the bindings of all contexts in reach, laid over each other."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from supportterm.config.keymap import TYPING, Binding, Keymap, Keys, Stack
from supportterm.config.keynames import character_of

EDITING: Final = frozenset(
    ["enter", "tab", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown"]
    + ["up", "down", "left", "right"]
    + [f"ctrl+{letter}" for letter in "abcdefkuvwxyz"]
    + [f"{modifier}+{key}" for modifier in ("ctrl", "shift", "ctrl+shift") for key in ("left", "right", "up", "down")]
    + [f"{modifier}+{key}" for modifier in ("ctrl", "shift") for key in ("home", "end", "delete", "backspace")]
    + ["shift+tab", "shift+enter", "shift+pageup", "shift+pagedown"]
)
"""Keys that edit text. In a text box they do so, unless its own context binds them."""


class Node:
    """What a key leads to: a command, or more keys. Never both."""

    __slots__ = ("binding", "more")

    def __init__(self) -> None:
        self.binding: Binding | None = None
        self.more: dict[str, Node] = {}


class Live(NamedTuple):
    """A binding that works here."""

    keys: Keys
    binding: Binding


def lay(keymap: Keymap, stack: Stack) -> Node:
    """The trie of what works in *stack* (innermost first).

    Laid from the outside in, from the general to the narrow, from the extended file to the extending one: what
    comes later replaces what it collides with, and an unbinding takes away everything that it begins.
    """
    root = Node()
    for place in reversed(stack):
        here = [b for b in keymap.bindings if b.selector.matches(place) and _reaches(b, stack)]
        for binding in sorted(here, key=lambda b: len(b.selector.conditions)):
            _put(root, binding)
    return root


def _reaches(binding: Binding, stack: Stack) -> bool:
    """Whether a text box, where one has the focus, leaves the binding's first key to us."""
    if stack[0].context not in TYPING:
        return True
    first = binding.keys[0]
    return character_of(first) is None and (first not in EDITING or binding.selector.context == stack[0].context)


def _put(root: Node, binding: Binding) -> None:
    path = [root]
    for key in binding.keys[:-1]:
        following = path[-1].more.get(key)
        if following is None or following.binding is not None:
            if not binding.command:
                return  # nothing to take away
            following = path[-1].more[key] = Node()
        path.append(following)
    last = binding.keys[-1]
    if binding.command:
        leaf = path[-1].more[last] = Node()
        leaf.binding = binding
        return
    path[-1].more.pop(last, None)
    # A prefix that leads nowhere any more is not a prefix.
    for n in range(len(path) - 1, 0, -1):
        if not path[n].more:
            del path[n - 1].more[binding.keys[n - 1]]


def walk(node: Node, keys: Keys = ()) -> Iterator[Live]:
    """Every binding under *node*, in the order laid."""
    if node.binding is not None:
        yield Live(keys, node.binding)
    for key, following in node.more.items():
        yield from walk(following, (*keys, key))


def live(keymap: Keymap, stack: Stack) -> tuple[Live, ...]:
    """What works in *stack*, the innermost context's bindings first, each context's as its file has them: the list that
    `?` and `keys` show."""
    rank = {place.context: n for n, place in enumerate(stack)}
    written = {id(binding): n for n, binding in enumerate(keymap.bindings)}
    found = walk(lay(keymap, stack))
    return tuple(sorted(found, key=lambda each: (rank[each.binding.selector.context], written[id(each.binding)])))
