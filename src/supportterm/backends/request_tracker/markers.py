"""Whether our markers are kept there, which decides if a lost answer can be cleared up without a person."""

from collections.abc import Iterator

from supportterm.backends.errors import RemoteError
from supportterm.backends.request_tracker.names import Names
from supportterm.backends.request_tracker.tickets import Tickets
from supportterm.backends.request_tracker.wire import QueueRow, Ref, TransactionRow
from supportterm.backends.request_tracker.words import Words


class Markers:
    def __init__(self, tickets: Tickets, names: Names, words: Words) -> None:
        self._tickets = tickets
        self._names = names
        self._words = words
        self._proven: bool | None = None

    def proven(self) -> bool:
        """Whether the server keeps those that we write, in all queues; False as long as that can't be asked."""
        if self._proven is None:
            try:
                self.remarks()
            except RemoteError:
                return False
        return bool(self._proven)

    def remarks(self) -> tuple[str, ...]:
        """What an administrator has to do, or what `connect` still has to try. Asks anew."""
        found = tuple(self._remarks())
        self._proven = not found
        return found

    def _remarks(self) -> Iterator[str]:
        field = self._names.marker()
        name = self._words.marker
        if field is None:
            yield (
                "there is no field for our marks, so that a person has to clear up a lost answer. An administrator "
                f"makes one: Admin → Custom Fields → Create; Name `{name}`, Type `Enter one value`, Applies to "
                "`Ticket Transactions`; then Applies to → all queues; then Group Rights: View and Modify custom "
                "field values"
            )
            return
        missing = [row.Name for row in self._queues_without(field.id)]
        if missing:
            queues = ", ".join(missing[:5])
            yield f"the field `{name}` does not apply to {queues}: Admin → Custom Fields → {name} → Applies to"
        if not self._is_kept():
            yield f"nobody has seen yet that the field `{name}` keeps our marks: a note on a ticket would prove it"

    def _queues_without(self, field: int) -> Iterator[QueueRow]:
        for number in self._names.scope():
            row, _ = self._tickets.rest.record(f"queue/{number}", QueueRow)
            fields = row.TicketTransactionCustomFields
            if not any(isinstance(ref, Ref) and ref.key == str(field) for ref in fields or ()):
                yield row

    def _is_kept(self) -> bool:
        if self._names.marker() is None:
            return False
        query = f"ObjectType = 'RT::Ticket' AND {self._tickets.has_marker()}"
        asked = {"query": query, "orderby": "id", "order": "DESC", "per_page": 1, "fields": "CustomFields"}
        rows, _ = self._tickets.rest.page("transactions", TransactionRow, asked)
        return any(self._tickets.marker_of(row) for row in rows)
