"""Where mails are put and looked for: those taken in, and copies of those sent."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from supportterm.backends import errors
from supportterm.backends.mail.account import Account
from supportterm.backends.mail.feed import parted
from supportterm.backends.mail.ids import is_own_copy
from supportterm.backends.mail.imap import Session, quoted_text

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_COPIES: Final = timedelta(days=30)
"""How old a copy of what we sent may be, to show that copies come back."""
_SLACK: Final = timedelta(days=2)
"""Clocks and time zones."""
_HEADER: Final = 65_536
_WHOLE: Final = 64 << 20
"""Bytes; no mail of ours is so large."""
_AT_MOST: Final = 5
"""Sent mails of which a copy is looked for, to see whether copies come back."""


def put_away(session: Session, account: Account, keys: tuple[str, ...]) -> None:
    """Move the mails with *keys* to the folder for handled mail; those that are elsewhere by now stay there."""
    if not account.handled:
        return
    boxes: dict[tuple[str, int], list[int]] = {}
    for key in keys:
        name, validity, uid = parted(key)
        boxes.setdefault((name, validity), []).append(uid)
    if all(name != account.handled for name, _ in session.folders()):
        session.make(account.handled)
    for (name, validity), uids in boxes.items():
        if session.look_into(name, change=True).validity == validity:
            session.move(uids, account.handled)


def sent_folder(session: Session, account: Account) -> str:
    """Where sent mails are kept; empty when nobody says."""
    if account.sent:
        return account.sent
    return next((name for name, flags in session.folders() if r"\sent" in flags), "")


def keep_copy(session: Session, account: Account, marker: str, raw: bytes) -> None:
    """Put a mail that was sent among the sent ones, unless the server has done so itself."""
    folder = sent_folder(session, account)
    if not folder:
        return
    try:
        session.look_into(folder)
        if _marked(session, marker, None):
            return
    except errors.NotThere:
        session.make(folder)
    session.append(folder, raw)


def arrived(session: Session, account: Account, marker: str, at: int) -> bool:
    """Whether a mail of ours lies anywhere that it gets to only after a server has taken it for all.

    *at*: when it was written, milliseconds; 0 when that is not known. Raises NotThere when a mailbox that copies come
    to is gone: nobody knows what was in it.
    """
    since = None if at <= 0 else datetime.fromtimestamp(at / 1000, UTC) - _SLACK
    ours = [box.name for box in account.mailboxes]
    special = [name for name, flags in session.folders() if flags & {r"\sent", r"\junk", r"\all"}]
    for name in dict.fromkeys(filter(None, [*ours, account.handled, account.sent, *special])):
        try:
            session.look_into(name)
        except errors.NotThere:
            if name in ours:
                raise
            continue
        if _marked(session, marker, since):
            return True
    return False


def file_copy(session: Session, account: Account, marker: str) -> bool:
    """Whether a copy of what left came to our mailboxes; if so, it lies among the sent mails from now on.

    Whoever sent it ended before they could put it there, and later it shows that copies come back.
    """
    for name in filter(None, (*(box.name for box in account.mailboxes), account.handled)):
        with suppress(errors.NotThere):
            session.look_into(name)
            raw = next((session.content(uid, "", _WHOLE) for uid in _marked(session, marker, None)), None)
            if raw is not None:
                keep_copy(session, account, marker, raw)
                return True
    return False


def copies_come_back(session: Session, account: Account, now: int) -> bool:
    """Whether something that lies among the sent mails of late was delivered to our mailboxes, too.

    Only we put mails among the sent ones: a stranger who makes up a Message-ID like ours proves nothing.
    """
    folder = sent_folder(session, account)
    ours = [name for name in (*(box.name for box in account.mailboxes), account.handled) if name and name != folder]
    return bool(folder) and any(
        _has(session, name, sent) for sent in _sent(session, account, folder, now) for name in ours
    )


def marker_of(raw: bytes, account: Account) -> str:
    """The marker of the step that sent a mail, going by its Message-ID; empty when it is not one of ours."""
    from supportterm.exchange.fields import Fields

    found = Fields(raw[:_HEADER]).first("message-id")
    return found.strip("<>").partition("@")[0].lower() if is_own_copy(found, account.domains) else ""


def _sent(session: Session, account: Account, folder: str, now: int) -> list[str]:
    """Markers of the newest mails among the sent ones."""
    since = datetime.fromtimestamp(now / 1000, UTC) - _COPIES
    try:
        session.look_into(folder)
    except errors.NotThere:
        return []
    uids = [
        uid
        for domain in sorted(account.domains)
        for uid in session.search("SINCE", _day(since), "HEADER", "Message-ID", quoted_text(f"@{domain}"))
    ]
    newest = sorted(set(uids))[-_AT_MOST:]
    return [m for u in newest if (m := marker_of(session.content(u, "HEADER", _HEADER) or b"", account))]


def _has(session: Session, name: str, marker: str) -> bool:
    try:
        session.look_into(name)
    except errors.NotThere:
        return False
    return bool(_marked(session, marker, None))


def _marked(session: Session, marker: str, since: datetime | None) -> list[int]:
    # The marker is random: whoever writes it into a Message-ID has our mail.
    words = ("SINCE", _day(since)) if since is not None else ()
    return session.search(*words, "HEADER", "Message-ID", quoted_text(f"{marker}@"))


def _day(moment: datetime) -> str:
    return f"{moment.day}-{_MONTHS[moment.month - 1]}-{moment.year}"
