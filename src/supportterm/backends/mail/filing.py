"""Where mails are put and looked for: those taken in, and copies of those sent."""

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
_AT_MOST: Final = 20
"""Mails of ours that are looked at for a copy."""


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

    *at*: when it was written, milliseconds; 0 when that is not known.
    """
    since = None if at <= 0 else datetime.fromtimestamp(at / 1000, UTC) - _SLACK
    return any(_in(session, name, marker, since) for name in _places(session, account))


def copies_come_back(session: Session, account: Account, now: int) -> bool:
    """Whether copies of what we sent lately were delivered to our mailboxes."""
    since = datetime.fromtimestamp(now / 1000, UTC) - _COPIES
    for name in dict.fromkeys([*(box.name for box in account.mailboxes), account.handled]):
        if not name:
            continue
        try:
            session.look_into(name)
        except errors.NotThere:
            continue
        for domain in account.domains:
            found = session.search("SINCE", _day(since), "HEADER", "Message-ID", quoted_text(f"@{domain}"))
            for uid in sorted(found)[: -_AT_MOST - 1 : -1]:
                if own_copy(session.content(uid, "HEADER", _HEADER) or b"", account):
                    return True
    return False


def own_copy(raw: bytes, account: Account) -> bool:
    """Whether a mail that was delivered to us is one that we sent."""
    from supportterm.exchange.fields import Fields

    fields = Fields(raw[:_HEADER])
    return "received" in fields and is_own_copy(fields.first("message-id"), account.domains)


def _places(session: Session, account: Account) -> list[str]:
    """Every mailbox in which a copy may lie, each once."""
    folders = session.folders()
    special = [name for name, flags in folders if flags & {r"\sent", r"\junk", r"\all"}]
    return list(dict.fromkeys(filter(None, [*(b.name for b in account.mailboxes), account.handled, account.sent,
                                            *special])))  # fmt: skip


def _in(session: Session, name: str, marker: str, since: datetime | None) -> bool:
    try:
        session.look_into(name)
    except errors.NotThere:
        return False
    return _marked(session, marker, since)


def _marked(session: Session, marker: str, since: datetime | None) -> bool:
    # The marker is random: whoever writes it into a Message-ID has our mail.
    words = ("SINCE", _day(since)) if since is not None else ()
    return bool(session.search(*words, "HEADER", "Message-ID", quoted_text(f"{marker}@")))


def _day(moment: datetime) -> str:
    return f"{moment.day}-{_MONTHS[moment.month - 1]}-{moment.year}"
