"""A desk as it was: what is asked of it to show a ticket, answered for a moment that has been."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from supportterm.core.blame import as_it_was
from supportterm.core.operations import Subject
from supportterm.core.refusal import Refused
from supportterm.store.append import log_of
from supportterm.store.timeline import News, read

if TYPE_CHECKING:
    from supportterm.core.nouns import Attachment, Connected, Message, Ticket
    from supportterm.desk.reading import Reading
    from supportterm.store.timeline import Event

Read = Callable[..., Any]


class Past:
    """Answers as `Reading` does. A text that was changed or taken away since reads as it does now."""

    def __init__(self, desk: "Reading", moment: int, read: Read) -> None:
        self._desk = desk
        self._read = read
        self.moment = moment
        self.me = desk.me
        self.clock = desk.clock
        self.label = desk.label

    def ticket(self, number: int) -> "Ticket":
        """Raises Refused when it was not there yet, or is not at all."""
        now = self._desk.ticket(number)
        found = as_it_was(number, self._read(log_of, Subject("ticket", number)), self.moment)
        if found is None:
            raise Refused(f"{self.label(now.id)} was not there yet")
        return found

    def timeline(
        self, number: int, *, before: int | None = None, after: int | None = None, size: int = 50
    ) -> "tuple[Message | Event, ...]":
        ticket = self.ticket(number)
        found: tuple[Message | Event, ...] = self._read(
            read, ticket, before=before, after=after, size=size, until=self.moment
        )
        return found

    def log_end(self) -> int:
        return 0

    def news(self, number: int, place: int, watched: "Collection[int]" = ()) -> "News":
        """What was stays as it was, but for texts that were taken away since: all is read again."""
        return News(place, whole=True)

    def attachments(self, message: int) -> "tuple[Attachment, ...]":
        return self._desk.attachments(message)

    def departure(self, message: int) -> None:
        """What became of it is told as it is now."""
        return None

    def connections(self) -> "tuple[Connected, ...]":
        return self._desk.connections()
