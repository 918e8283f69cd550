"""Raw mails out of files, one after another, in bounded memory. Nothing here knows what a mail says."""

from pathlib import Path

from supportterm.core.refusal import Refused
from supportterm.exchange import eml, maildir, mbox
from supportterm.exchange.raw import Source


def open_source(kind: str, path: str | Path) -> Source:
    """The mails of an mbox (list archives in text form too, .gz too), a maildir, or an .eml file or folder.

    Raises Refused when there is nothing of this kind at *path*.
    """
    place = Path(path).expanduser()
    if not place.exists():
        raise Refused(f"there is no file or folder {place}")
    try:
        if kind == "mbox":
            return mbox.read(place)
        if kind == "maildir":
            return maildir.read(place)
        if kind == "eml":
            return eml.read(place)
    except OSError as error:
        raise Refused(f"{place} can't be read: {error.strerror or error}") from error
    raise Refused(f"{kind} is no kind of mail archive; there are mbox, maildir and eml")
