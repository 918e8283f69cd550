"""Lists to choose from: the palette, the live keymap, lines to read."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from supportterm.core.refusal import Refused
from supportterm.tui.dialogs.question import Option, Question, narrowed

if TYPE_CHECKING:
    from supportterm.config.keytrie import Live


class Choose(Question):
    """One of a list, narrowed by typing; *chosen* is given what the option means."""

    picks_first = True
    hint = "type to narrow   ↑↓ choose   enter accept   esc cancel"

    def __init__(
        self, title: str, options: Sequence[Option], chosen: Callable[[str], None], *, label: str = ""
    ) -> None:
        self.name = title
        self.label = label or f"{title}:"
        self._all = options
        self._chosen = chosen

    def options(self, text: str) -> Sequence[Option]:
        return narrowed(self._all, text)

    def completed(self, text: str, option: Option) -> str:
        return option.text

    def accept(self, text: str, option: Option | None) -> None:
        if option is not None:
            self._chosen(option.means)


class Reading(Choose):
    """Lines to read and to narrow; choosing one only closes the list."""

    picks_first = False
    hint = "type to narrow   ↑↓ move   esc close"

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__(title, [Option(line) for line in lines], lambda line: None, label="/")


def palette_options(keys: Sequence["Live"]) -> list[Option]:
    """Every command of the console with its key here; those that only move are left out."""
    from supportterm.commands.registry import CONSOLE, every

    by_line: dict[str, str] = {}
    for live in reversed(keys):
        by_line[live.binding.command] = live.binding.sequence
    found = [Option(c.name, c.summary, c.name, by_line.get(c.name, "")) for c in every(CONSOLE) if c.group != "moving"]
    names = {option.text for option in found}
    bound = [
        Option(line, summary_of(line), line, key) for line, key in by_line.items() if line not in names and " " in line
    ]
    return found + [option for option in bound if not option.text.startswith(("move ", "page ", "half-page "))]


def help_options(keys: Sequence["Live"]) -> list[Option]:
    """What every key here does, as it is bound at this moment."""
    return [
        Option(f"{b.sequence:<12} {b.command}", summary_of(b.command), b.command, b.selector.context)
        for b in (live.binding for live in keys)
    ]


def summary_of(line: str) -> str:
    """The first line of what a command line's command says about itself."""
    from supportterm.commands.registry import find

    try:
        return find(line.split())[0].summary
    except Refused:
        return ""
