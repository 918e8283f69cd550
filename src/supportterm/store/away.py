"""Files whose content is only at a remote: which they are, and what became of them."""

from supportterm.store.sqlite import Connection


def away(connection: Connection, name: str, limit: int, most_bytes: int) -> tuple[tuple[int, str, int], ...]:
    """(attachment, key there, size) of files that are only at the connection *name*, newest first."""
    found = connection.execute(
        "SELECT attachment.id, attachment.remote, attachment.size FROM attachment JOIN replica "
        "ON replica.kind = 'message' AND replica.local = attachment.message AND replica.connection = ? "
        "WHERE attachment.digest = '' AND attachment.size <= ? AND attachment.remote <> '' "
        "ORDER BY attachment.id DESC LIMIT ?",
        (name, most_bytes, limit),
    )
    return tuple(found)


def is_here(connection: Connection, attachment: int, digest: str, size: int) -> None:
    """Its content lies here by now, under *digest*."""
    connection.execute("UPDATE attachment SET digest = ?, size = ? WHERE id = ?", (digest, size, attachment))


def is_lost(connection: Connection, attachment: int) -> None:
    """Its content is not to be had there."""
    connection.execute("UPDATE attachment SET remote = '' WHERE id = ?", (attachment,))
