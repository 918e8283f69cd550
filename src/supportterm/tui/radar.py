"""What commands may ask of the radar."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from supportterm.commands.call import Call
from supportterm.commands.forecast import completed, ticket_of
from supportterm.core.commandline import quoted
from supportterm.core.refusal import Refused
from supportterm.core.sla_whatif import UNDERSTOOD, What, read
from supportterm.tui.dialogs.question import COMPLETE, Option, Question
from supportterm.tui.panecalls import PaneCalls

if TYPE_CHECKING:
    from supportterm.tui.frame import Frame
    from supportterm.tui.screen import DeskScreen


class RadarFace:
    """Implements `commands.face.Radar`: what it asks is asked of the pane, which is opened first where need be."""

    def __init__(self, frame: "Frame", screen: "DeskScreen", calls: PaneCalls) -> None:
        self._frame, self._screen, self._calls = frame, screen, calls

    def show(self) -> None:
        self._calls.open("radar")
        self._calls.tell("radar", "show")

    def ask(self) -> None:
        call = self._frame.runner.call(self._frame.subjects())
        self._frame.ask(WhatIf(call, lambda line: self._frame.run(f"radar if {quoted(line)}")))

    def suppose(self, line: str, what: What) -> None:
        self._open()
        self._calls.tell("radar", "suppose", line, what)

    def as_it_is(self) -> None:
        self._open()
        self._calls.tell("radar", "as_it_is")

    def look_ahead(self, hours: int) -> None:
        self._open()
        self._calls.tell("radar", "look_ahead", hours)

    def _open(self) -> None:
        if self._screen.shown.opened != "radar":
            self._calls.open("radar")


class WhatIf(Question):
    """What is supposed, in the words of `sla forecast --if`."""

    name = "what-if"
    title = "what would break if"
    label = "if:"
    tip = ""
    ways = COMPLETE

    def __init__(self, call: Call, given: Callable[[str], None]) -> None:
        self._call, self._given = call, given

    def options(self, text: str) -> Sequence[Option]:
        return [Option(found.text, found.note) for found in completed(text.lstrip(), self._call)]

    def nothing(self, text: str) -> str:
        return UNDERSTOOD

    def refuses(self, text: str, option: Option | None) -> str:
        try:
            read(self._chosen(text, option), lambda word: ticket_of(word, self._call))
        except Refused as refused:
            return str(refused)
        return ""

    def accept(self, text: str, option: Option | None) -> None:
        self._given(self._chosen(text, option))

    def _chosen(self, text: str, option: Option | None) -> str:
        """The chosen line, else what was typed, or the one thing that begins so."""
        begun = self.options(text) if option is None and text.strip() else ()
        return (option.means if option is not None else begun[0].means if len(begun) == 1 else text).strip()
