"""Webhooks are signed as Standard Webhooks says, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.signing import ID, SIGNATURE, TIMESTAMP, TOLERANCE, Unsigned, headers, new_secret, verified

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = 1_790_000_000


def test_the_example_of_the_standard_is_signed_as_it_says() -> None:
    signed = headers(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b'{"test": 2432232314}')
    assert signed[SIGNATURE] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.binary(), st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1), st.binary(min_size=16))
def test_what_is_signed_is_taken_while_it_is_new(body: bytes, id: str, key: bytes) -> None:
    for secret in (new_secret(key), "a text of the other side"):
        sent = headers(secret, id, NOW, body)
        assert verified(secret, sent, body, NOW + TOLERANCE).id == id
        with pytest.raises(Unsigned, match="ago"):
            verified(secret, sent, body, NOW + TOLERANCE + 1)
        with pytest.raises(Unsigned, match="clocks"):
            verified(secret, sent, body, NOW - TOLERANCE - 1)


@given(st.data())
def test_whatever_is_changed_it_is_not_taken(data: st.DataObject) -> None:
    body, sent = b'{"a": 1}', headers(SECRET, "id", NOW, b'{"a": 1}')
    changed = data.draw(st.sampled_from(["body", ID, TIMESTAMP, SIGNATURE]))
    other = data.draw(st.text(max_size=60))
    if changed == "body":
        body = data.draw(st.binary().filter(lambda b: b != body))
    elif other != sent[changed]:
        sent[changed] = other
    else:
        return
    with pytest.raises(Unsigned):
        verified(SECRET, sent, body, NOW)


def test_while_a_secret_is_changed_one_of_two_signatures_is_enough() -> None:
    old, new = headers("old", "id", NOW, b"x"), headers("new", "id", NOW, b"x")
    both = {**new, SIGNATURE: f"v2,zzz {old[SIGNATURE]} {new[SIGNATURE]}"}
    assert verified("new", both, b"x", NOW).at == NOW
    with pytest.raises(Unsigned):
        verified("third", both, b"x", NOW)
