"""A step becomes a mail whatever is in it: no text makes a header, a recipient or HTML of its own."""

import email
import email.policy
import io
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backends.mailing import say
from supportterm.backends import errors
from supportterm.backends.mail.account import Account, read
from supportterm.backends.mail.composing import MAX_REFERENCES, letter, write
from supportterm.backends.mail.rendering import to_html
from supportterm.core.remote import OutFile, Say
from supportterm.core.terms import Role

BASE = {"address": "support@example.test", "imap": "imap.example.test", "smtp": "smtp.example.test"}
OURS = {
    "Date", "From", "Reply-To", "To", "Cc", "Subject", "Message-ID", "In-Reply-To", "References", "MIME-Version",
    "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID",
}  # fmt: skip
EVIL = st.text(st.sampled_from("aB 1é€🖨\"\\<>()@:;,=?*'\r\n\t\0\x7f\x85\u2028\ud800") | st.characters(), max_size=80)


def account(**settings: str) -> Account:
    return read(BASE | settings)


def composed(step: Say, of: Account | None = None) -> bytes:
    into = io.BytesIO()
    write(letter(step, of or account(), 1_790_000_000_000), into)
    return into.getvalue()


def parsed(step: Say, of: Account | None = None) -> EmailMessage:
    found = email.message_from_bytes(composed(step, of), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


@given(subject=EVIL, author=EVIL, body=EVIL, reference=EVIL, name=EVIL, kind=EVIL, inline=EVIL, mark=st.booleans())
def test_no_text_makes_a_header_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, subject: str, author: str, body: str, reference: str, name: str,
    kind: str, inline: str, mark: bool,
) -> None:  # fmt: skip
    file = tmp_path_factory.getbasetemp() / "f"
    file.write_bytes(b"x")
    step = say(
        subject=subject, author=author, body=body, references=("a@b.test", reference),
        files=(OutFile(name, kind, 1, str(file), inline if mark else ""),),
    )  # fmt: skip

    raw = composed(step)

    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    found = email.message_from_bytes(raw)
    for part in found.walk():
        assert set(part.keys()) <= OURS
        assert len(set(part.keys())) == len(part.keys())
    assert found["To"] == "customer@example.test"
    assert found["From"].endswith("<support@example.test>") or found["From"] == "support@example.test"
    assert found["Message-ID"] == f"<{step.marker}@example.test>"


@pytest.mark.parametrize(
    "address",
    ["", "max", "a@b.test\r\nBcc: c@d.test", "a@b.test, c@d.test", "a@b.test> RCPT TO:<c@d.test", "a b@c.test",
     "<a@b.test", "a@b.test\0", "@b.test", "a@", "a@b.test;c@d.test", "Max <a@b.test> c@d.test", "Max <a@b.test\n>",
     "a" * 400 + "@b.test"],
)  # fmt: skip
def test_what_is_no_address_goes_nowhere(address: str) -> None:
    for where in ("to", "cc", "bcc"):
        with pytest.raises(errors.Invalid):
            letter(say(**{"to": ("max@acme.test",)} | {where: (address,)}), account(), 0)


def test_nobody_to_send_it_to_is_told() -> None:
    with pytest.raises(errors.Invalid, match="nobody"):
        letter(say(to=()), account(), 0)


def test_an_address_with_a_name_is_taken_and_each_gets_it_once() -> None:
    step = say(cc=("MAX@acme.test", "Dana <dana@acme.test>"), bcc=("eve@acme.test", "support@example.test"))
    found = letter(step, account(), 0)
    assert found.recipients == (
        "customer@example.test", "MAX@acme.test", "dana@acme.test", "eve@acme.test", "support@example.test"
    )  # fmt: skip
    assert b"eve" not in found.header
    assert "support@example.test" not in letter(say(), account(bcc_self="no"), 0).recipients


def test_long_ids_of_others_survive_and_the_first_and_the_last_are_kept() -> None:
    long = tuple(f"{'x' * 300}.{n}@exchange.test" for n in range(60))
    header = parsed(say(references=long))
    kept = header["References"].split()
    assert len(kept) == MAX_REFERENCES
    assert kept[0] == f"<{long[0]}>"
    assert kept[1:] == [f"<{i}>" for i in long[1 - MAX_REFERENCES :]]
    assert header["In-Reply-To"] == f"<{long[-1]}>"


@pytest.mark.parametrize(
    ("subject", "role", "answers", "told"),
    [
        ("Printer", Role.REPLY, True, "Re: Printer"),
        ("Re: Printer", Role.REPLY, True, "Re: Printer"),
        ("AW: Drucker", Role.REPLY, True, "AW: Drucker"),
        ("Printer", Role.REPLY, False, "Printer"),
        ("Printer", Role.FORWARD, True, "Fwd: Printer"),
        ("", Role.REPLY, True, "Re: (no subject)"),
    ],
)
def test_subjects(subject: str, role: Role, answers: bool, told: str) -> None:
    step = say(subject=subject, role=role, references=("a@b.test",) if answers else ())
    assert parsed(step)["Subject"] == told


def test_a_mail_within_a_mail_is_not_written_as_one(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"Subject: x\n\ny")
    found = parsed(say(files=(OutFile("a.eml", "message/rfc822", 12, str(tmp_path / "f")),)))
    (part,) = found.iter_attachments()
    assert part.get_content_type() == "application/octet-stream"
    assert part.get_content() == b"Subject: x\n\ny"


def test_a_file_that_is_gone_stops_the_mail(tmp_path: Path) -> None:
    with pytest.raises(errors.Invalid, match="not there any more"):
        letter(say(files=(OutFile("x", "a/b", 1, str(tmp_path / "gone")),)), account(), 0)


@given(EVIL | st.text())
def test_html_of_a_writer_stays_text(body: str) -> None:
    page = to_html(f"<script>{body}</script>\n\n<img src=x onerror={body}>", ())
    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil.test",
     "https://good.test@evil.test/", "cid2:x", "\x01javascript:x"],
)  # fmt: skip
def test_only_links_to_the_web_and_to_mail_are_links(url: str) -> None:
    page = to_html(f"[here](<{url}>) and ![there](<{url}>) <{url}>")
    assert "href" not in page
    assert "<img" not in page


def test_links_images_and_tables() -> None:
    page = to_html(
        "[a](https://a.test/?x=1&y=2) [b](mailto:b@c.test) ![c](cid:one) ![d](cid:two) ![e](https://spy.test/p.gif)\n"
        "next line\n\n| k | v |\n|---|---|\n| 1 | 2 |\n",
        {"one"},
    )
    assert '<a href="https://a.test/?x=1&amp;y=2">a</a>' in page
    assert '<a href="mailto:b@c.test">b</a>' in page
    assert '<img src="cid:one" alt="c">' in page
    assert "cid:two" not in page
    assert '<a href="https://spy.test/p.gif">e</a><br />' in page
    assert "<td>1</td>" in page


# --- settings


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"address": "support"}, "address"),
        ({"address": "a@b.test\r\nX: y"}, "address"),
        ({"imap": ""}, "imap"),
        ({"imap": "imap.example.test/path"}, "imap"),
        ({"imap": "imap.example.test:99999"}, "imap"),
        ({"imap": "imap.example.test", "imap_security": "none"}, "imap_security"),
        ({"smtp": "10.0.0.1", "smtp_security": "none"}, "smtp_security"),
        ({"smtp_security": "off"}, "smtp_security"),
        ({"since": "yesterday"}, "since"),
        ({"mailboxes": "IN\nBOX"}, "mailboxes"),
        ({"handled": "Inbox"}, "handled"),
        ({"addresses": "billing"}, "addresses"),
        ({"addresses": "billing=nobody"}, "addresses"),
        ({"auth": "oauth2"}, "token_url"),
        ({"plus": "yes", "address_key": "xyz"}, "address_key"),
    ],
)
def test_a_setting_that_cannot_be_right_is_named(settings: dict[str, str], named: str) -> None:
    with pytest.raises(errors.Invalid) as told:
        account(**settings)
    assert set(told.value.fields) == {named}


def test_what_is_not_said_is_as_most_have_it() -> None:
    found = account()
    assert (found.imap.port, found.imap.security) == (993, "tls")
    assert (found.smtp.port, found.smtp.security) == (587, "starttls")
    assert [(m.name, m.team) for m in found.mailboxes] == [("INBOX", "")]
    assert (found.user, found.bcc_self, found.everything) == ("support@example.test", True, False)


def test_mailboxes_and_addresses_belong_to_teams() -> None:
    found = account(mailboxes="INBOX=Support, Billing/Old=billing,Rest", addresses="billing=billing@example.test")
    assert [(m.name, m.team) for m in found.mailboxes] == [
        ("INBOX", "support"),
        ("Billing/Old", "billing"),
        ("Rest", ""),
    ]
    assert found.address_of("billing") == "billing@example.test"
    assert found.address_of(None) == found.address_of("other") == "support@example.test"


def test_a_connection_is_not_used_before_it_is_needed_and_the_secret_is_in_no_repr() -> None:
    from supportterm.backends.mail import MAIL

    def secret() -> str:
        raise AssertionError("nobody has asked for it")

    backend = MAIL.open(BASE, secret)
    assert backend.capabilities.tickets is False
    backend.close()
