"""A page of tickets as each vendor sends it, with all that no adapter needs, and the adapter's own reading of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from supportterm.backends.chatwoot import wire as chatwoot_wire
from supportterm.backends.django_helpdesk import wire as django_wire
from supportterm.backends.drift import wire as drift_wire
from supportterm.backends.freshdesk import wire as freshdesk_wire
from supportterm.backends.helpscout import wire as helpscout_wire
from supportterm.backends.intercom import wire as intercom_wire
from supportterm.backends.livechat import wire as livechat_wire
from supportterm.backends.redmine import wire as redmine_wire
from supportterm.backends.zammad.rest import Whole
from supportterm.backends.zendesk import wire as zendesk_wire

TEXT: Final = "It jams whenever I print more than two pages. " * 8


class Page(NamedTuple):
    sent: Sequence[bytes]
    """The answers that it came in."""
    read: Callable[[], object]


def zendesk(face: Any, backend: Any) -> Page:
    reader = backend._reader
    page = msgspec.json.encode({"tickets": [_of_zendesk(face.row(key)) for key in face.remote.ledger.tickets]})
    backend._names.meet(row.requester_id for row in msgspec.json.decode(page, type=zendesk_wire.Listed).tickets)

    def read() -> object:
        rows = msgspec.json.decode(page, type=zendesk_wire.Listed, strict=False).tickets
        return [reader.ticket(row) for row in rows]

    return Page([page], read)


def _of_zendesk(row: dict[str, Any]) -> dict[str, Any]:
    """With what Zendesk sends of every ticket: 2 KiB in all, and 20 fields of an account."""
    more = {
        "url": f"https://acme.zendesk.com/api/v2/tickets/{row['id']}.json", "external_id": None, "recipient": None,
        "via": {"channel": "email", "source": {"from": {"address": "c@acme.test", "name": "C"}, "to": {}, "rel": None}},
        "raw_subject": row["subject"], "description": TEXT, "submitter_id": 1004, "organization_id": 509974,
        "collaborator_ids": [35334, 234], "follower_ids": [35334], "email_cc_ids": [], "forum_topic_id": None,
        "problem_id": None, "has_incidents": False, "is_public": True, "satisfaction_rating": {"score": "unoffered"},
        "sharing_agreement_ids": [], "followup_ids": [], "ticket_form_id": 360000, "brand_id": 360001,
        "allow_channelback": False, "allow_attachments": True, "from_messaging_channel": False,
        "generated_timestamp": 1_790_000_000, "due_at": None,
    }  # fmt: skip
    fields = [{"id": 360100 + n, "value": f"value {n}" if n % 3 == 0 else None} for n in range(19)]
    return row | more | {"custom_fields": row["custom_fields"] + fields}


def freshdesk(face: Any, backend: Any) -> Page:
    reader = backend._reader
    rows = [_of_freshdesk(face.row(key, "requester")) for key in face.remote.ledger.tickets]
    page = msgspec.json.encode(rows)

    def read() -> object:
        rows = msgspec.json.decode(page, type=list[freshdesk_wire.TicketRow], strict=False)
        for row in rows:
            if row.requester is not None:
                backend._names.meet(row.requester)
        return [reader.ticket(row) for row in rows]

    return Page([page], read)


def _of_freshdesk(row: dict[str, Any]) -> dict[str, Any]:
    """With what Freshdesk sends of every ticket of a list: 1.3 KiB in all, and 20 fields of an account."""
    more = {
        "cc_emails": ["boss@acme.test"], "fwd_emails": [], "reply_cc_emails": ["boss@acme.test"],
        "ticket_cc_emails": [], "email_config_id": 103000032123, "product_id": None, "company_id": 509974,
        "to_emails": ["support@acme.test"], "fr_due_by": "2026-09-22T14:13:20Z", "fr_escalated": False,
        "is_escalated": False, "association_type": None, "support_email": "support@acme.test",
        "internal_agent_id": None, "internal_group_id": None, "nr_due_by": None, "nr_escalated": False,
        "structured_description": None,
    }  # fmt: skip
    fields = {f"cf_field_{n}": f"value {n}" if n % 3 == 0 else None for n in range(18)}
    return row | more | {"custom_fields": row["custom_fields"] | fields}


def helpscout(face: Any, backend: Any) -> Page:
    reader = backend._reader
    rows = [_of_helpscout(face.row(key)) for key in face.remote.ledger.tickets]
    page = msgspec.json.encode({"_embedded": {"conversations": rows}, "page": {"size": 100, "totalElements": 100}})

    def read() -> object:
        rows = msgspec.json.decode(page, type=helpscout_wire.Listed, strict=False).embedded.conversations
        return [reader.ticket(row) for row in rows]

    return Page([page], read)


def _of_helpscout(row: dict[str, Any]) -> dict[str, Any]:
    """With what Help Scout sends of every conversation of a list: 1.6 KiB in all, and ten fields of an inbox."""
    links = ("assignee", "createdByCustomer", "mailbox", "primaryCustomer", "self", "threads", "web")
    more = {
        "preview": TEXT[:180], "cc": ["boss@acme.test"], "bcc": [], "closedBy": 17,
        "closedAt": "2026-09-22T14:13:20Z",
        "closedByUser": {"id": 17, "type": "user", "first": "Mr", "last": "Robot", "email": "no@where.test"},
        "_links": {name: {"href": f"https://api.helpscout.net/v2/{name}/{row['id']}"} for name in links},
    }  # fmt: skip
    fields = [{"id": 6600 + n, "name": f"Field {n}", "value": str(n), "text": f"value {n}"} for n in range(9)]
    return row | more | {"customFields": row["customFields"] + fields}


def chatwoot(face: Any, backend: Any) -> Page:
    reader = backend._reader
    rows = [_of_chatwoot(face.row(key)) for key in face.remote.ledger.tickets]
    page = msgspec.json.encode({"data": {"meta": {"all_count": len(rows)}, "payload": rows}})

    def read() -> object:
        rows = msgspec.json.decode(page, type=chatwoot_wire.Listed, strict=False).data.payload
        return [reader.ticket(row) for row in rows]

    return Page([page], read)


def _of_chatwoot(row: dict[str, Any]) -> dict[str, Any]:
    """With what Chatwoot sends of every conversation: 3 KiB in all, most of it twice its last message."""
    contact = row["meta"]["sender"] | {
        "availability_status": "offline", "last_activity_at": 1_790_000_000, "created_at": 1_790_000_000,
        "additional_attributes": {"city": "", "country": "", "description": "", "company_name": "", "country_code": ""},
    }  # fmt: skip
    message = row["messages"][0] | {
        "content": TEXT, "processed_message_content": TEXT, "sentiment": {}, "updated_at": "2026-09-21T14:13:20.000Z",
        "sender_type": "Contact", "sender_id": 4, "external_source_ids": {}, "additional_attributes": {},
        "conversation": {"assignee_id": 3, "unread_count": 1, "last_activity_at": 1_790_000_000,
                         "contact_inbox": {"source_id": "7c2c7d6c-9b6e-4ac3-b1f5-0d2a1b1f2b11"}},
    }  # fmt: skip
    more = {
        "agent_last_seen_at": 0, "assignee_last_seen_at": 0, "contact_last_seen_at": 0, "first_reply_created_at": 0,
        "waiting_since": 0, "sla_policy_id": None, "applied_sla": {}, "sla_events": [],
        "last_non_activity_message": message,
    }  # fmt: skip
    return row | more | {"meta": row["meta"] | {"sender": contact, "hmac_verified": False}, "messages": [message]}


def redmine(face: Any, backend: Any) -> Page:
    """Each with its journals, as when it is asked for by itself, but for what is said in them."""
    reader = backend._reader
    rows = [_of_redmine(face.issue(key)) for key in face.remote.ledger.tickets]
    page = msgspec.json.encode({"issues": rows, "total_count": len(rows)})

    def read() -> object:
        return [reader.ticket(row) for row in msgspec.json.decode(page, type=redmine_wire.Issues, strict=False).issues]

    return Page([page], read)


def _of_redmine(row: dict[str, Any]) -> dict[str, Any]:
    """With 20 fields of a site, and a longer description."""
    fields = [{"id": 100 + n, "name": f"Field {n}", "value": f"value {n}" if n % 3 == 0 else ""} for n in range(18)]
    return row | {"description": TEXT, "custom_fields": row["custom_fields"] + fields}


def django_helpdesk(face: Any, backend: Any) -> Page:
    reader = backend._reader
    rows = [_of_django_helpdesk(face.row(key)) for key in face.remote.ledger.tickets]
    page = msgspec.json.encode({"count": len(rows), "next": None, "previous": None, "results": rows})

    def read() -> object:
        rows = msgspec.json.decode(page, type=django_wire.Tickets).results
        return [reader.ticket(backend._rest.of_page(raw), 0) for raw in rows]

    return Page([page], read)


def _of_django_helpdesk(row: dict[str, Any]) -> dict[str, Any]:
    """With three follow-ups, and 20 fields of a site."""
    (first,) = row["followup_set"]
    said = [first | {"id": first["id"] * 100 + n, "comment": TEXT, "user": n, "title": "Comment"} for n in range(1, 3)]
    fields = {f"custom_field_{n}": f"value {n}" if n % 3 == 0 else None for n in range(19)}
    return row | fields | {"description": TEXT, "followup_set": [first, *said]}


def zammad(face: Any, backend: Any) -> Page:
    """Each with the site's own fields, as when it is asked for by itself."""
    reader = backend._reader
    page = msgspec.json.encode([_of_zammad(face.row(key)) for key in face.remote.ledger.tickets])

    def read() -> object:
        rows = msgspec.json.decode(page, type=list[backend._rest.kind()], strict=False)  # type: ignore[misc]
        return [reader.ticket(row, Whole(row, (), (), {}, {}, ())) for row in rows]

    return Page([page], read)


def _of_zammad(row: dict[str, Any]) -> dict[str, Any]:
    """With what Zammad sends of every ticket: 1.6 KiB in all, and 20 fields of a site."""
    never = dict.fromkeys((
        "note", "first_response_at", "first_response_escalation_at", "first_response_in_min", "close_at",
        "first_response_diff_in_min", "close_escalation_at", "close_in_min", "close_diff_in_min", "last_contact_at",
        "update_escalation_at", "update_in_min", "update_diff_in_min", "last_close_at", "last_contact_agent_at",
        "last_contact_customer_at", "last_owner_update_at", "pending_time", "type", "time_unit", "checklist_id",
    ))  # fmt: skip
    named = {
        "create_article_type_id": 11, "create_article_sender_id": 2, "article_count": 3, "updated_by_id": 12,
        "article_ids": [1, 2, 3], "group": "support", "state": "open", "priority": "2 normal", "owner": "bob@desk.test",
        "customer": "c1@acme.test", "created_by": "c1@acme.test", "updated_by": "bob@desk.test",
        "create_article_type": "web", "create_article_sender": "Customer", "ticket_time_accounting_ids": [],
    }  # fmt: skip
    fields = {f"field_{n}": f"value {n}" if n % 3 == 0 else None for n in range(18)}
    return row | never | named | fields


def intercom(face: Any, backend: Any) -> Page:
    reader = backend._reader
    rows = [_of_intercom(face.row(key)) for key in face.remote.ledger.tickets]
    page = msgspec.json.encode({"type": "conversation.list", "conversations": rows, "total_count": len(rows)})

    def read() -> object:
        rows = msgspec.json.decode(page, type=intercom_wire.Found, strict=False).conversations
        return [reader.ticket(row) for row in rows]

    return Page([page], read)


def _of_intercom(row: dict[str, Any]) -> dict[str, Any]:
    """With what Intercom sends of every conversation of a search: 3 KiB in all, and ten attributes of a workspace."""
    counted = (
        "time_to_assignment", "time_to_admin_reply", "time_to_first_close", "time_to_last_close", "adjusted_handling",
        "first_contact_reply_at", "first_assignment_at", "first_admin_reply_at", "first_close_at", "last_assignment_at",
        "last_assignment_admin_reply_at", "last_contact_reply_at", "last_admin_reply_at", "last_close_at",
        "count_reopens", "count_assignments", "count_conversation_parts", "handling_time",
    )  # fmt: skip
    more = {
        "waiting_since": 1_790_000_000, "snoozed_until": None, "read": True, "company": None, "ai_agent": None,
        "ai_agent_participated": False, "channel": {"initial": "chat", "current": "chat"},
        "first_contact_reply": {"created_at": 1_790_000_000, "type": "conversation", "url": "https://acme.test/help"},
        "statistics": {"type": "conversation_statistics", **dict.fromkeys(counted, 1_790_000_000)},
        "sla_applied": {"type": "conversation_sla_summary", "sla_name": "Gold", "sla_status": "active"},
        "linked_objects": {"type": "list", "data": [], "total_count": 0, "has_more": False},
        "teammates": {"type": "admin.list", "admins": [{"type": "admin", "id": str(n)} for n in range(3)]},
        "conversation_rating": {"rating": 5, "remark": "thanks", "created_at": 1_790_000_000},
    }  # fmt: skip
    source = row["source"] | {"delivered_as": "customer_initiated", "url": "https://acme.test/help", "body": TEXT}
    fields = {f"Field {n}": f"value {n}" if n % 3 == 0 else None for n in range(9)}
    return row | more | {"source": source, "custom_attributes": row["custom_attributes"] | fields}


def livechat(face: Any, backend: Any) -> Page:
    """Chats of the archives, with all that was said in them."""
    reader = backend._reader
    rows = [_of_livechat(face._chat(key, events=True)) for key in face.remote.ledger.tickets]
    page = msgspec.json.encode({"chats": rows, "found_chats": len(rows), "next_page_id": ""})

    def read() -> object:
        chats = msgspec.json.decode(page, type=livechat_wire.Archives, strict=False).chats
        return [reader.seen(chat, [chat.thread], whole=False) for chat in chats]

    return Page([page], read)


def _of_livechat(row: dict[str, Any]) -> dict[str, Any]:
    """With what LiveChat sends of every chat: 4 KiB in all, six events in its thread."""
    visit = {
        "ip": "192.0.2.9", "user_agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101", "geolocation": {
            "country": "Poland", "country_code": "PL", "region": "Dolnoslaskie", "city": "Wroclaw",
            "timezone": "Europe/Warsaw", "latitude": "51.1", "longitude": "17.0"},
        "started_at": "2026-09-21T14:13:20.000000Z", "referrer": "https://acme.test/",
        "last_pages": [{"opened_at": "2026-09-21T14:13:20.000000Z", "url": "https://acme.test/help", "title": "Help"}],
    }  # fmt: skip
    who, *others = row["users"]
    thread, last = row["thread"], row["thread"]["events"][-1]
    said = [last | {"id": f"{last['id']}_{n}", "text": TEXT[:120], "properties": {}} for n in range(4)]
    more = {"restricted_access": False, "previous_thread_id": "T1", "next_thread_id": None,
            "properties": {"routing": {"continuous": False, "idle": False, "referrer": "", "unassigned": False}},
            "previous_accessible_thread_id": "T1", "next_accessible_thread_id": None}  # fmt: skip
    return row | {"users": [who | {"last_visit": visit, "session_fields": [{"plan": "paid"}]}, *others],
                  "thread": thread | more | {"events": [*thread["events"], *said]}}  # fmt: skip


def drift(face: Any, backend: Any) -> Page:
    """Conversations, and of each the answer that holds its messages."""
    reader, keys = backend._reader, list(face.remote.ledger.tickets)
    page = msgspec.json.encode({"data": [_of_drift(face._row(key)) for key in keys]})
    said = [msgspec.json.encode({"data": {"messages": [
        _said_at_drift(face._message(message, key), n) for message in face.remote.ledger.messages[key] for n in range(4)
    ]}}) for key in keys]  # fmt: skip

    def read() -> object:
        rows = msgspec.json.decode(page, type=drift_wire.Data[list[drift_wire.Conversation]], strict=False).data
        told = (msgspec.json.decode(one, type=drift_wire.Data[drift_wire.Messages], strict=False).data for one in said)
        return [reader.told(row, messages.messages) for row, messages in zip(rows, told, strict=True)]

    return Page([page, *said], read)


def _of_drift(row: dict[str, Any]) -> dict[str, Any]:
    tags = [{"name": "printer", "color": "#ff0000"}]
    return row | {"participants": [101], "conversationTags": tags, "relatedPlaybookId": None}


def _said_at_drift(row: dict[str, Any], number: int) -> dict[str, Any]:
    context = {"ip": "192.0.2.9", "userAgent": "Mozilla/5.0 (X11; Linux x86_64)", "href": "https://acme.test/help"}
    return row | {"id": row["id"] * 10 + number, "body": TEXT[:120], "buttons": [], "context": context,
                  "attributes": {"preMessages": []}}  # fmt: skip


PAGES: Final[Mapping[str, Callable[[Any, Any], Page]]] = {
    "chatwoot": chatwoot, "django-helpdesk": django_helpdesk, "drift": drift, "freshdesk": freshdesk,
    "helpscout": helpscout, "intercom": intercom, "livechat": livechat, "redmine": redmine, "zammad": zammad,
    "zendesk": zendesk,
}  # fmt: skip
