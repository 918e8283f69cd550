"""Short ways to put a ticket on a desk and to find one."""

from supportterm.core.writing import NewTicket
from supportterm.desk import Desk


def ticket(desk: Desk, subject: str = "Charged twice", body: str = "please refund me", **more: object) -> int:
    return desk.create_ticket(NewTicket("al@acme.test", subject, body, name="Al", **more)).tickets[0]  # type: ignore[arg-type]


def found(desk: Desk, text: str) -> list[int]:
    return [hit.ticket for hit in desk.search(text).hits]
