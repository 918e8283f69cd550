"""What writing to a help desk has in common everywhere; how each thing is written there is a vendor's own."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from supportterm.backends.afterwards import afterwards
from supportterm.backends.comparing import Wanted, check, holds, receipt, stayed, wanted
from supportterm.backends.errors import CannotDo, NotThere
from supportterm.core.remote import MergeTickets, OpenTicket, Receipt, RemoteTicket, Say, SetFields

R = TypeVar("R")
"""A ticket as the vendor tells it."""


class Writer(Generic[R]):
    """Base of who does the three steps that every help desk knows, and looks each up again."""

    def __init__(
        self, title: str, host: str, row: Callable[[str], R], ticket: Callable[[R], RemoteTicket]
    ) -> None:
        """*title*: what people call it. *row* answers a ticket by its key, as it is there now, or raises NotThere;
        *ticket* what one says."""
        self.title = title
        self.host = host
        self.row = row
        self.ticket = ticket

    def alive(self, key: str) -> R:
        """One that something can be done to. Raises NotThere, and says where it goes on when it was merged."""
        row = self.row(key)
        ticket = self.ticket(row)
        if ticket.merged_into:
            raise NotThere(f"ticket {ticket.number or key} was merged", ticket.merged_into)
        return row

    def receipt(self, row: R) -> Receipt:
        return receipt(self.ticket(row))

    # --- opening and saying

    def open(self, step: OpenTicket) -> Receipt:
        raise CannotDo(f"at {self.title} only customers begin a conversation")

    def find_opened(self, step: OpenTicket) -> Receipt | None:
        """Nothing tells: it is for who asks to know it among the news."""
        return None

    def say(self, step: Say) -> Receipt:
        raise NotImplementedError

    def find_said(self, step: Say) -> Receipt | None:
        """Nothing tells; but that the ticket is there. Raises NotThere."""
        self.row(step.key)
        return None

    def upload(self, file: Path, name: str, media_type: str) -> str:
        """Files go with the message that they belong to."""
        return ""

    # --- setting

    def set(self, step: SetFields) -> Receipt:
        """Only what is otherwise there, and nothing over what somebody else has set since the step was decided on."""
        row = self.alive(step.key)
        current = self.ticket(row)
        check(step, current)
        todo = wanted(step, current)
        if not todo.values and not todo.tagging:
            return receipt(current)
        row = self.change(step, row, todo)
        with afterwards(self.host):
            after = self.ticket(row)
            stayed(todo.values, after, self.host)
        return receipt(after)

    def change(self, step: SetFields, row: R, todo: Wanted) -> R:
        """Let it be as *todo* says; the ticket afterwards. Raises Invalid, naming the field, before any is sent."""
        raise CannotDo(f"{self.title} lets nobody set anything of a ticket from here")

    def is_set(self, step: SetFields) -> Receipt | None:
        ticket = self.ticket(self.row(step.key))
        return receipt(ticket) if holds(step, ticket) else None

    # --- merging, for those that have a method `merge` too

    def is_merged(self, step: MergeTickets) -> Receipt | None:
        ticket = self.ticket(self.row(step.key))
        return receipt(ticket) if ticket.merged_into == step.into else None
