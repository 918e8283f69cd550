"""Markdown → HTML that may stand in a page of ours, whoever wrote it.

The HTML that articles have between their Markdown is kept where it is harmless; a library takes everything else away.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final

import nh3

from supportterm.core.article_links import HEADING, addressed, anchor, below

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

_TAGS: Final = (
    "a", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h2", "h3", "h4",
    "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "s", "samp", "small", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var",
)  # fmt: skip
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "details": {"open"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_SCROLLED: Final = {"pre": {"tabindex": "0"}, "table": {"tabindex": "0"}}
"""What may be wider than the page is scrolled within itself, also by keys."""
_SCHEMES: Final = frozenset({"http", "https", "mailto"})


def article_html(text: str, *, title: str, where: Callable[[str], str]) -> str:
    """An article as HTML. A first heading that says its *title* again is left out; *where* an article is, by its slug.

    Headings begin at the second level, since the page has the first, and can be led to.
    """
    return _clean(addressed(below(title, text), where), set(_TAGS), _SCROLLED)


def message_html(text: str) -> str:
    """What an agent wrote to a customer as HTML: no pictures from elsewhere, and links open beside the page."""
    return _clean(text, set(_TAGS) - {"img"}, {**_SCROLLED, "a": {"target": "_blank"}})


def _clean(text: str, tags: set[str], values: dict[str, dict[str, str]]) -> str:
    return nh3.clean(
        _markdown().render(text),
        tags=tags,
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_only_ours,
        url_schemes=set(_SCHEMES),
        link_rel="nofollow noopener noreferrer",
        set_tag_attribute_values=values,
    )


def _only_ours(tag: str, attribute: str, value: str) -> str | None:
    """No element takes the name of one that the page has."""
    return value if attribute != "id" or value.startswith(HEADING) else None


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": True, "linkify": True}).enable(["table", "strikethrough", "linkify"])
    assert made.linkify is not None
    # What is written as the address of a page: no name that looks like one.
    made.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
    for other in ("//", "ftp:", "mailto:"):
        made.linkify.add(other, None)
    made.core.ruler.push("headings", _headings)
    made.core.ruler.push("leading", _leading)
    return made


def _headings(state: "StateCore") -> None:
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open":
            token.attrSet("id", HEADING + anchor(state.tokens[index + 1].content))
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"


def _leading(state: "StateCore") -> None:
    """Links to a heading of the same article, to what that is called on the page."""
    for token in (child for block in state.tokens for child in block.children or ()):
        href = str(token.attrGet("href") or "")
        if token.type == "link_open" and href.startswith("#"):
            token.attrSet("href", f"#{HEADING}{href[1:].lower()}")
