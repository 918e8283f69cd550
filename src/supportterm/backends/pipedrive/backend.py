"""A connection to one Pipedrive account."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from supportterm.backends.beside import Beside
from supportterm.backends.cards import DIRECTORY, day, first, money
from supportterm.backends.http import Http
from supportterm.backends.pipedrive.wire import (
    DealRow,
    Deals,
    FieldRow,
    Fields,
    OneOrganization,
    OnePerson,
    OneUser,
    Organization,
    Person,
    Search,
    Stages,
    User,
)
from supportterm.core.remote import Identity, RemoteCard, RemoteDeal

V1: Final = "v1"
V2: Final = "api/v2"
MOST: Final = 100
"""Open deals that are asked for at once."""
_PAGES: Final = 20


class Pipedrive(Beside):
    """Directory, over Pipedrive's REST API."""

    def __init__(self, settings: Mapping[str, str], secret: Callable[[], str]) -> None:
        self._plan = " ".join(settings.get("plan", "").split()).lower()
        url = settings.get("url") or "https://api.pipedrive.com"
        super().__init__(DIRECTORY, Http(url, secret, header="x-api-token", ca_file=settings.get("ca_file", "")))
        self._me: User | None = None
        self._plan_key: str | None = None
        self._stages: Mapping[int, str] | None = None
        self._owners: dict[int, str] = {}

    def probe(self) -> Identity:
        self._plan_key, self._stages = None, None
        self._owners.clear()
        self._me = self.get(f"{V1}/users/me", OneUser).data
        remarks = (f"no field of organizations is called {self._plan!r}",) if self._plan and not self._key() else ()
        who = f"{self._me.name} at {self._me.company_name}" if self._me.company_name else self._me.name
        return Identity(who, f"pipedrive {self._me.company_id or 0}", self.http.server_time, remarks)

    def person(self, email: str) -> RemoteCard | None:
        number = self._numbered(email)
        if number is None:
            return None
        person = self.get(f"{V2}/persons/{number}", OnePerson).data
        company = self._company(person)
        deals = self._deals({"person_id": person.id})
        if company is not None:
            deals |= self._deals({"org_id": company.id})
        owner = company.owner_id if company is not None else None
        return RemoteCard(
            name=person.name or "",
            title=person.job_title or "",
            company=(company.name or "") if company is not None else "",
            plan=self._plan_of(company),
            owner=self._owner(owner or person.owner_id),
            deals=first([self._deal(row) for row in deals.values()]),
            url=self._shown(person),
        )

    # --- inside

    def _numbered(self, email: str) -> int | None:
        """Who has exactly this address: the search finds no less than two letters, and knows no case."""
        if len(email) < 2:
            return None
        asked = {"term": email, "fields": "email", "exact_match": "true", "limit": 10}
        for hit in self.get(f"{V2}/persons/search", Search, asked).data.items:
            if email.casefold() in {known.casefold() for known in hit.item.emails}:
                return hit.item.id
        return None

    def _company(self, person: Person) -> Organization | None:
        if person.org_id is None:
            return None
        key = self._key()
        asked = {"custom_fields": key, "include_option_labels": "true"} if key else {}
        told = self.or_not(f"{V2}/organizations/{person.org_id}", OneOrganization, asked)
        return told.data if told is not None else None

    def _deals(self, of: Mapping[str, int]) -> dict[int, DealRow]:
        told = self.or_not(f"{V2}/deals", Deals, {**of, "status": "open", "limit": MOST})
        return {row.id: row for row in (told.data or ())} if told is not None else {}

    def _deal(self, row: DealRow) -> RemoteDeal:
        return RemoteDeal(
            name=row.title or f"deal {row.id}",
            amount=money(row.value, row.currency) if row.value else "",
            stage=self._stage_names().get(row.stage_id or 0, ""),
            closes=day(row.expected_close_date),
        )

    def _plan_of(self, company: Organization | None) -> str:
        """A field of options has an id and a label, one of several a list of such."""
        told: Any = (company.custom_fields or {}).get(self._key()) if company is not None else None
        many = told if isinstance(told, list) else [told]
        words = [one.get("label", "") if isinstance(one, dict) else one for one in many]
        return ", ".join(str(word) for word in words if word not in (None, ""))

    def _key(self) -> str:
        """Under which key the plan is kept; empty when there is no such field."""
        if self._plan and self._plan_key is None:
            called = (row.field_code for row in self._fields() if row.field_name.lower() == self._plan)
            self._plan_key = next(called, "")
        return self._plan_key or ""

    def _fields(self) -> list[FieldRow]:
        rows: list[FieldRow] = []
        asked: dict[str, Any] = {"limit": 500}
        for _ in range(_PAGES):
            told = self.or_not(f"{V2}/organizationFields", Fields, asked) or Fields()
            rows += [row for row in told.data or () if row.is_custom_field]
            cursor = told.additional_data.next_cursor if told.additional_data is not None else None
            if not cursor:
                break
            asked["cursor"] = cursor
        return rows

    def _stage_names(self) -> Mapping[int, str]:
        if self._stages is None:
            told = self.or_not(f"{V2}/stages", Stages, {"limit": 500}) or Stages()
            self._stages = {stage.id: stage.name for stage in told.data or ()}
        return self._stages

    def _owner(self, number: int | None) -> str:
        if number is not None and number not in self._owners:
            told = self.or_not(f"{V1}/users/{number}", OneUser)
            self._owners[number] = told.data.name if told is not None else ""
        return self._owners.get(number or 0, "")

    def _shown(self, person: Person) -> str:
        if self._me is None:
            self._me = (self.or_not(f"{V1}/users/me", OneUser) or OneUser(User())).data
        domain = self._me.company_domain or ""
        return f"https://{domain}.pipedrive.com/person/{person.id}" if re.fullmatch(r"[a-z0-9-]+", domain) else ""
