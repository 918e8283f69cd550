"""A slow command on its way: in a thread of its own, so that keys stay free; what it asks is asked at the bottom."""

import threading
from collections.abc import Callable, Mapping, Sequence
from queue import SimpleQueue
from typing import TYPE_CHECKING, NoReturn

from supportterm.commands.call import YES_NO, Asking, Call, Outcome
from supportterm.commands.registry import Command
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.desk import Desk
from supportterm.tui.dialogs.lists import Choose, Confirm
from supportterm.tui.dialogs.question import Option, Question, narrowed

if TYPE_CHECKING:
    from supportterm.tui.frame import Frame


class Errand:
    """On a desk opened for it alone: what it changes is heard of as what another process does.

    The console does not wait for its end when a person leaves: what it had not finished then was not done.
    """

    def __init__(self, frame: "Frame", subjects: tuple[int, ...]) -> None:
        self._frame = frame
        self._subjects = subjects
        self._later = frame.asker.later
        self._stop = threading.Event()

    def run(
        self, command: Command, arguments: Mapping[str, object], ended: Callable[[Callable[[], Outcome]], None]
    ) -> None:
        """*ended* is called on the screen's thread, with what answers the outcome or raises what went wrong."""
        frame, here = self._frame, self._frame.desk

        def work() -> Outcome:
            with Desk.open(here.path, me=here.me, undo_window=here.undo_window) as desk:
                call = Call(
                    lambda: desk,
                    selection=self._subjects,
                    console=frame,
                    ask=self._ask,
                    stopped=self._stop.is_set,
                    program_seconds=frame.program_seconds,
                    on_screen=lambda does: self._later(lambda: frame.runner.attempt(command.name, does)),
                )
                return command.run(call, **arguments) or Outcome()

        def run() -> None:
            try:
                outcome = work()
            except Exception as error:
                failed = error
                self._later(lambda: ended(lambda: _raise(failed)))
            else:
                self._later(lambda: ended(lambda: outcome))

        threading.Thread(target=run, name=command.name, daemon=True).start()

    def stop(self) -> None:
        """A person does not want to wait for it."""
        self._stop.set()

    def _ask(self, asking: Asking) -> str:
        """Waits, in the errand's thread, for what a person answers. Raises Refused when they leave."""
        answers: SimpleQueue[str | None] = SimpleQueue()
        question = Decision if asking.choices == YES_NO else Reply
        self._later(lambda: self._frame.ask(question(asking, answers.put)))
        answer = answers.get()
        if answer is None:
            raise Refused("left: nothing was done")
        self._later(lambda: self._frame.say("one moment …"))
        return answer


class Reply(Question):
    """One question of a command; None is answered by who leaves it."""

    name = "question"
    replaces = True
    ways = (("move", "choose"), ("open", "accept"), ("complete", "complete"), ("back", "leave"))

    def __init__(self, asking: Asking, answer: Callable[[str | None], object]) -> None:
        self.title = safe_line(asking.words, 60)
        self.label = f"{self.title}:" if self.title[-1:].isalnum() else self.title
        self.initial = asking.default
        self.hidden = asking.hidden
        self._about = asking.help
        self._options = [Option(choice) for choice in asking.choices]
        self._answer = answer

    def options(self, text: str) -> Sequence[Option]:
        exact = any(option.text == text for option in self._options)
        return self._options if exact else narrowed(self._options, text)

    def nothing(self, text: str) -> str:
        return self._about

    def accept(self, text: str, option: Option | None) -> None:
        self._answer(option.means if option is not None else text)

    def cancel(self) -> None:
        self._answer(None)

    def replaced(self) -> None:
        self._answer(None)


class Decision(Choose):
    """A question of a command that is answered with yes or no."""

    name, context, tip, ways = Confirm.name, Confirm.context, Confirm.tip, Confirm.ways

    def __init__(self, asking: Asking, answer: Callable[[str | None], object]) -> None:
        options = [Option("no", "nothing happens"), Option("yes", asking.help)]
        super().__init__(safe_line(asking.words, 200), options, self._say)
        self._answer = answer

    def _say(self, word: str) -> None:
        self._answer(word)

    def cancel(self) -> None:
        self._answer(None)

    def replaced(self) -> None:
        self._answer(None)


def _raise(error: Exception) -> NoReturn:
    raise error
