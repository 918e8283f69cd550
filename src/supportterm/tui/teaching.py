"""Whether the tutor is here. What it does is in `tutor`, which nobody loads who does not call it."""

from typing import TYPE_CHECKING

from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.tui.app import SupportTerm
    from supportterm.tui.tutor import Tutor


class Teaching:
    """Belongs to an app."""

    def __init__(self, app: "SupportTerm") -> None:
        self._app = app
        self._tutor: Tutor | None = None

    def tutor(self, what: str) -> None:
        """`begin` it, `skip` a step, or `stop`. Raises Refused when it is not here."""
        if what == "begin":
            from supportterm.tui.tutor import Tutor

            self._dismiss()
            self._tutor = Tutor(self._app)
        elif self._tutor is None:
            raise Refused("the tutor is not here; `tutor` calls it")
        elif what == "skip":
            self._tutor.skip()
        else:
            self._dismiss()

    def did(self, command: str) -> None:
        """A command of this name was carried out."""
        if self._tutor is not None:
            self._tutor.did(command)

    def look(self) -> None:
        """Whether what was asked for is done by now."""
        if self._tutor is not None:
            self._tutor.look()

    def _dismiss(self) -> None:
        if self._tutor is not None:
            self._tutor.stop()
            self._tutor = None
