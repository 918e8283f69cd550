"""Links to articles: how they are written, where they lead, and which lead nowhere. Pure.

What lies elsewhere is not asked.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Final, NamedTuple
from urllib.parse import quote

ARTICLE: Final = "kb:"
"""What the address of an article of this desk begins with."""
HEADING: Final = "at-"
"""What headings are called by on a page begins with: none of them is taken for something of the page's own."""
_LINK: Final = re.compile(
    r"!?\[[^\]\n]*\]\(\s*<?([^\s<>)]+)>?[^)\n]*\)"  # [words](where "title")
    r"|^\[[^\]\n]+\]:[ \t]*<?(\S+?)>?[ \t]*$",  # [name]: where
    re.MULTILINE,
)
_FENCED: Final = r"^(?P<fence>```|~~~).*?^(?P=fence)[ \t]*$|`[^`\n]*`"
_CODE: Final = re.compile(_FENCED, re.MULTILINE | re.DOTALL)
_CODE_OR_LINK: Final = re.compile(
    rf"(?P<code>{_FENCED})"
    r"|(?P<before>\[(?P<words>(?:[^\[\]\\\n]|\\.|\[[^\[\]\n]*\])*)\]\(\s*<?)(?P<to>[^\s<>()]+)(?P<after>>?[^()\n]*\))"
    r"|^(?P<name>\[[^\]\n]+\]:[ \t]*<?)(?P<defined>[^\s<>]+)(?P<end>>?[ \t]*)$",
    re.MULTILINE | re.DOTALL,
)
_HEADING: Final = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_ELSEWHERE: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//|/", re.IGNORECASE)


_FIRST_HEADING: Final = re.compile(r"\A\s*#[ \t]+(?P<words>[^\n]+?)[ \t#]*(?:\n|\Z)\s*")


class Broken(NamedTuple):
    link: str
    why: str


def below(title: str, body: str) -> str:
    """What is shown of an article below its *title*: a first heading that says it again is left out."""
    heading = _FIRST_HEADING.match(body)
    said_again = heading is not None and heading["words"].strip() == title.strip()
    return body[heading.end() :] if heading is not None and said_again else body


def broken(body: str, slugs: Collection[str]) -> Iterator[Broken]:
    """Links of an article that lead to no article among *slugs*, or to no heading of its own."""
    plain = _CODE.sub("", body)
    anchors = {anchor(found[1]) for found in _HEADING.finditer(plain)}
    for found in _LINK.finditer(plain):
        link = found[1] or found[2]
        led = _article_at(link)
        if led is not None:
            if led[0] not in slugs:
                yield Broken(link, f"there is no article {led[0]!r}")
        elif link.startswith("#") and link[1:].lower() not in anchors:
            yield Broken(link, "it has no such heading")


def link(title: str, slug: str) -> str:
    """A link to an article of this desk, in Markdown."""
    return f"[{plain_title(title)}]({ARTICLE}{slug})"


def page_of(centre: str, slug: str) -> str:
    """Where an article is read in the help centre at the address *centre*."""
    return f"{centre}/articles/{quote(slug, safe='')}"


def plain_title(title: str) -> str:
    """A title within Markdown's marks."""
    return re.sub(r"([\\\[\]*_`<>])", r"\\\1", title)


def addressed(text: str, where: Callable[[str], str]) -> str:
    """*text* with its links to articles leading where *where* says the article of a slug is.

    Where that is empty, nobody who reads the text finds the article: only the words of the link stay.
    """

    def turned(found: re.Match[str]) -> str:
        target = found["to"] or found["defined"] or ""
        led = None if found["code"] else _article_at(target)
        if led is None:
            return found[0]
        slug, fragment = led
        address = where(slug)
        if not address:
            return found["words"] or ""
        return f"{found['before'] or found['name']}{address}{fragment}{found['after'] or found['end'] or ''}"

    return _CODE_OR_LINK.sub(turned, text)


def _article_at(link: str) -> tuple[str, str] | None:
    """The slug that a link leads to, and the heading there on its page, with a `#`; None: it leads elsewhere."""
    path, _, name = link.partition("#")
    heading = f"#{HEADING}{name.lower()}" if name else ""
    if path.startswith(ARTICLE):
        return path.removeprefix(ARTICLE), heading
    if path.endswith((".md", ".markdown")) and not _ELSEWHERE.match(path):
        return _slug(path.rpartition("/")[2].rpartition(".")[0]), heading
    return None


def anchor(heading: str) -> str:
    """How a heading is addressed: small letters and digits, dashes for spaces."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())


def _slug(name: str) -> str:
    return re.sub(r"[^\w]+|_+", "-", name.lower()).strip("-")
