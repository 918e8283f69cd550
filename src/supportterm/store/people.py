"""People and organizations ↔ their rows, and finding them."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from supportterm.core.nouns import Organization, Person
from supportterm.core.phones import same, tail
from supportterm.core.refusal import Refused
from supportterm.store.references import check_unnamed
from supportterm.store.sqlite import Connection

_PERSON: Final = "SELECT id, name, email, phone, organization, title, notes FROM person"
_SAVE: Final = (
    "INSERT INTO person (id, name, email, phone, phone_tail, organization, title, notes) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, phone = excluded.phone, "
    "phone_tail = excluded.phone_tail, organization = excluded.organization, title = excluded.title, "
    "notes = excluded.notes"
)
_ALIKE: Final = 50
"""People who are looked at for a number: so many share its end in a large company at most."""
_ORGANIZATION: Final = "SELECT id, name, domain, segment, manager, notes FROM organization"


def address(text: str) -> str:
    """A mail address as people are found by it: without space around it, in small letters."""
    return text.strip().lower()


def person(connection: Connection, number: int) -> Person | None:
    row = connection.execute(f"{_PERSON} WHERE id = ?", (number,)).fetchone()
    return Person(*row) if row else None


def by_email(connection: Connection, email: str) -> Person | None:
    wanted = address(email)
    row = connection.execute(f"{_PERSON} WHERE email = ? AND email <> ''", (wanted,)).fetchone()
    return Person(*row) if row else None


def by_emails(connection: Connection, emails: Iterable[str]) -> dict[str, Person]:
    """As `by_email` for many addresses in small letters; those that nobody has are not in the answer."""
    found = connection.execute(
        f"{_PERSON} WHERE email IN (SELECT value FROM json_each(?)) AND email <> ''",
        (json.dumps([email for email in emails if email]),),
    )
    return {row[2]: Person(*row) for row in found}


def by_phone(connection: Connection, phone: str) -> tuple[Person, ...]:
    """Those who have the number *phone*, however it is written, by when they were met."""
    found = connection.execute(
        f"{_PERSON} WHERE phone_tail = ? AND phone_tail <> '' ORDER BY id LIMIT ?", (tail(phone), _ALIKE)
    )
    return tuple(person for row in found if same((person := Person(*row)).phone, phone))


def addresses(connection: Connection, limit: int) -> dict[str, int]:
    """Who has which address; of no more than *limit* people."""
    return dict(connection.execute("SELECT email, id FROM person WHERE email <> '' LIMIT ?", (limit,)))


def matching(connection: Connection, text: str, limit: int) -> tuple[Person, ...]:
    """People whose name or address begins with *text*, by name; whatever its case."""
    start = text.strip()
    found = connection.execute(
        f"""{_PERSON} WHERE name COLLATE NOCASE >= :start AND name COLLATE NOCASE < :end
        UNION {_PERSON} WHERE email <> '' AND email >= :mail AND email < :mail_end
        ORDER BY name COLLATE NOCASE, id LIMIT :limit""",
        {"start": start, "end": _end(start), "mail": start.lower(), "mail_end": _end(start.lower()), "limit": limit},
    )
    return tuple(Person(*row) for row in found)


def people_after(connection: Connection, number: int, limit: int) -> tuple[Person, ...]:
    """The first people with a higher number, by number."""
    found = connection.execute(f"{_PERSON} WHERE id > ? ORDER BY id LIMIT ?", (number, limit))
    return tuple(Person(*row) for row in found)


def organizations_after(connection: Connection, number: int, limit: int) -> tuple[Organization, ...]:
    """The first organizations with a higher number, by number."""
    found = connection.execute(f"{_ORGANIZATION} WHERE id > ? ORDER BY id LIMIT ?", (number, limit))
    return tuple(Organization(*row) for row in found)


def save_people(connection: Connection, changed: Sequence[tuple[Person | None, Person | None]]) -> None:
    """As `save_person` for many (old, new); those whose address is new too by one statement."""
    news = {new.email: new for old, new in changed if old is None and new is not None}
    known = by_emails(connection, news) if len(news) > 1 else news
    fresh = [new for email, new in news.items() if email and email not in known]
    connection.executemany(_SAVE, map(_row, fresh))
    ids = {new.id for new in fresh}
    for old, new in changed:
        if new is None or new.id not in ids:
            save_person(connection, old, new)


def save_person(connection: Connection, old: Person | None, new: Person | None) -> None:
    """Raises Refused when somebody else has the address, or who is to be gone is named elsewhere."""
    if new is None:
        if old is not None:
            check_unnamed(connection, "person", old.id, old.name or old.email)
            connection.execute("DELETE FROM person WHERE id = ?", (old.id,))
        return
    other = by_email(connection, new.email) if new.email else None
    if other is not None and other.id != new.id:
        raise Refused(f"{new.email} is the address of {other.name or 'another person'} already")
    connection.execute(_SAVE, _row(new))


def organization(connection: Connection, number: int) -> Organization | None:
    row = connection.execute(f"{_ORGANIZATION} WHERE id = ?", (number,)).fetchone()
    return Organization(*row) if row else None


def organization_named(connection: Connection, name: str) -> Organization | None:
    """By name, whatever its case, or by mail domain."""
    row = connection.execute(
        f"{_ORGANIZATION} WHERE name = ? COLLATE NOCASE "
        f"UNION ALL {_ORGANIZATION} WHERE domain = ? AND domain <> '' LIMIT 1",
        (name.strip(), name.strip().lower()),
    ).fetchone()
    return Organization(*row) if row else None


def organizations_matching(connection: Connection, text: str, limit: int) -> tuple[Organization, ...]:
    """Those whose name begins with *text*, in the order of their names."""
    found = connection.execute(
        f"{_ORGANIZATION} WHERE name COLLATE NOCASE >= ? AND name COLLATE NOCASE < ? "
        "ORDER BY name COLLATE NOCASE LIMIT ?",
        (text, _end(text), limit),
    )
    return tuple(Organization(*row) for row in found)


def house_of(connection: Connection, email: str) -> int | None:
    """The organization whose people have addresses in the mail domain of *email*."""
    domain = address(email).rpartition("@")[2]
    row = connection.execute("SELECT id FROM organization WHERE domain = ? AND domain <> ''", (domain,)).fetchone()
    return row[0] if row else None


def distinguished_organizations(connection: Connection) -> tuple[Organization, ...]:
    """Those that pay, or have an account manager."""
    found = connection.execute(f"{_ORGANIZATION} WHERE segment <> 'free' OR manager IS NOT NULL AND manager <> ''")
    return tuple(Organization(*row) for row in found)


def save_organization(connection: Connection, old: Organization | None, new: Organization | None) -> None:
    """Raises Refused when what is to be gone is named elsewhere."""
    if new is None:
        if old is not None:
            check_unnamed(connection, "organization", old.id, old.name)
            connection.execute("DELETE FROM organization WHERE id = ?", (old.id,))
        return
    connection.execute(
        "INSERT INTO organization (id, name, domain, segment, manager, notes) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, domain = excluded.domain, segment = excluded.segment, "
        "manager = excluded.manager, notes = excluded.notes",
        (new.id, new.name, new.domain, new.segment, new.manager, new.notes),
    )


def _row(person: Person) -> tuple[Any, ...]:
    return (
        person.id, person.name, person.email, person.phone, tail(person.phone), person.organization, person.title,
        person.notes,
    )  # fmt: skip


def _end(start: str) -> str:
    """The first text after all that begin with *start*."""
    return start + "\U0010ffff"
