"""A CRM: people, where they belong, who looks after them, and what is being sold to them; for vendors' faces."""

from dataclasses import dataclass, field
from typing import Final


@dataclass
class Deal:
    name: str
    amount: float | None = None
    currency: str = "EUR"
    stage: str = "Offer sent"
    closes: str = ""
    open: bool = True


@dataclass
class Company:
    name: str
    plan: str = ""
    owner: str = ""
    deals: list[Deal] = field(default_factory=list)


@dataclass
class Contact:
    email: str
    first: str = ""
    last: str = ""
    title: str = ""
    company: Company | None = None
    owner: str = ""
    stage: str = "customer"
    deals: list[Deal] = field(default_factory=list)


STAGES: Final = ("Offer sent", "Contract", "Won")


class Crm:
    """Everything has the number of its place, from 1."""

    def __init__(self) -> None:
        self.contacts: list[Contact] = []
        self.owners: list[str] = []
        self.forbidden: set[str] = set()
        """What the token may not see: `owners`, `stages`, `deals`, `companies`, `account`."""

    def knows(self, email: str, **about: object) -> Contact:
        """Somebody is known from now on."""
        contact = Contact(email, **about)  # type: ignore[arg-type]
        self.contacts.append(contact)
        return contact

    def with_address(self, email: str) -> int | None:
        """Place of who has this address, whatever its case."""
        return next((n for n, c in enumerate(self.contacts, 1) if c.email.lower() == email.lower()), None)

    @property
    def companies(self) -> list[Company]:
        found: list[Company] = []
        for contact in self.contacts:
            if contact.company is not None and contact.company not in found:
                found.append(contact.company)
        return found

    @property
    def deals(self) -> list[Deal]:
        found: list[Deal] = []
        for holder in (*self.contacts, *self.companies):
            found += [deal for deal in holder.deals if all(deal is not known for known in found)]
        return found

    def company_number(self, contact: Contact) -> int | None:
        return self.companies.index(contact.company) + 1 if contact.company is not None else None

    def deal_number(self, deal: Deal) -> int:
        return next(n for n, known in enumerate(self.deals, 1) if known is deal)

    def owner_number(self, name: str) -> int:
        if name not in self.owners:
            self.owners.append(name)
        return self.owners.index(name) + 1
