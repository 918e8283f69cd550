"""What HubSpot's API sends, as it sends it."""

from collections.abc import Iterator

import msgspec


class Ref(msgspec.Struct, frozen=True):
    id: str


class Refs(msgspec.Struct, frozen=True):
    results: list[Ref] = []


class Record(msgspec.Struct, frozen=True):
    """A contact, a company or a deal."""

    id: str
    properties: dict[str, str | None] = {}
    associations: dict[str, Refs] = {}

    def get(self, name: str) -> str:
        """A property; empty where it has none."""
        return (self.properties.get(name) or "").strip()

    def linked(self, kind: str) -> Iterator[str]:
        """Ids of what it is associated with, each once."""
        yield from dict.fromkeys(ref.id for ref in self.associations.get(kind, Refs()).results)


class Records(msgspec.Struct, frozen=True):
    results: list[Record] = []


class Owner(msgspec.Struct, frozen=True, rename="camel"):
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None


class Stage(msgspec.Struct, frozen=True):
    id: str
    label: str = ""


class Pipeline(msgspec.Struct, frozen=True):
    stages: list[Stage] = []


class Pipelines(msgspec.Struct, frozen=True):
    results: list[Pipeline] = []


class Account(msgspec.Struct, frozen=True, rename="camel"):
    portal_id: int = 0
    ui_domain: str = ""
