"""The keymap a person uses, read, checked and put to work on the screen."""

from typing import TYPE_CHECKING

from supportterm.commands.registry import first_words
from supportterm.config.keymap import Keymap, stack
from supportterm.config.keymap_file import load_named, load_path
from supportterm.config.marked import ConfigError
from supportterm.config.paths import locate, paths
from supportterm.core.refusal import Refused
from supportterm.tui.keys.dispatch import Keys
from supportterm.tui.keys.hints import key_of, way_out
from supportterm.tui.keys.which import which

if TYPE_CHECKING:
    from supportterm.tui.frame import Frame
    from supportterm.tui.keys.engine import Pending
    from supportterm.tui.screen import DeskScreen


def read_keymap(name: str) -> Keymap:
    """Raises Refused with the place of every mistake."""
    try:
        return load_named(name, paths(), commands=first_words())
    except LookupError as error:
        raise Refused(str(error.args[0])) from None
    except ConfigError as error:
        raise Refused(str(error)) from None


def load_keys(name: str, screen: "DeskScreen", frame: "Frame") -> Keys:
    """Keys by the keymap *name*. One that can't be read is told about, and the default keys work meanwhile."""
    try:
        keymap = read_keymap(name)
    except Refused as refused:
        frame.say(f"{refused}; the default keys work meanwhile", warning=True)
        here = paths()
        keymap = load_path(locate("keymaps", "default", here, shipped_only=True), here, commands=first_words())
    if keymap.warnings:
        frame.say(f"{keymap.warnings[0]} (supportterm keys --check tells all)", warning=True)

    def begun(pending: "Pending | None") -> None:
        screen.footer.begun(pending.shown if pending else "")
        if pending is not None and pending.continuations:
            screen.show_sheet(*which(pending, screen.size.width, frame.why_not))
        elif not frame.asker.asking:
            screen.hide_sheet()

    def unbound(keys: str) -> None:
        instead = way_out(loaded.engine, screen.stack())
        screen.footer.say(f"{keys} does nothing here; {instead}".rstrip("; "), "dim")

    loaded = Keys(keymap, here=screen.stack, run=frame.run, begun=begun, unbound=unbound, title=frame.viewing.title_of)
    loaded.know(frame.viewing.views())
    screen.undone_by(key_of(loaded.engine, stack("ticket"), "undo") or ":undo")
    return loaded
