"""A connection to one Salesforce organization."""

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from supportterm.backends import oauth
from supportterm.backends.auth import bearer
from supportterm.backends.beside import Beside
from supportterm.backends.cards import DEALS, DIRECTORY, day, first, money
from supportterm.backends.errors import Invalid, NotAllowed, RateLimited, RemoteError, Unavailable
from supportterm.backends.http import Http, parsed
from supportterm.backends.http_errors import Answer, retry_after, told
from supportterm.backends.salesforce.wire import (
    Contact,
    Contacts,
    Opportunities,
    Opportunity,
    Organizations,
    Refusal,
)
from supportterm.backends.settings import wrong
from supportterm.core.remote import Identity, RemoteCard, RemoteDeal
from supportterm.core.safe import safe_line

API: Final = "services/data/v59.0"
TOKEN: Final = "services/oauth2/token"
LATER: Final = 900.0
"""Seconds after which it is asked again when the requests of a day are used up."""
_FIELD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}")
_ID: Final = re.compile(r"[A-Za-z0-9]{15,18}")

T = TypeVar("T")


class Salesforce(Beside):
    """Directory, over Salesforce's REST API: each look is a query in its own language."""

    def __init__(self, settings: Mapping[str, str], secret: Callable[[], str]) -> None:
        self._plan = settings.get("plan", "").strip()
        if self._plan and not _FIELD.fullmatch(self._plan):
            raise wrong("plan", "the API name of a field: letters, digits and _")
        client = settings.get("client", "").strip()
        if not client:
            raise wrong("client", "the consumer key of a connected app")
        self._url = settings.get("url", "").strip().rstrip("/")

        def token() -> oauth.Token:
            form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret()}
            return oauth.asked(f"{self._url}/{TOKEN}", form, self.http.trust)

        self._tokens = oauth.Tokens(token)
        http = Http(
            self._url, lambda: bearer(self._tokens.access()), ca_file=settings.get("ca_file", ""), judge=self._judge
        )
        super().__init__(DIRECTORY, http)
        self._currencies: bool | None = None
        """Whether amounts may be of several."""

    def probe(self) -> Identity:
        self._currencies = None
        houses = self._query("SELECT Id, Name FROM Organization LIMIT 1", Organizations).records
        house = houses[0].Name or "" if houses else ""
        plan = f", Account.{self._plan}" if self._plan else ""
        self._query(f"SELECT Id{plan} FROM Contact LIMIT 1", Contacts)  # the rights and the field that a look needs
        epoch = f"salesforce {houses[0].Id if houses else self.http.host}"
        return Identity(house or self.http.host, epoch, self.http.server_time)

    def person(self, email: str) -> RemoteCard | None:
        plan = f", Account.{self._plan}" if self._plan else ""
        rows = self._query(
            "SELECT Id, Name, Title, Email, AccountId, Owner.Name, Account.Name, Account.Type, Account.Owner.Name"
            f"{plan} FROM Contact WHERE Email = {quoted(email)} ORDER BY LastModifiedDate DESC LIMIT 5",
            Contacts,
        ).records
        found = next((row for row in rows if (row.Email or "").casefold() == email.casefold()), None)
        if found is None:
            return None
        account = found.Account or {}
        keeper = account.get("Owner")
        owner = keeper.get("Name") if isinstance(keeper, dict) else found.Owner.Name if found.Owner is not None else ""
        return RemoteCard(
            name=found.Name or "",
            title=found.Title or "",
            company=_text(account.get("Name")),
            plan=_text(account.get(self._plan)) if self._plan else "",
            owner=_text(owner),
            stage=_text(account.get("Type")),
            deals=first([_deal(row) for row in self._open(found)]),
            url=f"{self._url}/{found.Id}" if _ID.fullmatch(found.Id) else "",
        )

    # --- inside

    def _open(self, contact: Contact) -> list[Opportunity]:
        """Opportunities of the account that are not decided yet."""
        account = contact.AccountId or ""
        if not _ID.fullmatch(account):
            return []
        end = f"FROM Opportunity WHERE IsClosed = false AND AccountId = '{account}' ORDER BY CloseDate LIMIT {DEALS}"
        fields = "Id, Name, Amount, StageName, CloseDate"
        try:
            if self._currencies is not False:
                try:
                    several = self._query(f"SELECT {fields}, CurrencyIsoCode {end}", Opportunities)
                    self._currencies = True
                    return several.records
                except Invalid:  # where there is one currency there is no such field
                    self._currencies = False
            return self._query(f"SELECT {fields} {end}", Opportunities).records
        except (NotAllowed, Invalid):
            return []

    def _query(self, text: str, kind: type[T]) -> T:
        answer = self.http.get(f"{API}/query", {"q": text})
        self._tokens.worked()
        return parsed(answer, kind, self.http.host)

    def _judge(self, answer: Answer) -> RemoteError | None:
        """Salesforce says with 403 that the requests of a day are used up, and answers errors in a list."""
        if answer.status == 401 and self._tokens.refused():
            return Unavailable(f"{self.http.host} takes the token no more; the next one is asked for")
        if answer.status not in (400, 403):
            return None
        why = next(iter(told(answer, list[Refusal]) or ()), None)
        if why is None:
            return None
        if why.errorCode == "REQUEST_LIMIT_EXCEEDED":
            return RateLimited("Salesforce has no requests left for today", retry_after(answer) or LATER)
        words = safe_line(why.message, 200)
        kind = NotAllowed if answer.status == 403 or why.errorCode == "INVALID_TYPE" else Invalid
        return kind(f"{self.http.host} does not take the query: {words}")


def quoted(text: str) -> str:
    """*text* as it stands in a query (SOQL): nothing in it ends the quotation."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    plain = "".join(c if c.isprintable() else " " for c in escaped)
    return f"'{plain}'"


def _deal(row: Opportunity) -> RemoteDeal:
    return RemoteDeal(
        name=row.Name or f"opportunity {row.Id}",
        amount=money(row.Amount, row.CurrencyIsoCode) if row.Amount is not None else "",
        stage=row.StageName or "",
        closes=day(row.CloseDate),
    )


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int | float) else ""
