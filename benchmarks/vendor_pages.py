"""A page of tickets as each vendor sends it, with all that no adapter needs, and the adapter's own reading of it."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from fakes.chatwoot_face import ChatwootFace
from fakes.django_helpdesk_face import DjangoHelpdeskFace
from fakes.freshdesk_face import FreshdeskFace
from fakes.helpscout_face import APP, HelpScoutFace
from fakes.redmine_face import RedmineFace
from fakes.server import TOKEN
from fakes.vendor import Vendor
from fakes.zammad_face import SETTINGS, ZammadFace
from fakes.zendesk_face import EMAIL, ZendeskFace
from supportterm.backends.chatwoot import names as chatwoot_names
from supportterm.backends.chatwoot import reading as chatwoot_reading
from supportterm.backends.chatwoot import rest as chatwoot_rest
from supportterm.backends.chatwoot import wire as chatwoot_wire
from supportterm.backends.chatwoot import words as chatwoot_words
from supportterm.backends.django_helpdesk import names as django_names
from supportterm.backends.django_helpdesk import reading as django_reading
from supportterm.backends.django_helpdesk import rest as django_rest
from supportterm.backends.django_helpdesk import wire as django_wire
from supportterm.backends.django_helpdesk import words as django_words
from supportterm.backends.freshdesk import names as freshdesk_names
from supportterm.backends.freshdesk import reading as freshdesk_reading
from supportterm.backends.freshdesk import rest as freshdesk_rest
from supportterm.backends.freshdesk import wire as freshdesk_wire
from supportterm.backends.freshdesk import words as freshdesk_words
from supportterm.backends.helpscout import names as helpscout_names
from supportterm.backends.helpscout import reading as helpscout_reading
from supportterm.backends.helpscout import rest as helpscout_rest
from supportterm.backends.helpscout import wire as helpscout_wire
from supportterm.backends.helpscout import words as helpscout_words
from supportterm.backends.redmine import names as redmine_names
from supportterm.backends.redmine import reading as redmine_reading
from supportterm.backends.redmine import rest as redmine_rest
from supportterm.backends.redmine import wire as redmine_wire
from supportterm.backends.redmine import words as redmine_words
from supportterm.backends.zammad import names as zammad_names
from supportterm.backends.zammad import reading as zammad_reading
from supportterm.backends.zammad import rest as zammad_rest
from supportterm.backends.zammad import words as zammad_words
from supportterm.backends.zendesk import names as zendesk_names
from supportterm.backends.zendesk import reading as zendesk_reading
from supportterm.backends.zendesk import rest as zendesk_rest
from supportterm.backends.zendesk import wire as zendesk_wire
from supportterm.backends.zendesk import words as zendesk_words

TEXT: Final = "It jams whenever I print more than two pages. " * 8


class Page(NamedTuple):
    sent: bytes
    read: Callable[[], object]
    close: Callable[[], None]


def zendesk(vendor: Vendor) -> Page:
    face = vendor.face
    assert isinstance(face, ZendeskFace)
    rest = zendesk_rest.Rest(zendesk_words.read({"url": vendor.url, "email": EMAIL}), lambda: TOKEN)
    names = zendesk_names.Names(rest)
    reader = zendesk_reading.Reader(rest, names)
    page = msgspec.json.encode({"tickets": [_of_zendesk(face.row(key)) for key in face.remote.ledger.tickets]})
    names.meet(row.requester_id for row in msgspec.json.decode(page, type=zendesk_wire.Listed).tickets)

    def read() -> object:
        rows = msgspec.json.decode(page, type=zendesk_wire.Listed, strict=False).tickets
        return [reader.ticket(row) for row in rows]

    return Page(page, read, rest.http.close)


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


def freshdesk(vendor: Vendor) -> Page:
    face = vendor.face
    assert isinstance(face, FreshdeskFace)
    words = freshdesk_words.read({"url": vendor.url})
    rest = freshdesk_rest.Rest(words, lambda: TOKEN)
    names = freshdesk_names.Names(rest)
    reader = freshdesk_reading.Reader(rest, names, words)
    rows = [_of_freshdesk(face.row(key, "requester")) for key in face.remote.ledger.tickets]
    page = msgspec.json.encode(rows)

    def read() -> object:
        rows = msgspec.json.decode(page, type=list[freshdesk_wire.TicketRow], strict=False)
        for row in rows:
            if row.requester is not None:
                names.meet(row.requester)
        return [reader.ticket(row) for row in rows]

    return Page(page, read, rest.http.close)


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


def helpscout(vendor: Vendor) -> Page:
    face = vendor.face
    assert isinstance(face, HelpScoutFace)
    words = helpscout_words.read({"url": vendor.url, "app": APP})
    rest = helpscout_rest.Rest(words, lambda: TOKEN)
    names = helpscout_names.Names(rest, words)
    reader = helpscout_reading.Reader(rest, names)
    rows = [_of_helpscout(face.row(key)) for key in face.remote.ledger.tickets]
    page = msgspec.json.encode({"_embedded": {"conversations": rows}, "page": {"size": 100, "totalElements": 100}})

    def read() -> object:
        rows = msgspec.json.decode(page, type=helpscout_wire.Listed, strict=False).embedded.conversations
        return [reader.ticket(row) for row in rows]

    return Page(page, read, rest.http.close)


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


def chatwoot(vendor: Vendor) -> Page:
    face = vendor.face
    assert isinstance(face, ChatwootFace)
    words = chatwoot_words.read({"url": vendor.url, "account": "1"})
    rest = chatwoot_rest.Rest(words, lambda: TOKEN)
    reader = chatwoot_reading.Reader(rest, chatwoot_names.Names(rest, words))
    rows = [_of_chatwoot(face.row(key)) for key in face.remote.ledger.tickets]
    page = msgspec.json.encode({"data": {"meta": {"all_count": len(rows)}, "payload": rows}})

    def read() -> object:
        rows = msgspec.json.decode(page, type=chatwoot_wire.Listed, strict=False).data.payload
        return [reader.ticket(row) for row in rows]

    return Page(page, read, rest.http.close)


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


def redmine(vendor: Vendor) -> Page:
    """Each with its journals, as when it is asked for by itself, but for what is said in them."""
    face = vendor.face
    assert isinstance(face, RedmineFace)
    words = redmine_words.read({"url": vendor.url})
    rest = redmine_rest.Rest(words.url, lambda: TOKEN, "")
    reader = redmine_reading.Reader(redmine_names.Names(rest, words), words)
    rows = [_of_redmine(face.issue(key)) for key in face.remote.ledger.tickets]
    page = msgspec.json.encode({"issues": rows, "total_count": len(rows)})

    def read() -> object:
        return [reader.ticket(row) for row in msgspec.json.decode(page, type=redmine_wire.Issues, strict=False).issues]

    return Page(page, read, rest.http.close)


def _of_redmine(row: dict[str, Any]) -> dict[str, Any]:
    """With 20 fields of a site, and a longer description."""
    fields = [{"id": 100 + n, "name": f"Field {n}", "value": f"value {n}" if n % 3 == 0 else ""} for n in range(18)]
    return row | {"description": TEXT, "custom_fields": row["custom_fields"] + fields}


def django_helpdesk(vendor: Vendor) -> Page:
    face = vendor.face
    assert isinstance(face, DjangoHelpdeskFace)
    words = django_words.read({"url": vendor.url})
    rest = django_rest.Rest(words.url, lambda: TOKEN, "")
    reader = django_reading.Reader(django_names.Names(rest, words))
    rows = [_of_django_helpdesk(face.row(key)) for key in face.remote.ledger.tickets]
    page = msgspec.json.encode({"count": len(rows), "next": None, "previous": None, "results": rows})

    def read() -> object:
        rows = msgspec.json.decode(page, type=django_wire.Tickets).results
        return [reader.ticket(rest.of_page(raw), 0) for raw in rows]

    return Page(page, read, rest.http.close)


def _of_django_helpdesk(row: dict[str, Any]) -> dict[str, Any]:
    """With three follow-ups, and 20 fields of a site."""
    (first,) = row["followup_set"]
    said = [first | {"id": first["id"] * 100 + n, "comment": TEXT, "user": n, "title": "Comment"} for n in range(1, 3)]
    fields = {f"custom_field_{n}": f"value {n}" if n % 3 == 0 else None for n in range(19)}
    return row | fields | {"description": TEXT, "followup_set": [first, *said]}


def zammad(vendor: Vendor) -> Page:
    """Each with the site's own fields, as when it is asked for by itself."""
    face = vendor.face
    assert isinstance(face, ZammadFace)
    words = zammad_words.read({"url": vendor.url, **SETTINGS})
    rest = zammad_rest.Rest(words.url, lambda: TOKEN, "")
    reader = zammad_reading.Reader(zammad_names.Names(rest, words))
    page = msgspec.json.encode([_of_zammad(face.row(key)) for key in face.remote.ledger.tickets])

    def read() -> object:
        rows = msgspec.json.decode(page, type=list[rest.kind()], strict=False)  # type: ignore[misc]
        return [reader.ticket(row, zammad_rest.Whole(row, (), (), {}, {}, ())) for row in rows]

    return Page(page, read, rest.http.close)


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


PAGES: Final[Mapping[str, Callable[[Vendor], Page]]] = {
    "chatwoot": chatwoot, "django-helpdesk": django_helpdesk,
    "freshdesk": freshdesk, "helpscout": helpscout, "redmine": redmine, "zammad": zammad, "zendesk": zendesk,
}  # fmt: skip
