"""What nobody else is to learn is taken out of a text, wherever it stands in it; and words stay."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.redacting import redacted

SEEDS = st.binary(min_size=1, max_size=8)
SURROUNDINGS = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    ["please help me,", "my order 4711 is lost since 2023-11-04.", "see https://shop.test/a/b", "[secret]", '{"a": ']
)


def _hash(seed: bytes) -> bytes:
    return hashlib.sha256(seed).digest()


def _card(seed: bytes) -> str:
    digits = [4, *(byte % 10 for byte in _hash(seed)[:14])]
    doubled = [sum(divmod(2 * d, 10)) if place % 2 == 0 else d for place, d in enumerate(digits)]
    number = "".join(map(str, (*digits, -sum(doubled) % 10)))
    gap = (" ", "-", "")[seed[0] % 3]
    return gap.join(number[place : place + 4] for place in range(0, 16, 4))


def _named(seed: bytes) -> tuple[str, str]:
    name = ("password: {}", "Passwort={}", "API key -> '{}'", "my PIN is {}", "db_password = {}", "Kennwort:\n{}")
    return name[seed[0] % len(name)], ("hunter2", "Sommer2024!", "x9", "geheim(1)", "[a]b")[seed[-1] % 5]


KINDS = {
    "named": st.builds(lambda seed: (_named(seed)[0].format(_named(seed)[1]), _named(seed)[1]), SEEDS),
    "hex": st.builds(lambda seed: (_hash(seed).hex(),) * 2, SEEDS),
    "base64": st.builds(lambda seed: (base64.b64encode(_hash(seed)).decode(),) * 2, SEEDS),
    "url base64": st.builds(lambda seed: (base64.urlsafe_b64encode(_hash(seed)).decode().rstrip("="),) * 2, SEEDS),
    "card": st.builds(lambda seed: (_card(seed),) * 2, SEEDS),
    "bearer": st.builds(lambda seed: (f"Authorization: Bearer {seed.hex():0>8}", f"{seed.hex():0>8}"), SEEDS),
    "in an address": st.builds(lambda s: (f"https://al:{s.hex()}@db.test/x", f":{s.hex()}@"), SEEDS),
    "query": st.builds(lambda s: (f"https://a.test/reset?t={s.hex()}", f"t={s.hex()}"), SEEDS),
    "mail": st.builds(lambda s: (f"kim.{s.hex()}@acme.test",) * 2, SEEDS),
    "key": st.builds(
        lambda s: (f"-----BEGIN PRIVATE KEY-----\n{s.hex()} x\n-----END PRIVATE KEY-----", f"{s.hex()} x"), SEEDS
    ),
}


@given(st.one_of(*KINDS.values()), SURROUNDINGS, SURROUNDINGS)
def test_a_secret_goes_wherever_it_stands(planted: tuple[str, str], before: str, after: str) -> None:
    told, secret = planted
    assert secret not in redacted(f"{before}\n{told} {after}").removeprefix(before).removesuffix(after)


@given(st.lists(st.one_of(SURROUNDINGS, *(kind.map(lambda pair: pair[0]) for kind in KINDS.values())), max_size=6))
def test_what_was_taken_out_once_is_not_taken_out_again(parts: list[str]) -> None:
    once = redacted(" ".join(parts))
    assert redacted(once) == once


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "[secret]"),
        ("AKIAIOSFODNN7EXAMPLE", "[secret]"),
        ("sk-proj-abc_def-123", "[secret]"),
        ("eyJhbGciOi.eyJzdWIiOiIxIn0.sig-1", "[secret]"),
        ("pay to DE89 3704 0044 0532 0130 00 please", "pay to [account number] please"),
        ("my SSN 078-05-1120", "my SSN [number]"),
        ("4111 1111 1111 1111 12/27 cvc 123", "[card number] 12/27 cvc [secret]"),
        ("since 2023-11-04 4111-1111-1111-1111, 5500000000000004", "since 2023-11-04 [card number], [card number]"),
        ("No. 7 4111.1111.1111.1111 and 7", "No. 7 [card number] and 7"),
        ("550e8400-e29b-41d4-a716-446655440000", "[secret]"),
        ("password hunter2", "password [secret]"),
        ('{"token": "a b"}', '{"token": [secret]}'),
        ("密码：geheim", "密码：[secret]"),
        ("mot de passe : soleil", "mot de passe : [secret]"),
        ("Set-Cookie: sid=1", "Set-Cookie: [secret]"),
        ("write to kim@acme.test", "write to [e-mail address]"),
    ],
)
def test_known_forms_go(text: str, left: str) -> None:
    assert redacted(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "my password is wrong, and the token is expired",
        "Mein Passwort ist falsch",
        "I forgot my password. How do I reset it?",
        "order 2024-000123 of 2023-11-04T10:33:00Z costs 1,234.50 EUR",
        "call +49 30 1234567",
        "see https://help.shop.test/how-to-reset-your-password-in-2024-and-later",
        "the author: Kim; company: Acme; authority: none; a tangent: 3",
        "user-authentication-is-broken-since-2023 in MyVeryLongClassNameForTests",
        "Donaudampfschifffahrtsgesellschaft 10000000000000",
        "版本 2 不能用了",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted(text) == text


def test_addresses_may_stay_where_they_are_public() -> None:
    assert redacted("billing@acme.test, password: x", mail=False) == "billing@acme.test, password: [secret]"


@pytest.mark.parametrize("text", ["1", "_", "a@", "1_", "1 ", "password ", "x=\n", "token", "https://x?"])
def test_a_text_made_to_hold_up_a_search_costs_no_more_than_its_length(text: str) -> None:
    """Ten times the text may take some tens of times the steps; were it a hundred, this would not end."""
    redacted(text * 20_000)
