"""Settings, words and shapes of Request Tracker, without a server."""

import subprocess
import sys

import msgspec
import pytest

from supportterm.backends.protocol import Capabilities
from supportterm.backends.request_tracker import REQUEST_TRACKER
from supportterm.backends.request_tracker.rest import any_of, quoted
from supportterm.backends.request_tracker.speaking import _mailbox
from supportterm.backends.request_tracker.wire import AttachmentRow, FieldValues, TicketRow, moment, name_of, stamp
from supportterm.backends.request_tracker.words import read
from supportterm.core.terms import Priority, Status

URL = {"url": "https://rt.example.org"}


def row(text: str) -> TicketRow:
    return msgspec.json.decode(text, type=TicketRow, strict=False)


# --- settings


def test_what_is_usual_needs_no_words() -> None:
    words = read({"url": "https://rt.example.org/REST/2.0/"})
    assert words.url == "https://rt.example.org"
    assert words.status("resolved") is Status.SOLVED and words.status("Stalled") is Status.PENDING
    assert words.status_words(Status.CLOSED) == ("rejected",) and words.status_words(Status.ON_HOLD) == ()
    assert words.status("no such word") is Status.OPEN


def test_what_is_told_comes_before_what_is_usual() -> None:
    words = read(URL | {"statuses": "Waiting=pending, escalated=on-hold resolved=closed"})
    assert words.status_words(Status.PENDING) == ("waiting", "stalled")
    assert words.status("escalated") is Status.ON_HOLD and words.status("resolved") is Status.CLOSED
    assert words.status_words(Status.SOLVED) == ()


def test_a_priority_survives_the_way_there_and_back() -> None:
    for told in ("", "0 50 75 100", "10 20 30 40"):
        words = read(URL | {"priorities": told})
        assert [words.priority(words.priorities[p]) for p in Priority] == list(Priority)
    words = read(URL)
    assert [words.priority(n) for n in (0, 24, 25, 50, 62, 63, 88, 999)] == [0, 0, 1, 1, 1, 2, 3, 3]


def test_what_is_said_of_each_ability_is_an_ability() -> None:
    assert set(REQUEST_TRACKER.proof) <= set(Capabilities.__struct_fields__)
    assert {setting.name for setting in REQUEST_TRACKER.settings} >= {"url", "queues", "since", "ca_file"}


def test_nothing_of_the_network_is_loaded_to_ask_for_settings() -> None:
    code = (
        "import sys; from supportterm.backends.request_tracker import REQUEST_TRACKER as r; r.settings;"
        "sys.exit(any(m in sys.modules for m in ('httpx', 'ssl', 'textual')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- the search language


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "'plain'"),
        ("it's", r"'it\'s'"),
        ("back\\slash", r"'back\\slash'"),
        ("\\'", r"'\\\''"),
        ("two\nlines\x00", "'two lines '"),
    ],
)
def test_values_are_quoted(text: str, value: str) -> None:
    assert quoted(text) == value


def test_any_of_some_values() -> None:
    assert any_of("id", [1, 22]) == "(id = 1 OR id = 22)"
    assert any_of("TicketQueue", ["It's"]) == r"(TicketQueue = 'It\'s')"


# --- what is sent


def test_ids_are_numbers_or_text_and_what_is_missing_is_empty() -> None:
    one = row(
        '{"id": "12", "EffectiveId": "9", "Priority": "80", "Queue": {"id": "3", "Name": "Support"}, "Owner": null}'
    )
    assert (one.id, one.effective, name_of(one.Queue), name_of(one.Owner)) == (12, 9, "Support", "")
    two = row('{"id": 12, "EffectiveId": {"id": "12", "type": "ticket"}, "CustomFields": "", "Due": null}')
    assert (two.effective, two.CustomFields, two.Due) == (12, "", None)
    assert row('{"id": 5}').effective == 5


def test_moments_with_and_without_a_zone_and_those_unset() -> None:
    assert moment("2030-01-02T03:04:05Z") == moment("2030-01-02 03:04:05") == 1893553445000
    assert [moment(text) for text in ("1970-01-01T00:00:00Z", "1970-01-01 00:00:00", "", None, "Not set")] == [None] * 5
    assert stamp(1893553445999) == "2030-01-02 03:04:05"


def test_values_of_a_field_that_are_no_text_are_left_out() -> None:
    field = msgspec.json.decode(
        '{"id": "4", "values": [null, "", "a", {"filename": "x.png"}]}', type=FieldValues, strict=False
    )
    assert field.texts() == ("a",)


def test_an_attachment_names_its_transaction_in_either_way() -> None:
    for text in (
        '{"id": 1, "TransactionId": "77", "ContentLength": "12"}',
        '{"id": "1", "TransactionId": {"id": "77"}}',
    ):
        assert msgspec.json.decode(text, type=AttachmentRow, strict=False).transaction == 77


@pytest.mark.parametrize(
    ("name", "address", "value"),
    [
        ("Dana Q", "dana@acme.test", '"Dana Q" <dana@acme.test>'),
        ("", "dana@acme.test", "dana@acme.test"),
        ('D" <x@evil.test>,', "dana@acme.test", '"D xevil.test" <dana@acme.test>'),
        ("D", "dana@acme.test, x@evil.test", ""),
        ("D\r\nBcc: x", "dana@acme.test\r\nBcc: x@evil.test", ""),
    ],
)
def test_a_mailbox_is_one_mailbox(name: str, address: str, value: str) -> None:
    assert _mailbox(name, address) == value
