"""A pressed key on its way to a command: the one place where keys are taken."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from supportterm.commands.registry import find
from supportterm.config.keymap import TYPING, Stack, with_views
from supportterm.config.keynames import shown
from supportterm.tui.keys.engine import Engine, Pending, Run

if TYPE_CHECKING:
    from supportterm.config.keymap import Keymap
    from supportterm.core.nouns import View


class Keys:
    """Feeds keys to the engine and hands what comes of them to the frame.

    *here* tells where the person is, *run* carries out a command line with its count, *begun* shows a sequence that
    is not finished (None when it is over), *unbound* says that a key does nothing, *title* words a command line.
    """

    def __init__(
        self,
        keymap: "Keymap",
        *,
        here: Callable[[], Stack],
        run: Callable[[str, int | None], None],
        begun: Callable[[Pending | None], None],
        unbound: Callable[[str], None],
        title: Callable[[str], str] = str,
    ) -> None:
        self.engine = Engine(keymap, title)
        self._own = keymap
        self._views: tuple[View, ...] = ()
        self._here, self._run, self._begun, self._unbound = here, run, begun, unbound
        self.waiting = False
        """Whether a sequence is begun and not finished."""
        self.stumbled = False
        """Whether the last key did nothing here."""

    def prepare(self) -> None:
        """Make what the first key here would wait for: the keys that work, and how one moves."""
        self.engine.prepare(self._here())
        find(("move",))

    def know(self, views: "tuple[View, ...]") -> None:
        """These views there are now: those with a key are opened by it."""
        if views != self._views:
            self._views = views
            self.engine.use(with_views(self._own, views))

    def _is_escape(self, key: str, stack: "Stack") -> bool:
        """Whether *key* is escape and a letter that came at once, as over a slow line: terminals send the same for alt.

        What alt is bound to is that; else the question is left, and the letter, which may not be meant, is let go.
        """
        alt, _, letter = key.rpartition("+")
        if alt != "alt" or len(letter) != 1 or self.waiting:
            return False
        return not any(live.binding.sequence == key for live in self.engine.bindings(stack))

    def take(self, key: str) -> bool:
        """Whether *key* was ours. What is typed into a text box is not, nor what edits it."""
        stack = self._here()
        if stack[0].context == "prompt" and self._is_escape(key, stack):
            key = "escape"
        step = self.engine.press(key, stack)
        self.stumbled = False
        if isinstance(step, Pending):
            self.waiting = True
            self._begun(step)
            return True
        if self.waiting:
            self.waiting = False
            self._begun(None)
        if isinstance(step, Run):
            self._run(step.command, step.count)
            return True
        if step.swallow or stack[0].context not in TYPING:
            if not step.cancelled:
                self.stumbled = True
                self._unbound(" ".join(map(shown, step.keys)))
            return True
        return False
