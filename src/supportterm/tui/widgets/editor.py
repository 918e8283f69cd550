"""The text box of the composer: Textual's, in our colours, telling when two characters ask for a list."""

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color
from textual.message import Message
from textual.style import Style as VisualStyle
from textual.widget import Widget
from textual.widgets import TextArea
from textual.widgets.text_area import TextAreaTheme

from supportterm.tui.look import Look

TRIGGERS = {"??": "article", "::": "macro", "@@": "colleague"}
"""Typed at the beginning of a word, and what each asks for."""
HINT = ", ".join(f"{trigger} {'puts in ' * (n == 0)}{'an' if name[0] == 'a' else 'a'} {name}"
                 for n, (trigger, name) in enumerate(TRIGGERS.items()))  # fmt: skip
"""Stands in an empty text."""


class Triggered(Message):
    """One of `TRIGGERS` was typed."""

    def __init__(self, trigger: str) -> None:
        super().__init__()
        self.trigger = trigger


class _Theme(TextAreaTheme):
    """Colours of a look, and none from a stylesheet."""

    @classmethod
    def of(cls, look: Look, name: str) -> "_Theme":
        text = look.text
        return cls(
            name,
            base_style=text,
            gutter_style=text,
            cursor_style=text + Style(reverse=True),
            cursor_line_style=text,
            cursor_line_gutter_style=text,
            bracket_matching_style=text,
            selection_style=look["cursor"],
        )

    def apply_css(self, text_area: TextArea) -> None:
        """Nothing is missing that CSS would have to fill in."""


class Editor(TextArea):
    DEFAULT_CSS = "Editor, Editor:focus { border: none; padding: 0; }"

    def __init__(self, look: Look) -> None:
        super().__init__(soft_wrap=True, tab_behavior="indent", show_line_numbers=False, highlight_cursor_line=False)
        self.cursor_blink = False
        self._length = self._looks = 0
        self._faint = look["dim"]
        self.placeholder = "" if look.spoken else HINT
        self.recolour(look)

    def recolour(self, look: Look) -> None:
        """The colours of *look*, from now on."""
        recoloured(self, look)
        self._faint = look["dim"]
        self._looks += 1
        theme = _Theme.of(look, f"desk {self._looks}")  # Textual does not look again at one of the same name
        self.register_theme(theme)
        self.theme = theme.name

    def get_visual_style(self, *names: str, partial: bool = False) -> VisualStyle:
        if names == ("text-area--placeholder",):  # what Textual makes of it can't be read on every ground
            return VisualStyle.from_rich_style(self._faint)
        return super().get_visual_style(*names, partial=partial)

    def fill(self, text: str) -> None:
        """Start over with *text*, the cursor behind it; nothing of an older text can be undone into it."""
        self._length = len(text)
        self.load_text(text)
        self.move_cursor(self.document.end)

    def rewrite(self, text: str) -> None:
        """*text* in place of all there is, the cursor behind it and nothing selected. One undo takes it back."""
        self.replace(text, self.document.start, self.document.end, maintain_selection_offset=False)
        self.move_cursor(self.document.end)
        self._length = len(self.text)

    def put(self, text: str, *, instead_of: int = 0) -> None:
        """*text* at the cursor, in place of *instead_of* characters before it. One undo takes it back."""
        row, column = self.cursor_location
        self.replace(text, (row, max(column - instead_of, 0)), (row, column), maintain_selection_offset=False)
        self._length = len(self.text)

    def append(self, text: str) -> None:
        """*text* below all there is, an empty line between; what is selected and where the cursor is stays."""
        before, selected = self.text, self.selection
        gap = "\n" * max(2 - (len(before) - len(before.rstrip("\n"))), 0) if before.strip() else ""
        self.insert(gap + text, self.document.end)
        self.selection = selected
        self._length = len(self.text)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        typed = len(self.text) - self._length
        self._length = len(self.text)
        if typed == 1 and (found := self._trigger()):
            self.post_message(Triggered(found))

    def _trigger(self) -> str | None:
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        starts_word = len(before) == 2 or before[-3:-2].isspace()
        return before[-2:] if before[-2:] in TRIGGERS and starts_word else None


def recoloured(widget: Widget, look: Look) -> None:
    """Give one of Textual's own widgets the text and background of *look*."""
    widget.styles.color = _colour(look.text.color)
    widget.styles.background = _colour(look.text.bgcolor)


def _colour(colour: RichColor | None) -> Color:
    if colour is None or colour.is_default:
        return Color.parse("ansi_default")
    return Color.from_rich_color(colour)
