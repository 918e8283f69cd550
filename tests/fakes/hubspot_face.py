"""The fake CRM as HubSpot: its paths and words, held to the vendor's own specification."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from fakes.crm import STAGES, Crm
from fakes.server import TOKEN
from fakes.specification import Specification
from fakes.vendor import Asked, Told
from supportterm.backends import errors

OBJECTS: Final = "/crm/v3/objects/"
_WHEN: Final = "2026-01-05T10:00:00.000Z"


def patch(document: dict[str, Any]) -> None:
    """What the vendor answers and its file does not say: a property without a value is null."""
    for name in ("SimplePublicObject", "SimplePublicObjectWithAssociations"):
        document["components"]["schemas"][name]["properties"]["properties"]["additionalProperties"]["nullable"] = True


@cache
def judge() -> Specification | None:
    """The vendor's own file, where it lies beside the checkout."""
    file = Path(__file__).resolve().parents[3] / "shared" / "specs" / "hubspot-crm-objects-v3.json"
    return Specification(file, patch) if file.exists() else None


class HubSpotFace:
    api = OBJECTS

    def __init__(self, crm: Crm) -> None:
        self.crm = crm
        self.url: Callable[[], str] = lambda: ""

    def admits(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == f"Bearer {TOKEN}"

    def refuse(self, error: errors.RemoteError) -> Told:
        status = {errors.NotThere: 404, errors.NotAllowed: 403, errors.Invalid: 400}[type(error)]
        told = {"status": "error", "message": str(error), "correlationId": "x", "category": "OBJECT_NOT_FOUND"}
        return Told(status, told)

    def answer(self, asked: Asked) -> Told:
        routes: tuple[tuple[str, str, str, Callable[..., Any]], ...] = (
            ("GET", r"/crm/v3/objects/contacts", "", self._contacts),
            ("GET", r"/crm/v3/objects/contacts/([^/]+)", "", self._contact),
            ("GET", r"/crm/v3/objects/companies/(\d+)", "companies", self._company),
            ("POST", r"/crm/v3/objects/deals/batch/read", "deals", self._deals),
            ("GET", r"/crm/v3/owners/(\d+)", "owners", self._owner),
            ("GET", r"/crm/v3/pipelines/deals", "stages", self._stages),
            ("GET", r"/account-info/v3/details", "account", self._account),
        )
        for method, pattern, right, route in routes:
            if method == asked.method and (found := re.fullmatch(pattern, asked.path)):
                if right in self.crm.forbidden:
                    raise errors.NotAllowed("This app hasn't been granted all required scopes")
                return Told(200, route(asked, *found.groups()))
        raise errors.NotThere("resource not found")

    def _record(self, asked: Asked, number: int, has: dict[str, str | None], linked: dict[str, list[int]]) -> Any:
        wanted = asked.query.get("properties", "").split(",") if asked.body is None else asked.body["properties"]
        kinds = asked.query.get("associations", "").split(",")
        told: dict[str, Any] = {
            "id": str(number), "archived": False, "createdAt": _WHEN, "updatedAt": _WHEN,
            "properties": {name: has.get(name) for name in wanted} | {"hs_object_id": str(number)},
        }  # fmt: skip
        links = {
            kind: {"results": [{"id": str(n), "type": f"to_{kind}"} for n in linked[kind]]}
            for kind in kinds
            if linked.get(kind)
        }
        return told | ({"associations": links} if links else {})

    def _contacts(self, asked: Asked) -> Any:
        return {"results": [self._known(asked, n) for n in range(1, len(self.crm.contacts) + 1)][:1]}

    def _contact(self, asked: Asked, key: str) -> Any:
        number = self.crm.with_address(unquote(key)) if asked.query.get("idProperty") == "email" else int(key)
        if number is None:
            raise errors.NotThere("resource not found")
        return self._known(asked, number)

    def _known(self, asked: Asked, number: int) -> Any:
        contact = self.crm.contacts[number - 1]
        company = self.crm.company_number(contact)
        has = {
            "email": contact.email, "firstname": contact.first or None, "lastname": contact.last or None,
            "jobtitle": contact.title or None, "lifecyclestage": contact.stage,
            "hubspot_owner_id": str(self.crm.owner_number(contact.owner)) if contact.owner else None,
        }  # fmt: skip
        deals = [self.crm.deal_number(deal) for deal in contact.deals]
        return self._record(asked, number, has, {"companies": [company] if company else [], "deals": deals})

    def _company(self, asked: Asked, key: str) -> Any:
        company = self.crm.companies[int(key) - 1]
        owner = str(self.crm.owner_number(company.owner)) if company.owner else None
        has = {"name": company.name, "plan_name": company.plan or None, "hubspot_owner_id": owner}
        return self._record(asked, int(key), has, {"deals": [self.crm.deal_number(deal) for deal in company.deals]})

    def _deals(self, asked: Asked) -> Any:
        found = []
        for one in asked.body["inputs"]:
            deal = self.crm.deals[int(one["id"]) - 1]
            has = {
                "dealname": deal.name, "amount": None if deal.amount is None else str(deal.amount),
                "deal_currency_code": deal.currency, "dealstage": f"stage{STAGES.index(deal.stage)}",
                "closedate": f"{deal.closes}T00:00:00Z" if deal.closes else None,
                "hs_is_closed": "false" if deal.open else "true",
            }  # fmt: skip
            found.append(self._record(asked, int(one["id"]), has, {}))
        return {"status": "COMPLETE", "results": found, "startedAt": _WHEN, "completedAt": _WHEN}

    def _owner(self, asked: Asked, key: str) -> Any:
        first, _, last = self.crm.owners[int(key) - 1].partition(" ")
        return {"id": key, "firstName": first, "lastName": last, "email": f"{first.lower()}@desk.test"}

    def _stages(self, asked: Asked) -> Any:
        stages = [{"id": f"stage{n}", "label": label, "metadata": {}} for n, label in enumerate(STAGES)]
        return {"results": [{"id": "default", "label": "Sales", "stages": stages}]}

    def _account(self, asked: Asked) -> Any:
        return {"portalId": 4711, "uiDomain": "app-eu1.hubspot.com", "accountType": "STANDARD"}
