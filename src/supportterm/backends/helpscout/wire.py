"""What Help Scout's API sends, as it sends it: HAL, with what belongs to a record under `_embedded`."""

import hashlib
from typing import Any

import msgspec

from supportterm.backends.stamps import moment


class Wire(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """Base of what is called in one word here and in two there."""


class Person(Wire, frozen=True, gc=False):
    """A customer, user or team, as others name it."""

    id: int | None = None
    type: str = ""
    first: str | None = ""
    last: str | None = ""
    email: str | None = ""

    @property
    def name(self) -> str:
        return f"{self.first or ''} {self.last or ''}".strip()


class UserRow(Wire, frozen=True, gc=False):
    id: int
    first_name: str | None = ""
    last_name: str | None = ""
    email: str | None = ""
    type: str = "user"
    created_at: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name or ''} {self.last_name or ''}".strip() or (self.email or "")


class InboxRow(Wire, frozen=True, gc=False):
    id: int
    name: str = ""


class Option(Wire, frozen=True, gc=False):
    id: int
    label: str = ""


class FieldRow(Wire, frozen=True, gc=False):
    """A custom field, which is one inbox's own."""

    id: int
    name: str = ""
    type: str = ""
    options: list[Option] = []


class FieldValue(Wire, frozen=True, gc=False):
    id: int
    name: str = ""
    value: Any = None
    text: str | None = None
    """What people read, where the value is the number of an option."""


class TagRow(Wire, frozen=True, gc=False):
    tag: str = ""


class Waiting(Wire, frozen=True, gc=False):
    time: str | None = ""


class AttachmentRow(Wire, frozen=True, gc=False):
    id: int
    filename: str = ""
    mime_type: str | None = ""
    size: int | None = 0


class Attached(Wire, frozen=True, gc=False):
    attachments: list[AttachmentRow] = []


class Thread(Wire, frozen=True, gc=False):
    id: int
    type: str = ""
    state: str = "published"
    body: str | None = ""
    created_by: Person = Person()
    to: list[str] = []
    cc: list[str] = []
    created_at: str = ""
    embedded: Attached = msgspec.field(default=Attached(), name="_embedded")


class Threads(Wire, frozen=True, gc=False):
    threads: list[Thread] = []


class Conversation(Wire, frozen=True, gc=False):
    id: int
    number: int = 0
    threads: int = 0
    """How many of them people see as messages."""
    type: str = "email"
    status: str = "active"
    state: str = "published"
    subject: str | None = ""
    mailbox_id: int = 0
    assignee: Person | None = None
    created_at: str = ""
    user_updated_at: str | None = ""
    customer_waiting_since: Waiting | None = None
    tags: list[TagRow] = []
    primary_customer: Person = Person()
    custom_fields: list[FieldValue] = []
    embedded: Threads = msgspec.field(default=Threads(), name="_embedded")

    @property
    def updated(self) -> int:
        """The newest moment that it shows. It may have been changed since: nothing shows that."""
        waiting = self.customer_waiting_since
        shown = (self.user_updated_at, waiting.time if waiting is not None else "", self.created_at)
        return max(moment(one) for one in shown)

    def print(self) -> str:
        """Of all that is told of it: another one when anything of it is another."""
        return hashlib.blake2b(msgspec.json.encode(self), digest_size=6).hexdigest()


class Rows(Wire, frozen=True, gc=False):
    """What is in a list, under its name."""

    conversations: list[Conversation] = []
    threads: list[Thread] = []
    users: list[UserRow] = []
    mailboxes: list[InboxRow] = []
    fields: list[FieldRow] = []


class PageInfo(Wire, frozen=True, gc=False):
    total_elements: int = 0
    total_pages: int = 1
    number: int = 1


class Listed(Wire, frozen=True, gc=False):
    embedded: Rows = msgspec.field(default=Rows(), name="_embedded")
    page: PageInfo = PageInfo()


class Email(Wire, frozen=True, gc=False):
    value: str = ""


class Contacts(Wire, frozen=True, gc=False):
    emails: list[Email] = []


class Customer(Wire, frozen=True, gc=False):
    id: int
    first_name: str | None = ""
    last_name: str | None = ""
    embedded: Contacts = msgspec.field(default=Contacts(), name="_embedded")


class SavedReply(Wire, frozen=True, gc=False):
    """An answer that is prepared there; its text is told with it alone."""

    id: int
    name: str = ""
    preview: str = ""
    text: str | None = ""


class Data(Wire, frozen=True, gc=False):
    data: str = ""


class Wrong(Wire, frozen=True, gc=False):
    path: str = ""
    message: str = ""


class AllWrong(Wire, frozen=True, gc=False):
    errors: list[Wrong] = []


class Refusal(Wire, frozen=True, gc=False):
    message: str = ""
    embedded: AllWrong = msgspec.field(default=AllWrong(), name="_embedded")
