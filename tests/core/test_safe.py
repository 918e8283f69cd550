"""Outside text: nothing it holds may steer a terminal, leave a folder, compute in a spreadsheet or hide a link."""

import json
import string
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from supportterm.core.safe import (
    FILE_NAME_BYTES,
    MARKS_PER_CELL,
    cut,
    has_controls,
    safe,
    safe_cell,
    safe_filename,
    safe_line,
    safe_url,
    storable,
)

pytestmark = pytest.mark.long
HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "hostile.json"

hostile_alphabet = st.one_of(
    st.characters(categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs", "Mn", "Me", "So"]),
    st.sampled_from("ab \t\r\n\x1b\x9b\u202e\u200d\u200c\ufe0f👩💻می\u0301\U000e0100葛"),
)
hostile_text = st.one_of(st.text(), st.text(hostile_alphabet, max_size=60))

DANGEROUS = {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}
HIDDEN = {"\xad", "\u200b", "\ufeff", *map(chr, range(0xE0000, 0xE0080))}
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def dangerous(text: str, allowed: str = "") -> list[str]:
    return [
        hex(ord(c))
        for c in text
        if c not in allowed and (unicodedata.category(c) in DANGEROUS or c in BIDI or c in HIDDEN)
    ]


@given(hostile_text)
def test_no_control_direction_or_surrogate_survives(text: str) -> None:
    assert not dangerous(safe(text))
    assert not dangerous(safe(text, keep_newlines=True), allowed="\n")


@given(hostile_text)
@example("👩\u200d\u200d💻")
@example("e" + "\u0301" * 8 + "\ufe0f\u200d👩")
@example("e" + "\u0301" * 8 + "\U000e0100" * 3)
def test_what_is_safe_stays_as_it_is(text: str) -> None:
    assert safe(safe(text)) == safe(text)
    lines = safe(text, keep_newlines=True)
    assert safe(lines, keep_newlines=True) == lines


@given(st.text(string.ascii_letters + string.digits + string.punctuation + " "))
def test_printable_ascii_is_never_touched(text: str) -> None:
    assert safe(text) == text


@given(st.text(hostile_alphabet, max_size=60))
def test_accents_on_one_character_are_capped(text: str) -> None:
    run = 0
    for char in safe(text + "\u0301" * 30):
        run = run + 1 if unicodedata.category(char) in ("Mn", "Me", "Mc") else 0
        assert run <= MARKS_PER_CELL


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Refund\x1b]52;c;cm0\x07", "Refund␛]52;c;cm0␇"),
        ("A\x9b2J\x7f", "A⟨9B⟩2J␡"),
        ("10 EUR\r9999 EUR", "10 EUR␍9999 EUR"),
        ("IBAN \u202e4321", "IBAN ⟨202E⟩4321"),
        ("pay\u00adpal\u200b", "pay⟨AD⟩pal⟨200B⟩"),
        ("\ud800 hi", "\ufffd hi"),
        ("\ufdd0\U0010ffff", "\ufffd\ufffd"),
        ("a\u2028b", "a⟨2028⟩b"),
        ("a\xa0b\tc\nd", "a b c␊d"),
        ("hidden \U000e0041", "hidden ⟨E0041⟩"),
        ("a\u200db", "a⟨200D⟩b"),
    ],
)
def test_shown_as(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.parametrize(
    "text", ["Größe 日本語 Ελλάδα", "👩\u200d💻 ❤\ufe0f\u200d🔥", "می\u200cخواهم", "葛\U000e0100", "नमस्ते", "e\u0301"]
)
def test_how_people_write_is_left_alone(text: str) -> None:
    assert safe(text) == text


def test_lines_end_and_tabs_stand_in_columns() -> None:
    assert safe("a\r\nb\n\tc\rd", keep_newlines=True) == "a\nb\n        c␍d"


@given(hostile_text, st.integers(1, 40))
def test_a_line_is_one_line_of_its_length(text: str, limit: int) -> None:
    line = safe_line(text, limit)
    assert len(line) <= limit and not dangerous(line)


def test_a_line_says_that_it_was_cut() -> None:
    assert safe_line("one\r\n  two\n\nthree", 99) == "one two three"
    assert safe_line("x" * 10_000_000, 10) == "xxxxxxxxx…"
    assert cut("abc", 3) == "abc" and cut("abcd", 3) == "ab…"


@pytest.mark.parametrize("text", ["\x1b[2J", "a\rb", "\x9b", "\u202e", "\ud800", "\U000e0041"])
def test_the_badge_shows_what_steers(text: str) -> None:
    assert has_controls(text)


def test_the_badge_stays_away_from_ordinary_text() -> None:
    assert not has_controls("Dear\tall,\r\nüber 日本 👩\u200d💻\n")


@given(st.text(), st.text(st.characters(categories=["Cs"]), max_size=3))
def test_what_is_stored_can_be_encoded_and_is_else_unchanged(text: str, halves: str) -> None:
    assert storable(text) == text
    storable(text + halves + text).encode()
    assert storable("\ud83d\ude00 \ud800!") == "😀 \ufffd!"


@given(hostile_text)
def test_a_file_name_stays_in_its_folder(name: str) -> None:
    made = safe_filename(name)
    assert made and not set(made) & set('/\\:\0\u2215\uff0f<>"|?*') and made[0] not in ".-~ "
    assert len(made.encode()) <= FILE_NAME_BYTES and not dangerous(made)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("/etc/cron.d/x", "x"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("a.png\x00.sh", "a.png_.sh"),
        ("C:\\Temp\\Rechnung März.pdf", "Rechnung März.pdf"),
        ("a\x1b]0;x\x07.pdf", "a_]0;x_.pdf"),
        ("..", "attachment"),
        ("", "attachment"),
        ("con.txt", "_con.txt"),
    ],
)
def test_file_names(name: str, made: str) -> None:
    assert safe_filename(name) == made


def test_a_long_file_name_keeps_its_extension() -> None:
    made = safe_filename("ä" * 500 + ".pdf")
    assert made.endswith("ä.pdf") and len(made.encode()) <= FILE_NAME_BYTES


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", " =1", "\0=1"])
def test_a_spreadsheet_computes_nothing(cell: str) -> None:
    assert safe_cell(cell) == "'" + cell


def test_ordinary_cells_are_left_alone_and_can_be_written() -> None:
    assert safe_cell("Refund, please = now") == "Refund, please = now"
    assert safe_cell("a\ud800").encode() == "a\ufffd".encode()


@given(
    st.text(max_size=60)
    | st.builds("{}://{}/{}".format, st.sampled_from(["http", "https", "HTTP"]), hostile_text, hostile_text)
)
def test_a_link_is_plain_ascii_and_stays_so(url: str) -> None:
    link = safe_url(url)
    if link is not None:
        assert link.isascii() and link.isprintable() and " " not in link
        assert link.startswith(("http://", "https://", "mailto:"))
        assert safe_url(link) == link


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://\u0430pple.example/", "https://xn--pple-43d.example/"),
        ("https://x.example/\x1b]52;c;cm0=\x07", "https://x.example/%1B]52;c;cm0=%07"),
        ("HTTPS://Example.com:8443/ä?q=ü#x", "https://example.com:8443/%C3%A4?q=%C3%BC#x"),
        ("http://[::1]/", "http://[::1]/"),
        ("mailto:dana@acme.example?bcc=evil@example.com", "mailto:dana@acme.example"),
        ("javascript:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://bank.example@evil.example/", None),
        ("https://good.example\\@evil.example/", None),
        ("https://", None),
        ("https://x.example:99999/", None),
        ("//x.example", None),
    ],
)
def test_links(url: str, link: str | None) -> None:
    assert safe_url(url) == link


@pytest.mark.skipif(not HOSTILE.is_file(), reason="the hostile corpus is not beside this checkout")
def test_the_hostile_corpus_is_inert() -> None:
    import ast

    for case in json.loads(HOSTILE.read_text())["cases"]:
        if "payload" not in case:
            continue
        payload = ast.literal_eval(case["payload"])
        for text in payload if isinstance(payload, list) else [payload]:
            text = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
            shown = safe(text, keep_newlines=True)
            assert not dangerous(shown, allowed="\n"), case["id"]
            for forbidden in case.get("forbid_in_terminal_output", ()):
                assert ast.literal_eval(forbidden) not in shown.encode(), case["id"]
