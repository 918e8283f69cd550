"""What has come since a cursor: the mailboxes in turn, each by ascending UID, a bounded page at a time."""

from typing import Final

import msgspec

from supportterm.backends import errors
from supportterm.backends.mail.account import Account, Mailbox
from supportterm.backends.mail.imap import Listed, Opened, Session
from supportterm.core.remote import MailCame, Page

PAGE: Final = 100
PAGE_BYTES: Final = 16_000_000
LARGEST: Final = 40_000_000
"""Bytes of the largest mail that is fetched whole."""
SMALL: Final = 200_000
"""Bytes of mails that are fetched all at once, which saves a way to the server and back for each."""
_HEADER: Final = 262_144
_HOUR: Final = 3_600_000


class Reached(msgspec.Struct, frozen=True):
    """How far a mailbox was read."""

    uidvalidity: int
    uid: int
    old: int = 0
    """Mails with a lower UID were there when it was begun, or numbered anew: they count only if they are not older
    than the connection."""


class Cursor(msgspec.Struct, frozen=True):
    since: int = 0
    """What was received before this moment (milliseconds) is not ours to take in; 0: everything is."""
    mailboxes: dict[str, Reached] = msgspec.field(default_factory=dict)


def page(session: Session, account: Account, cursor: str, now: int) -> Page:
    """The next mails; *now* in milliseconds. Raises errors of the backend."""
    at = _read(cursor) if cursor else Cursor(0 if account.everything else now)
    reached = {box.name: at.mailboxes[box.name] for box in account.mailboxes if box.name in at.mailboxes}
    items: list[MailCame] = []
    more, exists = False, 0
    for box in account.mailboxes:
        opened = session.look_into(box.name)
        exists += opened.exists
        end = opened.next_uid or max(session.search("UID", "1:*"), default=0) + 1
        start = reached.get(box.name) or _start(opened, end, account)
        if start.uidvalidity != opened.validity:  # the UIDs mean other mails now; those we have are known by their ids
            start = Reached(opened.validity, 0, end)
        uid, left = _read_on(session, box, end, start, at.since, items)
        reached[box.name] = msgspec.structs.replace(start, uid=uid)
        more = more or left
    total = exists if account.everything and not cursor else None
    return Page(tuple(items), msgspec.json.encode(Cursor(at.since, reached)).decode(), more, total)


def elsewhere(cursor: str) -> str:
    """*cursor* for mailboxes of another server: no number means the same mail there, so all are looked at, and those
    count that are not older than the connection."""
    if not cursor:
        return ""
    at = _read(cursor)
    nowhere = dict.fromkeys(at.mailboxes, Reached(0, 0))
    return msgspec.json.encode(Cursor(at.since, nowhere)).decode()


def one(session: Session, account: Account, key: str) -> MailCame:
    """The mail with *key*. Raises NotThere."""
    name, validity, uid = parted(key)
    if session.look_into(name).validity == validity:
        for listed in session.listed((uid,)):
            raw = _raw(session, name, listed)
            if raw is not None:
                team = next((box.team for box in account.mailboxes if box.name == name), "")
                return MailCame(key, raw, name, listed.at, team)
    raise errors.NotThere("this mail is not where it was")


def parted(key: str) -> tuple[str, int, int]:
    """Mailbox, UIDVALIDITY and UID of a key. Raises NotThere for one that is none."""
    name, validity, uid = (["", "", "", *key.rsplit("/", 2)])[-3:]
    if not name or not validity.isdigit() or not uid.isdigit():
        raise errors.NotThere("there is no such mail")
    return name, int(validity), int(uid)


def _read(cursor: str) -> Cursor:
    try:
        return msgspec.json.decode(cursor, type=Cursor)
    except msgspec.DecodeError:
        # To begin anew would skip what has come since it was right.
        raise errors.Unreadable("what was kept of how far the mailboxes were read is damaged") from None


def _start(opened: Opened, end: int, account: Account) -> Reached:
    return Reached(opened.validity, 0 if account.everything else end - 1)


def _read_on(
    session: Session, box: Mailbox, end: int, start: Reached, since: int, items: list[MailCame]
) -> tuple[int, bool]:
    """Add mails of a mailbox to *items*; how far it is read now, and whether there is more."""
    room = PAGE - len(items)
    size = sum(len(item.raw) for item in items)
    if room <= 0 or size >= PAGE_BYTES:
        return start.uid, start.uid + 1 < end
    uids = session.uids(start.uid, end, room)
    uid = start.uid
    there = session.listed(uids)
    small = _small(session, there)
    for listed in there:
        if listed.uid < start.old and 0 < listed.at < since - _HOUR:
            uid = listed.uid
            continue
        if items and size + min(listed.size, LARGEST) > PAGE_BYTES:
            return uid, True
        raw = small.get(listed.uid) or _raw(session, box.name, listed)
        uid = listed.uid
        if raw is not None:
            size += len(raw)
            key = f"{box.name}/{start.uidvalidity}/{listed.uid}"
            items.append(MailCame(key, raw, box.name, listed.at, box.team))
    if len(uids) < room:
        return max(end - 1, start.uid), False
    return uids[-1], uids[-1] + 1 < end


def _small(session: Session, listed: list[Listed]) -> dict[int, bytes]:
    """The mails that are said to be small. Not those that turn out to be much larger: some servers guess sizes."""
    most = 2 * SMALL
    found = session.contents([mail.uid for mail in listed if mail.size <= SMALL], most)
    return {uid: raw for uid, raw in found.items() if len(raw) < most}


def _raw(session: Session, name: str, listed: Listed) -> bytes | None:
    """The bytes of a mail; of one that is too large its header, and a sentence instead of the rest."""
    if listed.size <= LARGEST:
        raw = session.content(listed.uid, "", LARGEST + 1)
        if raw is None or len(raw) <= LARGEST:
            return raw
    header = session.content(listed.uid, "HEADER", _HEADER)
    return None if header is None else _in_words(header, name, max(listed.size, LARGEST))


def _in_words(header: bytes, name: str, size: int) -> bytes:
    """A mail with the same header that says where the large one lies."""
    kept, keep = [], True
    for line in header.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n"):
        if not line.startswith((b" ", b"\t")):
            keep = not line.lower().startswith((b"content-", b"mime-version"))
        if keep and line:
            kept.append(line)
    words = f"This mail has {size / 1_000_000:.0f} MB and was not fetched. It lies in the mailbox {name}.\n"
    kind = b"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    return b"\n".join(kept) + b"\n" + kind + words.encode()
