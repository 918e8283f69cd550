"""A page of tickets as each vendor sends it, with all that no adapter needs, and the adapter's own reading of it."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from fakes.freshdesk_face import FreshdeskFace
from fakes.server import TOKEN
from fakes.vendor import Vendor
from fakes.zendesk_face import EMAIL, ZendeskFace
from supportterm.backends.freshdesk import names as freshdesk_names
from supportterm.backends.freshdesk import reading as freshdesk_reading
from supportterm.backends.freshdesk import rest as freshdesk_rest
from supportterm.backends.freshdesk import wire as freshdesk_wire
from supportterm.backends.freshdesk import words as freshdesk_words
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


PAGES: Final[Mapping[str, Callable[[Vendor], Page]]] = {"freshdesk": freshdesk, "zendesk": zendesk}
