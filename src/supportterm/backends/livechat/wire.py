"""What LiveChat's API sends, as it sends it. Moments are RFC 3339, to the microsecond."""

from datetime import UTC, datetime
from typing import Any
from zlib import crc32

import msgspec


class FormField(msgspec.Struct, frozen=True):
    """A question of the form before a chat, and what was answered."""

    type: str = ""
    label: str | None = ""
    answer: Any = None


class Event(msgspec.Struct, frozen=True):
    id: str = ""
    created_at: str = ""
    type: str = ""
    text: str | None = ""
    author_id: str | None = ""
    visibility: str | None = "all"
    custom_id: str | None = ""
    url: str | None = ""
    name: str | None = ""
    content_type: str | None = ""
    size: int | None = 0
    fields: list[FormField] = []


class Access(msgspec.Struct, frozen=True):
    group_ids: list[int] = []


class Thread(msgspec.Struct, frozen=True):
    id: str
    created_at: str = ""
    active: bool = False
    user_ids: list[str] = []
    events: list[Event] = []
    tags: list[str] = []
    access: Access = Access()
    queue: Any = None
    """Set while nobody has taken it."""


class User(msgspec.Struct, frozen=True):
    id: str
    type: str = ""
    name: str | None = ""
    email: str | None = ""
    present: bool = False


class Chat(msgspec.Struct, frozen=True):
    id: str
    users: list[User] = []
    thread: Thread | None = None
    access: Access = Access()


class LastEvent(msgspec.Struct, frozen=True):
    event: Event = Event()


class ThreadSummary(msgspec.Struct, frozen=True):
    id: str
    created_at: str = ""
    active: bool = False
    user_ids: list[str] = []
    tags: list[str] = []
    access: Access = Access()


class Summary(msgspec.Struct, frozen=True):
    """A chat in a list: enough to see whether anything has happened."""

    id: str
    users: list[User] = []
    last_event_per_type: dict[str, LastEvent] = {}
    last_thread_summary: ThreadSummary | None = None

    @property
    def moved_at(self) -> int:
        """When something happened last, milliseconds."""
        told = [one.event.created_at for one in self.last_event_per_type.values()]
        told += [self.last_thread_summary.created_at] if self.last_thread_summary is not None else []
        return max(map(moment, told), default=0)

    @property
    def mark(self) -> str:
        """Changes when anything of it does."""
        last = self.last_thread_summary
        events = sorted(one.event.id for one in self.last_event_per_type.values())
        present = sorted(user.id for user in self.users if user.present)
        about = (last.id, last.active, last.user_ids, last.tags, last.access.group_ids) if last is not None else ()
        return f"{crc32(repr((about, events, present)).encode()):x}"


class Summaries(msgspec.Struct, frozen=True):
    chats_summary: list[Summary] = []
    next_page_id: str | None = ""
    found_chats: int = 0


class Archives(msgspec.Struct, frozen=True):
    chats: list[Chat] = []
    next_page_id: str | None = ""
    found_chats: int = 0


class Threads(msgspec.Struct, frozen=True):
    threads: list[Thread] = []
    next_page_id: str | None = ""


class Agent(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    groups: list[Any] = []
    suspended: bool = False


class Group(msgspec.Struct, frozen=True):
    id: int
    name: str = ""


class Fault(msgspec.Struct, frozen=True):
    type: str = ""
    message: str = ""
    data: dict[str, Any] | None = None


class Refusal(msgspec.Struct, frozen=True):
    error: Fault


class Sent(msgspec.Struct, frozen=True):
    event_id: str = ""


def moment(text: str | None) -> int:
    """Milliseconds UTC; 0 when unset."""
    try:
        return int(datetime.fromisoformat(text or "").timestamp() * 1000)
    except (ValueError, OverflowError):
        return 0


def stamp(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
