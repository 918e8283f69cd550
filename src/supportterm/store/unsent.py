"""What of tickets has not arrived yet, as pieces of SQL. Free of msgspec, as lists are."""

from typing import Final

OPEN: Final = "state NOT IN ('acked', 'cancelled')"
"""Of an outbox entry: something is still to happen with it. Written so that the partial indexes are used."""
FOR_PEOPLE: Final = "state IN ('conflict', 'rejected', 'asking')"
"""Of an outbox entry: nothing goes on without a person."""
UNSENT: Final = f"SELECT outbox.ticket FROM outbox WHERE {OPEN}"
"""Tickets of which something has not arrived."""
CONFLICT: Final = f"{UNSENT} AND {FOR_PEOPLE}"
"""Tickets of which something waits for a person."""
