"""`person show`: who somebody is, and what directories (CRM) know of them."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msgspec import to_builtins

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.kinds import PersonName
from supportterm.commands.leaving import let_it_leave
from supportterm.commands.registry import command
from supportterm.core.moments import ago_words
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.core.nouns import Person
    from supportterm.core.remote import RemoteCard
    from supportterm.desk.directories import Card

PATIENCE: Final = 30.0
"""Seconds that `--wait` waits."""


@command("person show", group="desk", slow=True, examples=("person show dana@acme.test", "person show d@x.test --wait"))
def show(call: Call, email: PersonName, *, anew: bool = False, wait: bool = False) -> Outcome:
    """Show who somebody is, and what connected directories (CRM) know of them.

    What a directory said is kept, with its age; when that is old the keeper asks again. `--anew` has it asked in any
    case, `--wait` waits for what it says.
    """
    desk = call.desk
    began = call.now
    if desk.directories.look_up(email, anew=anew):
        let_it_leave(call)
        if wait:
            _wait(call, email, began)
    person, cards = desk.person_by_email(email), desk.directories.of(email)
    if person is None and not any(card.found for card in cards):
        asked = any(not card.looked_at and not card.words for card in cards)
        raise Refused(f"nobody here has the address {email}{'; directories are being asked' if asked else ''}")
    organization = desk.organization(person.organization).name if person and person.organization else ""
    record = {
        "email": email, "name": person.name if person else "", "phone": person.phone if person else "",
        "title": person.title if person else "", "notes": person.notes if person else "",
        "organization": organization, "directories": [_record(card) for card in cards],
    }  # fmt: skip
    lines = [*_person(person, email, organization), *(line for card in cards for line in _card(card, call.now))]
    return Outcome(records=[record], lines=lines)


def _wait(call: Call, email: str, began: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if all(card.asked_at >= began for card in call.desk.directories.of(email)):
            return
        time.sleep(0.1)
        call.desk.poll()


def _person(person: "Person | None", email: str, organization: str) -> Iterator[str]:
    yield Bold(person.name or email if person else email)
    if person is not None:
        yield from filter(None, (email if person.name else "", person.title, person.phone, organization, person.notes))


def _card(card: "Card", now: int) -> Iterator[str]:
    yield ""
    yield Bold(f"{card.title}, {ago_words(max(now - card.looked_at, 0))}" if card.looked_at else card.title)
    if card.found is not None:
        yield from _known(card.found)
    elif card.looked_at:
        yield "does not know this address"
    elif not card.words:
        yield Dim("has not answered yet")
    if card.words:
        yield Dim(card.words)


def _known(found: "RemoteCard") -> Iterator[str]:
    for word in ("company", "plan", "owner", "stage"):
        if text := getattr(found, word):
            yield f"{word + ':':<9} {text}"
    for deal in found.deals:
        closes = f"closes {deal.closes}" if deal.closes else ""
        yield f"{'deal:':<9} {', '.join(filter(None, (deal.name, deal.amount, deal.stage, closes)))}"
    if found.url:
        yield Dim(found.url)


def _record(card: "Card") -> dict[str, object]:
    told: dict[str, object] = {"connection": card.connection, "title": card.title, "looked": card.looked_at or None}
    return told | {"words": card.words, "found": to_builtins(card.found) if card.found is not None else None}
