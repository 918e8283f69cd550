"""Transactions that hold words, and their attachments → messages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from supportterm.backends.request_tracker.names import Names, person
from supportterm.backends.request_tracker.rest import Rest
from supportterm.backends.request_tracker.wire import AttachmentRow, TransactionRow, moment, name_of
from supportterm.core.remote import RemoteFile, RemoteMessage, RemotePerson, handle_of
from supportterm.core.terms import Role
from supportterm.exchange import addresses
from supportterm.exchange.headers import decode_words
from supportterm.exchange.html import to_text

SPOKEN: Final = ("Create", "Correspond", "Comment")
LONGEST_TEXT: Final = 1_000_000
"""Bytes; a longer text is a file."""
_META: Final = "TransactionId,ContentType,ContentLength,Filename,Headers,MessageId"
_DAMAGED: Final = "\ufffd"


class Parts:
    """Attachments of some transactions: which of them is the text, which are files. One look for what there is,
    one for the texts, however many transactions they are; files stay there until somebody wants them."""

    def __init__(self, rest: Rest, transactions: Iterable[int]) -> None:
        self._of: dict[int, list[AttachmentRow]] = defaultdict(list)
        for row in rest.attachments("TransactionId", transactions, AttachmentRow, _META):
            self._of[row.transaction].append(row)
        wanted = [row.id for rows in self._of.values() for row in _texts(rows)]
        told = rest.attachments("id", wanted, AttachmentRow, "Content,ContentType")
        self._content = {row.id: _readable(row) for row in told}

    def body(self, transaction: int) -> str:
        rows = _texts(self._of.get(transaction, []))
        return "\n\n".join(text for text in (self._content.get(row.id, "") for row in rows) if text)

    def files(self, transaction: int) -> tuple[RemoteFile, ...]:
        rows = self._of.get(transaction, [])
        texts = {row.id for row in _texts(rows)}
        return tuple(_file(row) for row in rows if row.id not in texts and not _is_layout(row, rows))

    def headers(self, transaction: int) -> Mapping[str, str]:
        """Of the mail that it was, names in lower case."""
        rows = self._of.get(transaction, [])
        return _headers(rows[0].Headers or "") if rows else {}

    def message_id(self, transaction: int) -> str:
        rows = self._of.get(transaction, [])
        return (rows[0].MessageId or "").strip("<> ") if rows else ""


def message(row: TransactionRow, parts: Parts, names: Names, requester: RemotePerson, marker: str) -> RemoteMessage:
    """What *row*, one of SPOKEN, says. *requester* is its ticket's, *marker* ours if we wrote it."""
    writer = name_of(row.Creator)
    agent = names.is_agent(writer)
    # What opened a ticket are the customer's words, also when an agent wrote them down.
    spoken = Role.REPLY if agent and row.Type == "Correspond" else Role.CUSTOMER
    role = Role.NOTE if row.Type == "Comment" else spoken
    who = requester if agent and role is Role.CUSTOMER else person(row.Creator)
    from_agent = agent and role is not Role.CUSTOMER
    headers = parts.headers(row.id)
    return RemoteMessage(
        key=str(row.id),
        role=role,
        body=parts.body(row.id),
        at=moment(row.Created) or 0,
        author=_full_name(row) if from_agent else who.name or who.email or who.key,
        person=None if from_agent else who,
        agent=handle_of(writer) if from_agent else None,
        to=_addresses(headers.get("to", "")),
        cc=_addresses(headers.get("cc", "")),
        message_id=parts.message_id(row.id),
        in_reply_to=headers.get("in-reply-to", "").strip("<> ")[:500],
        files=parts.files(row.id),
        marker=marker,
    )


def _full_name(row: TransactionRow) -> str:
    creator = row.Creator
    return name_of(creator) if isinstance(creator, str) or creator is None else creator.RealName or name_of(creator)


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(entry.address for entry in addresses.parse(text) if "@" in entry.address) if text else ()


def _texts(rows: list[AttachmentRow]) -> list[AttachmentRow]:
    """The parts that are to be read: all plain ones, or where there is none the first that is HTML."""
    candidates = [row for row in rows if not row.Filename and row.size <= LONGEST_TEXT]
    plain = [row for row in candidates if row.ContentType == "text/plain"]
    return plain or [row for row in candidates if row.ContentType == "text/html"][:1]


def _is_layout(row: AttachmentRow, rows: list[AttachmentRow]) -> bool:
    """A container, or the same text once more for those who like it coloured."""
    kind = row.ContentType or ""
    if kind.startswith("multipart/") or (not row.size and not row.Filename):
        return True
    return kind == "text/html" and not row.Filename and row.size <= LONGEST_TEXT and bool(_texts(rows))


def _readable(row: AttachmentRow) -> str:
    content = row.Content or ""
    return to_text(content) if row.ContentType == "text/html" else content


def _file(row: AttachmentRow) -> RemoteFile:
    kind = row.ContentType or "application/octet-stream"
    # Letters outside ASCII are lost in names that came raw; what is left of the name tells more than none.
    # What came with the opening of a ticket keeps the encoded word in which its name was sent.
    name = decode_words(row.Filename or "").replace(_DAMAGED, "_") or f"{kind.replace('/', '-')}-{row.id}"
    inline = _headers(row.Headers or "").get("content-id", "").strip("<> ")
    return RemoteFile(key=str(row.id), name=name, media_type=kind, size=row.size, inline_id=inline)


def _headers(text: str) -> dict[str, str]:
    """A header block, unfolded; the first of each name."""
    found: dict[str, str] = {}
    for line in text.replace("\n ", " ").replace("\n\t", " ").split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip().lower(), value.strip())
    return found
