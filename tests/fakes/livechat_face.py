"""The fake help desk as LiveChat: its calls, words and refusals, over fakes/remote.py. A chat has one thread here."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from fakes.remote import FakeRemote
from fakes.rules import US
from fakes.server import TOKEN
from fakes.specification import Specification
from fakes.vendor import FILES, Asked, Told
from supportterm.backends import errors
from supportterm.core.remote import RemoteMessage, Say, SetFields
from supportterm.core.terms import Role, Status

ACCOUNT: Final = "f3c0"
AGENT: Final = f"{US}@desk.test"


class _Says(errors.RemoteError):
    """A refusal with a word of LiveChat's."""

    def __init__(self, word: str, status: int = 400, data: dict[str, Any] | None = None) -> None:
        super().__init__(word.replace("_", " "))
        self.word = word
        self.status = status
        self.data = data


def patch(document: dict[str, Any]) -> None:
    """Its paths stand below its version; lists of the configuration are lists, which its samples do not show."""
    for name in ("list_agents", "list_groups"):
        told = document["paths"][f"/configuration/action/{name}"]["post"]["responses"]["200"]
        told["content"]["application/json"]["schema"] = {"type": "array", "items": {"type": "object"}}
    document["paths"] = {f"/v3.6{path}": told for path, told in document["paths"].items()}


@cache
def judge() -> Specification | None:
    """What the vendor's pages say of each call, where that lies beside the checkout."""
    file = Path(__file__).resolve().parents[3] / "shared" / "specs" / "livechat-derived-3.6.yaml"
    return Specification(file, patch) if file.exists() else None


class LiveChatFace:
    api = "/v3.6/"

    def __init__(self, remote: FakeRemote) -> None:
        self.remote = remote
        self.url: Callable[[], str] = lambda: ""
        self.region = ""
        """The region that calls must name; empty: any."""
        self.entered: dict[str, set[str]] = {}
        """Agents who are in a chat, beside whoever has it."""
        self._pages: dict[str, tuple[list[Any], int]] = {}
        self._customs: dict[str, str] = {}
        calls: dict[str, Callable[[dict[str, Any]], Any]] = {
            "configuration/get_agent": lambda asked: self._agent(self._who(asked["id"])),
            "configuration/list_agents": lambda asked: list(map(self._agent, self._agents())),
            "configuration/list_groups": lambda asked: list(map(self._group, self.remote.rules.teams)),
            "agent/list_chats": self._list_chats,
            "agent/list_archives": self._list_archives,
            "agent/list_threads": self._list_threads,
            "agent/get_chat": lambda asked: self._chat(asked["chat_id"], events=True),
            "agent/send_event": self._send,
            "agent/resume_chat": self._resume,
            "agent/add_user_to_chat": self._enter,
            "agent/deactivate_chat": lambda asked: self._set(asked["id"], status=int(Status.SOLVED)),
            "agent/transfer_chat": self._transfer,
            "agent/tag_thread": lambda asked: self._tag(asked, "add"),
            "agent/untag_thread": lambda asked: self._tag(asked, "remove"),
        }
        self._calls = {f"{kind}/action/{name}": call for (kind, _, name), call in (
            (name.partition("/"), call) for name, call in calls.items())}  # fmt: skip

    def admits(self, asked: Asked) -> bool:
        wanted = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        return asked.headers.get("authorization") == f"Basic {wanted}" or asked.path.startswith(FILES)

    def answer(self, asked: Asked) -> Told:
        if asked.path.startswith(FILES):
            return Told(200, raw=self.remote.download(asked.path.removeprefix(FILES)))
        if asked.headers.get("x-region", "") != self.region:
            raise _Says("misdirected_request", 421, {"region": self.region})
        call = self._calls.get(asked.path.removeprefix(self.api))
        if call is None:
            raise _Says("not_found", 404)
        return Told(200, call(asked.body or {}))

    def refuse(self, error: errors.RemoteError) -> Told:
        words = {errors.NotThere: (404, "not_found"), errors.Invalid: (400, "validation")}
        status, word = (error.status, error.word) if isinstance(error, _Says) else words[type(error)]
        data = {"data": error.data} if isinstance(error, _Says) and error.data else {}
        return Told(status, {"error": {"type": word, "message": str(error), **data}})

    # --- who there is

    def _agents(self) -> tuple[str, ...]:
        return (US, *self.remote.rules.agents)

    def _who(self, id: str) -> str:
        name = id.partition("@")[0]
        if name not in self._agents():
            raise _Says("validation")
        return name

    def _agent(self, name: str) -> dict[str, Any]:
        return {"id": f"{name}@desk.test", "name": name, "groups": [{"id": 0, "priority": "normal"}]}

    def _group(self, name: str) -> dict[str, Any]:
        return {"id": self.remote.rules.teams.index(name), "name": name}

    # --- what is read

    def _chat(self, key: str, *, events: bool) -> dict[str, Any]:
        ticket = self.remote.ticket(key)
        inside = self.entered.get(key, set()) | ({ticket.assignee} if ticket.assignee else set())
        wrote = {m.agent or US for m in self.remote.ledger.messages[key] if m.role is not Role.CUSTOMER}
        agents = [self._agent(name) | {"type": "agent", "email": f"{name}@desk.test", "present": name in inside}
                  for name in sorted(wrote | inside, key=lambda name: name == ticket.assignee)]  # fmt: skip
        who = {"id": f"c-{ticket.requester.email}", "type": "customer", "present": True,
               "email": ticket.requester.email, "name": ticket.requester.name}  # fmt: skip
        told = {"id": key, "users": [who, *agents], "access": {"group_ids": self._groups(key)}, "properties": {}}
        return told | {"thread": self._thread(key)} if events else told

    def _groups(self, key: str) -> list[int]:
        team = self.remote.ticket(key).team
        return [self.remote.rules.teams.index(team)] if team else []

    def _thread(self, key: str) -> dict[str, Any]:
        ticket = self.remote.ticket(key)
        chat = self._chat(key, events=False)
        queued = {"queue": {"position": 1, "wait_time": 9}} if ticket.status == Status.NEW else {}
        return {
            "id": f"T{key}", "created_at": _stamp(ticket.created_at), "active": ticket.status < Status.SOLVED,
            "user_ids": [user["id"] for user in chat["users"] if user["present"]], "tags": list(ticket.tags),
            "access": {"group_ids": self._groups(key)}, "events": self._events(key), **queued,
        }  # fmt: skip

    def _events(self, key: str) -> list[dict[str, Any]]:
        ticket = self.remote.ticket(key)
        form = {"id": f"T{key}_0", "type": "filled_form", "created_at": _stamp(ticket.created_at), "visibility": "all",
                "author_id": f"c-{ticket.requester.email}",
                "fields": [{"type": "subject", "label": "Subject", "answer": ticket.subject}]}  # fmt: skip
        return [form, *(self._event(message, key) for message in self.remote.ledger.messages[key])]

    def _event(self, message: RemoteMessage, key: str) -> dict[str, Any]:
        customer = message.role is Role.CUSTOMER
        who = (message.person or self.remote.ticket(key).requester).email
        told: dict[str, Any] = {
            "id": message.key, "created_at": _stamp(message.at), "type": "message", "text": message.body,
            "visibility": "agents" if message.role is Role.NOTE else "all",
            "author_id": f"c-{who}" if customer else f"{message.agent or US}@desk.test",
        }  # fmt: skip
        if message.marker:
            told["custom_id"] = message.marker
        if message.files:
            (file,) = message.files
            told |= {"type": "file", "name": file.name, "size": file.size, "url": f"{self.url()}{FILES}{file.key}",
                     "content_type": "application/octet-stream"}  # fmt: skip
        return told

    def _summary(self, key: str) -> dict[str, Any]:
        thread = self._thread(key)
        last = thread.pop("events")[-1]
        seen = {"thread_id": thread["id"], "thread_created_at": thread["created_at"], "event": last}
        return self._chat(key, events=False) | {
            "last_event_per_type": {last["type"]: seen}, "last_thread_summary": thread, "is_followed": False,
        }  # fmt: skip

    def _list_chats(self, asked: dict[str, Any]) -> Any:
        def rows() -> list[Any]:
            active = asked["filters"]["active"]
            found = [k for k, t in self.remote.ledger.tickets.items() if (t.status < Status.SOLVED) is active]
            return [self._summary(key) for key in sorted(found, key=int, reverse=True)]

        return self._page("chats_summary", asked, rows, most=7)

    def _list_archives(self, asked: dict[str, Any]) -> Any:
        def rows() -> list[Any]:
            filters = asked.get("filters", {})
            if "query" in filters:
                found = [t.key for t in self.remote.search(filters["query"], 1000)]
            else:
                found = sorted(self.remote.ledger.tickets, key=int)
            return [self._chat(key, events=True) for key in found]

        return self._page("chats", asked, rows, most=7)

    def _list_threads(self, asked: dict[str, Any]) -> Any:
        return self._page("threads", asked, lambda: [self._thread(asked["chat_id"])], most=100)

    def _page(self, name: str, asked: dict[str, Any], rows: Callable[[], list[Any]], most: int) -> dict[str, Any]:
        """*most*: rows at once; LiveChat has a hundred."""
        if "page_id" in asked:
            assert asked.keys() <= {"page_id", "chat_id"}, "a page's id comes alone"
            left, size = self._pages[asked["page_id"]]
        else:
            left, size = rows(), int(min(asked.get("limit", 10), most))
        told: dict[str, Any] = {name: left[:size], f"found_{name.partition('_')[0]}": len(left)}
        if left[size:]:
            token = f"p{len(self._pages)}"
            self._pages[token] = (left[size:], size)
            told["next_page_id"] = token
        return told

    # --- what is written

    def _send(self, asked: dict[str, Any]) -> Any:
        key, event = asked["chat_id"], asked["event"]
        ticket = self.remote.ticket(key)
        if ticket.status >= Status.SOLVED:
            raise _Says("chat_inactive")
        if US not in self.entered.get(key, set()) and ticket.assignee != US:
            raise _Says("requester_not_user_of_chat", 403)
        role = Role.NOTE if event["visibility"] == "agents" else Role.REPLY
        made = self.remote.apply(Say(event.get("custom_id", ""), key, role, event["text"], US)).key
        return {"event_id": made}

    def _resume(self, asked: dict[str, Any]) -> Any:
        key = asked["chat"]["id"]
        if self.remote.ticket(key).status < Status.SOLVED:
            raise _Says("chat_already_active")
        return self._set(key, status=int(Status.OPEN)) | {"thread_id": f"T{key}"}

    def _enter(self, asked: dict[str, Any]) -> Any:
        self.remote.ticket(asked["chat_id"])
        self.entered.setdefault(asked["chat_id"], set()).add(self._who(asked["user_id"]))
        return {}

    def _transfer(self, asked: dict[str, Any]) -> Any:
        (who,) = asked["target"]["ids"]
        if asked["target"]["type"] == "group":
            return self._set(asked["id"], team=self.remote.rules.teams[who])
        return self._set(asked["id"], assignee=self._who(who))

    def _set(self, key: str, **values: Any) -> dict[str, Any]:
        self.remote.apply(SetFields("", key, values))
        return {}

    def _tag(self, asked: dict[str, Any], what: str) -> Any:
        self.remote.apply(SetFields("", asked["chat_id"], **{what: (asked["tag"],)}))
        return {}


def _stamp(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
