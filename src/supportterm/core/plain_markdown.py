"""Markdown as the words that a reader would read: for the piece of an article that a search shows."""

import html
import re
from typing import Final

_MARKS: Final = re.compile(
    r"^\s{0,3}(?:\#{1,6}\s+|>\s?|[-*+]\s+|\d{1,3}\.\s+|[-:| ]{3,}$|```.*$)"  # at the beginning of a line
    r"|!?\[(?P<words>[^\]\n]{0,300})\]\([^)\n]{0,2000}\)"  # a link or a picture says its words
    r"|<[/!a-zA-Z][^>\n]{0,300}>"
    r"|(?<!\w)[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}(?!\w)",
    re.MULTILINE,
)


def plain(text: str) -> str:
    """*text* without its marks, links and HTML. Not exact: code may lose an asterisk."""
    return html.unescape(_MARKS.sub(lambda found: found["words"] or "", text)).replace("\xa0", " ")
