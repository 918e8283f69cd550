"""Texts as systems keep them that show everything as HTML; written apart from what is tried against it."""

import html
import re


def shown(text: str) -> str:
    return f"<p>{html.escape(text).replace(chr(10), '<br />')}</p>"


def meant(body: str) -> str:
    """What somebody reads in HTML that holds nothing but lines."""
    lines = re.sub(r"<br ?/?>", "\n", re.sub(r"</?(?:div|p)>", "", body))
    assert "<" not in lines, f"markup that nobody meant: {lines[:80]}"
    return html.unescape(lines).replace("\xa0", " ")
