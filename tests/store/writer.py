"""A program that writes to a desk until it is killed. It says `DONE n` when the n-th thing is kept, and no sooner."""

import sys

from supportterm.core import verbs
from supportterm.core.terms import Role
from supportterm.core.writing import Draft, NewMessage
from supportterm.desk import Bulk, Desk
from supportterm.store import authoring, drafts

WARM = (Bulk, authoring, drafts)
"""Loaded before it is ready, so that it is killed while it writes, not while it reads its own code."""


def strokes(desk: Desk, ticket: int, name: str, count: int) -> None:
    """A note, a tag and a draft each, one after the other."""
    for n in range(count):
        desk.write(ticket, NewMessage(Role.NOTE, f"note {name} {n}."))
        desk.change(ticket, verbs.tag, add=(f"{name}-{n}",))
        desk.save_draft(Draft(ticket, "reply", f"draft {name} {n}."))
        print(f"DONE {n}", flush=True)


def history(desk: Desk, name: str, count: int) -> None:
    """Tickets of two messages, as an import writes them, a page for every ten."""
    with desk.bulk() as bulk:
        for n in range(count):
            ticket = bulk.ticket(f"history {name} {n}", bulk.person("al@acme.test"), at=n)
            for turn in range(2):
                bulk.message(ticket, Role.CUSTOMER, f"history {name} {n} {turn}.", at=n)
            if n % 10 == 9:
                bulk.commit()
                print(f"DONE {n}", flush=True)


def main() -> None:
    path, journal, how, ticket, name, count = sys.argv[1:]
    with Desk.open(path, me="dana", journal=journal) as desk:  # type: ignore[arg-type]
        print("READY", flush=True)
        if how == "strokes":
            strokes(desk, int(ticket), name, int(count))
        else:
            history(desk, name, int(count))


if __name__ == "__main__":
    main()
