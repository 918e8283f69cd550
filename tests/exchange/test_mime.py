"""Mail in, meaning out: our own samples, the runner that scores them, and what must never happen."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.exchange import addresses, charsets, dates, headers
from supportterm.exchange.mime import parse

SAMPLES = Path(__file__).parent / "mail"
RUNNER = Path(__file__).parents[1] / "cases" / "run_mail.py"


def test_the_runner_finds_nothing_to_complain_about_in_our_samples() -> None:
    ran = subprocess.run(
        [sys.executable, RUNNER, SAMPLES, SAMPLES / "expect.json"], capture_output=True, text=True, timeout=60
    )
    assert ran.stdout.splitlines()[-1].endswith(" passed, 0 failed"), ran.stdout
    assert ran.returncode == 0


def test_the_runner_says_what_differs(tmp_path: Path) -> None:
    (tmp_path / "a.box").write_bytes(b"From: A <a@x.example>\nSubject: one\n\nhi\n")
    (tmp_path / "e.json").write_text(
        '{"a": {"subject": "two", "from_email": "A@x.example", "attachments": [{"filename": "f"}]}}'
    )
    ran = subprocess.run([sys.executable, RUNNER, tmp_path, tmp_path / "e.json"], capture_output=True, text=True)
    assert "a: subject: wanted 'two', read 'one'" in ran.stdout
    assert ran.stdout.splitlines()[-1] == "1 passed, 2 failed"
    assert ran.returncode == 1


def sample(name: str) -> bytes:
    return next(SAMPLES.glob(name + ".*")).read_bytes()


def test_a_mail_says_when_and_to_what_it_answers() -> None:
    mail = parse(
        b"From: a@x.example\nDate: Tue, 03 Feb 2026 09:15:00 +0100\nMessage-ID: <2@x.example>\n"
        b"In-Reply-To: <1@x.example> (message of Monday)\nReferences: <0@x.example>\n <1@x.example>\n\nhi\n"
    )
    assert mail.date == 1_770_106_500_000
    assert (mail.message_id, mail.in_reply_to, mail.references) == (
        "2@x.example",
        ("1@x.example",),
        ("0@x.example", "1@x.example"),
    )


def test_of_an_alternative_the_plain_text_is_read_and_the_html_kept() -> None:
    mail = parse(sample("alternative"))
    assert (mail.text, mail.html.strip(), mail.from_html) == ("plain", "<p>rich</p>", False)


def test_a_second_text_is_read_too() -> None:
    mail = parse(sample("two_texts"))
    assert mail.text == "first\n\n_______\nlist footer"
    assert mail.shown == ("document.txt",)


def test_html_alone_becomes_text() -> None:
    mail = parse(sample("html_only"))
    assert (mail.text, mail.from_html) == ("Hello you", True)


def test_content_of_attachments_is_what_was_sent() -> None:
    assert parse(sample("uuencoded")).attachments[0].content == b"Cat"
    assert parse(sample("uuencoded")).text == "Here it is:\n\n\n\nBye"
    assert parse(sample("attachment_only")).attachments[0].content == b"%PDF-1.4\n"
    assert parse(sample("bad_base64")).attachments[0].content.startswith(b"%PDF-1.")
    inline = parse(sample("related_same_names")).attachments[0]
    assert (inline.content_id, inline.inline, inline.media_type) == ("1@x", True, "image/png")


def test_a_bounce_is_known_as_such() -> None:
    mail = parse(sample("bounce"))
    assert mail.null_sender and mail.report and mail.automatic


@pytest.mark.parametrize(
    ("header", "automatic"),
    [
        ("Auto-Submitted: auto-replied", True),
        ("Auto-Submitted: no", False),
        ("Precedence: bulk", True),
        ("List-Id: <r.example>", True),
        ("X-Auto-Response-Suppress: All", True),
        ("Subject: Auto-Submitted", False),
    ],
)
def test_machines_are_told_from_people(header: str, automatic: bool) -> None:
    assert parse(f"{header}\n\nx".encode()).automatic is automatic


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Reyes, Dana <d@x.example>, Ho, Cy <c@x.ex>", [("Reyes, Dana", "d@x.example"), ("Ho, Cy", "c@x.ex")]),
        ("root, bo@x.example", [("", "root"), ("", "bo@x.example")]),
        ("bo@x.example cy@x.example", [("", "bo@x.example"), ("", "cy@x.example")]),
        ("Dana [mailto:d@x.example]", [("Dana", "d@x.example")]),
        ("Chris Jones <c@(Chris's host.)public.example>", [("Chris Jones", "c@public.example")]),
        ("Pete(A wonderful \\) chap) <pete(his account)@silly.test(his host)>", [("Pete", "pete@silly.test")]),
        ('"Giant; \\"Big\\" Box" <g@x.example>', [('Giant; "Big" Box', "g@x.example")]),
        ("MAILER-DAEMON (Mail System)", [("Mail System", "MAILER-DAEMON")]),
        ("(Empty list)(start)Undisclosed recipients  :(nobody(that I know))  ;", []),
        ("=?utf-8?q?a=40b.example?=", [("a@b.example", "")]),
        ("Dana <=?utf-8?q?a=40b.example?=>", [("Dana", "")]),
        ("t|m@b @end|ng |rom @c@uk (Tim)", [("Tim", "t|m*b@*c*uk")]),
        ("<>", []),
    ],
)
def test_lists_of_addresses_as_they_come(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [tuple(a) for a in addresses.parse(text)] == wanted


def test_damage_is_told() -> None:
    assert "unknown" in parse(b"Content-Type: text/plain; charset=nope\r\n\r\nx\xff").notices[0]
    assert "boundary" in parse(sample("wrong_boundary")).notices[0]
    assert parse(sample("plain")).notices == ()


HOSTILE = {
    "an id that is no id": b"Message-ID: <[\r\n\r\nx",
    "60,000 encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 60_000,
    "2,000 multiparts in each other": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(2_000)
    )
    + b"Content-Type: text/plain\r\n\r\nhi\r\n",
    "10,000 parts": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 10_000 + b"--b--",
    "3,000 comments in each other": b"From: " + b"(" * 3_000 + b"\r\n\r\nx",
    "10,000 fields": b"".join(b"X-%d: y\r\n" % i for i in range(10_000)) + b"\r\nx",
    "charset idna": b"Content-Type: text/plain; charset=idna\r\n\r\nx\xff",
    "a line of 5 MB": b"Subject: a\n\n" + b"a" * 5_000_000,
    "200,000 divs": b"Content-Type: text/html\n\n" + b"<div>" * 200_000 + b"x",
    "unclosed comments": b"Content-Type: text/html\n\n" + b"<!--" * 250_000 + b"x",
    "quotes that never close": b"To: " + b'"\\' * 100_000 + b"\n\nx",
    "boundaries that are none": b"Content-Type: multipart/mixed; boundary=a\n\n" + b"\n--ax" * 500_000,
    "uuencoded without end": b"Subject: x\n\n" + b"begin 644 a\nA\n" * 100_000,
    "halves of characters": b"Content-Type: text/plain; charset=utf-7\n\n" + b"+2AA-" * 1_000,
    "nothing": b"",
    "a colon": b":",
    "zeros": bytes(100_000),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mail_is_read_within_limits(raw: bytes) -> None:
    mail = parse(raw)
    mail.text.encode("utf-8")
    mail.subject.encode("utf-8")
    assert len(mail.attachments) <= 1_000
    assert len(mail.text) <= 8_000_000


@given(st.binary(max_size=2_000))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    mail = parse(raw)
    "".join([mail.text, mail.subject, mail.sender.name, *mail.notices]).encode("utf-8")


@given(st.text(max_size=300))
def test_any_text_is_a_list_of_addresses(text: str) -> None:
    for entry in addresses.parse(text):
        assert "\n" not in entry.name
        assert len(entry.address) <= 320


_atoms = st.text("abcXYZ09.-_", min_size=1, max_size=12).filter(lambda t: t.strip(".") == t)
_names = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters='"\\'), max_size=20)


@given(st.lists(st.tuples(_names, _atoms, _atoms), min_size=1, max_size=5))
def test_well_formed_addresses_come_back_as_they_were(people: list[tuple[str, str, str]]) -> None:
    def word(name: str) -> str:
        return f"=?utf-8?B?{base64.b64encode(name.encode()).decode()}?=" if name else ""

    text = ", ".join(f"{word(name)} <{local}@{host}.example>" for name, local, host in people)
    got = [(a.name, a.address) for a in addresses.parse(text)]
    assert [a for _, a in got] == [f"{local}@{host}.example" for _, local, host in people]
    for (name, _), (wanted, _, _) in zip(got, people, strict=True):
        assert name == (wanted[1:-1] if len(wanted) > 1 and wanted[0] == wanted[-1] == "'" else wanted)


@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=100),
    st.sampled_from(["utf-8", "utf-16", "gb18030", "iso2022_jp"]),
)
def test_a_declared_character_set_is_believed(text: str, charset: str) -> None:
    text = text.replace("\ufeff", "")
    raw = text.encode(charset, "ignore")
    assert charsets.decode(raw, charset)[0] == raw.decode(charset)


@given(st.binary(max_size=200), st.text(max_size=30))
def test_no_character_set_makes_decoding_fail(raw: bytes, charset: str) -> None:
    charsets.decode(raw, charset)[0].encode("utf-8")


@pytest.mark.parametrize(
    ("declared", "raw", "text"),
    [
        ("us-ascii", "naïve".encode(), "naïve"),
        ("iso-8859-1", b"\x93quoted\x94 caf\xe9 \x81", "“quoted” café \x81"),
        ("CHINESEBIG5", "測試".encode("big5"), "測試"),
        ("iso-gb2312", "测试".encode("gb2312"), "测试"),
        ("ks_c_5601-1987", "똠방각하".encode("cp949"), "똠방각하"),
        ("X-UNKNOWN", b"caf\xe9", "café"),
        ("iso-2022-jp", "①".encode("cp932"), "①"),
    ],
)
def test_what_senders_call_character_sets(declared: str, raw: bytes, text: str) -> None:
    assert charsets.decode(raw, declared)[0] == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Thu, 1 Jan 1970 00:00:01 +0000", 1_000),
        ("1 Jan 70 00:00:01 GMT", 1_000),
        ("Thu, 01 Jan 1970 01:00:00 +0100 (CET)", None),
        ("1970-01-01T00:00:02Z", 2_000),
        ("Thu Jan  1 00:00:03 1970", 3_000),
        ("Thu, 01 Jan 1970 00:00:00 EST", 18_000_000),
        ("Fri, 31 Feb 2020 10:00:00 +0000", None),
        ("Mon, 1 Jan 9999 00:00:00 +0000", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(text: str, wanted: int | None) -> None:
    assert dates.parse(text) == wanted


def test_parameters_of_every_kind() -> None:
    kind, found = headers.parameters(
        "Attachment; filename*1=\"b.txt\"; filename*0*=utf-8''%C3%A4; size=3; size=4; note='a b'"
    )
    assert kind == "attachment"
    assert found == {"filename": "äb.txt", "size": "3", "note": "a b"}
