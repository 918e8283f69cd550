"""What Confluence's API sends, as it sends it."""

import msgspec


class Links(msgspec.Struct, frozen=True):
    next: str = ""


class Version(msgspec.Struct, frozen=True, rename="camel"):
    number: int = 0
    created_at: str = ""
    author_id: str | None = ""


class Storage(msgspec.Struct, frozen=True):
    value: str = ""


class Body(msgspec.Struct, frozen=True):
    storage: Storage | None = None


class PageRow(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    status: str = "current"
    title: str = ""
    space_id: str = ""
    version: Version = Version()
    body: Body | None = None

    @property
    def source(self) -> str:
        """The page in storage format."""
        return self.body.storage.value if self.body is not None and self.body.storage is not None else ""


class Pages(msgspec.Struct, frozen=True):
    results: list[PageRow] = []
    links: Links = msgspec.field(default=Links(), name="_links")


class Space(msgspec.Struct, frozen=True):
    id: str
    key: str = ""
    name: str = ""


class Spaces(msgspec.Struct, frozen=True):
    results: list[Space] = []
    links: Links = msgspec.field(default=Links(), name="_links")


class Wrong(msgspec.Struct, frozen=True):
    title: str = ""


class Refusal(msgspec.Struct, frozen=True):
    errors: list[Wrong] = []


class Account(msgspec.Struct, frozen=True, rename="camel"):
    account_id: str = ""
    display_name: str = ""


class Accounts(msgspec.Struct, frozen=True):
    results: list[Account] = []
