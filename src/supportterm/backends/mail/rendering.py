"""Markdown → the HTML of a mail. What somebody wrote stays text: no HTML of theirs, no links but safe ones."""

import html
from collections.abc import Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from supportterm.core.safe import safe_url

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRAME: Final = '<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n{}</body></html>\n'


def to_html(text: str, inline: Collection[str] = ()) -> str:
    """*text* as a page; images are shown only when they come along, under one of the ids *inline*."""
    return _FRAME.format(_markdown().render(text, {"inline": frozenset(inline)}))


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    # Lines end where their writer ended them: a reply is a letter, not a document.
    made = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    made.validateLink = _may_lead  # type: ignore[method-assign]
    made.add_render_rule("image", _image)
    return made


def _may_lead(url: str) -> bool:
    return url.lower().startswith("cid:") or safe_url(url) is not None


def _image(self: Any, tokens: "Sequence[Token]", index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    source, words = str(token.attrGet("src") or ""), html.escape(token.content)
    if source.lower().startswith("cid:"):
        known = source[4:] in env["inline"]
        return f'<img src="{html.escape(source)}" alt="{words}">' if known else words
    # An image from elsewhere would tell its owner who reads the mail: it is a link.
    return f'<a href="{html.escape(source)}">{words or html.escape(source)}</a>'
