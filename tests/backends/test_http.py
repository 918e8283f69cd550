"""The HTTP client of the backends against a server that lies, breaks and points elsewhere."""

import io
import json
import shutil
import socket
import subprocess
import threading
import traceback
from collections.abc import Callable, Iterator
from email.utils import formatdate
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from loopback import HTML, Asked, Loopback, Told, Waiting

from supportterm.backends import errors
from supportterm.backends import http as client
from supportterm.backends.http import Http, parsed
from supportterm.backends.http_errors import Answer, refusal, retry_after

SECRET = "token 1-23-verysecretverysecret"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback().serving() as running:
        yield running


@pytest.fixture
def elsewhere() -> Iterator[Loopback]:
    with Loopback().serving() as running:
        yield running


@pytest.fixture
def http(server: Loopback) -> Iterator[Http]:
    opened = Http(f"{server.url}/api", lambda: SECRET)
    yield opened
    opened.close()


# --- what is asked


def test_a_read_carries_the_secret_who_we_are_and_its_parameters(server: Loopback, http: Http) -> None:
    server.say(200, {"n": 1})
    assert parsed(http.get("tickets", {"query": "a & b='c'", "page": 2}), dict[str, int]) == {"n": 1}
    (asked,) = server.asked
    assert asked.method == "GET"
    assert asked.path.startswith("/api/tickets?query=a+%26+b%3D%27c%27&page=2")
    assert asked.headers["authorization"] == SECRET
    assert asked.headers["user-agent"].startswith("supportterm/")


def test_a_write_sends_json_and_its_own_headers(server: Loopback, http: Http) -> None:
    server.say(201, ["done"])
    answer = http.write("PUT", "ticket/1", {"Subject": "ä"}, {"If-Match": '"7"'})
    assert parsed(answer, list[str], writing=True) == ["done"]
    assert server.asked[0].body.decode() == '{"Subject":"ä"}'
    assert server.asked[0].headers["if-match"] == '"7"'


def test_the_clock_of_the_server_is_known_from_its_answers(server: Loopback, http: Http) -> None:
    assert http.server_time is None
    server.answer = lambda asked: Told()
    http.get("x")
    assert http.server_time is not None and http.server_time % 1000 == 0


# --- addresses


@pytest.mark.parametrize(
    "url", ["http://desk.example.org", "ftp://127.0.0.1", "desk.example.org", "https://", "https://u:p@x/"]
)
def test_only_tls_and_this_machine_are_talked_to(url: str) -> None:
    with pytest.raises(errors.Invalid):
        Http(url, lambda: SECRET)


def test_a_next_page_on_the_same_server_is_followed(server: Loopback, http: Http) -> None:
    http.get(f"{server.url}/other/path?page=2")
    assert server.asked[0].path == "/other/path?page=2"


@pytest.mark.parametrize("page", ["https://evil.example/api", "http://127.0.0.1:1/api", "http://a@127.0.0.1/api"])
def test_a_next_page_on_another_server_is_not_asked_for(server: Loopback, http: Http, page: str) -> None:
    with pytest.raises(errors.Unreadable):
        http.get(page)
    assert not server.asked


def test_an_evil_next_page_is_not_given_the_token(server: Loopback, elsewhere: Loopback, http: Http) -> None:
    with pytest.raises(errors.Unreadable):
        http.get(f"{elsewhere.url}/api")
    assert not elsewhere.asked


def test_a_redirect_on_the_same_server_is_followed_with_the_secret(server: Loopback, http: Http) -> None:
    server.answer = lambda asked: (
        Told() if asked.path == "/there" else Told(302, headers=(("Location", "/there"), ("Content-Type", "text/html")))
    )
    http.get("here")
    assert [asked.headers["authorization"] for asked in server.asked] == [SECRET, SECRET]


def test_a_redirect_to_another_server_is_not_followed(server: Loopback, elsewhere: Loopback, http: Http) -> None:
    server.answer = lambda asked: Told(302, headers=(("Location", f"{elsewhere.url}/login"),))
    with pytest.raises(errors.Unreadable):
        http.get("here")
    with pytest.raises(errors.Uncertain):
        http.write("POST", "here", {})
    assert not elsewhere.asked


def test_redirects_in_circles_end(server: Loopback, http: Http) -> None:
    server.answer = lambda asked: Told(302, headers=(("Location", "/round"),))
    with pytest.raises(errors.Unreadable):
        http.get("round")
    assert len(server.asked) < 10


def test_a_file_on_another_server_is_fetched_without_the_secret(
    server: Loopback, elsewhere: Loopback, http: Http
) -> None:
    server.answer = lambda asked: Told(302, headers=(("Location", f"{elsewhere.url}/blob"),))
    elsewhere.answer = lambda asked: Told(200, b"\x00bytes", (("Content-Type", "application/octet-stream"),))
    into = io.BytesIO()
    assert http.download("file/1", into) == 6
    assert into.getvalue() == b"\x00bytes"
    assert server.asked[0].headers["authorization"] == SECRET
    assert "authorization" not in elsewhere.asked[0].headers


@pytest.mark.parametrize("status", [401, 403, 410, 429, 500, 503])
def test_what_another_server_says_of_a_file_says_nothing_of_the_connection(
    server: Loopback, elsewhere: Loopback, http: Http, status: int
) -> None:
    server.answer = lambda asked: Told(302, headers=(("Location", f"{elsewhere.url}/blob"),))
    elsewhere.say(status)
    with pytest.raises((errors.Unreadable, errors.NotThere, errors.NotAllowed)):
        http.download("file/1", io.BytesIO())


def test_another_server_that_is_away_says_nothing_of_the_connection(server: Loopback, http: Http) -> None:
    server.answer = lambda asked: Told(302, headers=(("Location", "http://127.0.0.1:1/blob"),))
    with pytest.raises(errors.Unreadable):
        http.download("file/1", io.BytesIO())


def test_only_a_file_may_be_said_to_lie_on_another_server(elsewhere: Loopback, http: Http) -> None:
    elsewhere.answer = lambda asked: Told(200, b"\x00bytes", (("Content-Type", "application/octet-stream"),))
    address, into = f"{elsewhere.url}/blob", io.BytesIO()
    with pytest.raises(errors.Unreadable, match="nothing was sent there"):
        http.download(address, into)
    assert http.download(address, into, elsewhere=True) == 6
    assert "authorization" not in elsewhere.asked[0].headers
    there = Http("https://desk.example.org", lambda: SECRET)
    for strange in ("file:///etc/passwd", "http://cdn.test/blob", "ftp://cdn.test/blob", "blob", ""):
        with pytest.raises(errors.Unreadable, match=r"nothing was sent|none"):
            there.download(strange, into, elsewhere=True)


def test_a_file_larger_than_allowed_is_not_read_to_its_end(server: Loopback, http: Http) -> None:
    server.answer = lambda asked: Told(200, b"x" * 500_000)
    with pytest.raises(errors.Unreadable):
        http.download("file", io.BytesIO(), most=1000)


# --- answers

READS: list[tuple[int, type[errors.RemoteError]]] = [
    (401, errors.AuthFailed),
    (403, errors.NotAllowed),
    (404, errors.NotThere),
    (410, errors.NotThere),
    (409, errors.Conflict),
    (412, errors.Conflict),
    (400, errors.Invalid),
    (422, errors.Invalid),
    (405, errors.Invalid),
    (429, errors.RateLimited),
    (408, errors.Unavailable),
    (500, errors.Unavailable),
    (503, errors.Unavailable),
    (301, errors.Unreadable),
]


@pytest.mark.parametrize(("status", "error"), READS)
def test_what_a_refused_read_means(server: Loopback, http: Http, status: int, error: type[errors.RemoteError]) -> None:
    server.say(status, {"message": "because of this"})
    with pytest.raises(error) as caught:
        http.get("x")
    assert type(caught.value) is error


@pytest.mark.parametrize(("status", "error"), READS)
def test_what_a_refused_write_means(server: Loopback, http: Http, status: int, error: type[errors.RemoteError]) -> None:
    server.say(status, {"message": "because of this"})
    unknown = status in (408, 301) or status >= 500
    with pytest.raises(errors.Uncertain if unknown else error) as caught:
        http.write("POST", "x", {})
    assert unknown or "because of this" in str(caught.value)


def test_a_missing_thing_may_be_an_answer(server: Loopback, http: Http) -> None:
    server.say(404, {"message": "Not Found"})
    assert http.get("x", missing=True).status == 404


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "7"}, 7.0),
        ({"Retry_After": "86400"}, 900.0),
        ({"Retry_After": "-5"}, 0.0),
        ({"Retry_After": "soon", "X_RateLimit_Reset": "12"}, 12.0),
        ({"X_RateLimit_Retry_After": "3.5"}, 3.5),
        ({"X_RateLimit_Reset": "99999999999"}, 900.0),
        ({"Retry_After": "nan"}, 900.0),
        ({"Retry_After": "inf"}, 900.0),
        ({}, None),
    ],
)
def test_how_long_a_server_wants_to_be_left_alone(
    server: Loopback, http: Http, headers: dict[str, str], seconds: float | None
) -> None:
    server.say(429, {}, **headers)
    with pytest.raises(errors.RateLimited) as caught:
        http.get("x")
    assert caught.value.retry_after == seconds


def test_a_pause_may_be_given_as_a_date_of_the_servers_clock(server: Loopback, http: Http) -> None:
    now = 1_000_000_000
    answer = Answer(
        503, {"date": formatdate(now, usegmt=True), "retry-after": formatdate(now + 90, usegmt=True)}, b"", 0
    )
    assert retry_after(answer) == 90.0
    server.say(503, {}, Retry_After=formatdate(now, usegmt=True))
    with pytest.raises(errors.Unavailable) as caught:
        http.get("x")
    assert caught.value.retry_after == 0.0, "a moment long past is now"


def test_the_page_of_a_captive_portal_is_no_answer(server: Loopback, http: Http) -> None:
    server.answer = lambda asked: Told(200, b"<html>Welcome to Hotel WiFi</html>", HTML)
    with pytest.raises(errors.Unreadable):
        parsed(http.get("x"), dict[str, int])
    with pytest.raises(errors.Uncertain):
        http.write("POST", "x", {})


def test_json_that_ends_too_early_is_no_answer(server: Loopback, http: Http) -> None:
    whole = Told(200, b'{"items": [{"id": "12"')
    server.answer = lambda asked: whole
    with pytest.raises(errors.Unreadable):
        parsed(http.get("x"), dict[str, object])
    with pytest.raises(errors.Uncertain):
        parsed(http.write("POST", "x", {}), dict[str, object], writing=True)


def test_a_line_that_breaks_in_the_answer(server: Loopback, http: Http) -> None:
    server.answer = lambda asked: Told(200, b'{"items": []}', cut=4)
    with pytest.raises(errors.Unavailable):
        http.get("x")
    with pytest.raises(errors.Uncertain):
        http.write("POST", "x", {})


def test_a_line_that_breaks_before_the_answer(server: Loopback, http: Http) -> None:
    server.answer = lambda asked: Told(silent=True)
    with pytest.raises(errors.Unavailable):
        http.get("x")
    with pytest.raises(errors.Uncertain):
        http.write("POST", "x", {})
    assert [asked.method for asked in server.asked].count("POST") == 1, "a write is never sent twice by itself"


def test_a_server_that_is_not_there_was_sent_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: nobody can connect
        http = Http(f"http://127.0.0.1:{taken.getsockname()[1]}", lambda: SECRET)
        for ask in (lambda: http.get("x"), lambda: http.write("POST", "x", {})):
            with pytest.raises(errors.Unavailable):
                ask()
        http.close()


def test_a_server_that_speaks_no_tls_was_sent_nothing(server: Loopback) -> None:
    http = Http(server.url.replace("http:", "https:"), lambda: SECRET)
    with pytest.raises(errors.Unavailable):
        http.write("POST", "x", {})
    http.close()
    assert not server.asked


def test_a_server_that_takes_too_long(server: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def late(asked: Asked) -> Told:
        release.wait(20)
        return Told()

    server.answer = late
    monkeypatch.setattr(client, "_TIMEOUT", 0.05)
    with pytest.raises(errors.Unavailable):
        http.get("x")
    with pytest.raises(errors.Uncertain):
        http.write("POST", "x", {})
    release.set()


def test_an_answer_that_comes_drop_by_drop_is_not_waited_for_for_ever() -> None:
    """Each drop comes in time; all of it does not."""
    stop = threading.Event()

    def drip(listening: socket.socket) -> None:
        line, _ = listening.accept()
        with line:
            line.recv(65536)
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n")
            while not stop.wait(0.05):
                line.sendall(b" ")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        dripping = threading.Thread(target=drip, args=(listening,), daemon=True)
        dripping.start()
        http = Http(f"http://127.0.0.1:{listening.getsockname()[1]}", lambda: SECRET, seconds=0.4)
        with pytest.raises(errors.Unavailable, match="did not answer in time"):
            http.get("x")
        http.close()
        stop.set()
        dripping.join()


def test_an_answer_too_large_is_not_read(server: Loopback) -> None:
    http = Http(server.url, lambda: SECRET, most=1000)
    server.answer = lambda asked: Told(200, b"[" + b"1," * 100_000 + b"1]")
    with pytest.raises(errors.Unreadable):
        http.get("x")
    with pytest.raises(errors.Uncertain):
        http.write("POST", "x", {})
    http.close()


def test_half_a_surrogate_pair_does_not_cost_the_rest_of_an_answer(server: Loopback, http: Http) -> None:
    server.answer = lambda asked: Told(200, b'{"subject": "\\ud800 hi", "raw": "\xff!"}')
    assert parsed(http.get("x"), dict[str, str]) == {"subject": "\ufffd hi", "raw": "\ufffd!"}


def test_json_too_deep_is_no_answer(server: Loopback, http: Http) -> None:
    server.answer = lambda asked: Told(200, b"[" * 100_000)
    with pytest.raises(errors.Unreadable):
        parsed(http.get("x"), object)


@pytest.fixture
def authority(tmp_path: Path) -> tuple[str, str]:
    """Files: a key and its certificate for this machine, and who vouches for it."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate")
    pem = tmp_path / "both.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "1"]
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", *subject]
    subprocess.run([*made, "-keyout", tmp_path / "key", "-out", tmp_path / "ca.pem"], check=True, capture_output=True)
    pem.write_bytes((tmp_path / "key").read_bytes() + (tmp_path / "ca.pem").read_bytes())
    return str(pem), str(tmp_path / "ca.pem")


@pytest.mark.parametrize("tls", [False, True])
def test_whoever_waits_for_an_answer_can_be_hung_up_on_from_elsewhere(tls: bool, authority: tuple[str, str]) -> None:
    certificate, ca = authority
    waiting = Waiting(certificate=certificate if tls else "")
    http = Http(waiting.url, lambda: SECRET, ca_file=ca, seconds=60)
    failed: SimpleQueue[errors.RemoteError] = SimpleQueue()

    def ask() -> None:
        with pytest.raises(errors.Unavailable, match=r"the line to 127\.0\.0\.1 broke") as caught:
            http.get("x")
        failed.put(caught.value)

    threading.Thread(target=ask, daemon=True).start()
    assert waiting.asked.wait(10)
    http.hang_up()
    assert failed.get(timeout=5)
    assert waiting.left.wait(5)
    http.close()


def test_after_it_was_hung_up_nothing_is_asked_any_more(server: Loopback, http: Http) -> None:
    http.hang_up()
    with pytest.raises(errors.Unavailable):
        http.get("x")
    assert not server.asked


def test_a_certificate_is_believed_only_from_an_authority_that_was_named(authority: tuple[str, str]) -> None:
    certificate, ca = authority
    with Loopback(certificate).serving() as server:
        trusting = Http(server.url, lambda: SECRET, ca_file=ca)
        assert trusting.get("x").status == 200
        trusting.close()
        stranger = Http(server.url, lambda: SECRET)
        for ask in (lambda: stranger.get("x"), lambda: stranger.write("POST", "x", {})):
            with pytest.raises(errors.Unavailable) as caught:
                ask()
            assert "certificate" in str(caught.value)
        stranger.close()
        assert len(server.asked) == 1, "the other two sent nothing"


def test_a_certificate_of_its_own_that_is_not_there(tmp_path: Path, server: Loopback) -> None:
    http = Http(server.url, lambda: SECRET, ca_file=f"{tmp_path}/missing.pem")
    with pytest.raises(errors.Invalid) as caught:
        http.get("x")
    assert "ca_file" in caught.value.fields


# --- the secret


def _echo(asked: Asked) -> Told:
    return Told(400, b'{"message": "you sent %s"}' % asked.headers["authorization"].encode())


@pytest.mark.parametrize(
    "answer", [_echo, lambda asked: Told(silent=True), lambda asked: Told(500), lambda asked: Told(302)]
)
def test_the_secret_is_in_no_error_and_no_traceback(
    server: Loopback, http: Http, answer: Callable[[Asked], Told]
) -> None:
    server.answer = answer
    for ask in (lambda: http.get("x?key=1"), lambda: http.write("PUT", "x", {})):
        with pytest.raises(errors.RemoteError) as caught:
            ask()
        shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(http)
        assert "verysecret" not in shown
        assert caught.value.__context__ is None, "no request, with its headers, hangs on to the error"


@pytest.mark.parametrize("told", [
    {"message": "the tray is empty"}, {"errors": ["the tray is empty"]}, {"detail": "the tray is empty"},
    {"error": {"type": "validation", "message": "the tray is empty"}},
    {"type": "error.list", "errors": [{"code": "bad", "message": "the tray is empty"}]},
])  # fmt: skip
def test_what_a_server_refuses_with_is_said_wherever_it_says_it(told: dict[str, Any]) -> None:
    answer = Answer(422, {"content-type": "application/json"}, json.dumps(told).encode(), 0.0)
    failure = refusal(answer, "desk.test", writing=True)
    assert isinstance(failure, errors.Invalid) and "the tray is empty" in str(failure)


@pytest.mark.parametrize("told", [{"error": [[[[["deep"]]]]]}, {"errors": {"email": ["is missing"]}}, [1, None], 7])
def test_what_says_nothing_for_people_is_left_out(told: object) -> None:
    answer = Answer(422, {"content-type": "application/json"}, json.dumps(told).encode(), 0.0)
    assert "deep" not in str(refusal(answer, "desk.test", writing=True))
