"""The console itself: its colours, its keys, which desk it is on, and leaving it."""

from typing import TYPE_CHECKING

from supportterm.tui.dialogs.lists import Themes, keymaps

if TYPE_CHECKING:
    from supportterm.config.keymap import Keymap
    from supportterm.tui.app import SupportTerm
    from supportterm.tui.frame import Frame


class Itself:
    """What `commands.face.Itself` asks."""

    def __init__(self, app: "SupportTerm", frame: "Frame") -> None:
        self._app = app
        self._frame = frame

    def theme(self, name: str) -> None:
        if name:
            self._app.change_theme(name)
        else:
            self._frame.ask(Themes(self._app.worn, self._app.change_theme))

    def keymap(self, name: str) -> None:
        if name:
            self._app.change_keymap(name)
        else:
            self._frame.ask(keymaps(self._app.change_keymap))

    def keys_in_use(self) -> "Keymap":
        return self._app.keys.engine.keymap

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
        self._app.exit()
