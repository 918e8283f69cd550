"""What one page of a remote's news has met: keys, people, numbers. What it writes can't be read before it is stored.

Keys are looked up for a whole page at once and written at its end, so that a page costs few statements.
"""

from collections.abc import Iterable

from msgspec.structs import asdict

from supportterm.core.merge import Shadow
from supportterm.core.nouns import Person
from supportterm.core.operations import OrganizationIs, PersonIs, Subject
from supportterm.core.remote import RemotePerson
from supportterm.store import people, replica
from supportterm.store.append import next_id
from supportterm.store.replica import Known
from supportterm.store.stroke import Stroke


class Met:
    """Within the transaction of *stroke*; `flush` before others read what is known of the connection *name*."""

    def __init__(self, stroke: Stroke, name: str) -> None:
        self._stroke = stroke
        self._name = name
        self._keys: dict[tuple[str, str], Known | None] = {}
        self._new: dict[tuple[str, str], Known] = {}
        self._people: dict[str, int] = {}
        self._known_people: dict[str, Person | None] = {}
        """By address, as they were looked up for the page."""
        self._houses: dict[str, int] = {}
        self._numbers: dict[str, int] = {}

    # --- keys

    def expect(self, kind: str, keys: Iterable[str]) -> None:
        """Look all of them up at once."""
        wanted = list(keys)
        found = replica.find_all(self._stroke.work.connection, self._name, kind, wanted)
        self._keys.update({(kind, key): found.get(key) for key in wanted if (kind, key) not in self._new})

    def find(self, kind: str, key: str) -> Known | None:
        place = (kind, key)
        if place not in self._keys:
            self._keys[place] = replica.find(self._stroke.work.connection, self._name, kind, key)
        return self._keys[place]

    def put(self, kind: str, key: str, local: int, version: str = "", shadow: Shadow | None = None) -> None:
        self._keys[kind, key] = self._new[kind, key] = Known(key, local, version, shadow or Shadow())

    def flush(self) -> None:
        """Write what was put; what others may have written since is read again."""
        replica.put_all(self._stroke.work.connection, self._name, [(k[0], known) for k, known in self._new.items()])
        self._new.clear()
        self._keys.clear()

    # --- numbers

    def number(self, kind: str, above: int = 0) -> int:
        """A number that nothing of this kind has."""
        number = self._numbers.get(kind) or next_id(self._stroke.work.connection, kind, above)
        self._numbers[kind] = number + 1
        return number

    # --- people

    def expect_people(self, told: Iterable[RemotePerson]) -> None:
        """Look up at once who has an address of *told*."""
        wanted = {people.address(who.email) for who in told} - {""}
        found = people.by_emails(self._stroke.work.connection, wanted)
        self._known_people.update({address: found.get(address) for address in wanted})

    def person(self, told: RemotePerson) -> int:
        """Somebody found by address, or by their key there; got to know if need be. What is known is not replaced."""
        address = people.address(told.email)
        called = address or told.key
        number = self._people.get(called) if called else None
        if number is not None:
            return number
        connection = self._stroke.work.connection
        if address:
            looked_up = address in self._known_people
            known = self._known_people[address] if looked_up else people.by_email(connection, address)
        else:
            kept = self.find("person", told.key) if told.key else None
            known = people.person(connection, kept.local) if kept else None
        if told.organization:
            house: int | None = self.house(told.organization)
        else:
            house = people.house_of(connection, address) if known is None else None
        given = asdict(PersonIs(told.name or None, address or None, told.phone or None, house))
        fresh = {field: value for field, value in given.items() if value and not (known and getattr(known, field))}
        number = known.id if known else self.number("person")
        if fresh or known is None:
            self._stroke.record(Subject("person", number), PersonIs(**fresh), new=known is None)
        if known is None and not address and told.key:
            self.put("person", told.key, number)
        if called:
            self._people[called] = number
        return number

    def house(self, name: str) -> int:
        """An organization found by name, or made."""
        number = self._houses.get(name.lower())
        if number is None:
            known = people.organization_named(self._stroke.work.connection, name)
            number = known.id if known else self.number("organization")
            if known is None:
                self._stroke.record(Subject("organization", number), OrganizationIs(name=name), new=True)
            self._houses[name.lower()] = number
        return number
