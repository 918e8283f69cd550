"""Telling a webhook: what it may reach, who it believes, and what an answer means."""

import ipaddress
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backends.loopback import Loopback, Told
from supportterm.backends import errors
from supportterm.backends.http import authorities
from supportterm.backends.outward import Outward, is_outside, network_of


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback().serving() as server:
        yield server


def at(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Names lead to these addresses from now on; which names were asked for."""
    asked: list[str] = []
    really = socket.getaddrinfo

    def find(host: str, port: int, *rest: Any, **named: Any) -> list[Any]:
        if network_of(host) is not None:  # what is connected to
            return really(host, port, *rest, **named)
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", find)
    return asked


INSIDE = (
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.9.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "255.255.255.255", "224.0.0.1", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1",
)  # fmt: skip
OUTSIDE = ("93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::")


def test_what_is_in_here_is_told_from_what_everybody_reaches() -> None:
    assert [one for one in INSIDE if is_outside(ipaddress.ip_address(one))] == []
    assert [one for one in OUTSIDE if not is_outside(ipaddress.ip_address(one))] == []


@given(st.ip_addresses(v=4))
def test_an_address_within_another_is_judged_as_itself(address: ipaddress.IPv4Address) -> None:
    for prefix in ("::ffff:0:0", "64:ff9b::"):
        within = ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | int(address))
        assert is_outside(within) == is_outside(address)


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_in_here_is_reached_by_whatever_name(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    at(monkeypatch, address)
    with pytest.raises(errors.NotAllowed, match="webhook_hosts"):
        Outward(()).post("https://hook.example.org/", {}, b"{}")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/",
        "http://[::ffff:127.0.0.1]/", "https://127.0.0.1/",
    ],
)  # fmt: skip
def test_however_it_is_written(url: str) -> None:
    with pytest.raises((errors.NotAllowed, errors.Unavailable)):
        Outward(()).post(url, {}, b"{}")


def test_what_is_allowed_is_told_and_to_the_very_address_that_was_looked_at(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = server.url.rpartition(":")[2]
    asked = at(monkeypatch, "127.0.0.1")
    Outward(("ci.intranet",)).post(f"http://ci.intranet:{port}/hook?x=1", {"webhook-id": "a"}, b'{"b":1}')
    assert asked == ["ci.intranet"], "looked up once"
    [one] = server.asked
    assert (one.method, one.path, one.body) == ("POST", "/hook?x=1", b'{"b":1}')
    assert one.headers["host"] == f"ci.intranet:{port}" and one.headers["webhook-id"] == "a"
    Outward(("127.0.0.0/8",)).post(f"http://other.intranet:{port}/", {}, b"{}")
    with pytest.raises(errors.NotAllowed):
        Outward(("ci.intranet", "10.0.0.0/8")).post(f"http://other.intranet:{port}/", {}, b"{}")
    assert len(server.asked) == 2


def test_of_several_addresses_only_one_outside_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "10.0.0.1", "127.0.0.1")
    with pytest.raises(errors.NotAllowed):
        Outward(()).post("https://hook.example.org/", {}, b"{}")


def test_without_tls_nothing_goes_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "93.184.215.14")
    with pytest.raises(errors.NotAllowed, match="https"):
        Outward(()).post("http://hook.example.org/", {}, b"{}")


def test_a_proxy_of_the_environment_is_not_asked(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    Outward(("127.0.0.1",)).post(server.url, {}, b"{}")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("told", "kind", "words"),
    [
        (Told(204, b""), None, ""),
        (Told(302, b"", (("Location", "http://127.0.0.1:1/"),)), errors.Invalid, "sends elsewhere"),
        (Told(400, b'{"error": "no\\u001b[31m thanks"}'), errors.Invalid, "status 400: no␛[31m thanks"),
        (Told(410), errors.NotThere, "wants nothing more"),
        (Told(429, b"", (("Retry-After", "7"),)), errors.RateLimited, "status 429"),
        (Told(500, b"x" * 100_000, ()), errors.Invalid, "status 500"),
        (Told(502), errors.Uncertain, "not known whether"),
        (Told(504), errors.Uncertain, "not known whether"),
        (Told(silent=True), errors.Uncertain, "broke"),
    ],
)
def test_what_an_answer_means(server: Loopback, told: Told, kind: type[errors.RemoteError] | None, words: str) -> None:
    server.answer = lambda asked: told
    out = Outward(("127.0.0.1",))
    if kind is None:
        out.post(server.url, {}, b"{}")
    else:
        with pytest.raises(kind, match=re.escape(words)) as caught:
            out.post(server.url, {}, b"{}")
        if isinstance(caught.value, errors.RateLimited):
            assert caught.value.retry_after == 7
    assert len(server.asked) == 1, "it is asked once, whatever it says"


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(errors.Unavailable, match="can't be reached"):
        Outward(("127.0.0.1",)).post(f"http://127.0.0.1:{port}/", {}, b"{}")
    with pytest.raises(errors.Unavailable, match="can't be found"):
        Outward(()).post("https://nowhere.invalid/", {}, b"{}")


@pytest.fixture
def certified(tmp_path: Path) -> Path:
    """A key and a certificate for hook.example.org, which is its own authority."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate")
    file = tmp_path / "hook.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key", "-out", "cert", "-days", "2",
         "-subj", "/CN=hook.example.org", "-addext", "subjectAltName=DNS:hook.example.org"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    file.write_text((tmp_path / "key").read_text() + (tmp_path / "cert").read_text())
    return file


def test_a_certificate_is_asked_for_the_name_and_not_for_the_address(
    certified: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "127.0.0.1")

    def tell(name: str, server: Loopback) -> None:
        Outward(("127.0.0.1",)).post(f"https://{name}:{server.url.rpartition(':')[2]}/", {}, b"{}")

    with Loopback(str(certified)).serving() as server:
        with pytest.raises(errors.Untrusted):
            tell("hook.example.org", server)
        monkeypatch.setenv("SSL_CERT_FILE", str(certified.with_name("cert")))
        # as in a process that begins now
        monkeypatch.setattr("supportterm.backends.http.authorities", authorities.__wrapped__)
        tell("hook.example.org", server)
        with pytest.raises(errors.Untrusted):
            tell("other.example.org", server)
        assert [asked.headers["host"].partition(":")[0] for asked in server.asked] == ["hook.example.org"]


def test_a_name_is_no_network() -> None:
    assert network_of("ci.intranet") is None and network_of("10.1.2.3") is not None
