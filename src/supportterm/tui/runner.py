"""A command line carried out for the person at the keys: what came of it said, what is missing asked for."""

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from supportterm.commands.able import why_not_here
from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import TICKET, TICKETS
from supportterm.commands.parse import Missing, bind, run_command
from supportterm.commands.registry import Command, find
from supportterm.commands.rehearsal import can_be, rehearse, summary
from supportterm.commands.usage import Usage
from supportterm.core.commandline import texts
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.desk import StoreError
from supportterm.tui.caution import acts_on_selection, at_stake, doubt
from supportterm.tui.dialogs.argument import Argument
from supportterm.tui.dialogs.lists import Bulk, Confirm
from supportterm.tui.ending import left

if TYPE_CHECKING:
    from supportterm.tui.errand import Errand
    from supportterm.tui.frame import Frame

log = logging.getLogger(__name__)

A_MOMENT = 0.3
"""Seconds after which it is said that something runs."""
_ONLY_LOOK = frozenset({"lists", "panes", "reading", "moving"})
"""Groups of commands that change nothing but what was seen: what was selected stays so."""


class Runner:
    """Runs lines one after the other, on the frame's desk and its selection."""

    def __init__(self, frame: "Frame") -> None:
        self._frame = frame
        self._again = ""
        self._running: dict[Errand, str] = {}
        """What has not ended yet, in words."""

    def call(self, subjects: tuple[int, ...], count: int | None = None) -> Call:
        """What a command is given here."""
        frame = self._frame
        return Call(lambda: frame.desk, selection=subjects, console=frame, count=count, edit_text=frame.edit_text)

    def run(self, line: str, count: int | None = None, subjects: tuple[int, ...] | None = None) -> None:
        """For the person at the keys, who is told what came of it."""
        self.attempt(_verb(line), lambda: self._begin(line, count, subjects))

    def obey(self, line: str) -> tuple[bool, str]:
        """For the same person in another shell: whether it was done, and what came of it or why not."""
        try:
            outcome = self._begin(line)
        except Exception as error:
            words = complaint(_verb(line), error)
            self._frame.say(words, warning=True)
            return False, words
        return outcome.ok, outcome.words

    def attempt(self, what: str, action: Callable[[], object]) -> None:
        """Do *action* for the person. Never raises: what can't be done is said, and the console goes on."""
        try:
            action()
        except Exception as error:
            self._frame.say(self._frame.itself.in_keys(complaint(what, error)), warning=True)

    def _begin(self, line: str, count: int | None = None, subjects: tuple[int, ...] | None = None) -> Outcome:
        """Asks first where the person wants to be asked."""
        desk, subjects = self._frame.desk, self._frame.subjects() if subjects is None else subjects
        if find(texts(line))[0].group in _ONLY_LOOK:
            return self._carry_out(line, count, subjects)
        if reason := why_not_here(desk, subjects, line):
            raise Refused(reason)
        confirm = self._frame.confirm
        if confirm.bulk and len(subjects) > confirm.bulk and acts_on_selection(line) and can_be(line):
            return self._rehearsed(line, count, subjects)
        question = doubt(line, subjects, confirm, desk.label, lambda: left(desk))
        if not question:
            return self._carry_out(line, count, subjects)

        def decided() -> None:
            self.attempt(_verb(line), lambda: self._carry_out(line, count, subjects))

        self._frame.ask(Confirm(question, line, decided, at_stake(line, subjects, self.call(subjects, count))))
        return Outcome(f"the console asks first: {question}")

    def _rehearsed(self, line: str, count: int | None, subjects: tuple[int, ...]) -> Outcome:
        """Shows first what it would do to each; then it is done to those to which it can be."""
        try:
            told = rehearse(line, subjects, self.call(subjects, count))
        except Missing as missing:
            self._frame.ask(Argument(self, line, missing, subjects))
            return Outcome(f"the console asks: {missing}")
        able = tuple(one.ticket for one in told if one.changes)
        title = f"{line}: {summary(told)}"
        if not able:
            raise Refused(title)

        def decided() -> None:
            self.attempt(_verb(line), lambda: self._carry_out(line, count, able))

        self._frame.ask(Bulk(title, told, decided))
        return Outcome(f"the console asks first: {title}")

    def _carry_out(self, line: str, count: int | None, subjects: tuple[int, ...]) -> Outcome:
        before, call = self._frame.following.changes, self.call(subjects, count)
        words = texts(line)
        found, size = find(words)
        try:
            if found.slow:
                self._errand(line, found, bind(found, words[size:], call), subjects)
                return Outcome(f"{found.name} is on its way")
            outcome = run_command(found, words[size:], call)
        except Missing as missing:
            self._frame.ask(Argument(self, line, missing, subjects))
            return Outcome(f"the console asks: {missing}")
        changed = self._frame.following.changes != before
        if changed and acts_on_selection(line):
            outcome = _with_those_left(outcome, subjects)
        self._said(line, found, outcome, changed=changed)
        return outcome

    def _errand(self, line: str, found: Command, arguments: Mapping[str, object], subjects: tuple[int, ...]) -> None:
        from supportterm.tui.errand import Errand

        errand, frame = Errand(self._frame, subjects), self._frame

        def ended(result: Callable[[], Outcome]) -> None:
            del self._running[errand]
            self._tell_running()
            self.attempt(found.name, lambda: self._said(line, found, result(), changed=False))
            frame.following.look()

        self._running[errand] = safe_line(line, 30)
        errand.run(found, arguments, ended)
        frame.later(A_MOMENT, self._say_running)

    def _say_running(self) -> None:
        self._tell_running()
        if self._running and not self._frame.asker.asking:
            self._frame.say_way_out("cancel", "it goes on", "ends it")

    def _tell_running(self) -> None:
        names = ", ".join(self._running.values())
        self._frame.viewing.remind("running", f"running {names}" if names else "")

    def cancel(self) -> None:
        """End what was begun last and has not ended yet. Raises Refused when there is nothing."""
        if not self._running:
            raise Refused(f"nothing is running; {self._frame.ways_out()}")
        errand, words = next(reversed(self._running.items()))
        errand.stop()
        self._frame.say(f"ending {words} …")

    def repeat(self) -> None:
        """The last command that changed tickets, on what is selected now."""
        if self._again:
            self.run(self._again)
        else:
            self._frame.say("nothing to repeat yet", warning=True)

    def _said(self, line: str, found: Command, outcome: Outcome, *, changed: bool) -> None:
        frame = self._frame
        if outcome.shows is not None:
            outcome.shows(frame)
        elif outcome.lines is not None:
            frame.lines(line, list(outcome.lines))
        if outcome.words:
            frame.say(outcome.words, warning=not outcome.ok)
        frame.teaching.did(found.name)
        if changed and found.group not in _ONLY_LOOK:
            frame.chosen.none()
        if changed and found.positionals and found.positionals[0].kind in (TICKET, TICKETS):
            self._again = line


def _with_those_left(outcome: Outcome, subjects: tuple[int, ...]) -> Outcome:
    """What it says goes on with how many of those selected were so already."""
    record = outcome.records[0] if isinstance(outcome.records, list) and outcome.records else {}
    changed = record.get("tickets")
    left = len(set(subjects).difference(changed)) if isinstance(changed, list) else 0
    if not left or not outcome.words:
        return outcome
    return outcome._replace(words=f"{outcome.words}; {left} {'was' if left == 1 else 'were'} so already")


def complaint(what: str, error: Exception) -> str:
    """What is said of *what* having failed. An error that nobody foresaw goes into the log too."""
    match error:
        case Usage() if error.command is not None:
            return f"{error}   (:help {error.command.name})"
        case Refused() | StoreError():
            return str(error)
        case OSError():
            return f"{what}: {error.strerror or error}"
    log.error("%s failed", what, exc_info=error)
    return f"{what} failed: {error}; details are in the log"


def _verb(line: str) -> str:
    return line.partition(" ")[0]
