"""Help in the console is parted at its own width, and only there."""

from supportterm.commands.manual import page
from supportterm.tui.dialogs.lists import hanging


def test_paragraphs_fill_their_lines_at_any_width() -> None:
    for width in (40, 77, 120):
        rows = [row for line in page("connect", console=True) for row in hanging(line, width)]
        assert max(map(len, rows)) <= width
        paragraph = rows[rows.index("") + 1 :]
        text = paragraph[next(n for n, row in enumerate(paragraph) if row.startswith("The first word")) :]
        text = text[: text.index("")]
        words = [row.split() for row in text]
        assert all(len(row) + 1 + len(after[0]) > width for row, after in zip(text, words[1:], strict=False)), text
        assert not any(row.startswith(" ") for row in text)


def test_what_can_be_set_goes_on_below_its_words() -> None:
    rows = [row for line in page("connect mail", console=True) for row in hanging(line, 77)]
    at = next(n for n, row in enumerate(rows) if row.startswith("  since "))
    assert rows[at].index("What lies") == len(rows[at + 1]) - len(rows[at + 1].lstrip())
