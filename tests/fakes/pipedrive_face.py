"""The fake CRM as Pipedrive: its paths and words, held to the vendor's own specifications."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from fakes.crm import STAGES, Crm, Deal
from fakes.server import TOKEN
from fakes.specification import Judge, Several, Specification
from fakes.vendor import Asked, Told
from supportterm.backends import errors

PLAN: Final = "f00d" * 10
"""The key of the field."""
_LEVELS: Final = ("Gold", "Enterprise")


def patch(document: dict[str, Any]) -> None:
    """What the vendor answers and its file does not say: what has no value is null."""
    for path in ("/deals", "/persons/{id}", "/organizations/{id}"):
        _nullable(document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"])


def _nullable(schema: Any) -> None:
    for one in schema.get("allOf", [schema]):
        held = one.get("properties", {}).get("data", {})
        held = held.get("items", held)
        for part in held.get("allOf", [held]):
            for told in part.get("properties", {}).values():
                if isinstance(told.get("type"), str):
                    told["type"] = [told["type"], "null"]


@cache
def judge() -> Judge | None:
    """The vendor's own files, where they lie beside the checkout."""
    specs = Path(__file__).resolve().parents[3] / "shared" / "specs"
    if not specs.exists():
        return None
    second = Specification(specs / "pipedrive-v2.yaml", patch, base="/api/v2")
    return Several({"/api/v2/": second, "/v1/": Specification(specs / "pipedrive-v1.yaml", lambda _: None, base="/v1")})


class PipedriveFace:
    api = "/"

    def __init__(self, crm: Crm) -> None:
        self.crm = crm
        self.url: Callable[[], str] = lambda: ""

    def admits(self, asked: Asked) -> bool:
        return asked.headers.get("x-api-token") == TOKEN

    def refuse(self, error: errors.RemoteError) -> Told:
        status = {errors.NotThere: 404, errors.NotAllowed: 403, errors.Invalid: 400}[type(error)]
        return Told(status, {"success": False, "error": str(error), "error_info": ""})

    def answer(self, asked: Asked) -> Told:
        routes: tuple[tuple[str, str, Callable[..., Any]], ...] = (
            (r"/v1/users/me", "", lambda asked: self._user("Robot")),
            (r"/v1/users/(\d+)", "owners", lambda asked, key: self._user(self.crm.owners[int(key) - 1])),
            (r"/api/v2/persons/search", "", self._search),
            (r"/api/v2/persons/(\d+)", "", self._person),
            (r"/api/v2/organizations/(\d+)", "companies", self._organization),
            (r"/api/v2/organizationFields", "", self._fields),
            (r"/api/v2/deals", "deals", self._deals),
            (r"/api/v2/stages", "stages", self._stages),
        )
        for pattern, right, route in routes:
            if asked.method == "GET" and (found := re.fullmatch(pattern, asked.path)):
                if right in self.crm.forbidden:
                    raise errors.NotAllowed("Scope and URL mismatch")
                return Told(200, {"success": True, **route(asked, *found.groups())})
        raise errors.NotThere("not found")

    def _user(self, name: str) -> Any:
        return {"data": {"id": 1, "name": name, "company_id": 9, "company_name": "Desk", "company_domain": "desk"}}

    def _search(self, asked: Asked) -> Any:
        """Exactly, and as people mean it: without case; it also finds what only begins so, when it is not told to."""
        assert asked.query["exact_match"] == "true" and asked.query["fields"] == "email"
        number = self.crm.with_address(asked.query["term"])
        if number is None:
            return {"data": {"items": []}}
        contact = self.crm.contacts[number - 1]
        item = {"id": number, "type": "person", "name": contact.first or contact.email, "emails": [contact.email]}
        return {"data": {"items": [{"result_score": 1.0, "item": item}]}}

    def _person(self, asked: Asked, key: str) -> Any:
        contact = self.crm.contacts[int(key) - 1]
        name = " ".join(filter(None, (contact.first, contact.last)))
        return {
            "data": {
                "id": int(key), "name": name, "job_title": contact.title or None,
                "owner_id": self.crm.owner_number(contact.owner) if contact.owner else None,
                "org_id": self.crm.company_number(contact),
            }
        }  # fmt: skip

    def _organization(self, asked: Asked, key: str) -> Any:
        company = self.crm.companies[int(key) - 1]
        owner = self.crm.owner_number(company.owner) if company.owner else None
        told: dict[str, Any] = {"id": int(key), "name": company.name, "owner_id": owner}
        if company.plan:
            assert asked.query["include_option_labels"] == "true" and asked.query["custom_fields"] == PLAN
            told["custom_fields"] = {PLAN: {"id": _LEVELS.index(company.plan), "label": company.plan}}
        return {"data": told}

    def _fields(self, asked: Asked) -> Any:
        if asked.query.get("cursor"):
            return {"data": [self._field("Plan", PLAN, "enum", own=True)], "additional_data": {}}
        return {"data": [self._field("Name", "name", "varchar")], "additional_data": {"next_cursor": "more"}}

    def _field(self, name: str, code: str, kind: str, *, own: bool = False) -> Any:
        told = {"field_name": name, "field_code": code, "field_type": kind, "is_custom_field": own}
        return told | {"is_optional_response_field": False, "options": [], "subfields": []}

    def _deals(self, asked: Asked) -> Any:
        assert asked.query["status"] == "open"
        if "person_id" in asked.query:
            deals = self.crm.contacts[int(asked.query["person_id"]) - 1].deals
        else:
            deals = self.crm.companies[int(asked.query["org_id"]) - 1].deals
        return {"data": [self._deal(deal) for deal in deals if deal.open]}

    def _deal(self, deal: Deal) -> Any:
        return {
            "id": self.crm.deal_number(deal), "title": deal.name, "value": deal.amount or 0,
            "currency": deal.currency, "stage_id": STAGES.index(deal.stage) + 1, "status": "open",
            "expected_close_date": deal.closes or None,
        }  # fmt: skip

    def _stages(self, asked: Asked) -> Any:
        return {"data": [{"id": n, "name": name, "pipeline_id": 1} for n, name in enumerate(STAGES, 1)]}
