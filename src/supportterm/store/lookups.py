"""Small reads and writes that have no room of their own."""

from supportterm.store.sqlite import Connection


def name(connection: Connection) -> str:
    """What the desk is called: as somebody named it, else as it was made."""
    row = connection.execute(
        "SELECT coalesce((SELECT json_extract(spec, '$.name') FROM definition WHERE what = 'desk'), "
        "(SELECT value FROM meta WHERE key = 'name'), '')"
    ).fetchone()
    return str(row[0])


def login() -> str:
    """The Unix user of this process."""
    try:
        import os
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return "somebody"


def agent_of_login(connection: Connection) -> str:
    """Handle of the agent whose Unix user this is; empty when nobody's."""
    row = connection.execute(
        "SELECT name FROM definition WHERE what = 'agent' AND json_extract(spec, '$.unix_user') = ?", (login(),)
    ).fetchone()
    return str(row[0]) if row else ""


def tags(connection: Connection, prefix: str, limit: int) -> tuple[str, ...]:
    """Tags in use that begin with *prefix*, in alphabetical order.

    Jumps from one tag to the next along the index, so that it costs the same with a million tagged tickets.
    """
    found = connection.execute(
        """WITH RECURSIVE used(tag) AS (
            SELECT min(tag) FROM ticket_tag WHERE tag >= :prefix
            UNION ALL
            SELECT (SELECT min(tag) FROM ticket_tag WHERE tag > used.tag) FROM used WHERE used.tag IS NOT NULL)
        SELECT tag FROM used WHERE tag IS NOT NULL AND tag < :end LIMIT :limit""",
        {"prefix": prefix, "end": prefix + "\U0010ffff", "limit": limit},
    )
    return tuple(row[0] for row in found)
