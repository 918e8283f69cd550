"""Tickets by what people call them, and back."""

from supportterm.core.numbers import label, provisional
from supportterm.store.sqlite import Connection


def label_of(connection: Connection, ticket: int) -> str:
    """What people call the ticket with this id, whether it is there or not."""
    row = connection.execute("SELECT number FROM ticket WHERE id = ?", (ticket,)).fetchone()
    return label(ticket, row[0] if row else "")


def called(connection: Connection, word: str) -> tuple[int, ...]:
    """Ids of the tickets that people call *word*, written without `#`: by their remote's number, else by their id.

    `~3` names what its remote has not numbered. Several when remotes gave the same number, or one gave it that is also
    called by its id; none when nothing is called so.
    """
    if (id := provisional(word)) is not None:
        found = connection.execute("SELECT id FROM ticket WHERE id = ?", (id,))
        return tuple(row[0] for row in found)
    found = connection.execute("SELECT id FROM ticket WHERE number = ? AND number <> ''", (word,))
    numbered = [row[0] for row in found]
    if word.isdecimal() and len(word) <= 18:
        own = connection.execute("SELECT id FROM ticket WHERE id = ? AND number = ''", (int(word),)).fetchone()
        numbered += [own[0]] if own and own[0] not in numbered else []
    return tuple(numbered)
