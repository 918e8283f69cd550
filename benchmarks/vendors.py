"""A page of 100 tickets as a vendor sends it, read by its adapter, beside the same bytes decoded into plain types.

    python -m benchmarks.vendors [--runs 200]

What the network and the vendor take is in neither; whom a ticket names is known already, as after the first page.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fakes.doors import as_agent, customer
from fakes.remote import FakeRemote, Rules
from fakes.server import TOKEN
from fakes.vendor import Vendor
from fakes.zendesk_face import EMAIL, ZendeskFace
from supportterm.backends.zendesk.capabilities import MOST
from supportterm.backends.zendesk.names import Names
from supportterm.backends.zendesk.reading import Reader
from supportterm.backends.zendesk.rest import Rest
from supportterm.backends.zendesk.wire import Listed
from supportterm.backends.zendesk.words import read

TICKETS = 100


def full(row: dict[str, Any]) -> dict[str, Any]:
    """*row* with what Zendesk sends of every ticket and no adapter needs: 2 KiB in all, and 20 fields of an account."""
    more = {
        "url": f"https://acme.zendesk.com/api/v2/tickets/{row['id']}.json", "external_id": None, "recipient": None,
        "via": {"channel": "email", "source": {"from": {"address": "c@acme.test", "name": "C"}, "to": {}, "rel": None}},
        "raw_subject": row["subject"], "description": "It jams whenever I print more than two pages. " * 8,
        "submitter_id": 1004, "organization_id": 509974, "collaborator_ids": [35334, 234], "follower_ids": [35334],
        "email_cc_ids": [], "forum_topic_id": None, "problem_id": None, "has_incidents": False, "is_public": True,
        "satisfaction_rating": {"score": "unoffered"}, "sharing_agreement_ids": [], "followup_ids": [],
        "ticket_form_id": 360000, "brand_id": 360001, "allow_channelback": False, "allow_attachments": True,
        "from_messaging_channel": False, "generated_timestamp": 1_790_000_000, "due_at": None,
    }  # fmt: skip
    fields = [{"id": 360100 + n, "value": f"value {n}" if n % 3 == 0 else None} for n in range(19)]
    return row | more | {"custom_fields": row["custom_fields"] + fields}


def timed(work: Callable[[], object], runs: int) -> float:
    """Median, in milliseconds."""
    took = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    given = parser.parse_args()
    moments = count(1_790_000_000_000, 1000)
    remote = FakeRemote(lambda: next(moments), Rules.of(MOST, coarse=True))
    for number in range(TICKETS):
        key = customer(remote, f"c{number % 40}@acme.test").opens(f"It jams again and again, {number}", "hello")
        as_agent(remote, "bob").set(key, assignee="bob", field_serial=f"SN-{number}")
        as_agent(remote, "bob").tag(key, "printer", "invoice")
    face = ZendeskFace(remote)
    vendor = Vendor(face, None)
    with vendor.serving():
        rest = Rest(read({"url": vendor.url, "email": EMAIL}), lambda: TOKEN)
        with closing(rest.http):
            page = msgspec.json.encode({"tickets": [full(face.row(key)) for key in remote.ledger.tickets]})
            names = Names(rest)
            reader = Reader(rest, names)
            names.meet(row.requester_id for row in msgspec.json.decode(page, type=Listed).tickets)

            def ours() -> None:
                for row in msgspec.json.decode(page, type=Listed, strict=False).tickets:
                    reader.ticket(row)

            ours()
            adapter, plain = timed(ours, given.runs), timed(lambda: msgspec.json.decode(page), given.runs)
    print(f"zendesk  {len(page) // 1024} KiB, {TICKETS} tickets: {adapter:.2f} ms, plain types {plain:.2f} ms: "
          f"{plain / adapter:.2f} of its speed")  # fmt: skip


if __name__ == "__main__":
    main()
