"""The fake CRM as Salesforce: it reads the queries it is sent, and nothing that ends a quotation in one.

There is no specification of it that could be had: shapes of answers and errors are those of the vendor's REST API
guide (query, error responses, OAuth 2.0 client credentials).
"""

import re
from collections.abc import Callable
from typing import Any, Final

from fakes.crm import Company, Contact, Crm, Deal
from fakes.server import TOKEN
from fakes.vendor import Asked, Told
from supportterm.backends import errors

CLIENT: Final = "3MVG9consumer"
_TEXT: Final = r"'((?:[^'\\]|\\.)*)'"
_ACCOUNT: Final = "001000000000000"
_CONTACT: Final = "003000000000000"


class SalesforceFace:
    api = "/services/"

    def __init__(self, crm: Crm) -> None:
        self.crm = crm
        self.url: Callable[[], str] = lambda: ""
        self.currencies = False
        self._access = ""

    def admits(self, asked: Asked) -> bool:
        return asked.path.endswith("/oauth2/token") or asked.headers.get("authorization") == f"Bearer {self._access}"

    def refuse(self, error: errors.RemoteError) -> Told:
        code, status = ("INVALID_FIELD", 400) if isinstance(error, errors.Invalid) else ("INVALID_TYPE", 400)
        return Told(status, [{"message": str(error), "errorCode": code}])

    def answer(self, asked: Asked) -> Told:
        if asked.path == "/services/oauth2/token":
            form = dict(pair.split("=") for pair in asked.raw.decode().split("&"))
            right = form == {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": TOKEN}
            self._access = "00Daccess!token"
            told = {"access_token": self._access, "instance_url": self.url(), "token_type": "Bearer"}
            return Told(200, told) if right else Told(400, {"error": "invalid_client"})
        if asked.path != "/services/data/v59.0/query":
            return Told(404, [{"message": "The requested resource does not exist", "errorCode": "NOT_FOUND"}])
        return Told(200, {"done": True, "records": self._records(asked.query["q"])})

    def _records(self, query: str) -> list[dict[str, Any]]:
        if query == "SELECT Id, Name FROM Organization LIMIT 1":
            return [{"Id": "00D000000000001", "Name": "Desk Inc"}]
        head = re.fullmatch(
            r"SELECT (.+?) FROM (Contact|Opportunity)(?: WHERE (.+?))?(?: ORDER BY .+?)? LIMIT \d+", query
        )
        if head is None:
            raise errors.Invalid(f"unexpected token in {query}")
        fields, kind, where = head[1].split(", "), head[2], head[3] or ""
        if kind == "Opportunity":
            return self._opportunities(fields, where)
        if not where:
            return [self._contact(n) for n in range(1, len(self.crm.contacts) + 1)][:1]
        asked = re.fullmatch(f"Email = {_TEXT}", where)
        if asked is None:
            raise errors.Invalid(f"unexpected token in {where}")
        number = self.crm.with_address(re.sub(r"\\(.)", r"\1", asked[1]))
        return [self._contact(number)] if number is not None else []

    def _contact(self, number: int) -> dict[str, Any]:
        contact: Contact = self.crm.contacts[number - 1]
        place = self.crm.company_number(contact)
        hidden = "companies" in self.crm.forbidden
        return {
            "Id": f"{_CONTACT}{number:03}", "Name": " ".join(filter(None, (contact.first, contact.last))),
            "Title": contact.title or None, "Email": contact.email,
            "AccountId": f"{_ACCOUNT}{place:03}" if place and not hidden else None,
            "Owner": {"Name": contact.owner} if contact.owner else None,
            "Account": self._account(self.crm.companies[place - 1]) if place and not hidden else None,
        }  # fmt: skip

    def _account(self, company: Company) -> dict[str, Any]:
        owner = {"Name": company.owner} if company.owner else None
        return {"Name": company.name, "Type": "Customer", "Owner": owner, "Plan__c": company.plan or None}

    def _opportunities(self, fields: list[str], where: str) -> list[dict[str, Any]]:
        if "CurrencyIsoCode" in fields and not self.currencies:
            raise errors.Invalid("No such column 'CurrencyIsoCode' on entity 'Opportunity'")
        if "deals" in self.crm.forbidden:
            raise errors.NotAllowed("sObject type 'Opportunity' is not supported")
        asked = re.fullmatch(rf"IsClosed = false AND AccountId = '{_ACCOUNT}(\d+)'", where)
        assert asked is not None, where
        company = self.crm.companies[int(asked[1]) - 1]
        deals = [*company.deals, *(d for c in self.crm.contacts if c.company is company for d in c.deals)]
        return [self._opportunity(deal) for deal in deals if deal.open]

    def _opportunity(self, deal: Deal) -> dict[str, Any]:
        told = {"Id": f"006{self.crm.deal_number(deal):015}", "Name": deal.name, "Amount": deal.amount}
        told |= {"StageName": deal.stage, "CloseDate": deal.closes or None}
        return told | ({"CurrencyIsoCode": deal.currency} if self.currencies else {})
