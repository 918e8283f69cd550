"""Al is asked how content he is, and what the desk has heard of it."""

import re

from clocks import Clock
from supportterm.core.nouns import Message
from supportterm.core.operations import Rated
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.sync.timers import Timers


def asked(desk: Desk, clock: Clock, base: str = "https://help.acme.example", **survey: object) -> list[str]:
    """The links of the mail by which Al is asked, the worst score first."""
    desk.define("survey", "content", {"kind": "csat", "question": "All <well>?", "after": 3_600_000, **survey})
    desk.portal.keep_address(base)
    number = desk.create_ticket(NewTicket("al@example.org", "Help", "please", "Al")).tickets[0]
    desk.write(number, NewMessage(Role.REPLY, "done", then=Status.SOLVED))
    clock.forward(3_700)
    timers = Timers(desk)
    while timers.step() == 0:
        pass
    mail = next(m for m in desk.timeline(number) if isinstance(m, Message) and m.agent is None and m.role is Role.REPLY)
    return re.findall(r"https?://[^\s>]+", mail.body)


def ratings(desk: Desk, ticket: int = 1) -> list[tuple[int, str]]:
    told = [entry.operation.payload for entry in desk.log(ticket)]
    return [(one.score, one.comment) for one in told if isinstance(one, Rated)]
