"""What can and what can't be done to what lives elsewhere: one wording for refusals and for what is grey."""

from collections.abc import Iterable
from typing import Final

from supportterm.core.nouns import Connected

WORDS: Final = {
    "open": "open tickets",
    "reply": "reply",
    "note": "write internal notes",
    "forward": "forward",
    "status": "set the status",
    "priority": "set the priority",
    "assignee": "assign",
    "team": "set the team",
    "subject": "set the subject",
    "due": "set a deadline",
    "custom": "set custom fields",
    "tags": "tag",
    "merge": "merge",
    "files": "send files",
    "note-files": "send files with internal notes",
    "search": "search",
    "articles": "write articles",
    "people": "look people up",
}
"""Each word of `Connected.can` as what people do; `tickets` is where they live, and nothing that is done."""

_HELPDESK: Final = tuple(word for word in WORDS if word != "people")
_MAIL: Final = ("reply", "forward", "files")
"""All that mail could do: tickets are ours there."""

_REASONS: Final = {
    "open": "no ticket can be opened at {} from here",
    "reply": "{} takes no replies",
    "note": "{} has no internal notes: they stay on this desk",
    "forward": "{} takes no forwards",
    "custom": "the fields of a ticket at {} can't be changed from here",
    "tags": "{} has no tags that can be changed from here",
    "merge": "tickets at {} can't be merged from here",
    "files": "{} takes no files",
    "search": "{} can't be searched from here",
    "articles": "articles of {} can't be changed from here",
}


def can_words(can: Iterable[str]) -> str:
    there = set(can)
    return ", ".join(words for word, words in WORDS.items() if word in there) or "only read"


def cannot_words(can: Iterable[str]) -> str:
    """What can't be done there, of what could be at such a place."""
    there = set(can)
    could = _HELPDESK if "tickets" in there else _MAIL if there & set(_MAIL) else ()
    return ", ".join(WORDS[word] for word in could if word not in there)


def why_not(home: Connected, what: str) -> str:
    """Why *what* can't be done by the connection *home*; empty when it can.

    *what* is a word of `WORDS`, or `field.NAME` for one of the desk's own fields.
    """
    if ("custom" if what.startswith("field.") else what) in home.can:
        return ""
    title = home.title or home.name
    if what in _REASONS:
        return _REASONS[what].format(title)
    return f"the {what.removeprefix('field.')} of a ticket at {title} can't be changed from here"
