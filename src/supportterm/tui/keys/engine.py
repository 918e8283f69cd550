"""The keymap engine: keys in, command lines out. Pure: no terminal, no clock, no Textual.

    engine.press("g", stack("queue")) -> Pending(...)      which-key shows what may follow
    engine.press("u", stack("queue")) -> Run("view unassigned", None, ...)

Digits are counts unless they are bound. There are no time-outs: a prefix waits until it is finished,
cancelled with escape, or followed by a key that leads nowhere, which is then swallowed.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from supportterm.config.keymap import TYPING, Binding, Keymap, Keys, Stack, sequence
from supportterm.config.keynames import key_pressed, shown
from supportterm.config.keytrie import Live, Node, lay, live

MAX_COUNT: Final = 99_999
LEAVE: Final = "quit"
"""What a key of its own does also in the middle of a sequence that it does not go on."""
_MAX_STACKS: Final = 64
_DIGITS: Final = frozenset("0123456789")


class Run(msgspec.Struct, frozen=True):
    """A sequence is complete."""

    command: str
    """The command line, as after `:`."""
    count: int | None
    binding: Binding


class Continuation(msgspec.Struct, frozen=True):
    """A key that may follow a prefix."""

    key: str
    """As people write it."""
    title: str
    command: str
    """Empty when the key begins a longer sequence."""


class Pending(msgspec.Struct, frozen=True):
    """More keys are needed."""

    keys: Keys
    """What was pressed of the sequence; empty while only a count was."""
    count: int | None
    title: str
    """What the prefix is about, when the keymap says so."""
    continuations: tuple[Continuation, ...]

    @property
    def shown(self) -> str:
        """For the status line: `3 g`."""
        return " ".join(filter(None, ("" if self.count is None else str(self.count), sequence(self.keys))))


class Unbound(msgspec.Struct, frozen=True):
    """The keys lead nowhere."""

    keys: Keys
    swallow: bool
    """True when a prefix or count died with it: the key must not go on to the widget."""
    cancelled: bool = False
    """True when escape ended a prefix: nothing to complain about."""


Step = Run | Pending | Unbound


class Engine:
    """Where the person is in a key sequence. *title* words a command line for which-key."""

    def __init__(self, keymap: Keymap, title: Callable[[str], str] = str) -> None:
        self.keymap = keymap
        self._title = title
        self._tries: dict[Stack, Node] = {}
        self._keys: Keys = ()
        self._count: int | None = None

    def use(self, keymap: Keymap) -> None:
        """Another keymap from now on; a sequence that is begun goes on in it."""
        self.keymap = keymap
        self._tries.clear()

    def prepare(self, stack: Stack) -> None:
        """Lay out the keys of *stack* before one is pressed there."""
        self._trie(stack)

    @property
    def pending(self) -> bool:
        """True in the middle of a sequence or count: the next key is ours, whatever has the focus."""
        return bool(self._keys) or self._count is not None

    def press(self, key: str, stack: Stack) -> Step:
        """What *key* (as Textual or a person names it) leads to in *stack*. Never raises."""
        key = key_pressed(key)
        node = self._node(stack)
        if node is None:  # the person moved elsewhere in the middle of a sequence
            self.cancel()
            node = self._trie(stack)
        if self._counts(key, stack):
            self._count = min((self._count or 0) * 10 + int(key), MAX_COUNT)
            return Pending((), self._count, "", ())
        following = node.more.get(key)
        if following is None and self._keys:
            way_out = self._trie(stack).more.get(key)
            if way_out is not None and way_out.binding is not None and way_out.binding.command == LEAVE:
                self.cancel()
                return self._go(key, way_out)
        if following is None or (key == "escape" and self._only_count):
            return self._no_way(key)
        return self._go(key, following)

    def cancel(self) -> None:
        """Forgets a sequence and count begun."""
        self._keys, self._count = (), None

    def bindings(self, stack: Stack) -> tuple[Live, ...]:
        """What works in *stack*, the innermost context first."""
        return live(self.keymap, stack)

    def _go(self, key: str, following: Node) -> Step:
        binding, count = following.binding, self._count
        if binding is not None:
            self.cancel()
            return Run(binding.command, count, binding)
        self._keys = (*self._keys, key)
        return self._pending(following)

    def _no_way(self, key: str) -> Unbound:
        begun = self.pending
        digits = tuple(str(self._count)) if self._count is not None else ()
        keys = (*digits, *self._keys, key)
        self.cancel()
        return Unbound(keys, begun, begun and key == "escape")

    @property
    def _only_count(self) -> bool:
        return self._count is not None and not self._keys

    def _counts(self, key: str, stack: Stack) -> bool:
        """Whether *key* is a digit of a count. A bound digit is one only when a count was begun."""
        if self._keys or key not in _DIGITS:
            return False
        if self._count is not None:
            return True
        typing = bool(stack) and stack[0].context in TYPING
        return key != "0" and not typing and key not in self._trie(stack).more

    def _pending(self, node: Node) -> Pending:
        title = self.keymap.prefixes.get(self._keys, "")
        ways = tuple(self._continuation(key, following) for key, following in node.more.items())
        return Pending(self._keys, self._count, title, ways)

    def _continuation(self, key: str, following: Node) -> Continuation:
        if following.binding is not None:
            return Continuation(shown(key), self._title(following.binding.command), following.binding.command)
        title = self.keymap.prefixes.get((*self._keys, key), "")
        return Continuation(shown(key), title or f"{len(following.more)} more", "")

    def _node(self, stack: Stack) -> Node | None:
        node: Node | None = self._trie(stack)
        for key in self._keys:
            node = node.more.get(key) if node is not None else None
        return node

    def _trie(self, stack: Stack) -> Node:
        trie = self._tries.get(stack)
        if trie is None:
            if len(self._tries) >= _MAX_STACKS:
                self._tries.clear()
            alike = self._as_asked(stack)
            trie = self._tries.get(alike)
            if trie is None:
                trie = self._tries[alike] = lay(self.keymap, alike)
            self._tries[stack] = trie
        return trie

    def _as_asked(self, stack: Stack) -> Stack:
        """*stack* without the facts that no binding asks for: most views have the same keys."""
        asked = frozenset().union(*(binding.selector.conditions for binding in self.keymap.bindings))
        return tuple(place._replace(facts=place.facts & asked) for place in stack)
