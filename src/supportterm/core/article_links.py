"""Links between articles, and those that lead nowhere. Pure; what lies elsewhere is not asked."""

import re
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

ARTICLE: Final = "kb:"
"""What the address of an article of this desk begins with."""
_LINK: Final = re.compile(
    r"!?\[[^\]\n]*\]\(\s*<?([^\s<>)]+)>?[^)\n]*\)"  # [words](where "title")
    r"|^\[[^\]\n]+\]:[ \t]*<?(\S+?)>?[ \t]*$",  # [name]: where
    re.MULTILINE,
)
_CODE: Final = re.compile(r"^(```|~~~).*?^\1[ \t]*$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_HEADING: Final = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_ELSEWHERE: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//|/", re.IGNORECASE)


class Broken(NamedTuple):
    link: str
    why: str


def broken(body: str, slugs: Collection[str]) -> Iterator[Broken]:
    """Links of an article that lead to no article among *slugs*, or to no heading of its own."""
    plain = _CODE.sub("", body)
    anchors = {anchor(found[1]) for found in _HEADING.finditer(plain)}
    for found in _LINK.finditer(plain):
        link = found[1] or found[2]
        path, _, fragment = link.partition("#")
        if link.startswith(ARTICLE):
            slug = path.removeprefix(ARTICLE)
            if slug not in slugs:
                yield Broken(link, f"there is no article {slug!r}")
        elif not path:
            if fragment.lower() not in anchors:
                yield Broken(link, "it has no such heading")
        elif path.endswith((".md", ".markdown")) and not _ELSEWHERE.match(path):
            slug = _slug(path.rpartition("/")[2].rpartition(".")[0])
            if slug not in slugs:
                yield Broken(link, f"there is no article {slug!r}")


def anchor(heading: str) -> str:
    """How a heading is addressed: small letters and digits, dashes for spaces."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())


def _slug(name: str) -> str:
    return re.sub(r"[^\w]+|_+", "-", name.lower()).strip("-")
