"""What can and what can't be done somewhere, in plain words."""

from collections.abc import Iterable
from typing import Final

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
    "search": "search",
    "articles": "write articles",
}
"""Each ability of `Connected.can` as what people do."""


def can_words(can: Iterable[str]) -> str:
    return ", ".join(words for word, words in WORDS.items() if word in set(can)) or "nothing but read"


def cannot_words(can: Iterable[str], *, tickets: bool = True) -> str:
    """What can't be done there; of mail only what mail could do is named."""
    asked = WORDS if tickets else {w: WORDS[w] for w in ("reply", "forward", "files")}
    return ", ".join(words for word, words in asked.items() if word not in set(can))
