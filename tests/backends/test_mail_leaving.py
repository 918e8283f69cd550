"""Mail out, by a real Postfix: what people get, who gets it, and when nobody does."""

import email
import email.policy
import uuid
from pathlib import Path

import pytest

from backends.mailing import Connect, connect, everything, mail, names, plain_imap, plain_smtp, say, team
from servers.mail import DOMAIN, MailServers
from servers.mail_fixtures import mail_servers
from servers.wire import Wire
from supportterm.backends import errors
from supportterm.core.remote import OpenTicket, OutFile, RemotePerson, SetFields
from supportterm.core.terms import Role
from supportterm.exchange import mime
from supportterm.exchange.addressing import number_in

__all__ = ["connect", "mail_servers", "team"]


def test_a_reply_arrives_as_text_and_html_with_its_files_and_in_its_thread(
    mail_servers: MailServers, connect: Connect, team: str, tmp_path: Path
) -> None:
    picture, dump = tmp_path / "1", tmp_path / "2"
    picture.write_bytes(b"\x89PNG\r\n.\r\n" * 100)
    dump.write_bytes(b"\0\r\n.\r\n..\n" * 30_000)
    step = say(
        body="Dear Max,\n\n**press** the button:\n\n![it](cid:button)\n\n.\n..\nGrüße 🖨",
        files=(
            OutFile("button.png", "image/png", 900, str(picture), "button"),
            OutFile("Übersicht “alt”.bin", "application/octet-stream", 270_000, str(dump)),
        ),
        cc=(f"agent@{DOMAIN}",), bcc=(f"billing@{DOMAIN}",), references=("first@x.test", "second@x.test"),
        subject="Drucker druckt nicht, ä", author='Dana D., née Müller',
    )  # fmt: skip

    receipt = connect().write(step)

    raw = mail_servers.await_mail("customer", "Message-ID", step.marker)
    got = mime.parse(raw)
    assert receipt.message_id == got.message_id == f"{step.marker}@{DOMAIN}"
    assert got.sender == ("Dana D., née Müller", f"{team}@{DOMAIN}")
    assert got.subject == "Re: Drucker druckt nicht, ä"
    assert (got.in_reply_to, got.references) == (("second@x.test",), ("first@x.test", "second@x.test"))
    assert got.text.strip() == step.body
    assert "<strong>press</strong>" in got.html
    assert '<img src="cid:button" alt="it">' in got.html
    assert [(f.name, f.content) for f in got.attachments] == [
        ("button.png", picture.read_bytes()),
        ("Übersicht “alt”.bin", dump.read_bytes()),
    ]
    other = email.message_from_bytes(raw, policy=email.policy.default)  # another reader's opinion
    assert [p.get_filename() for p in other.iter_attachments()] == ["Übersicht “alt”.bin"]
    assert not other.defects
    assert not any(p.defects for p in other.walk())
    for hidden in ("agent", "billing"):
        copy = mail_servers.await_mail(hidden, "Message-ID", step.marker)
        assert f"billing@{DOMAIN}".encode() not in copy.partition(b"\r\nDate:")[2]


def test_a_team_writes_from_its_own_address_and_its_copy_comes_back_there(
    mail_servers: MailServers, connect: Connect
) -> None:
    step = say(team="billing")
    connect(addresses=f"billing=billing@{DOMAIN}", name="Acme").write(step)
    got = mime.parse(mail_servers.await_mail("customer", "Message-ID", step.marker))
    assert got.sender == ("Acme", f"billing@{DOMAIN}")
    mail_servers.await_mail("billing", "Message-ID", step.marker)


def test_replies_are_led_to_their_ticket_by_an_address_only_we_can_make(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    key = bytes(range(32))
    step = say(number=4711)
    connect(plus="yes", address_key=key.hex()).write(step)
    got = mime.parse(mail_servers.await_mail("customer", "Message-ID", step.marker))
    (answer_to,) = got.reply_to
    assert number_in(answer_to.address, [f"{team}@{DOMAIN}"], key) == 4711
    mail_servers.deliver(mail("answer"), answer_to.address)
    mail_servers.await_mail(team, "Message-ID", "answer@")


def test_an_automatic_mail_says_so_and_nobody_can_send_it_back(mail_servers: MailServers, connect: Connect) -> None:
    step = say(automatic=True)
    connect().write(step)
    raw = mail_servers.await_mail("customer", "Message-ID", step.marker)
    got = mime.parse(raw)
    assert raw.startswith(b"Return-Path: <>")
    assert (got.auto_submitted, got.suppress, got.automatic) == ("auto-replied", "all", True)


def test_a_copy_lies_among_the_sent_mails_once(mail_servers: MailServers, connect: Connect, team: str) -> None:
    step = say()
    connect().write(step)
    assert names(mail_servers.mails(team, "Sent")) == [step.marker]
    mail_servers.put(team, mail("by-the-server"), "Sent")
    again = say(marker="by-the-server")  # as if the server had filed it by itself
    connect().write(again)
    assert names(mail_servers.mails(team, "Sent")) == [step.marker, "by-the-server"]


def test_a_mail_has_left_though_no_copy_could_be_kept(mail_servers: MailServers, connect: Connect) -> None:
    step = say()
    with Wire("127.0.0.1", mail_servers.ports["imap"]).laid() as wire:
        backend = connect(**plain_imap(wire.port))
        wire.refuse()
        assert backend.write(step).message_id == f"{step.marker}@{DOMAIN}"
    mail_servers.await_mail("customer", "Message-ID", step.marker)


def test_mails_in_a_row_go_over_one_line_and_a_dead_one_is_drawn_anew(
    mail_servers: MailServers, connect: Connect
) -> None:
    with Wire("127.0.0.1", mail_servers.ports["plain"]).laid() as wire:
        backend = connect(**plain_smtp(wire.port))
        steps = [say() for _ in range(3)]
        backend.write(steps[0])
        backend.write(steps[1])
        assert wire.calls == 1
        wire.cut_now()
        backend.write(steps[2])
        assert wire.calls == 2
    for step in steps:
        mail_servers.await_mail("customer", "Message-ID", step.marker)


def _not_there(mail_servers: MailServers, connect: Connect, person: str, marker: str) -> bool:
    """Whether nothing with *marker* came to *person*, seen when a later mail has arrived."""
    later = say(f"{person}@{DOMAIN}")
    connect().write(later)
    mail_servers.await_mail(person, "Message-ID", later.marker)
    return not mail_servers.mails(person, having=("Message-ID", marker))


def test_when_one_recipient_is_refused_nobody_gets_it_and_the_refused_are_named(
    mail_servers: MailServers, connect: Connect
) -> None:
    step = say(cc=("one@refused.test", "two@refused.test"))
    with pytest.raises(errors.Invalid, match=r"one@refused\.test, two@refused\.test") as told:
        connect().write(step)
    assert set(told.value.fields) == {"one@refused.test", "two@refused.test"}
    assert _not_there(mail_servers, connect, "customer", step.marker)


def test_a_recipient_to_be_tried_later_keeps_the_whole_mail_back(mail_servers: MailServers, connect: Connect) -> None:
    step = say(cc=("somebody@later.test",))
    with pytest.raises(errors.RateLimited):
        connect().write(step)
    assert _not_there(mail_servers, connect, "customer", step.marker)


def test_letters_beyond_ascii_go_where_a_server_takes_them(mail_servers: MailServers, connect: Connect) -> None:
    connect(**plain_smtp(mail_servers.ports["plain"])).write(say(f"jürgen@{DOMAIN}"))
    with pytest.raises(errors.Invalid, match="ASCII"):
        connect(**plain_smtp(mail_servers.ports["ascii"])).write(say(f"jürgen@{DOMAIN}"))
    connect(**plain_smtp(mail_servers.ports["ascii"])).write(step := say("max@münchen.test"))
    assert b"max@xn--mnchen-3ya.test" in mail_servers.await_mail("catchall", "Message-ID", step.marker)


def test_a_mail_too_large_for_the_server_is_not_begun(connect: Connect, tmp_path: Path) -> None:
    big = tmp_path / "big"
    big.write_bytes(bytes(23_000_000))
    with pytest.raises(errors.Invalid, match="31 MB"):
        connect().write(say(files=(OutFile("big", "application/zip", 23_000_000, str(big)),)))


def test_what_mail_cannot_carry_is_refused_before_anything_happens(connect: Connect) -> None:
    backend = connect()
    person = RemotePerson(email="a@b.test")
    for step in (say(role=Role.NOTE), say(role=Role.CUSTOMER), SetFields("m", "1"), OpenTicket("m", "s", person)):
        with pytest.raises(errors.CannotDo):
            backend.write(step)


def test_nothing_goes_while_the_servers_are_away_and_all_goes_when_they_are_back(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    backend, step = connect(since="all"), say()
    _, cursor = everything(backend)
    backend.write(say())
    mail_servers.offline()
    try:
        for attempt in (lambda: backend.write(step), lambda: backend.changes(cursor), backend.probe):
            with pytest.raises(errors.Unavailable):
                attempt()
    finally:
        mail_servers.online()
    backend.write(step)
    mail_servers.await_mail(team, "Message-ID", step.marker)
    assert step.marker in names(everything(backend, cursor)[0])


def test_what_comes_back_is_known_as_ours(mail_servers: MailServers, connect: Connect, team: str) -> None:
    from supportterm.backends.mail.ids import is_own_copy

    step = say()
    connect().write(step)
    copy = mime.parse(mail_servers.await_mail(team, "Message-ID", step.marker))
    assert is_own_copy(copy.message_id, [DOMAIN])
    assert not is_own_copy(copy.message_id, ["other.test"])
    assert not is_own_copy(f"{uuid.uuid4().hex}@{DOMAIN}", [DOMAIN])
