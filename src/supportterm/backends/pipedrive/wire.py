"""What Pipedrive's API sends, as it sends it: everything lies in `data`."""

from typing import Any

import msgspec


class Place(msgspec.Struct, frozen=True):
    id: int
    name: str = ""


class Found(msgspec.Struct, frozen=True):
    id: int
    emails: list[str] = []


class Hit(msgspec.Struct, frozen=True):
    item: Found


class Hits(msgspec.Struct, frozen=True):
    items: list[Hit] = []


class Search(msgspec.Struct, frozen=True):
    data: Hits = Hits()


class Person(msgspec.Struct, frozen=True):
    id: int
    name: str | None = ""
    job_title: str | None = ""
    owner_id: int | None = None
    org_id: int | None = None


class OnePerson(msgspec.Struct, frozen=True):
    data: Person


class Organization(msgspec.Struct, frozen=True):
    id: int
    name: str | None = ""
    owner_id: int | None = None
    custom_fields: dict[str, Any] | None = None


class OneOrganization(msgspec.Struct, frozen=True):
    data: Organization


class DealRow(msgspec.Struct, frozen=True):
    id: int
    title: str | None = ""
    value: float | None = None
    currency: str | None = ""
    stage_id: int | None = None
    expected_close_date: str | None = None


class Deals(msgspec.Struct, frozen=True):
    data: list[DealRow] | None = None


class Stages(msgspec.Struct, frozen=True):
    data: list[Place] | None = None


class FieldRow(msgspec.Struct, frozen=True):
    field_name: str = ""
    field_code: str = ""
    is_custom_field: bool = False


class Next(msgspec.Struct, frozen=True):
    next_cursor: str | None = None


class Fields(msgspec.Struct, frozen=True):
    data: list[FieldRow] | None = None
    additional_data: Next | None = None


class User(msgspec.Struct, frozen=True):
    id: int = 0
    name: str = ""
    company_name: str | None = ""
    company_domain: str | None = ""
    company_id: int | None = None


class OneUser(msgspec.Struct, frozen=True):
    data: User
