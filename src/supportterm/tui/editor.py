"""`$EDITOR` on a text, the screen handed over meanwhile."""

from typing import TYPE_CHECKING

from supportterm.core.refusal import Refused
from supportterm.exchange.editing import edited, editor_of

if TYPE_CHECKING:
    from textual.app import App


def edit(app: "App[None]", text: str, editor: str = "") -> str | None:
    """What *text* became; None when the editor was left without saving. Raises Refused when there is no editor."""
    program = editor_of(editor)
    if not program:
        raise Refused("no editor is set; put one into $EDITOR, or `editor:` into config.yaml")
    return edited(text, program, app.suspend())
