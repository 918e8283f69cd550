"""Keymaps as values: contexts, selectors, bindings, and where a person is in the console."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from supportterm.config.keynames import BadKey, key_named, shown
from supportterm.config.marked import Place, Problem
from supportterm.core.nouns import View
from supportterm.core.terms import CHANNELS, STATUS_BY_WORD

FACTS: Final[dict[str, tuple[str, ...]]] = {
    "global": (),
    "views": (),
    "queue": ("view",),
    "ticket": ("view", "channel", "status"),
    "chat": ("view", "channel", "status"),
    "compose": ("kind", "channel"),
    "kb": (),
    "customer": (),
    "outbox": ("kind",),
    "output": (),
    "log": (),
    "dashboard": (),
    "radar": (),
    "dialog": ("name",),
    "prompt": ("name",),
}
"""The contexts there are, and what a selector may ask of each."""

VALUES: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    **{(context, "channel"): CHANNELS for context in ("ticket", "chat", "compose")},
    **{(context, "status"): tuple(STATUS_BY_WORD) for context in ("ticket", "chat")},
    ("compose", "kind"): ("reply", "note", "forward", "new"),
    ("outbox", "kind"): ("fields", "text", "refused", "asking", "waiting", "later"),
}
"""All that a fact can be, where that is fixed."""
CONTEXTS: Final = tuple(FACTS)
TYPING: Final = frozenset(["compose", "prompt"])
"""Contexts with a text box: it has the keys that type and edit, before any keymap."""
MODAL: Final = frozenset(["dialog", "prompt"])
"""Contexts that hide the rest of the console: `global` is not in reach there."""

Keys = tuple[str, ...]
"""A sequence of canonical keys."""


class Where(NamedTuple):
    """A place in the console: a context and the facts that selectors may ask for."""

    context: str
    facts: frozenset[tuple[str, str]] = frozenset()


Stack = tuple[Where, ...]
"""Where the person is, innermost first."""


def where(context: str, **facts: str) -> Where:
    """`where("queue", view="mine")`."""
    return Where(context, frozenset(facts.items()))


@lru_cache(256)
def stack(context: str, **facts: str) -> Stack:
    """The contexts in reach from a pane, box or dialog, innermost first."""
    here = where(context, **facts)
    return (here,) if context in MODAL or context == "global" else (here, Where("global"))


class Selector(NamedTuple):
    """Where bindings hold."""

    context: str
    conditions: frozenset[tuple[str, str]] = frozenset()

    def matches(self, place: Where) -> bool:
        return self.context == place.context and self.conditions <= place.facts

    def __str__(self) -> str:
        return self.context + "".join(f"@{fact}={value}" for fact, value in sorted(self.conditions))


class Binding(msgspec.Struct, frozen=True):
    """A key sequence and the command line it runs. An empty command takes an outer or inherited one away."""

    selector: Selector
    keys: Keys
    command: str
    place: Place
    """Where the sequence is written."""
    file_depth: int = 0
    """0 for the file that was asked for, 1 for the one it extends, and so on."""

    @property
    def sequence(self) -> str:
        """As people write it: `g u`."""
        return sequence(self.keys)


class Keymap(msgspec.Struct, frozen=True):
    """A keymap with everything it extends. Bindings stand in the order in which they replace each other."""

    name: str
    bindings: tuple[Binding, ...]
    prefixes: dict[Keys, str]
    """What a prefix is about, for which-key: `("s",)` → status."""
    warnings: tuple[Problem, ...] = ()


def sequence(keys: Keys) -> str:
    """Keys as people write them: `g ?`."""
    return " ".join(map(shown, keys))


def with_views(keymap: Keymap, views: Iterable[View]) -> Keymap:
    """*keymap* with `g` and the key of each view that has one. What the keymap binds itself stays."""
    taken = {b.keys for b in keymap.bindings if b.selector.context == "global"}
    bindings = []
    for view in views:
        try:
            keys = ("g", key_named(view.key))
        except BadKey:
            continue
        if keys not in taken and not any(keys == other[:2] or keys[:1] == other for other in taken):
            taken.add(keys)
            place = Place(f"view {view.name}", 1, 1)
            bindings.append(Binding(Selector("global"), keys, f"view {view.name}", place))
    # They come first, as if every keymap extended them.
    return msgspec.structs.replace(keymap, bindings=(*bindings, *keymap.bindings))
