"""May a machine answer this mail? The loop guard of automatic replies (RFC 3834, both ways).

A wrong answer to a machine may start two machines talking; a missing answer only leaves somebody without a receipt.
So every sign of a machine counts, and what no sign gives away is stopped by counting (core/autoreply.py).
"""

import re
from collections.abc import Iterator
from typing import Final

from supportterm.exchange import addresses
from supportterm.exchange import machine_words as words
from supportterm.exchange.addressing import is_own
from supportterm.exchange.fields import Fields
from supportterm.exchange.mime import ParsedMail
from supportterm.exchange.threading import is_answer

ANSWER_FIELDS: Final = (
    ("Auto-Submitted", "auto-replied"),
    ("X-Auto-Response-Suppress", "All"),
    ("Precedence", "auto_reply"),
)
"""What our own automatic mails say of themselves, so that others leave them alone."""

MAX_HOPS: Final = 50
"""Hosts that a mail may have gone through."""
_END: Final = 4_000
"""Characters at the end of a text in which newsletters say how to leave."""


NOWHERE: Final[frozenset[str]] = frozenset()


def may_answer(
    mail: ParsedMail,
    fields: Fields,
    ours: frozenset[str] = NOWHERE,
    *,
    own_domains: frozenset[str] = NOWHERE,
    doors: frozenset[str] = NOWHERE,
    automatic: str | None = None,
) -> str:
    """Empty when a machine may answer *mail*, else why not, as a sentence.

    *automatic* is what `machine` says of it, where that was asked before. *ours* are our own addresses and
    *own_domains* our domains, in small letters; *doors* as for `machine`. Without *ours* nobody asks to whom the mail
    is addressed.
    """
    sender = mail.sender.key
    if "@" not in sender:
        return "it names no sender who could be answered"
    if is_own(sender, ours) or any(is_own(a.key, ours) for a in mail.reply_to):
        return "it comes from our own address"
    found = (machine(mail, fields, doors) if automatic is None else automatic) or _going_round(fields, ours)
    if found:
        return found
    if ours and not _addressed(mail, ours, own_domains, doors):
        return "it is not addressed to us"
    return ""


def machine(mail: ParsedMail, fields: Fields, doors: frozenset[str] = NOWHERE) -> str:
    """What says that a machine wrote or spread *mail*, as a sentence; empty when nothing does.

    *doors* are List-Ids, in small letters, of lists that are a desk's own address: people's mail comes through them.
    """
    return next(_signs(mail, fields, _list_name(mail) in doors), "")


def returned(mail: ParsedMail, fields: Fields) -> bool:
    """True when *mail* tells of one that could not be delivered."""
    if mail.report or "x-failed-recipients" in fields:
        return True
    daemon = words.DAEMONS.fullmatch(_local(mail.sender.key)) is not None
    told = words.RETURNED.match(mail.subject) is not None
    return (mail.null_sender and (daemon or told)) or (daemon and told)


def _signs(mail: ParsedMail, fields: Fields, through_door: bool) -> Iterator[str]:
    if mail.report:
        yield "it is a delivery report"
    submitted = fields.word("auto-submitted")
    if submitted not in ("", "no"):
        yield f"it says that it is {submitted[:40]}"
    if mail.null_sender:
        yield "it has no return path"
    if "x-failed-recipients" in fields or words.RETURNED.match(mail.subject):
        yield "it tells of a mail that was not delivered"
    if mail.suppress and words.SUPPRESS.intersection(re.split(r"[,;\s]+", mail.suppress)):
        yield "it asks for no automatic answer"
    if not through_door:
        yield from _spread(mail, fields)
    marks = words.MARKS.intersection(fields)
    if marks:
        yield f"it bears {min(marks)}"
    if any(words.PROGRAMS.search(fields.first(name)) for name in ("x-mailer", "user-agent")):
        yield "a program that answers or spreads mail wrote it"
    if words.AWAY.match(mail.subject):
        yield "its subject is that of an absence note"
    for who in _senders(mail, fields, through_door):
        if words.NAMES.fullmatch(_local(who)):
            yield f"nobody reads {_local(who)[:40]}"


def _spread(mail: ParsedMail, fields: Fields) -> Iterator[str]:
    """Signs that it went to many."""
    precedence = fields.word("precedence")
    if precedence in words.PRECEDENCE:
        yield f"its precedence is {precedence}"
    if not words.LISTS.isdisjoint(fields):
        yield "it came through a list"
    # Who answers or forwards a newsletter has its words in the mail too.
    first = not (mail.in_reply_to or mail.references or is_answer(mail.subject) or words.FORWARDED.match(mail.subject))
    end = mail.text[-_END:] if first else ""
    if words.hints_at_leaving(end) and words.LEAVING.search(end):
        yield "it tells how to unsubscribe"


def _senders(mail: ParsedMail, fields: Fields, through_door: bool) -> Iterator[str]:
    yield mail.sender.key
    if through_door:
        return  # a list puts itself into the envelope
    for name in ("return-path", "sender", "errors-to", "reply-to"):
        for entry in addresses.parse(fields.first(name)) if name in fields else ():
            yield entry.key or entry.name.lower()


def _going_round(fields: Fields, ours: frozenset[str]) -> str:
    """Why a mail is in a loop, by the traces that hosts leave."""
    if fields.count("received") > MAX_HOPS:
        return "it has gone through too many hosts"
    delivered = [value.lower().strip("<>") for value in fields.all("delivered-to")]
    if any(delivered.count(own) > 1 for own in ours):
        return "it was delivered to us before"
    return ""


def _addressed(mail: ParsedMail, ours: frozenset[str], own_domains: frozenset[str], doors: frozenset[str]) -> bool:
    """To or Cc name us, or an address in our domains, which forwards to us (RFC 3834, 2)."""
    to = (a.key for a in (*mail.to, *mail.cc))
    return any(is_own(a, ours) or a.rpartition("@")[2] in own_domains for a in to) or _list_name(mail) in doors


def _list_name(mail: ParsedMail) -> str:
    """`Our front door <support.example.org>` → `support.example.org`; a line break when there is none."""
    return mail.list_id.rpartition("<")[2].strip("<> ") or "\n"


def _local(address: str) -> str:
    return address.rpartition("@")[0] if "@" in address else address
