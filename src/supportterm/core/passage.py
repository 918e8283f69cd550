"""The part of an article that answers a question, short enough for a chat or a mail. Pure."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from supportterm.core.question import sought
from supportterm.core.words import tokens

LONGEST: Final = 900
"""Characters of a passage, at most."""
_HEADING: Final = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_FENCE: Final = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_ANSWERS: Final = {"resolution", "solution", "workaround", "fix", "steps", "procedure", "answer", "how", "losung"}
"""Words in the headings of sections that say what to do."""


class _Section(NamedTuple):
    heading: str
    text: str


def passage(body: str, question: str, most: int = LONGEST) -> str:
    """The section of *body* with most of *question*, what to do before what is wrong; cut between paragraphs."""
    words = sought(question, 40)

    def worth(section: _Section) -> tuple[bool, int]:
        said = tokens(f"{section.heading} {section.text}")
        return not _ANSWERS.isdisjoint(tokens(section.heading)), sum(word.found_in(said) for word in words)

    sections = [section for section in _sections(body) if section.text]
    return _cut(max(sections, key=worth).text, most) if sections else ""


def _sections(body: str) -> Iterator[_Section]:
    """Parts of Markdown between headings; what looks like one within a fence is code."""
    fenced = [found.span() for found in _FENCE.finditer(body)]
    heading, start = "", 0
    for found in _HEADING.finditer(body):
        if any(begin <= found.start() < end for begin, end in fenced):
            continue
        yield _Section(heading, body[start : found.start()].strip())
        heading, start = found[1], found.end()
    yield _Section(heading, body[start:].strip())


def _cut(text: str, most: int) -> str:
    """*text* to at most *most* characters, between paragraphs where one fits, else between words."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    end = kept.rfind("\n\n")
    if end < most // 3:
        end = max(kept.rfind(" "), kept.rfind("\n"))
    return f"{kept[: end if end > 0 else len(kept)].rstrip()} …"
