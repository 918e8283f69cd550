"""What Salesforce's API sends, as it sends it: records of a query, with what they look up inside."""

from typing import Any

import msgspec


class Named(msgspec.Struct, frozen=True):
    Name: str | None = ""


class Contact(msgspec.Struct, frozen=True):
    Id: str
    Name: str | None = ""
    Title: str | None = ""
    Email: str | None = ""
    AccountId: str | None = None
    Owner: Named | None = None
    Account: dict[str, Any] | None = None


class Contacts(msgspec.Struct, frozen=True):
    records: list[Contact] = []


class Opportunity(msgspec.Struct, frozen=True):
    Id: str = ""
    Name: str | None = ""
    Amount: float | None = None
    StageName: str | None = ""
    CloseDate: str | None = ""
    CurrencyIsoCode: str | None = ""


class Opportunities(msgspec.Struct, frozen=True):
    records: list[Opportunity] = []


class Refusal(msgspec.Struct, frozen=True):
    errorCode: str = ""
    message: str = ""


class Organization(msgspec.Struct, frozen=True):
    Id: str = ""
    Name: str | None = ""


class Organizations(msgspec.Struct, frozen=True):
    records: list[Organization] = []
