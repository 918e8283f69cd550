"""A connection to one HubSpot account."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final
from urllib.parse import quote

from supportterm.backends.auth import bearer
from supportterm.backends.beside import Beside
from supportterm.backends.cards import DIRECTORY, called, day, first, money
from supportterm.backends.errors import NotAllowed, RateLimited, RemoteError
from supportterm.backends.http import Http, parsed
from supportterm.backends.http_errors import Answer, retry_after
from supportterm.backends.hubspot.wire import Account, Owner, Pipelines, Record, Records
from supportterm.backends.settings import wrong
from supportterm.core.remote import Identity, RemoteCard, RemoteDeal

OBJECTS: Final = "crm/v3/objects"
MOST: Final = 100
"""Deals that are asked for at once."""
_CONTACT: Final = ("firstname", "lastname", "jobtitle", "company", "lifecyclestage", "hubspot_owner_id")
_COMPANY: Final = ("name", "hubspot_owner_id")
_DEAL: Final = ("dealname", "amount", "deal_currency_code", "dealstage", "closedate", "hs_is_closed")
_PROPERTY: Final = re.compile(r"[a-z][a-z0-9_]{0,99}")


class HubSpot(Beside):
    """Directory, over HubSpot's REST API."""

    def __init__(self, settings: Mapping[str, str], secret: Callable[[], str]) -> None:
        self._plan = settings.get("plan", "").strip()
        if self._plan and not _PROPERTY.fullmatch(self._plan):
            raise wrong("plan", "the internal name of a property: small letters, digits and _")
        url = settings.get("url") or "https://api.hubapi.com"
        http = Http(url, lambda: bearer(secret()), ca_file=settings.get("ca_file", ""), judge=_judge)
        super().__init__(DIRECTORY, http)
        self._account: Account | None = None
        self._owners: dict[str, str] = {}
        self._stages: Mapping[str, str] | None = None

    def probe(self) -> Identity:
        self._account, self._stages = None, None
        self._owners.clear()
        self.get(f"{OBJECTS}/contacts", Records, {"limit": 1, "properties": "email"})
        account = self._known_account()
        called = f"account {account.portal_id}" if account.portal_id else "HubSpot"
        return Identity(called, f"hubspot {account.portal_id}", self.http.server_time)

    def person(self, email: str) -> RemoteCard | None:
        asked = {"idProperty": "email", "properties": self._wanted(_CONTACT), "associations": "companies,deals"}
        answer = self.http.get(f"{OBJECTS}/contacts/{quote(email, safe='')}", asked, missing=True)
        if answer.status in (404, 410):
            return None
        contact = parsed(answer, Record, self.http.host)
        company = self._company(contact)
        deals = self._deals([*contact.linked("deals"), *(company.linked("deals") if company is not None else ())])
        owner = (company.get("hubspot_owner_id") if company is not None else "") or contact.get("hubspot_owner_id")
        return RemoteCard(
            name=called(contact.get("firstname"), contact.get("lastname")),
            title=contact.get("jobtitle"),
            company=(company.get("name") if company is not None else "") or contact.get("company"),
            plan=(company.get(self._plan) if company is not None else "") or contact.get(self._plan),
            owner=self._owner(owner),
            stage=contact.get("lifecyclestage"),
            deals=first(deals),
            url=self._shown(contact),
        )

    # --- inside

    def _company(self, contact: Record) -> Record | None:
        """The one that is named first, which is the primary one."""
        number = next(contact.linked("companies"), None)
        if number is None:
            return None
        asked = {"properties": self._wanted(_COMPANY), "associations": "deals"}
        return self.or_not(f"{OBJECTS}/companies/{quote(number, safe='')}", Record, asked)

    def _deals(self, numbers: Iterable[str]) -> list[RemoteDeal]:
        wanted = list(dict.fromkeys(numbers))[:MOST]
        if not wanted:
            return []
        body = {"inputs": [{"id": n} for n in wanted], "properties": list(_DEAL), "propertiesWithHistory": []}
        try:
            told = parsed(self.http.query(f"{OBJECTS}/deals/batch/read", {}, body), Records, self.http.host)
        except NotAllowed:
            return []
        return [self._deal(row) for row in told.results if row.get("hs_is_closed") != "true"]

    def _deal(self, row: Record) -> RemoteDeal:
        stage = row.get("dealstage")
        return RemoteDeal(
            name=row.get("dealname") or f"deal {row.id}",
            amount=money(row.get("amount"), row.get("deal_currency_code")),
            stage=self._stage_names().get(stage, stage),
            closes=day(row.get("closedate")),
        )

    def _stage_names(self) -> Mapping[str, str]:
        if self._stages is None:
            told = self.or_not("crm/v3/pipelines/deals", Pipelines) or Pipelines()
            self._stages = {stage.id: stage.label for pipeline in told.results for stage in pipeline.stages}
        return self._stages

    def _owner(self, number: str) -> str:
        if number and number not in self._owners:
            told = self.or_not(f"crm/v3/owners/{quote(number, safe='')}", Owner) or Owner()
            self._owners[number] = called(told.first_name, told.last_name) or told.email or ""
        return self._owners.get(number, "")

    def _known_account(self) -> Account:
        if self._account is None:
            self._account = self.or_not("account-info/v3/details", Account) or Account()
        return self._account

    def _shown(self, contact: Record) -> str:
        account = self._known_account()
        if not account.portal_id or not contact.id.isdecimal():
            return ""
        host = account.ui_domain if re.fullmatch(r"[a-z0-9.-]+\.hubspot\.com", account.ui_domain) else "app.hubspot.com"
        return f"https://{host}/contacts/{account.portal_id}/record/0-1/{contact.id}"

    def _wanted(self, names: tuple[str, ...]) -> str:
        return ",".join((*names, self._plan) if self._plan else names)


def _judge(answer: Answer) -> RemoteError | None:
    """HubSpot does not say when to come back, but how long the time is in which we asked too often."""
    interval = answer.headers.get("x-hubspot-ratelimit-interval-milliseconds", "")
    if answer.status != 429 or retry_after(answer) is not None or not interval.isdecimal() or len(interval) > 7:
        return None
    return RateLimited("HubSpot asks for a pause", int(interval) / 1000)
