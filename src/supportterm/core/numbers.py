"""What tickets are called. A ticket keeps its id for life; people call one that lives at a remote by its number there.

Where the remote's number is free here it is the id, so that nearly always both are the same. A ticket made here for a
remote gets a provisional id, shown as `~3` until the remote has numbered it.
"""

from typing import Final

PROVISIONAL: Final = 1 << 40
"""From here on, up to its double, ids are provisional."""


def label(id: int, number: str = "") -> str:
    """`#12`, or `~3` for a ticket that its remote does not know yet."""
    if number:
        return f"#{number}"
    return f"~{id - PROVISIONAL}" if PROVISIONAL <= id < 2 * PROVISIONAL else f"#{id}"


def bare(id: int, number: str = "") -> str:
    """The label as columns and sentences have it: `12`, `~3`."""
    return label(id, number).removeprefix("#")


def provisional(text: str) -> int | None:
    """The id that `~3` stands for; None when *text* is not like that."""
    digits = text.removeprefix("~")
    if digits == text or not (digits.isascii() and digits.isdecimal() and len(digits) <= 12):
        return None
    return PROVISIONAL + int(digits)


def id_for(number: str) -> int | None:
    """The id that a ticket called *number* at its remote has here when it is free; None: it can't be an id."""
    return (
        int(number) if number.isascii() and number.isdecimal() and 0 < len(number) <= 12 and number[0] != "0" else None
    )
