"""Replies and notes sent into a chat, chats closed, handed on and tagged.

Who says something must be in the chat, and the chat must be going on: both are seen to before the words are sent. Our
mark is the `custom_id` of an event, which LiveChat keeps and tells again.
"""

from typing import Any

from supportterm.backends import writer as base
from supportterm.backends.afterwards import partly
from supportterm.backends.comparing import Wanted, check, wanted
from supportterm.backends.errors import CannotDo, Unavailable, Uncertain
from supportterm.backends.livechat.feed import Feed
from supportterm.backends.livechat.names import Names
from supportterm.backends.livechat.rest import Inactive, Rest
from supportterm.backends.livechat.wire import Chat, Sent
from supportterm.backends.refusing import refused
from supportterm.core.nouns import Value
from supportterm.core.remote import Receipt, Say, SetFields, TicketSeen
from supportterm.core.terms import Role, Status

_LOOKED: int = 3
"""Threads of a chat, the newest, in which what we have sent may lie."""


class Writer(base.Writer[TicketSeen]):
    def __init__(self, rest: Rest, names: Names, feed: Feed) -> None:
        super().__init__("LiveChat", rest.host, lambda key: feed.chat(key, _LOOKED), lambda seen: seen.ticket)
        self._rest = rest
        self._names = names
        self._feed = feed

    # --- saying

    def say(self, step: Say) -> Receipt:
        if step.files:
            raise CannotDo("LiveChat keeps files as messages of their own, so that none goes with a reply")
        seen = "agents" if step.role is Role.NOTE else "all"
        event = {"type": "message", "text": step.body, "visibility": seen, "custom_id": step.marker}
        try:
            made = self._send(step.key, event)
        except Inactive:
            self._enter(step.key, seen)
            made = self._send(step.key, event)
        return Receipt(key=made, number=step.key)

    def find_said(self, step: Say) -> Receipt | None:
        me = self._names.me().id
        self._feed.chat(step.key, 1)
        events = (event for thread in self._rest.threads(step.key, _LOOKED) for event in thread.events)
        made = next((e.id for e in events if e.custom_id == step.marker and e.author_id == me), None)
        return Receipt(key=made, number=step.key) if made else None

    def _send(self, chat: str, event: dict[str, Any]) -> str:
        return self._rest.do("agent/send_event", Sent, {"chat_id": chat, "event": event}).event_id

    def _enter(self, key: str, seen: str) -> None:
        """Go into the chat, which goes on again when it was over. Nothing is said by it."""
        try:
            chat = self._rest.ask("agent/get_chat", Chat, {"chat_id": key})
            if chat.thread is None or not chat.thread.active:
                self._rest.do("agent/resume_chat", dict[str, Any], {"chat": {"id": key}, "continuous": True})
            who = {"user_id": self._names.me().id, "user_type": "agent", "visibility": seen}
            asked = {"chat_id": key, "ignore_requester_presence": True, **who}
            self._rest.do("agent/add_user_to_chat", dict[str, Any], asked)
        except Uncertain as error:  # the words themselves were not sent yet
            raise Unavailable(f"the chat could not be entered: {error}") from None

    # --- setting

    def set(self, step: SetFields) -> Receipt:
        """Nothing of what comes of it is told with the answers: the feed does."""
        before = self.row(step.key).ticket
        check(step, before)
        for place, (name, body) in enumerate(self._calls(step.key, wanted(step, before))):
            with partly(place > 0):
                self._rest.do(name, dict[str, Any], body)
        return Receipt(key=step.key, number=step.key)

    def _calls(self, key: str, todo: Wanted) -> list[tuple[str, dict[str, Any]]]:
        """All of them checked before the first is sent; the state comes last."""
        found: list[tuple[str, dict[str, Any]]] = []
        for name in sorted(todo.values, key=lambda name: name == "status"):
            value = todo.values[name]
            match name:
                case "assignee" | "team":
                    found.append(("agent/transfer_chat", self._target(key, name, value)))
                case "status" if value == Status.SOLVED:
                    found.append(("agent/deactivate_chat", {"id": key, "ignore_requester_presence": True}))
                case "status" if value == Status.OPEN:
                    found.append(("agent/resume_chat", {"chat": {"id": key}, "continuous": True}))
                case "status":
                    raise refused(name, "a chat is open or solved")
                case _:
                    raise CannotDo(f"LiveChat lets nobody set {name.removeprefix('field.')}")
        if todo.tagging:
            at = {"chat_id": key, "thread_id": self._rest.threads(key, 1)[-1].id}
            found += [("agent/tag_thread", at | {"tag": tag}) for tag in todo.add]
            found += [("agent/untag_thread", at | {"tag": tag}) for tag in todo.remove]
        return found

    def _target(self, key: str, name: str, value: Value) -> dict[str, Any]:
        who: str | int | None = None
        if value:
            who = (self._names.agents() if name == "assignee" else self._names.groups()).key(str(value))
        if who is None:
            kind = "agent" if name == "assignee" else "group"
            raise refused(name, f"there is no {kind} {value}" if value else "it can't be nobody's")
        target = {"type": "agent" if name == "assignee" else "group", "ids": [who]}
        return {"id": key, "target": target, "ignore_agents_availability": True, "ignore_requester_presence": True}
