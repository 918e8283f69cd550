"""The console itself: its colours, its keys, which desk it is on, and leaving it."""

import re
from typing import TYPE_CHECKING

from supportterm.tui.dialogs.lists import Themes, keymaps
from supportterm.tui.taste import What, keep

if TYPE_CHECKING:
    from supportterm.config.keymap import Keymap, Keys
    from supportterm.tui.app import SupportTerm
    from supportterm.tui.frame import Frame


class Itself:
    """What `commands.face.Itself` asks."""

    def __init__(self, app: "SupportTerm", frame: "Frame") -> None:
        self._app = app
        self._frame = frame

    def theme(self, name: str) -> None:
        def choose(name: str) -> None:
            self._app.change_theme(name)
            self._keep("theme", name, self._app.settings.theme)

        if name:
            choose(name)
        else:
            self._frame.ask(Themes(self._app.worn, self._app.change_theme, choose))

    def keymap(self, name: str) -> None:
        def choose(name: str) -> None:
            self._app.change_keymap(name)
            self._keep("keymap", name, self._app.settings.keymap)

        if name:
            choose(name)
        else:
            self._frame.ask(keymaps(choose))

    def _keep(self, what: What, name: str, settings: str) -> None:
        kept = keep(what, name, settings)
        self._frame.say(f"{what} {name}, {'from now on' if kept else 'until you leave: it could not be kept'}")

    def bind(self, written: str, line: str, where: str) -> str:
        """Give a key another meaning in the person's own keymap, *where* or where they are; says so.

        Raises Refused, and changes nothing, when the keymap would not be one any more.
        """
        from supportterm.commands.registry import first_words
        from supportterm.config.keymap import sequence
        from supportterm.config.keymap_edit import rebind, typed_keys
        from supportterm.config.keynames import BadKey
        from supportterm.config.marked import ConfigError
        from supportterm.config.paths import paths
        from supportterm.core.refusal import Refused

        name = self._app.keymap_name
        where = where or self._app.get_default_screen().stack()[0].context
        line = "" if line == "null" else line
        try:
            keys = typed_keys(written)
            self._check_begins_nothing(keys, where)
            file = rebind(name, paths(), where, keys, line, commands=first_words())
        except BadKey as error:
            raise Refused(f"{written}: {error}") from None
        except ConfigError as error:
            raise Refused(str(error)) from None
        except OSError as error:
            raise Refused(f"your keymap can't be written: {error.strerror or error}") from None
        self._app.change_keymap(name)
        place = "everywhere" if where == "global" else f"in {where}"
        return f"{sequence(keys)} {f'does `{line}`' if line else 'does nothing'} {place}, by {file}"

    def _check_begins_nothing(self, keys: "Keys", where: str) -> None:
        """Raises Refused for the beginning of other keys there, which would be out of reach."""
        from supportterm.config.keymap import CONTEXTS, sequence, stack
        from supportterm.core.refusal import Refused

        context = where.partition("@")[0]
        there = self._app.keys.engine.bindings(stack(context)) if context in CONTEXTS else ()
        begun = [each.binding for each in there if each.binding.keys[: len(keys)] == keys != each.binding.keys]
        if begun:
            some = ", ".join(sequence(binding.keys) for binding in begun[:4])
            raise Refused(f"{sequence(keys)} begins other keys in {where}: {some} …; choose one that begins none")

    def keys_in_use(self) -> "Keymap":
        return self._app.keys.engine.keymap

    def way(self, line: str) -> str:
        """What to press here for a command line, or what to type."""
        return self._frame.key_of(line) or f":{line}"

    def in_keys(self, words: str) -> str:
        """*words* with what to press here in place of each command line between backquotes that has a key."""
        return re.sub("`([^`]+)`", lambda found: f"`{self._frame.key_of(found[1]) or found[1]}`", words)

    def redraw(self) -> None:
        self._app.redraw()

    def reload(self) -> None:
        self._app.reload()
        self._frame.following.desk_changed()
        self._app.get_default_screen().queue.read_anew()

    def switch(self, desk: str) -> None:
        """To another desk, a profile's or the one in a file. Raises Refused or StoreError when it can't, and stays."""
        from supportterm.config.destination import Destination
        from supportterm.config.paths import desk_path, paths
        from supportterm.config.settings import load
        from supportterm.core.refusal import Refused
        from supportterm.desk import Desk

        settings = load()
        profile = settings.profiles.get(desk)
        path = desk_path("" if profile else desk, settings.under(desk).desk if profile else "", paths(), environ={})
        if not path.is_file():
            known = ", ".join(settings.profiles)
            raise Refused(f"there is no desk at {path}" + ("" if profile or not known else f"; profiles are {known}"))
        Desk.open(path, read_only=True).close()  # it can be opened
        self._app.save()
        self._app.leave_for(Destination(profile=desk) if profile else Destination(desk=str(path.resolve())))

    def suspend(self) -> None:
        """A job that is stopped may be ended there: what is being written is kept first."""
        self._app.save()
        self._app.action_suspend_process()

    def quit(self) -> None:
        """Leave. Raises StoreError, and stays, when what is being written can't be kept."""
        self._app.save()
        self._app.last_words = self._frame.writing.begun()
        self._app.exit()
