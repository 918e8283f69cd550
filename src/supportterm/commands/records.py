"""What `--json` prints, and what is said of a change.

Field names are stable; times are ISO 8601 in UTC; ids of operations hexadecimal.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from supportterm.commands.call import Outcome
from supportterm.core.numbers import label
from supportterm.core.terms import Priority, Status

if TYPE_CHECKING:
    from supportterm.core.nouns import Article, Attachment, Message
    from supportterm.core.promised import Promised
    from supportterm.store.rows import TicketRow
    from supportterm.store.stroke import Change

Record = Mapping[str, object]
UNSENT: Final = {None: None, False: "waits", True: "needs you"}
"""How what of a ticket waits to leave is told."""


def moment(at: int | None) -> str | None:
    """Milliseconds → `2026-11-24T09:30:00.000Z`."""
    if at is None:
        return None
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def changed(change: "Change") -> Outcome:
    """What a change did, for people and for programs."""
    record = {
        "change": change.id.hex() or None,
        "tickets": list(change.tickets),
        "operations": change.operations,
        "words": change.words,
    }
    return Outcome(change.words, records=[record])


def number_of(called: str) -> int | str:
    """What a ticket is called, as programs may give it back: 12, `~3`; its remote's own where that is no number."""
    word = called.removeprefix("#")
    return int(word) if word.isascii() and word.isdecimal() and len(word) <= 18 and word[0] != "0" else word


def of_row(row: "TicketRow") -> dict[str, object]:
    """A ticket as lists show it."""
    return {
        "number": number_of(label(row.id, row.number)),
        "subject": row.subject,
        "status": Status(row.status).word,
        "priority": Priority(row.priority).word,
        "channel": row.channel,
        "requester": row.requester,
        "email": row.email,
        "organization": row.organization,
        "segment": row.segment,
        "assignee": row.assignee,
        "team": row.team,
        "tier": row.tier,
        "tags": list(row.tags),
        "created": moment(row.created_at),
        "updated": moment(row.updated_at),
        "due": moment(row.due_at),
        "promise": _of_promise(row.promise),
        "snoozed": moment(row.snoozed_until),
        "messages": row.messages,
        "attachments": row.attachments,
        "unread": row.unread,
        "id": row.id,
        "home": row.home or None,
        "unsent": UNSENT[row.unsent],
        "why": row.why or None,
    }


def _of_promise(promise: "Promised | None") -> dict[str, object] | None:
    if promise is None:
        return None
    return {"metric": promise.metric, "due": moment(promise.due), "paused": promise.due is None}


def of_message(message: "Message", attachments: "tuple[Attachment, ...]" = ()) -> dict[str, object]:
    return {
        "id": message.id,
        "role": message.role.word,
        "author": message.author,
        "address": message.address,
        "agent": message.agent,
        "at": moment(message.at),
        "to": list(message.to),
        "cc": list(message.cc),
        "bcc": list(message.bcc),
        "body": message.body,
        "markdown": message.markdown,
        "message_id": message.message_id,
        "delivery": message.delivery,
        "notice": message.notice,
        "attachments": [
            {"name": a.name, "type": a.media_type, "size": a.size, "sha256": a.digest} for a in attachments
        ],
    }


def of_article(article: "Article", home: str = "") -> dict[str, object]:
    """*home*: the connection that it lives at; empty: it is of this desk alone."""
    return {
        "slug": article.slug,
        "title": article.title,
        "section": article.section,
        "tags": list(article.tags),
        "visibility": article.visibility,
        "state": article.state,
        "reviewer": article.reviewer or None,
        "asked_by": article.asked_by or None,
        "remark": article.remark or None,
        "version": article.version,
        "updated": moment(article.updated_at),
        "author": article.author,
        "home": home or None,
        "body": article.body,
    }
