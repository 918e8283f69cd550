"""A token is asked for once and kept until it is over, and what goes wrong is told without it."""

from collections.abc import Iterator

import pytest
from loopback import HTML, Loopback, Told

from supportterm.backends import errors
from supportterm.backends.oauth import Token, Tokens, asked

FORM = {"grant_type": "client_credentials", "client_id": "desk", "client_secret": "verysecret"}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback().serving() as running:
        yield running


def ask(server: Loopback) -> Token:
    return asked(f"{server.url}/token", FORM, lambda: True)


def test_it_is_asked_for_with_a_form(server: Loopback) -> None:
    server.say(200, {"access_token": "a-token", "expires_in": "7200", "scope": "all"})
    token = ask(server)
    assert (token.access, token.lasts, token.told["scope"]) == ("a-token", 7200.0, "all")
    (request,) = server.asked
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert b"client_secret=verysecret" in request.body and "authorization" not in request.headers


@pytest.mark.parametrize(("told", "error"), [
    (Told(401, b'{"error":"invalid_client","error_description":"no\\u001b[2J such client"}'), errors.AuthFailed),
    (Told(503, b"{}"), errors.Unavailable),
    (Told(429, b"{}"), errors.Unavailable),
    (Told(200, b"<html>", HTML), errors.Unreadable),
    (Told(200, b'{"access_token":"two\\nlines"}'), errors.Unreadable),
    (Told(200, b"[]"), errors.Unreadable),
])  # fmt: skip
def test_what_is_no_token_is_told_as_what_it_is(server: Loopback, told: Told, error: type[Exception]) -> None:
    server.answer = lambda asked: told
    with pytest.raises(error) as caught:
        ask(server)
    assert "verysecret" not in str(caught.value) and "\x1b" not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__context__ is None


@pytest.mark.parametrize("address", ["http://login.example.org/token", "ftp://x", "nonsense", "http://[broken"])
def test_the_secret_goes_nowhere_without_tls(address: str) -> None:
    with pytest.raises(errors.Invalid, match="token_url must be like https"):
        asked(address, FORM, lambda: True)


def test_it_is_kept_until_it_is_over_or_was_refused() -> None:
    now, given = [0.0], iter("abcdef")
    tokens = Tokens(lambda: Token(next(given), 3600.0, {}), lambda: now[0])
    assert (tokens.access(), tokens.access()) == ("a", "a")
    now[0] = 3541.0
    assert tokens.access() == "b"
    assert not tokens.refused(), "it was never right"
    assert tokens.access() == "c"
    tokens.worked()
    assert tokens.refused(), "it had been right before"
    assert tokens.access() == "d"
    assert not tokens.refused()
