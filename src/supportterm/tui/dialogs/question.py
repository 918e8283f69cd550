"""What the console asks, and how: one typed line with a list above it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from supportterm.commands.elsewhere import named, plain, within

if TYPE_CHECKING:
    from supportterm.core.query.tree import Term


class Option(NamedTuple):
    """A line of the list."""

    text: str
    note: str = ""
    value: str = ""
    """What choosing it means; *text* when empty."""
    right: str = ""
    """At the right edge, such as a key."""
    off: str = ""
    """Why it can't be chosen now; it is drawn faint, with this in place of the note."""
    also: tuple[str, ...] = ()
    """What else people call it, in lower case; where only one of these is what was typed, it stands at the right."""
    role: str = "text"
    """How it is drawn where it can be chosen."""

    @property
    def means(self) -> str:
        return self.value or self.text


Ways = Sequence[tuple[str, str]]

COMPLETE: Final[Ways] = (("move", "choose"), ("open", "accept"), ("complete", "complete"), ("back", "cancel"))
CHOOSE: Final[Ways] = (("move", "choose"), ("open", "accept"), ("back", "cancel"))
"""The ways of a line with completions, and of a list."""


class Question:
    """Asked by `Asker.ask`. Subclasses say what is offered for a text and what happens with the answer."""

    name = ""
    """For selectors of a keymap: `prompt@name=filter`."""
    context = "prompt"
    """Which keys work: `prompt` where something is typed, `dialog` where plain keys answer."""
    title = ""
    """Above the list; the name or the label when empty."""
    label = ""
    initial = ""
    tip = ""
    """What can be typed, for the footer."""
    ways: Ways = (("open", "accept"), ("back", "cancel"))
    """Command lines and what they do here; the footer names their keys. `move` is both ways at once."""
    picks_first = False
    """The first option is chosen unless another is: a list to choose from, where typing narrows it."""
    at = ""
    """What the option means that is chosen at first, where the first is picked."""
    replaces = False
    """What stands in the line at first is gone with the first letter typed: another search, not a longer one."""
    hidden = False
    """What is typed is a secret: dots are shown for it, and it is gone from the line afterwards."""
    slow = False
    """`options` may take long and is called in a thread; the newest answer is shown."""

    def options(self, text: str) -> Sequence[Option]:
        """What is offered while *text* stands in the line."""
        return ()

    def nothing(self, text: str) -> str:
        """Said where the list would be when *text* finds nothing."""
        return ""

    def looked_for(self, text: str) -> "tuple[Term, ...]":
        """What is marked in the list, wherever it stands: the words that *text* searches for."""
        return ()

    def changed(self, text: str) -> None:
        """The line was edited."""

    def moved(self, option: Option | None) -> None:
        """*option* is the chosen line now."""

    def completed(self, text: str, option: Option) -> str:
        """The line after `tab` on *option*."""
        return option.means

    def at_once(self, text: str) -> Option | None:
        """The option that *text* means without enter."""
        return None

    def refuses(self, text: str, option: Option | None) -> str:
        """Why enter can't take this answer yet; empty when it can. A refused answer stays to be mended."""
        return ""

    def to_typing(self) -> bool:
        """From now on what is pressed is typed; whether that is another way than until now."""
        return False

    def accept(self, text: str, option: Option | None) -> None:
        """Enter: *option* is the chosen line, if there is one. Called when the question is off the screen."""

    def cancel(self) -> None:
        """Escape."""

    def replaced(self) -> None:
        """Another question was asked before this one was answered."""


def narrowed(options: Sequence[Option], text: str) -> list[Option]:
    """Those that hold *text*: what is called so first, here or elsewhere, then what begins with it, what contains all
    its words, what is called elsewhere as some of its words, what has its letters in order."""
    wanted = text.strip().lower()
    if not wanted:
        return list(options)
    words = wanted.split()
    ranked: list[tuple[int, int, Option]] = []
    for index, option in enumerate(options):
        name = option.text.lower()
        whole = f"{name} {option.note.lower()} {option.right.lower()}"
        also = named(option.also, wanted) if option.also else ""
        some = within(option.also, wanted) if option.also and len(words) > 1 else ""
        if (also or some) and wanted not in name and not (option.right or option.off):
            option = option._replace(right=also or some)
        if wanted == option.means.lower() or (also and plain(also) == plain(wanted)):
            rank = 0
        elif name.startswith(wanted):
            rank = 1
        elif also or all(word in name for word in words):
            rank = 2
        elif some:
            rank, index = 3, -len(some)
        elif all(word in whole for word in words):
            rank = 4
        elif _in_order(wanted.replace(" ", ""), name):
            rank = 5
        else:
            continue
        ranked.append((rank, index, option))
    return [option for _, _, option in sorted(ranked, key=lambda found: found[:2])]


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)
