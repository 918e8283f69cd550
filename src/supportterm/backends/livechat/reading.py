"""Chats, threads and events → tickets with their messages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from supportterm.backends.attaching import there
from supportterm.backends.livechat.names import Names
from supportterm.backends.livechat.wire import Chat, Event, Thread, User, moment
from supportterm.core.remote import RemoteMessage, RemotePerson, RemoteTicket, TicketSeen
from supportterm.core.subjects import first_line
from supportterm.core.terms import Role, Status

_SAID: Final = ("message", "file", "rich_message")
_FORM: Final = "filled_form"


class Reader:
    def __init__(self, names: Names) -> None:
        self._names = names

    def seen(self, chat: Chat, threads: Sequence[Thread], *, whole: bool) -> TicketSeen:
        """*threads*: oldest first; *whole*: these are all."""
        events = [event for thread in threads for event in thread.events]
        ticket = self.ticket(chat, threads)
        people = {user.id: user for user in chat.users}
        said = [self._message(chat.id, event, people, ticket.requester) for event in events if event.type in _SAID]
        return TicketSeen(ticket, tuple(said), whole=whole)

    def ticket(self, chat: Chat, threads: Sequence[Thread]) -> RemoteTicket:
        last, events = threads[-1], [event for thread in threads for event in thread.events]
        requester = _requester(chat, events)
        group = next(iter(last.access.group_ids or chat.access.group_ids), None)
        agent = next(
            (u.id for u in reversed(chat.users) if u.type == "agent" and u.id in last.user_ids and u.present), ""
        )
        newest = moment(max((event.created_at for event in events), default=""))  # all are written alike
        tags = tuple(sorted(last.tags))
        return RemoteTicket(
            key=chat.id,
            version=f"{last.id} {last.active:d} {len(last.events)} {agent} {group} {' '.join(tags)}",
            subject=_subject(last.events) or requester.name or requester.email or f"Chat {chat.id}",
            requester=requester,
            created_at=moment(threads[0].created_at),
            updated_at=max(newest, moment(last.created_at)),
            status=int(Status.SOLVED if not last.active else Status.NEW if last.queue is not None else Status.OPEN),
            assignee=self._names.agent_handle(agent) if agent else None,
            team=self._names.groups().known(group),
            tags=tags,
            channel="chat",
        )

    def _message(self, chat: str, event: Event, people: Mapping[str, User], requester: RemotePerson) -> RemoteMessage:
        by = event.author_id or ""
        user = people.get(by)
        agent = user.type == "agent" if user is not None else by in self._names.agents()
        person = None if agent else requester if by in ("", requester.key) else _person(user or User(by))
        spoken = Role.REPLY if agent else Role.CUSTOMER
        file = (there(f"{chat}:{event.id}", event.name, event.content_type, event.size),) if event.url else ()
        return RemoteMessage(
            key=event.id,
            role=Role.NOTE if event.visibility == "agents" else spoken,
            body=event.text or "",
            at=moment(event.created_at),
            author=(user.name if user is not None else "") or (person.name if person is not None else "") or by,
            person=person,
            agent=self._names.agent_handle(by) if agent else None,
            files=file,
            marker=event.custom_id if event.custom_id and by == self._names.me().id else "",
        )


def _requester(chat: Chat, events: Iterable[Event]) -> RemotePerson:
    user = next((one for one in chat.users if one.type == "customer"), User(""))
    told = {field.type: str(field.answer) for event in events if event.type == _FORM for field in event.fields}
    return RemotePerson(user.id, user.name or told.get("name", ""), user.email or told.get("email", ""))


def _subject(events: Sequence[Event]) -> str:
    """What the form before a thread asked for; else the first line that was said in it."""
    asked = (field for event in events if event.type == _FORM for field in event.fields)
    named = next((str(f.answer) for f in asked if f.answer and "subject" in (f.type, (f.label or "").lower())), "")
    if named.strip():
        return " ".join(named.split())
    return first_line(event.text or "" for event in events if event.type == "message")


def _person(user: User) -> RemotePerson:
    return RemotePerson(user.id, user.name or "", user.email or "")
