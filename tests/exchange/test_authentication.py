"""Whether From is true, by what our own mail host said of it."""

import pytest

from supportterm.exchange.authentication import vouched
from supportterm.exchange.fields import Fields
from supportterm.exchange.mime import parse

HOST = "mx.acme.test"


def believed(*said: str, sender: str = "Dana <dana@acme.test>", host: str = HOST) -> bool:
    head = "".join(f"Authentication-Results: {s}\r\n" for s in said)
    raw = f"{head}From: {sender}\r\nSubject: x\r\n\r\nx".encode()
    return vouched(parse(raw), Fields(raw), host)


@pytest.mark.parametrize(
    "said",
    [
        "mx.acme.test; dmarc=pass (p=reject) header.from=acme.test",
        "mx.acme.test; dkim=pass header.d=acme.test header.s=s1",
        "mx.acme.test 1; dkim=pass header.i=@acme.test; spf=none",
        "MX.acme.test; spf=pass smtp.mailfrom=bounces@acme.test",
        "mx.acme.test;\r\n dkim=fail header.d=list.test;\r\n dmarc=pass header.from=ACME.test",
    ],
)
def test_our_own_host_is_believed_when_it_vouches_for_the_domain_in_from(said: str) -> None:
    assert believed(said)


@pytest.mark.parametrize(
    "said",
    [
        "mx.evil.test; dmarc=pass header.from=acme.test",
        "mx.acme.test.evil.test; dmarc=pass header.from=acme.test",
        "mx.acme.test; dkim=pass header.d=evil.test",
        "mx.acme.test; spf=pass smtp.mailfrom=x@evil.test",
        "mx.acme.test; dmarc=fail header.from=acme.test; dkim=pass header.d=acme.test",
        "mx.acme.test; dkim=neutral header.d=acme.test",
        "mx.acme.test; none",
        "mx.acme.test; x=fail (dmarc=pass header.from=acme.test)",
        'mx.acme.test; spf=fail reason="dmarc=pass" smtp.mailfrom=dana@acme.test',
        "mx.acme.test",
        "",
    ],
)
def test_nothing_else_is_proof(said: str) -> None:
    assert not believed(said)


def test_a_field_below_the_topmost_was_there_before_our_host_looked() -> None:
    forged = "mx.acme.test; dmarc=pass header.from=acme.test"
    assert not believed("mx.acme.test; dmarc=fail header.from=acme.test", forged)
    assert not believed("other.test; spf=none", forged)


def test_without_a_trusted_host_nobody_is_believed() -> None:
    assert not believed("mx.acme.test; dmarc=pass header.from=acme.test", host="")


def test_a_mail_with_two_senders_is_not_vouched_for() -> None:
    assert not believed(
        "mx.acme.test; dmarc=pass header.from=acme.test", sender="dana@acme.test\r\nFrom: eve@evil.test"
    )
    assert not believed("mx.acme.test; dmarc=pass header.from=acme.test", sender="dana@acme.test, eve@evil.test")
    assert believed("mx.acme.test; dmarc=pass header.from=acme.test", sender='"Reyes, Dana" <dana@acme.test>')
