"""A line that breaks at every moment of a mail: it was not sent, or nobody knows, and then our own copy tells."""

from pathlib import Path

import pytest

from backends.mailing import Connect, connect, everything, plain_imap, plain_smtp, say, team
from servers.mail import DOMAIN, MailServers
from servers.mail_fixtures import mail_servers
from servers.wire import Wire
from supportterm.backends import errors
from supportterm.backends.mail import smtp
from supportterm.core.remote import OutFile, Receipt, Say

__all__ = ["connect", "mail_servers", "team"]

END = b"\r\n.\r\n"
BEFORE_THE_END = (b"ehlo", b"AUTH", b"mail FROM", b"rcpt TO", b"DATA\r\n")


def _came(mail_servers: MailServers, connect: Connect, step: Say) -> int:
    """How often a mail came to the customer, seen when a later one has arrived."""
    later = say()
    connect().write(later)
    mail_servers.await_mail("customer", "Message-ID", later.marker)
    return len(mail_servers.mails("customer", having=("Message-ID", step.marker)))


@pytest.mark.parametrize("words", BEFORE_THE_END)
@pytest.mark.parametrize("how", ["cut_before", "drop_answer"])
def test_before_the_end_of_its_data_a_mail_is_not_sent(
    mail_servers: MailServers, connect: Connect, words: bytes, how: str
) -> None:
    step = say()
    with Wire("127.0.0.1", mail_servers.ports["plain"]).laid() as wire:
        getattr(wire, how)(words)
        with pytest.raises(errors.Unavailable):
            connect(**plain_smtp(wire.port)).write(step)
        assert wire.struck.is_set()
    assert _came(mail_servers, connect, step) == 0


def test_nothing_is_sent_where_nobody_answers(connect: Connect) -> None:
    with pytest.raises(errors.Unavailable, match="nothing answers"):
        connect(**plain_smtp(1)).write(say())


def test_a_line_cut_in_the_middle_of_a_file_sends_nothing(
    mail_servers: MailServers, connect: Connect, tmp_path: Path
) -> None:
    # Larger than what the machine takes off a program's hands, so that the program does see the cut.
    (tmp_path / "big").write_bytes(bytes(17_000_000))
    step = say(files=(OutFile("big", "application/zip", 17_000_000, str(tmp_path / "big")),))
    with Wire("127.0.0.1", mail_servers.ports["plain"]).laid() as wire:
        wire.cut_after(100_000, "client")
        with pytest.raises(errors.Unavailable):
            connect(**plain_smtp(wire.port)).write(step)
    assert _came(mail_servers, connect, step) == 0


def test_a_lost_answer_is_uncertain_and_the_copy_tells_that_it_left(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    step = say()
    with Wire("127.0.0.1", mail_servers.ports["plain"]).laid() as wire:
        backend = connect(**plain_smtp(wire.port))
        wire.drop_answer(END)
        with pytest.raises(errors.Uncertain):
            backend.write(step)
    mail_servers.await_mail(team, "Message-ID", step.marker)
    assert backend.find(step) == Receipt(message_id=f"{step.marker}@{DOMAIN}")
    assert _came(mail_servers, connect, step) == 1


def test_a_mail_whose_end_never_reached_the_server_is_uncertain_and_not_found(
    mail_servers: MailServers, connect: Connect
) -> None:
    step = say()
    with Wire("127.0.0.1", mail_servers.ports["plain"]).laid() as wire:
        backend = connect(**plain_smtp(wire.port))
        wire.cut_before(END)
        with pytest.raises(errors.Uncertain):
            backend.write(step)
    assert _came(mail_servers, connect, step) == 0
    assert backend.find(step) is None


def test_a_server_that_falls_silent_after_the_end_leaves_it_uncertain(
    mail_servers: MailServers, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "_LAST_ANSWER", 0.2)
    with Wire("127.0.0.1", mail_servers.ports["plain"]).laid() as wire:
        wire.replace_answer(END, b"")
        with pytest.raises(errors.Uncertain):
            connect(**plain_smtp(wire.port)).write(say())


@pytest.mark.parametrize(
    ("words", "answer", "error"),
    [
        (END, b"451 4.3.0 later\r\n", errors.RateLimited),
        (END, b"452 4.3.1 no room\r\n", errors.RateLimited),
        (END, b"421 4.3.2 going down\r\n", errors.Unavailable),
        (END, b"554 5.7.1 spam\r\n", errors.Invalid),
        (END, b"354 go on\r\n", errors.Uncertain),
        (END, b"<html>\r\n", errors.Uncertain),
        (b"DATA\r\n", b"451 4.3.0 later\r\n", errors.RateLimited),
        (b"DATA\r\n", b"554 5.5.1 no\r\n", errors.Invalid),
        (b"rcpt TO", b"421 4.7.0 too many\r\n", errors.Unavailable),
        (b"rcpt TO", b"550 5.1.1 nobody\r\n", errors.Invalid),
        (b"rcpt TO", b"452 4.5.3 too many\r\n", errors.RateLimited),
        (b"mail FROM", b"550 5.7.1 not yours\r\n", errors.Invalid),
        (b"mail FROM", b"530 5.7.0 log in first\r\n", errors.AuthFailed),
        (b"mail FROM", b"<html>\r\n", errors.Unavailable),
        (b"AUTH PLAIN", b"535 5.7.8 wrong\r\n", errors.AuthFailed),
        (b"AUTH PLAIN", b"454 4.7.0 ask again\r\n", errors.Unavailable),
    ],
)
def test_every_refusal_says_what_is_to_be_done(
    mail_servers: MailServers, connect: Connect, words: bytes, answer: bytes, error: type[errors.RemoteError]
) -> None:
    with Wire("127.0.0.1", mail_servers.ports["plain"]).laid() as wire:
        wire.replace_answer(words, answer)
        with pytest.raises(errors.RemoteError) as told:
            connect(**plain_smtp(wire.port)).write(say())
    assert type(told.value) is error


def test_only_where_copies_have_come_back_does_a_missing_one_prove_anything(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    backend, step = connect(), say()
    assert any("until a copy" in remark for remark in backend.probe().remarks)
    assert backend.capabilities.marker == "none"
    _, cursor = everything(backend)

    backend.write(step)
    mail_servers.await_mail(team, "Message-ID", step.marker)
    everything(backend, cursor)

    assert backend.capabilities.marker == "stored"
    later = connect()
    assert later.probe().remarks == ()
    assert later.capabilities.marker == "stored"
    assert later.capabilities.settle >= 600  # the longest that a server may take to say that it has a mail


def test_what_is_found_to_have_left_shows_to_whoever_comes_later_that_copies_come_back(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    step = say()
    with Wire("127.0.0.1", mail_servers.ports["plain"]).laid() as wire:
        wire.drop_answer(END)
        with pytest.raises(errors.Uncertain):
            connect(**plain_smtp(wire.port)).write(step)
    mail_servers.await_mail(team, "Message-ID", step.marker)
    backend = connect()
    for _ in range(2):
        assert backend.find(step) is not None
    assert backend.capabilities.marker == "stored"
    assert len(mail_servers.mails(team, "Sent")) == 1
    later = connect()
    later.probe()
    assert later.capabilities.marker == "stored"


def test_a_stranger_cannot_make_believe_that_copies_come_back(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    backend, forged = connect(since="all"), say()
    mail_servers.deliver(f"Message-ID: <{forged.marker}@{DOMAIN}>\r\n\r\nx".encode(), f"{team}@{DOMAIN}")
    mail_servers.await_mail(team, "Message-ID", forged.marker)
    everything(backend)
    assert backend.capabilities.marker == "none"
    backend.probe()
    assert backend.capabilities.marker == "none"


def test_a_mailbox_that_cannot_be_opened_now_proves_nothing(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    step = say()
    with Wire("127.0.0.1", mail_servers.ports["imap"]).laid() as wire:
        backend = connect(**plain_imap(wire.port))
        backend.write(step)
        wire.change("server", b"OK [READ-ONLY] Examine completed", b"NO [UNAVAILABLE] not now")
        with pytest.raises(errors.Unavailable):
            backend.find(step)


def test_a_mailbox_that_is_gone_proves_nothing(mail_servers: MailServers, connect: Connect, team: str) -> None:
    with mail_servers.mailbox(team) as imap:
        imap.create("Gone")
    backend = connect(mailboxes="Gone")
    backend.probe()
    with mail_servers.mailbox(team) as imap:
        imap.delete("Gone")
    with pytest.raises(errors.NotThere):
        backend.find(say())


def test_without_copies_a_mail_among_the_sent_proves_nothing_about_others(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    backend, step = connect(bcc_self="no"), say()
    backend.write(step)
    backend.probe()
    assert backend.capabilities.marker == "none"
    assert backend.find(step) is not None  # by its copy among the sent
    assert backend.find(say()) is None
    assert mail_servers.mails(team) == []


def test_a_copy_is_found_where_handled_mail_was_put(mail_servers: MailServers, connect: Connect, team: str) -> None:
    backend, step = connect(since="all", handled="Done", sent="Nowhere"), say()
    backend.write(step)
    mail_servers.await_mail(team, "Message-ID", step.marker)
    backend.handled(tuple(item.key for item in everything(backend)[0]))
    with mail_servers.mailbox(team) as imap:
        imap.delete("Nowhere")
    assert mail_servers.mails(team) == []
    assert backend.find(step) is not None


def test_a_copy_that_somebody_forged_without_knowing_the_marker_is_not_ours(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    step, other = say(), say()
    mail_servers.put(
        team, f"Subject: {step.marker}\r\nMessage-ID: <{other.marker}@{DOMAIN}>\r\n\r\n{step.marker}".encode()
    )
    assert connect().find(step) is None
