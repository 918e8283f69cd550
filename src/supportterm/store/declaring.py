"""What a desk file declares, as one stroke."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from supportterm.core.definitions import checked
from supportterm.core.directory import Definitions
from supportterm.core.nouns import Organization
from supportterm.core.operations import Define
from supportterm.store import definitions, people
from supportterm.store.authoring import put_organization
from supportterm.store.sqlite import Connection
from supportterm.store.stroke import Stroke
from supportterm.store.work import DESK

Plan = Callable[[Definitions, Mapping[str, int]], Sequence[Define]]
"""From what the desk defines, and the numbers of organizations by name in small letters, to what it shall define."""


def declare(stroke: Stroke, organizations: Mapping[str, Mapping[str, str]], named: Iterable[str], plan: Plan) -> None:
    """What is said of *organizations*, by name, is so; and the desk defines what *plan* asks for.

    *named*: the organizations whose numbers *plan* is told.
    """
    for name, given in organizations.items():
        known = people.organization_named(stroke.work.connection, name)
        if known is not None and known.name.lower() == name.lower():
            put_organization(stroke, known.id, given)
        else:
            put_organization(stroke, None, {"name": name, **given})
        stroke.flush()
    found = {name.lower(): people.organization_named(stroke.work.connection, name) for name in named}
    there = definitions.load(stroke.work.connection)
    steps = plan(there, {name: one.id for name, one in found.items() if one is not None})
    if steps:
        stroke.defining(there)
    for step in steps:
        if step.spec is not None:
            checked(step.what, step.name, step.spec)
        stroke.record(DESK, step)


def organizations_told(connection: Connection, named: Iterable[int]) -> dict[int, Organization]:
    """Organizations of which a desk file has something to say, and those *named* by number; in order of name."""
    found = {one.id: one for one in people.distinguished_organizations(connection)}
    for number in named:
        one = people.organization(connection, number)
        if one is not None:
            found[number] = one
    return dict(sorted(found.items(), key=lambda item: (item[1].name.lower(), item[0])))
