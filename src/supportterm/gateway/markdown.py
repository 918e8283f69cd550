"""Markdown → HTML that may stand in a page of ours, whoever wrote it.

The HTML that articles have between their Markdown is kept where it is harmless; a library takes everything else away.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Final

import nh3

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

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
}
_SCROLLED: Final = {"pre": {"tabindex": "0"}, "table": {"tabindex": "0"}}
"""What may be wider than the page is scrolled within itself, also by keys."""
_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_FIRST_HEADING: Final = re.compile(r"\A\s*# +(?P<words>[^\n]+)\n")


def to_html(text: str, *, title: str = "", pictures: bool = True) -> str:
    """*text* as HTML. A first heading that says the *title* again is left out. Without *pictures* there are none.

    Headings begin at the second level: the page has the first. Without pictures, which is how agents write to
    customers, links open beside the page.
    """
    heading = _FIRST_HEADING.match(text)
    if heading is not None and heading["words"].strip() == title.strip():
        text = text[heading.end() :]
    return nh3.clean(
        _markdown().render(text),
        tags=set(_TAGS) if pictures else set(_TAGS) - {"img"},
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes=set(_SCHEMES),
        link_rel="nofollow noopener noreferrer",
        set_tag_attribute_values={**_SCROLLED, **({} if pictures else {"a": {"target": "_blank"}})},
    )


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    made.core.ruler.push("second_level", _second_level)
    return made


def _second_level(state: object) -> None:
    for token in state.tokens:  # type: ignore[attr-defined]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
