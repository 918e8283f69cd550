"""Which conversation a mail belongs to. Pure: what is known of other mails is asked through `Known`.

First by the ids that mail programs write. Only where these say nothing, by subject — and then only together
with the people: whoever was not part of a conversation can't get into it by guessing its subject.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple, Protocol

from supportterm.exchange.mime import ParsedMail

DAYS: Final = 30
"""How long after the last message a subject still names the same conversation."""
_DAY: Final = 86_400_000
_MAX_SUBJECT: Final = 500

_PREFIX: Final = re.compile(
    r"(?:re|aw|antw|sv|vs|fwd?|fw|wg|tr|rv|r|rif|i|enc|odp|pd|ynt|ref|doorst|vl|res|回复|回覆|答复|转发|轉寄|返信)"
    r"\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s*[:：]\s*",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"\[[^\]\[]{1,40}\]\s*")
_ANSWER: Final = re.compile(
    r"\s*(?:\[[^\]\[]{1,40}\]\s*)*(?:re|aw|antw|sv|vs|odp|rif|回复|回覆|答复|返信)\s*[\[(^:：]", re.IGNORECASE
)


class Place(NamedTuple):
    """A conversation that holds a mail, and when it was last written to (milliseconds)."""

    ticket: int
    at: int


class Known(Protocol):
    """What the store, or an import under way, knows."""

    def by_id(self, message_id: str) -> int | None:
        """The conversation that holds the message of this id."""

    def awaiting(self, message_id: str) -> int | None:
        """A conversation that holds an answer to this id, imported before its parent."""

    def by_subject(self, subject: str, people: Iterable[str]) -> Iterable[Place]:
        """Conversations of this normalised subject in which one of these addresses took part."""


def normal_subject(subject: str) -> str:
    """A subject without "Re:", "Fwd:" and list tags, in lower case: what stays the same through a conversation."""
    text = " ".join(subject[:_MAX_SUBJECT].split())
    while True:
        shorter = _PREFIX.sub("", text, count=1) if _PREFIX.match(text) else text
        tag = _TAG.match(shorter)
        if tag and tag.end() < len(shorter):
            shorter = shorter[tag.end() :]
        if shorter == text:
            return text.casefold()
        text = shorter


def is_answer(subject: str) -> bool:
    """True when the subject says that this is an answer."""
    return _ANSWER.match(subject[:_MAX_SUBJECT]) is not None


def ancestors(mail: ParsedMail) -> tuple[str, ...]:
    """Ids of the mails that this one answers, nearest first: In-Reply-To, then References from right to left."""
    nearest = [*mail.in_reply_to[:1], *reversed(mail.references), *mail.in_reply_to[1:]]
    return tuple(dict.fromkeys(i for i in nearest if i != mail.message_id))


def people(mail: ParsedMail) -> tuple[str, ...]:
    """Addresses that took part in a mail, in lower case, its sender first."""
    everyone = (mail.sender, *mail.reply_to, *mail.to, *mail.cc)
    return tuple(dict.fromkeys(a.key for a in everyone if "@" in a.address))


def place(
    mail: ParsedMail, at: int, known: Known, *, ours: frozenset[str] = frozenset(), days: int = DAYS
) -> int | None:
    """The conversation that *mail*, written at *at*, belongs to; None when it begins one.

    *ours* are the agents' addresses in lower case: what one of them wrote belongs where its recipients are.
    """
    answered = ancestors(mail)
    for ancestor in answered:
        ticket = known.by_id(ancestor)
        if ticket is not None:
            return ticket
    # Imported before its parent: an answer to it, or another answer to the same mail, is here already.
    for awaited in (mail.message_id, *answered):
        ticket = known.awaiting(awaited) if awaited else None
        if ticket is not None:
            return ticket
    subject = normal_subject(mail.subject)
    if not subject or not (answered or is_answer(mail.subject)):
        return None
    sender = mail.sender.key
    sharing = [a for a in people(mail) if a not in ours] if sender in ours else [sender]
    near = [p for p in known.by_subject(subject, sharing) if abs(at - p.at) <= days * _DAY]
    return min(near, key=lambda p: (abs(at - p.at), p.ticket)).ticket if near else None
