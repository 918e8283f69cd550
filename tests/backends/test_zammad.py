"""Zammad beyond the contract: how replies go, what was merged, states and fields of a site's own.

Every request and answer is held to what was read of the API: there is no specification of the vendor's.
"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from fakes.doors import as_agent, customer
from fakes.server import TOKEN
from fakes.vendor import Asked, Told, Vendor
from fakes.vendor_kinds import KINDS
from fakes.zammad_face import ZammadFace
from supportterm.backends import errors
from supportterm.backends.zammad.backend import Zammad
from supportterm.backends.zammad.words import read
from supportterm.core.remote import Say, SetFields, TicketGone, TicketSeen
from supportterm.core.terms import Priority, Role, Status
from whole_feed import everything, marker

KIND = KINDS["zammad"]


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    vendor = KIND.vendor()
    with vendor.serving():
        yield vendor
    assert not vendor.wrong, vendor.wrong[:3]


@pytest.fixture
def desk(vendor: Vendor) -> Iterator[Zammad]:
    with closing(connect(vendor)) as backend:
        yield backend


def connect(vendor: Vendor, **settings: str) -> Zammad:
    backend = KIND.connect(vendor, **settings)
    assert isinstance(backend, Zammad)
    return backend


def opens(vendor: Vendor, subject: str, body: str = "hello") -> str:
    return customer(vendor.face.remote, "al@acme.test").opens(subject, body)


def article(vendor: Vendor) -> dict[str, Any]:
    """The last that was sent."""
    sent: dict[str, Any] = next(a.body["article"] for a in reversed(vendor.asked) if a.body and "article" in a.body)
    return sent


def keys(items: list[Any]) -> set[str]:
    return {item.ticket.key for item in items if isinstance(item, TicketSeen)}


# --- what is told


def test_since_a_moment_and_all_that_are_still_open(vendor: Vendor) -> None:
    remote = vendor.face.remote
    old, done, young = opens(vendor, "Old"), opens(vendor, "Done"), opens(vendor, "Young")
    as_agent(remote, "bob").set(done, status=int(Status.SOLVED))
    border = remote.ticket(done).updated_at / 1000
    as_agent(remote, "bob").reply(young, "on it")
    for seconds, told in ((0, {old, done, young}), (3600, {old, young})):
        words = read({"url": vendor.url, **KIND.settings, "since": "90 days"})
        with closing(Zammad(words, lambda: TOKEN, lambda: border + 90 * 86_400 + seconds)) as desk:  # noqa: B023
            assert keys(everything(desk)[0]) == told and desk.extent().tickets == len(told)
    vendor.face.counts = False
    with closing(connect(vendor)) as desk, pytest.raises(errors.CannotDo, match="how many"):
        desk.extent()


def test_what_was_deleted_is_found_by_a_walk_and_only_then(vendor: Vendor) -> None:
    gone, stays = opens(vendor, "Gone"), opens(vendor, "Stays")
    with closing(connect(vendor, sweep="3600")) as seldom, closing(connect(vendor)) as often:
        _, cursor = everything(seldom)
        as_agent(vendor.face.remote, "bob").delete(gone)
        assert TicketGone(gone) not in everything(seldom, cursor)[0]
        assert TicketGone(gone) in everything(often, cursor)[0]
        assert stays in keys(everything(often)[0])


def test_what_happened_before_is_told_with_who_did_it(vendor: Vendor, desk: Zammad) -> None:
    key = opens(vendor, "History")
    as_agent(vendor.face.remote, "bob").set(key, status=int(Status.PENDING), assignee="ann", field_serial="SN-1")
    events = [(event.actor, event.field, event.old, event.value) for event in desk.fetch(key).events]
    assert events == [
        ("bob", "status", int(Status.NEW), int(Status.PENDING)), ("bob", "assignee", None, "ann"),
        ("bob", "field.serial", None, "SN-1"),
    ]  # fmt: skip


def test_articles_in_html_are_read_as_text(vendor: Vendor, desk: Zammad) -> None:
    key = opens(vendor, "HTML", "<p>one &amp; two</p><p>[@click=app.quit]three[/]</p>")

    def as_html(asked: Asked, told: Told) -> Told:
        for row in told.body["assets"]["TicketArticle"].values() if "all" in asked.query else ():
            row["content_type"] = "text/html"
        return told

    vendor.fault = as_html
    assert desk.fetch(key).messages[0].body == "one & two\n\n[@click=app.quit]three[/]"


# --- what is sent


def test_a_reply_goes_by_mail_and_a_note_stays_inside(vendor: Vendor, desk: Zammad) -> None:
    key = opens(vendor, "A reply")
    desk.write(Say(marker(), key, Role.REPLY, "hello", cc=("bo@acme.test",)))
    sent = article(vendor)
    assert (sent["type"], sent["to"], sent["cc"], sent["internal"]) == ("email", "al@acme.test", "bo@acme.test", False)
    desk.write(Say(marker(), key, Role.NOTE, "among us"))
    sent = article(vendor)
    assert (sent["type"], sent["internal"], "to" in sent) == ("note", True, False)


def test_a_reply_may_only_be_shown(vendor: Vendor) -> None:
    key = opens(vendor, "Shown")
    with closing(connect(vendor, replies="note")) as desk:
        desk.write(Say(marker(), key, Role.REPLY, "hello"))
    assert (article(vendor)["type"], article(vendor)["internal"]) == ("note", False)


def test_a_reply_that_went_with_a_merged_ticket_is_found_there(vendor: Vendor, desk: Zammad) -> None:
    key, into = opens(vendor, "One"), opens(vendor, "Other")
    step = Say(marker(), key, Role.REPLY, "on its way")
    made = desk.write(step).key
    as_agent(vendor.face.remote, "bob").merge(key, into)
    found = desk.find(step)
    assert found is not None and found.key == made
    seen = desk.fetch(key)
    assert (seen.ticket.merged_into, seen.messages, seen.whole) == (into, (), False)


def test_pending_has_an_end_and_what_would_close_by_itself_is_not_set(vendor: Vendor, desk: Zammad) -> None:
    key = opens(vendor, "Pending")
    desk.write(SetFields(marker(), key, {"status": int(Status.PENDING)}, {"status": int(Status.NEW)}))
    (put,) = [asked.body for asked in vendor.asked if asked.method == "PUT"]
    assert put["state_id"] == 3 and put["pending_time"].endswith("Z")
    desk.write(SetFields(marker(), key, {"status": int(Status.ON_HOLD)}, {"status": int(Status.PENDING)}))
    assert desk.fetch(key).ticket.fields["exact-status"] == "waiting for vendor"
    with closing(connect(vendor, statuses="")) as plain:
        with pytest.raises(errors.Invalid, match="the setting `statuses` can name one"):
            plain.write(SetFields(marker(), key, {"status": int(Status.ON_HOLD)}, {"status": int(Status.OPEN)}))
        assert int(Status.ON_HOLD) not in plain.catalog().statuses


def test_a_tag_that_could_not_be_added_after_a_field_was_set_is_unknown(vendor: Vendor, desk: Zammad) -> None:
    key = opens(vendor, "Half")
    vendor.fault = lambda asked, told: Told(403, {"error": "no"}) if "tags" in asked.path else told
    step = SetFields(marker(), key, {"priority": int(Priority.HIGH)}, {"priority": int(Priority.NORMAL)}, add=("a",))
    with pytest.raises(errors.Uncertain, match="only a part"):
        desk.write(step)
    with pytest.raises(errors.NotAllowed):
        desk.write(SetFields(marker(), key, add=("b",)))


# --- what there is


def test_fields_of_the_site_are_told_to_administrators_or_named(vendor: Vendor) -> None:
    key = opens(vendor, "Fields")
    face = vendor.face
    assert isinstance(face, ZammadFace)
    with closing(connect(vendor)) as desk:
        desk.write(SetFields(marker(), key, {"field.kind": "hard"}, {"field.kind": None}))
        (kind,) = [field for field in desk.catalog().fields if field.name == "kind"]
        assert (kind.kind, kind.choices, desk.probe().remarks) == ("choice", ("hard", "soft"), ())
    face.admin = False
    with closing(connect(vendor)) as desk:
        assert "`fields`" in " ".join(desk.probe().remarks)
        assert "kind" not in desk.fetch(key).ticket.fields
    with closing(connect(vendor, fields="kind")) as desk:
        assert desk.fetch(key).ticket.fields["kind"] == "hard"


def test_what_is_prepared_there_can_be_used_here(desk: Zammad) -> None:
    macro, text = desk.catalog().macros
    assert (macro.title, macro.note) == ("Spam", "closed as spam")
    assert macro.commands == (f"status {Status.SOLVED.word}", "tag +spam +junk")
    assert (text.title, text.reply) == ("Ask for the log", "Could you send the log?")
