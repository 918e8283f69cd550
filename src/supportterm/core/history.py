"""Queries that list all tickets of a person, or of an organization. Pure."""

from supportterm.core.nouns import Organization, Person


def of_person(person: Person) -> str:
    """Empty when they have neither an address nor a name."""
    return _asked("from", person.email or person.name)


def of_organization(organization: Organization) -> str:
    return _asked("org", organization.name)


def _asked(field: str, text: str) -> str:
    text = text.replace('"', " ").replace("\\", " ").strip()
    return f'{field}:"{text}"' if text else ""
