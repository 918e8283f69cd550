"""The console: keys, screen, desk and looks wired together. What each does is told in its own file."""

import gc
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import App
from textual.driver import Driver
from textual.events import DescendantFocus, Event, Key, Paste, Resize
from textual.filter import LineFilter, NoColor
from textual.reactive import Reactive
from textual.screen import Screen

from supportterm.tui.brush import Brush
from supportterm.tui.glass import Glass
from supportterm.tui.keeping import Keeping
from supportterm.tui.keys.turns import Turns
from supportterm.tui.looks import Watched, look_named
from supportterm.tui.messages import Ask, Built, ComposerClosed, Elsewhere, Listed, Marked, Open, Run, Say, Typed
from supportterm.tui.picture import Picture
from supportterm.tui.screen import DeskScreen
from supportterm.tui.teaching import Teaching
from supportterm.tui.viewing import Counted, Viewing
from supportterm.tui.widgets.lines import Lines
from supportterm.tui.widgets.sheet import Picked

if TYPE_CHECKING:
    from rich.console import RenderableType

    from supportterm.config.destination import Destination
    from supportterm.config.settings import Settings
    from supportterm.desk import Desk
    from supportterm.tui.company import Company
    from supportterm.tui.customers import Customers
    from supportterm.tui.dialogs.asker import Offered
    from supportterm.tui.driven import Driven
    from supportterm.tui.frame import Frame
    from supportterm.tui.keys.dispatch import Keys
    from supportterm.tui.keys.recording import Recordings
    from supportterm.tui.reader import Reader
    from supportterm.tui.session import Session

POLL = 1.0
"""Seconds between two looks at whether another process changed the desk."""
AGES = 60.0
"""Seconds after which ages, and what is late, are looked at again."""
KEPT = 5.0
"""Seconds between two looks whether somebody keeps the desk."""


class SupportTerm(App[None], inherit_bindings=False, inherit_css=False):
    """The console on one desk.

    Neither it nor its screen nor `Lines` has Textual's stylesheet: to read what a pane of whole lines makes no use of
    would be a tenth of the wait for the first row.
    """

    ENABLE_COMMAND_PALETTE = False
    theme = Reactive("ansi-dark")
    """Textual's, from the beginning: to change it has every stylesheet read again before the first row."""
    CSS = "SupportTerm { background: ansi_default; color: ansi_default; }"

    def __init__(
        self,
        desk: "Desk",
        *,
        theme: str = "terminal",
        keymap: str = "default",
        colour: bool = True,
        unicode: bool = True,
        settings: "Settings | None" = None,
        keeps: bool = False,
        teaches: bool = False,
        spoken: bool = False,
    ) -> None:
        """*keeps*: whether the console sees to it that a process sends and fetches for the desk; *teaches*: the tutor
        is there from the beginning; *spoken*: it is heard by a screen reader."""
        super().__init__(ansi_color=True)
        self.animation_level = "none"
        self.desk = desk
        self._given = settings
        self._glass = Glass(ascii_only=not unicode)
        self.turns = Turns(self, self._turn, lambda: self._desk_screen.queue.is_awaited)
        self.picture = Picture(whole=spoken)
        self._brush = Brush(self, self.picture)
        self.teaching = Teaching(self)
        self._recordings: Recordings | None = None
        self._look_is = (theme, colour, unicode)
        self._spoken = spoken
        self._theme_file = Watched(theme)
        self.keymap_name = keymap
        self._settled, self._teaches = False, teaches
        self._customers: Customers | None = None
        self.company: Company | None = None
        self._driven: Driven | None = None
        self.last_words = ""
        """What the shell is told after the console, beside what has not left."""
        self.onward: Destination | None = None
        """Where the person goes after this desk."""
        self.keeping = Keeping(self) if keeps else None
        self._desk_screen = DeskScreen(desk, look_named(theme, colour=colour, unicode=unicode, spoken=spoken))
        self.reader = self._read_aloud() if spoken else None
        own = settings.own_views() if settings else ()
        self.viewing = Viewing(self._desk_screen, own, lambda line: self.frame.key_of(line, "queue"))
        desk.subscribe(lambda tickets: self.frame.following.changed_here(tickets))

    def _read_aloud(self) -> "Reader":
        from supportterm.tui.reader import Reader

        return Reader(self, self._desk_screen)

    @cached_property
    def settings(self) -> "Settings":
        """What the person set; what the first frame needs of it is given to it."""
        from supportterm.config.settings import Settings

        return self._given or Settings()

    @cached_property
    def session(self) -> "Session":
        """The lists that were open last, and are now."""
        from supportterm.tui.session import Session

        return Session(self)

    @cached_property
    def frame(self) -> "Frame":
        """What commands act on. Built after the first frame, or with the first key."""
        from supportterm.tui.frame import Frame

        return Frame(self, self._desk_screen)

    @cached_property
    def keys(self) -> "Keys":
        """The keymap at work. Read after the first frame, or with the first key."""
        from supportterm.tui.keys.load import load_keys

        return load_keys(self.keymap_name, self._desk_screen, self.frame)

    @property
    def recordings(self) -> "Recordings":
        """Keys recorded and played; nothing of it is there before somebody asks."""
        if self._recordings is None:
            from supportterm.tui.keys.recording import Recordings

            self._recordings = Recordings(self, self._desk_screen.footer)
        return self._recordings

    # --- Textual's side

    def get_default_screen(self) -> DeskScreen:
        return self._desk_screen

    def get_driver_class(self) -> type[Driver]:
        found = super().get_driver_class()
        if found.__name__ != "LinuxDriver":
            return found
        from supportterm.tui.terminal import Terminal

        return Terminal

    def _display(self, screen: Screen[Any], renderable: "RenderableType | None") -> None:
        super()._display(screen, self.picture.through(renderable))

    def redraw(self) -> None:
        """Send all anew: a program wrote over the screen."""
        self.picture.forget()
        self._desk_screen.refresh(layout=True)

    def get_line_filters(self) -> Sequence[LineFilter]:
        colour = () if self._look_is[1] else (NoColor(),)
        return (self._glass, *colour, *super().get_line_filters())

    def on_load(self) -> None:
        from supportterm.tui.ending import watch

        watch(self)

    def on_mount(self) -> None:
        start_view = self._given.start_view if self._given else ""
        if start_view or not self.session.begin():
            self.viewing.start(start_view)
        self.call_after_refresh(self._settle_in)

    def _settle_in(self) -> None:
        """What the first frame did not wait for."""
        gc.freeze()  # all there is by now stays; to look through it would be a key's wait
        gc.enable()
        from supportterm.tui.company import Company
        from supportterm.tui.customers import Customers
        from supportterm.tui.driven import Driven

        self._brush.watch(self._desk_screen)
        self._settled = self.viewing.settled = True
        self.keys.prepare()
        self.frame.hint()
        self.desk.poll()
        self.frame.following.desk_changed()
        self.set_interval(POLL, self._poll)
        self.set_interval(AGES, self.frame.following.time_passed)
        self._customers = Customers(self, self.desk)
        self.session.settle()
        self.set_interval(AGES, self.session.keep)
        if self._teaches:
            self.teaching.tutor("begin")
        self.company = Company(self.desk, self._desk_screen, self.frame.following.hear)
        self.company.moved()
        self.set_interval(AGES, self.company.look)
        self._driven = Driven(self, self.frame.runner.obey)
        self.run_worker(self._driven.listen(self.desk.path), group="driven", exit_on_error=False)
        self._follow()
        if self.keeping is not None:
            self.keeping.come()
            self.set_interval(KEPT, self.keeping.look)

    def on_unmount(self) -> None:
        self.session.keep(at_once=True)
        if self._customers is not None:
            self._customers.leave()
        if self.company is not None:
            self.company.leave()
        if self._driven is not None:
            self._driven.leave()
        if self.keeping is not None:
            self.keeping.close()

    def _poll(self) -> None:
        self.frame.runner.attempt("look for changes", self.frame.following.look)
        self.frame.runner.attempt("the theme", self._wear_again)

    def _wear_again(self) -> None:
        """Who writes a theme sees what they do, each time they save it."""
        if self._theme_file.changed():
            self.change_theme(self.worn)

    async def on_event(self, event: Event) -> None:
        """Every key comes by here first, whatever has the focus."""
        if isinstance(event, Resize):
            self.picture.forget(event.size.width)
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            if self._recordings is not None and self._recordings.playing:
                self._recordings.stop()
            else:
                await self.turns.add(event)
        else:
            await super().on_event(event)

    def at_once(self, key: Key) -> bool:
        """Answer a *key* from the terminal now, if its turn would be the next anyway: whether that was done. What may
        be typed into a text box has its turn by the box's queue."""
        focused, player = self._desk_screen.focused, self._recordings
        busy = self.message_queue_size or (player is not None and player.playing)
        if busy or not self._settled or not isinstance(focused, Lines):
            return False
        return self.turns.at_once(lambda: self._answer(key), focused, self._look_ahead)

    def _answer(self, key: Key) -> None:
        try:
            with self._brush:
                taken = self._takes(key)
            if not taken:
                self.call_later(super().on_event, key)
            self._follow()
        except Exception as error:  # as of what is in the queue
            self._handle_exception(error)

    async def _turn(self, event: Event) -> None:
        if isinstance(event, Paste) and self._recordings is not None:
            self._recordings.hear_paste(event.text)
        with self._brush:
            taken = isinstance(event, Key) and self._takes(event)
        if not taken:
            await super().on_event(event)
        self._follow()
        self._look_ahead()

    def _look_ahead(self) -> None:
        queue = self._desk_screen.queue
        self._brush.foresee(queue, queue.draw_ahead())

    def _follow(self) -> None:
        """The tour looks, and the cursor goes along for who hears the screen: now, and once all has its place."""
        self.teaching.look()
        if self.reader is not None:
            self.reader.follow()
            self.call_after_refresh(self.reader.follow)

    def _takes(self, event: Key) -> bool:
        """Escape on a complaint is about the complaint, unless a question is being answered."""
        footer, keys = self._desk_screen.footer, self.keys
        only_read = event.key == "escape" and footer.complains and not keys.waiting and not self.frame.asker.asking
        footer.hush()
        ours = only_read or keys.take(event.key)
        if self._recordings is not None:
            self._recordings.hear(event, ours=ours)
        return ours

    def leave_for(self, onward: "Destination") -> None:
        self.onward = onward
        self.exit()

    def save(self) -> None:
        """Keep what is being written, in each pane also when another's can't be, and which lists are open. Raises what
        the last one said."""
        failed: Exception | None = None
        for pane in self._desk_screen.panes():
            try:
                pane.save()
            except Exception as error:
                failed = error
        self.session.keep(at_once=True)
        if failed is not None:
            raise failed

    # --- what widgets say

    @on(Run)
    def _run(self, message: Run) -> None:
        self.frame.runner.run(message.line)

    @on(Open)
    def _open(self, message: Open) -> None:
        self.frame.runner.attempt(
            "open", lambda: self.frame.open_at(message.ticket, message.message, message.words, message.at)
        )

    @on(Say)
    def _say(self, message: Say) -> None:
        self._desk_screen.footer.say(message.words, message.tone)

    @on(Ask)
    def _ask(self, message: Ask) -> None:
        self.frame.ask(message.question)

    @on(Typed)
    def _typed(self, message: Typed) -> None:
        if self.company is not None:
            self.company.typed(message.on)

    @on(ComposerClosed)
    def _composer_closed(self, message: ComposerClosed) -> None:
        self.frame.runner.attempt("next", lambda: self.frame.composer_closed(message.then, message.ticket))

    @on(Built)
    def _built(self, message: Built) -> None:
        self.frame.runner.attempt(message.name, lambda: self.frame.built(message.name))

    @on(Listed)
    def _listed(self, message: Listed) -> None:
        self.frame.runner.attempt("list", lambda: self.frame.trail.look_behind(message.view))

    @on(Marked)
    def _marked(self) -> None:
        self.viewing.tell()

    @on(Counted)
    def _counted(self, message: Counted) -> None:
        self.viewing.counted(message)

    @on(Picked)
    def _picked(self, message: Picked) -> None:
        self.frame.runner.attempt("choose", lambda: self.frame.asker.pick(message.index))

    def on_offered(self, message: "Offered") -> None:
        self.frame.asker.offered(message.question, message.text, message.options)

    @on(DescendantFocus)
    @on(Elsewhere)
    def _elsewhere(self) -> None:
        if self._settled:
            self.frame.hint()
            self._follow()

    # --- looks and keys

    @property
    def worn(self) -> str:
        """The theme's name."""
        return self._look_is[0]

    def change_theme(self, name: str) -> None:
        """Another theme. Raises Refused when there is none of this name."""
        _, colour, unicode = self._look_is
        self._desk_screen.set_look(look_named(name, colour=colour, unicode=unicode, spoken=self._spoken))
        if name != self.worn:
            self._theme_file = Watched(name)
        self._look_is = (name, colour, unicode)

    def change_keymap(self, name: str) -> None:
        from supportterm.tui.keys.load import load_keys

        self.keys = load_keys(name, self._desk_screen, self.frame)
        self.keymap_name = name

    def reload(self) -> None:
        """Theme and keymap as their files say now."""
        self.change_theme(self._look_is[0])
        self.change_keymap(self.keymap_name)
