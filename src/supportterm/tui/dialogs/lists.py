"""Lists to choose from: the palette, the live keymap, lines to read."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from supportterm.commands.call import Bold, Dim, Hung, Painted
from supportterm.tui.dialogs.question import CHOOSE, Option, Question, Ways, narrowed
from supportterm.tui.render.wrap import wrap
from supportterm.tui.widgets.cells import cut, width_of

if TYPE_CHECKING:
    from supportterm.commands.rehearsal import Would
    from supportterm.config.keytrie import Live


KEYS_WIDTH = 17
"""Cells of the column of keys; what is longer pushes its line to the right."""


class Choose(Question):
    """One of a list, narrowed by typing; *chosen* is given what the option means."""

    name = "list"
    picks_first = True
    tip = "type to narrow"
    ways: Ways = CHOOSE

    def __init__(
        self, title: str, options: Sequence[Option], chosen: Callable[[str], None], *, name: str = "", label: str = ""
    ) -> None:
        """*name* is what keymaps call it, where it is no list like any other."""
        self.name = name or self.name
        self.title = title
        self.label = label or (title if title.endswith("?") else f"{title}:")
        self._all = options
        self._chosen = chosen

    def options(self, text: str) -> Sequence[Option]:
        return narrowed(self._all, text)

    def nothing(self, text: str) -> str:
        return "nothing matches"

    def completed(self, text: str, option: Option) -> str:
        return option.text

    def refuses(self, text: str, option: Option | None) -> str:
        return option.off if option is not None else ""

    def accept(self, text: str, option: Option | None) -> None:
        if option is not None:
            self._chosen(option.means)


class Confirm(Choose):
    """Yes or no, a key for each; enter alone is no."""

    name = "confirm"
    context = "dialog"
    tip = ""
    ways = (("answer yes", "yes"), ("answer no", "no"), ("back", "cancel"))

    def __init__(self, title: str, yes: str, decided: Callable[[], None], lines: Sequence[str] = ()) -> None:
        """*lines* say more of what it is about."""
        options = [Option("no", "nothing happens"), Option("yes", yes)]
        options += [Option(line, value="no") for line in lines]
        super().__init__(title, options, lambda answer: decided() if answer == "yes" else None)


class Bulk(Confirm):
    """What would be done to each of many tickets, and whether it shall: to those to which it can."""

    name = "bulk"
    ways = (("answer yes", "do it"), ("answer no", "do nothing"), ("move", "look"))

    def __init__(self, title: str, told: Sequence["Would"], decided: Callable[[], None]) -> None:
        able = sum(one.changes for one in told)
        super().__init__(title, f"{able} tickets" if able != 1 else "1 ticket", decided)
        self.label = "do it?"
        # What can't be is looked at first, what would be no change last.
        ordered = sorted(told, key=lambda one: (not one.refused, not one.changes))
        self._all = [*self._all, *map(_would, ordered)]


def _would(one: "Would") -> Option:
    text = f"{one.called} {cut(one.subject, 40)}"
    return Option(text, one.words, "no", off=f"can't: {one.words}" if one.refused else "" if one.changes else one.words)


class Reading(Choose):
    """Lines to read, wrapped at *width* cells: plain keys move, as in a pane, until one narrows them by typing.

    Choosing one only closes the list.
    """

    name = "reading"
    context = "dialog"
    picks_first = False
    tip = ""
    ways = (("move", "move"), ("narrow", "narrow"), ("back", "close"))

    def __init__(self, title: str, lines: Sequence[str], width: int) -> None:
        options = [Option(row, role=_role(line)) for line in lines for row in hanging(line, width)]
        super().__init__(title, options, lambda line: None)
        self.label = ""

    def to_typing(self) -> bool:
        self.context, self.label, self.tip = "prompt", "/", "type to narrow"
        return True


def _role(line: str) -> str:
    """What stands out in a shell stands out here."""
    if isinstance(line, Painted) and len(line.pieces) == 1:
        return {"green": "ok", "red": "error", "bold": "strong"}.get(line.pieces[0][1], "text")
    return "strong" if isinstance(line, Bold) else "dim" if isinstance(line, Dim) else "text"


def hanging(line: str, width: int) -> Iterator[str]:
    """*line* in rows of *width* cells, all but the first set in, as far as it says itself, or a little."""
    if width_of(line) <= width:
        yield line
        return
    further = line.margin if isinstance(line, Hung) else len(line) - len(line.lstrip(" ")) + 2
    margin = " " * min(further, width // 3)
    rows = wrap(line, width - len(margin))
    yield next(rows)
    yield from (margin + row for row in rows)


WhyNot = Callable[[str], str]
"""Why a command line can't be done now; empty when it can."""


class Commands(Choose):
    """Command lines to choose from; once something is typed also all others, by their names here and elsewhere."""

    def __init__(
        self, title: str, options: Sequence[Option], why_not: WhyNot, run: Callable[[str], None], *,
        name: str, label: str, margin: int = 0, context: str = "",
    ) -> None:  # fmt: skip
        """*margin*: cells of the column of keys before each line. *context*: of the others, what is done there."""
        super().__init__(title, greyed(options, why_not), run, name=name, label=label)
        self._why_not, self._margin, self._context = why_not, margin, context
        self._whole: Sequence[Option] = ()

    def options(self, text: str) -> Sequence[Option]:
        if not text.strip():
            return self._all
        self._whole = self._whole or greyed(with_other_names(self._all, self._margin, self._context), self._why_not)
        return narrowed(self._whole, text)


def palette(keys: Sequence["Live"], why_not: WhyNot, run: Callable[[str], None]) -> Choose:
    """Every command, with its key."""
    return Commands("palette", palette_options(keys), why_not, run, name="palette", label="›")


def keys_here(
    keys: Sequence["Live"], context: str, why_not: WhyNot, run: Callable[[str], None], does: Callable[[str], str]
) -> Choose:
    """The live keymap. *does* says what a command line does."""
    options = help_options(keys, does)
    margin = min((len(option.text) - len(option.means) for option in options), default=1) - 1
    return Commands(f"keys in {context}", options, why_not, run, name="help", label="?", margin=margin, context=context)


class Themes(Choose):
    """The theme under the cursor is tried on at once; escape brings back the one that was worn."""

    name = "theme"

    def __init__(self, worn: str, wear: Callable[[str], None], choose: Callable[[str], None]) -> None:
        from supportterm.config.themes import available

        found = sorted(available(), key=lambda theme: theme.name != worn)
        super().__init__("theme", [Option(theme.name, theme.title) for theme in found], choose)
        self._worn, self._wear = worn, wear

    def moved(self, option: Option | None) -> None:
        self._wear(option.means if option is not None else self._worn)

    def cancel(self) -> None:
        self._wear(self._worn)

    def replaced(self) -> None:
        self._wear(self._worn)


def keymaps(chosen: Callable[[str], None]) -> Choose:
    from supportterm.config.paths import names, paths

    return Choose("keymap", [Option(name) for name in names("keymaps", paths())], chosen, name="keymap")


def greyed(options: Sequence[Option], why_not: WhyNot) -> list[Option]:
    """*options*, with those that can't be done now marked so."""
    return [option._replace(off=option.off or why_not(option.means)) for option in options]


def palette_options(keys: Sequence["Live"]) -> list[Option]:
    """Every command of the console with its key here, those with one first, in the order of *keys*; those that only
    move are left out."""
    from supportterm.commands.registry import CONSOLE, every_here

    by_line: dict[str, str] = {}
    for live in reversed(keys):
        by_line[live.binding.command] = live.binding.sequence
    there = (command for command in every_here(CONSOLE) if command.group != "moving")
    found = [Option(c.name, c.summary, c.name, by_line.get(c.name, "")) for c in there]
    place = {line: n for n, line in enumerate(reversed(by_line))}
    found.sort(key=lambda option: place.get(option.text, len(place)))
    names = {option.text for option in found}
    bound = [
        Option(line, summary_of(line), line, key) for line, key in by_line.items() if line not in names and " " in line
    ]
    return found + [option for option in bound if not option.text.startswith(("move ", "page ", "half-page "))]


def help_options(keys: Sequence["Live"], does: Callable[[str], str]) -> list[Option]:
    """What every key here does, as it is bound at this moment: a line a command, those that only move the last."""
    by_line: dict[str, list[str]] = {}
    for live in keys:
        sequences = by_line.setdefault(live.binding.command, [])
        if live.binding.sequence not in sequences:
            sequences.append(live.binding.sequence)
    column = max((len("  ".join(sequences)) for sequences in by_line.values()), default=0)
    ordered = sorted(by_line.items(), key=lambda entry: _only_moves(entry[0]))
    return [
        Option(f"{'  '.join(sequences):<{min(column, KEYS_WIDTH)}} {line}", does(line), line)
        for line, sequences in ordered
    ]


def with_other_names(options: Sequence[Option], margin: int = 0, context: str = "") -> list[Option]:
    """*options* with what they are called elsewhere, and behind them what is not among them: each command of the
    *context*, *margin* cells further in, and what can't be done from here, with the reason."""
    from supportterm.commands.elsewhere import ZENDESK
    from supportterm.commands.registry import CONSOLE, every_here
    from supportterm.core.commandline import quoted

    there = {option.means: option.text for option in options}
    indent = f"{'':<{margin}} " if margin else ""
    names: dict[str, tuple[str, ...]] = {}
    for one in ZENDESK:
        if not one.says:
            names[one.line] = (*names.get(one.line, ()), *one.words)
    others = (c for c in every_here(CONSOLE) if c.group != "moving")
    lines = dict.fromkeys([c.name for c in others if not c.contexts or not context or context in c.contexts])
    lines |= dict.fromkeys(names)
    found = [option._replace(also=names.get(option.means, ())) for option in options]
    found += [
        Option(f"{indent}{line}", summary_of(line), line, also=names.get(line, ()))
        for line in lines if line not in there
    ]  # fmt: skip
    for one in ZENDESK:
        if one.says and one.line:
            value = f"command {quoted(one.line)}" if one.line.endswith("=") else one.line
            found.append(Option(there.get(one.line, f"{indent}{one.line}"), one.says, value, also=one.words))
        elif one.says:
            found.append(Option(f"{indent}{one.words[0]}", off=one.says, also=one.words))
    return found


def _only_moves(line: str) -> bool:
    from supportterm.commands.registry import command_of

    found = command_of(line)
    return found is not None and found.group == "moving"


def summary_of(line: str) -> str:
    """The first line of what a command line's command says about itself."""
    from supportterm.commands.registry import command_of

    found = command_of(line)
    return found.summary if found is not None else ""
