"""Text → HTML that reads the same, for systems that take nothing else. Of the text itself nothing is markup."""

import html
import re
from typing import Final

_COLUMNS: Final = re.compile(r" (?= )|^ |\t", re.MULTILINE)
"""Blanks that HTML would make one of, or none."""


def as_html(text: str) -> str:
    """*text* with its lines and columns; `html.to_text` makes the same words and lines of it again."""
    lines = html.escape(text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = _COLUMNS.sub(lambda found: "&nbsp;" * (4 if found[0] == "\t" else 1), lines)
    broken = kept.replace("\n", "<br>")
    return f"<div>{broken}</div>"
