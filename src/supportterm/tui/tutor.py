"""The tutor in the console: after each key it looks whether the step was done, and says the next one.

Nothing of it is loaded until it is called.
"""

from typing import TYPE_CHECKING

from supportterm.config.keymap import stack
from supportterm.core.query import parse
from supportterm.demo.tutor import Course
from supportterm.tui.widgets.lesson import Lesson

if TYPE_CHECKING:
    from supportterm.tui.app import SupportTerm

DONE = "That was all. This desk is yours to play with; :tutor stop takes this line away, {quit} leaves."


class Tutor:
    """Belongs to an app while it teaches."""

    def __init__(self, app: "SupportTerm") -> None:
        self._app, self._screen = app, app.get_default_screen()
        self._course = Course(lambda query: app.desk.count(parse(query), cap=9_999))
        self._ran: list[str] = []
        self._said = ("", "")
        self._lesson = Lesson(self._screen.look)
        self._screen.mount(self._lesson)
        self._show()

    def did(self, command: str) -> None:
        """A command of this name was carried out."""
        self._ran.append(command)

    def look(self) -> None:
        """After a key: on to the next step when this one is done."""
        ran, self._ran = tuple(self._ran), []
        states = [self._screen.here().context]
        if self._app.viewing.filter and not self._app.frame.asker.asking:
            states.append("filtered")
        if self._course.look(states, ran):
            self._screen.footer.say("well done")
        self._show()

    def skip(self) -> None:
        self._course.skip()
        self._show()

    def stop(self) -> None:
        self._lesson.remove()
        self._screen.make_room_for_lesson(0)

    def _show(self) -> None:
        keys = self._keys()
        step, look = self._course.step, self._screen.look
        place = self._course.place if step is not None else "✓" if look.unicode else "*"
        words = step.words(keys) if step is not None else DONE.format(quit=keys.get("quit", ":quit"))
        if not look.spoken:
            self._lesson.show(place, words)
            self._screen.make_room_for_lesson(self._lesson.rows(self._screen.size.width))
        elif (place, words) != self._said:
            self._said = place, words
            self._screen.footer.say(f"{place} {words}", "dim")

    def _keys(self) -> dict[str, str]:
        """The key of each command line: where the person is, else where it will be needed."""
        engine = self._app.keys.engine
        stacks = (stack("kb"), stack("compose"), stack("ticket"), stack("queue"), self._screen.stack())
        return {
            live.binding.command: live.binding.sequence for place in stacks for live in reversed(engine.bindings(place))
        }
