"""Two tickets that are one at their remote become one here."""

from typing import TYPE_CHECKING

from supportterm.core.operations import Absorb, MergeInto, Subject

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke


def join(stroke: "Stroke", source: int, into: int, *, at: int | None = None) -> None:
    """*source* goes on in *into*, unless it goes on somewhere already, or *into* in it."""
    ticket = stroke.work.ticket(source)
    if ticket.merged_into is not None or _leads_to(stroke, into, source):
        return
    stroke.record(Subject("ticket", source), MergeInto(into), at=at, base={"status": int(ticket.status)})
    stroke.record(Subject("ticket", into), Absorb(source), at=at)


def _leads_to(stroke: "Stroke", number: int, end: int) -> bool:
    """Whether a ticket goes on in *end*: who merged the other way round here is yet to hear that it can't be."""
    while number != end:
        into = stroke.work.ticket(number).merged_into
        if into is None:
            return False
        number = into
    return True
