"""A command line carried out for the person at the keys: what came of it said, what is missing asked for."""

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from supportterm.commands.able import why_not_here
from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import TICKET, TICKETS
from supportterm.commands.parse import Missing, bind, run_command
from supportterm.commands.registry import Command, find
from supportterm.commands.usage import Usage
from supportterm.core.commandline import split
from supportterm.core.refusal import Refused
from supportterm.desk import StoreError
from supportterm.tui.caution import doubt
from supportterm.tui.dialogs.argument import Argument
from supportterm.tui.dialogs.lists import Confirm
from supportterm.tui.ending import left

if TYPE_CHECKING:
    from supportterm.tui.frame import Frame

log = logging.getLogger(__name__)

_ONLY_LOOK = frozenset({"lists", "panes", "reading", "moving"})
"""Groups of commands that change nothing but what was seen: what was selected stays so."""


class Runner:
    """Runs lines one after the other, on the frame's desk and its selection."""

    def __init__(self, frame: "Frame") -> None:
        self._frame = frame
        self._again = ""

    def call(self, subjects: tuple[int, ...], count: int | None = None) -> Call:
        """What a command is given here."""
        frame = self._frame
        return Call(lambda: frame.desk, selection=subjects, console=frame, count=count, edit_text=frame.edit_text)

    def run(self, line: str, count: int | None = None, subjects: tuple[int, ...] | None = None) -> None:
        """Asks first where the person wants to be asked."""
        subjects = self._frame.subjects() if subjects is None else subjects
        if reason := why_not_here(self._frame.desk, subjects, line):
            self._frame.say(reason, warning=True)
            return
        desk = self._frame.desk
        question = doubt(line, subjects, self._frame.confirm, desk.label, lambda: left(desk))
        if not question:
            self._run(line, count, subjects)
            return
        self._frame.ask(Confirm(question, line, lambda: self._run(line, count, subjects)))

    def attempt(self, what: str, action: Callable[[], object]) -> None:
        """Do *action* for the person. Never raises: what can't be done is said, and the console goes on."""
        frame = self._frame
        try:
            action()
        except Usage as usage:
            frame.say(f"{usage}   (:help {usage.command.name})" if usage.command else str(usage), warning=True)
        except Refused as refused:
            frame.say(str(refused), warning=True)
        except StoreError as error:
            frame.say(str(error), warning=True)
        except OSError as error:
            frame.say(f"{what}: {error.strerror or error}", warning=True)
        except Exception as error:
            log.exception("%s failed", what)
            frame.say(f"{what} failed: {error}; details are in the log", warning=True)

    def _run(self, line: str, count: int | None, subjects: tuple[int, ...]) -> None:
        def carry_out() -> None:
            before, call = self._frame.following.changes, self.call(subjects, count)
            words = [word.text for word in split(line)]
            found, size = find(words)
            try:
                if found.slow:
                    self._errand(line, found, bind(found, words[size:], call), subjects)
                    return
                outcome = run_command(found, words[size:], call)
            except Missing as missing:
                self._frame.ask(Argument(self, line, missing, subjects))
            else:
                self._said(line, outcome, changed=self._frame.following.changes != before)

        self.attempt(line.partition(" ")[0], carry_out)

    def _errand(self, line: str, found: Command, arguments: Mapping[str, object], subjects: tuple[int, ...]) -> None:
        from supportterm.tui.errand import Errand

        def done(outcome: Outcome) -> None:
            self._said(line, outcome, changed=False)
            self._frame.following.look()

        Errand(self._frame, subjects).run(found, arguments, done)

    def repeat(self) -> None:
        """The last command that changed tickets, on what is selected now."""
        if self._again:
            self.run(self._again)
        else:
            self._frame.say("nothing to repeat yet", warning=True)

    def _said(self, line: str, outcome: Outcome, *, changed: bool) -> None:
        frame = self._frame
        if outcome.lines is not None:
            frame.lines(line, list(outcome.lines))
        elif outcome.words:
            frame.say(outcome.words, warning=not outcome.ok)
        found = find([word.text for word in split(line)])[0]
        if changed and found.group not in _ONLY_LOOK:
            frame.chosen.none()
        if changed and found.positionals and found.positionals[0].kind in (TICKET, TICKETS):
            self._again = line
