"""Who is let in, and over which lines anything is said at all."""

import urllib.parse

import pytest

from backends.loopback import Loopback
from backends.mailing import Connect, connect, everything, plain_imap, plain_smtp, say, team
from servers.mail import DOMAIN, PASSWORD, MailServers
from servers.mail_fixtures import mail_servers
from servers.wire import Wire
from supportterm.backends import errors

__all__ = ["connect", "mail_servers", "team"]


def test_both_servers_are_tried_and_who_we_are_is_told(connect: Connect, team: str) -> None:
    who = connect().probe()
    assert who.account == f"{team}@{DOMAIN}"


@pytest.mark.parametrize(("imap", "smtp"), [("starttls", "tls"), ("tls", "starttls")])
def test_every_way_to_a_secured_line_works(mail_servers: MailServers, connect: Connect, imap: str, smtp: str) -> None:
    ports = mail_servers.ports
    backend = connect(
        imap_security=imap, imap=f"localhost:{ports['imap' if imap == 'starttls' else 'imaps']}",
        smtp_security=smtp, smtp=f"localhost:{ports['submission' if smtp == 'starttls' else 'smtps']}",
    )  # fmt: skip
    backend.probe()
    everything(backend)
    backend.write(say())


def test_a_wrong_password_is_told_as_such_and_is_in_no_word(connect: Connect) -> None:
    backend = connect(password="wrong-and-secret")
    for attempt in (lambda: backend.changes(""), lambda: backend.write(say()), backend.probe):
        with pytest.raises(errors.AuthFailed) as told:
            attempt()
        assert "wrong-and-secret" not in f"{told.value!r} {backend!r}"


def test_a_server_that_repeats_the_password_does_not_spread_it(mail_servers: MailServers, connect: Connect) -> None:
    with Wire("127.0.0.1", mail_servers.ports["plain"]).laid() as wire:
        wire.replace_answer(b"AUTH PLAIN", f"535 5.7.8 not {PASSWORD}!\r\n".encode())
        with pytest.raises(errors.AuthFailed, match=r"not \.\.\.!"):
            connect(smtp=f"localhost:{wire.port}", smtp_security="none").write(say())


def test_servers_that_know_only_older_ways_to_log_in(mail_servers: MailServers, connect: Connect) -> None:
    old = mail_servers.person(password='quo"ted \\ word')
    with (
        Wire("127.0.0.1", mail_servers.ports["imap"]).laid() as imap,
        Wire("127.0.0.1", mail_servers.ports["plain"]).laid() as smtp,
    ):
        imap.blot("server", b"AUTH=PLAIN")
        smtp.change("server", b"AUTH PLAIN ", b"AUTH ")
        settings = {"address": f"{old}@{DOMAIN}", **plain_imap(imap.port), **plain_smtp(smtp.port)}
        connect('quo"ted \\ word', **settings).probe()
        assert b" LOGIN " in bytes(imap.said)
        assert b"AUTH LOGIN" in bytes(smtp.said)
        with pytest.raises(errors.AuthFailed, match="only plain ASCII"):
            connect("quöted", **settings).changes("")


@pytest.mark.parametrize("password", ["", "two\r\nlines", "nul\0"])
def test_what_can_be_no_password_is_not_sent(connect: Connect, password: str) -> None:
    for attempt in (lambda b: b.changes(""), lambda b: b.write(say())):
        with pytest.raises(errors.AuthFailed):
            attempt(connect(password))


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_of_a_stranger_is_refused(mail_servers: MailServers, connect: Connect, security: str) -> None:
    ports = mail_servers.ports
    backend = connect(
        ca_file="", imap_security=security, imap=f"localhost:{ports['imaps' if security == 'tls' else 'imap']}",
        smtp_security=security, smtp=f"localhost:{ports['smtps' if security == 'tls' else 'submission']}",
    )  # fmt: skip
    for attempt in (lambda: backend.changes(""), lambda: backend.write(say())):
        with pytest.raises(errors.Unavailable, match="certificate is not trusted"):
            attempt()


def test_a_certificate_for_another_name_is_refused(mail_servers: MailServers, connect: Connect) -> None:
    with pytest.raises(errors.Unavailable, match="certificate is not trusted"):
        connect(imap=f"127.1:{mail_servers.ports['imaps']}").changes("")


def test_who_takes_tls_out_of_the_offer_hears_no_secret(mail_servers: MailServers, connect: Connect) -> None:
    for port, what in (("imap", "imap"), ("submission", "smtp")):
        with Wire("127.0.0.1", mail_servers.ports[port]).laid() as wire:
            wire.blot("server", b"STARTTLS")
            backend = connect(**{what: f"localhost:{wire.port}", f"{what}_security": "starttls"})
            with pytest.raises(errors.Unavailable, match="no TLS"):
                backend.changes("") if what == "imap" else backend.write(say())
            assert not {b"AUTH", b"LOGIN", b"AUTHENTICATE"} & set(bytes(wire.said).upper().split())


def test_what_was_said_before_tls_is_not_believed_after_it(mail_servers: MailServers, connect: Connect) -> None:
    with Wire("127.0.0.1", mail_servers.ports["imap"]).laid() as wire:
        wire.change("server", b"Begin TLS negotiation now.\r\n", b"Begin.\r\n* BYE injected\r\n* NO injected\r\n")
        backend = connect(imap=f"localhost:{wire.port}", imap_security="starttls")
        assert everything(backend)[0] == []


def test_a_token_is_renewed_and_lets_us_in_to_both(mail_servers: MailServers, connect: Connect, team: str) -> None:
    with Loopback().serving() as endpoint:
        endpoint.say(200, {"access_token": mail_servers.token(team), "expires_in": 3600})
        backend = connect(
            password="refresh-1 client-secret", auth="oauth2", token_url=f"{endpoint.url}/token", client_id="desk",
            scope="mail",
        )  # fmt: skip
        backend.probe()
        everything(backend)
        backend.write(say())
    (asked,) = endpoint.asked
    assert dict(urllib.parse.parse_qsl(asked.body.decode())) == {
        "grant_type": "refresh_token", "refresh_token": "refresh-1", "client_id": "desk",
        "client_secret": "client-secret", "scope": "mail",
    }  # fmt: skip


def test_a_token_that_ended_early_is_replaced_by_itself(mail_servers: MailServers, connect: Connect, team: str) -> None:
    short = mail_servers.token(team, lasts=2)
    with (
        Loopback().serving() as endpoint,
        Wire("127.0.0.1", mail_servers.ports["imap"]).laid() as wire,
    ):
        endpoint.say(200, {"access_token": short, "expires_in": 3600})
        backend = connect(
            password="refresh", auth="oauth2", token_url=endpoint.url, client_id="desk", **plain_imap(wire.port)
        )
        everything(backend)
        endpoint.say(200, {"access_token": mail_servers.token(team), "expires_in": 3600})
        while mail_servers.lets_in(short, team):
            pass
        wire.cut_now()
        everything(backend)
        backend.write(say())
    assert len(endpoint.asked) == 2


@pytest.mark.parametrize(
    ("status", "value", "error"),
    [
        (400, {"error": "invalid_grant", "error_description": "revoked"}, errors.AuthFailed),
        (401, {"error": "invalid_client"}, errors.AuthFailed),
        (503, {"error": "busy"}, errors.Unavailable),
        (200, {"token_type": "none"}, errors.Unreadable),
        (200, {"access_token": "x\r\nA1 LOGOUT"}, errors.Unreadable),
        (200, ["no"], errors.Unreadable),
    ],
)
def test_a_token_that_is_not_to_be_had_says_why(
    connect: Connect, status: int, value: object, error: type[errors.RemoteError]
) -> None:
    with Loopback().serving() as endpoint:
        endpoint.say(status, value)
        backend = connect(password="refresh-secret", auth="oauth2", token_url=endpoint.url, client_id="desk")
        with pytest.raises(error) as told:
            backend.probe()
    assert "refresh-secret" not in str(told.value)


def test_a_token_of_somebody_else_lets_nobody_in(mail_servers: MailServers, connect: Connect) -> None:
    with Loopback().serving() as endpoint:
        endpoint.say(200, {"access_token": "e30.e30.x", "expires_in": 60})
        backend = connect(password="refresh", auth="oauth2", token_url=endpoint.url, client_id="desk")
        for attempt in (lambda: backend.changes(""), lambda: backend.write(say())):
            with pytest.raises(errors.AuthFailed):
                attempt()
