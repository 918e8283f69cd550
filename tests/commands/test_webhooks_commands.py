"""Webhooks by command: set up, tried and looked at."""

import json
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from supportterm.commands.signatures import Signatures
from supportterm.config.paths import paths
from supportterm.core.refusal import Refused
from supportterm.desk import Desk

Shell = Callable[..., str]
FILE = """\
incoming:
  shop:
    subject: 'Order {{ order.id }}'
    email: '{{ email }}'
    when: '{{ order.id }}'
    priority: '{{ urgency }}'
"""


@pytest.fixture
def shop(dana: Shell, tmp_path: Path) -> Shell:
    """Her desk with a webhook."""
    (tmp_path / "desk.yaml").write_text(FILE)
    assert "+ incoming shop" in dana("desk", "plan", str(tmp_path / "desk.yaml"))
    dana("desk", "apply", str(tmp_path / "desk.yaml"))
    return dana


def test_a_secret_is_made_once_and_found_by_who_takes_what_is_told(shop: Shell) -> None:
    assert "no secret yet: `webhook secret shop` makes one" in shop("webhooks")
    with Desk.open(paths().desk) as desk:
        signatures = Signatures(desk.id)
    with pytest.raises(Refused, match="webhook secret shop"):
        signatures("shop")
    made, where = shop("webhook", "secret", "shop").splitlines()
    assert made.startswith("whsec_") and "kept" in where and signatures("shop") == made
    assert "no secret" not in shop("webhooks")
    assert "`--replace` makes another" in shop("webhook", "secret", "shop", status=1)
    assert shop("webhook", "secret", "shop", "--replace").splitlines()[0] not in ("", made)


def test_the_other_side_may_have_made_it(shop: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b"theirs\n")))
    assert "theirs" not in shop("webhook", "secret", "shop", "--own")
    with Desk.open(paths().desk) as desk:
        assert Signatures(desk.id)("shop") == "theirs"


def test_one_is_tried_on_a_file_and_nothing_is_changed(shop: Shell, tmp_path: Path) -> None:
    file = tmp_path / "sent.json"
    file.write_text('{"order": {"id": 7}, "email": "al@example.org", "urgency": "high"}')
    said = shop("webhook", "try", "shop", str(file))
    assert "subject      Order 7" in said and "email        al@example.org" in said and "priority     high" in said
    file.write_text('{"order": {}}')
    assert "nothing comes of it" in shop("webhook", "try", "shop", str(file))
    file.write_text('{"order": {"id": 7}, "email": "nobody"}')
    assert "`email` is not an address" in shop("webhook", "try", "shop", str(file), status=1)
    file.write_text("{")
    assert "is not JSON" in shop("webhook", "try", "shop", str(file), status=1)
    assert "did you mean shop" in shop("webhook", "try", "shoop", str(file), status=2)
    assert shop("list") == ""


def test_what_was_wrong_last_is_said_until_something_came_well(shop: Shell) -> None:
    with Desk.open(paths().desk) as desk:
        desk.webhooks.refused("shop", "the signature is not\x1b[31m that of the secret")
        assert "the signature is not" in shop("webhooks") and "\x1b" not in shop("webhooks")
        assert json.loads(shop("webhooks", "--json"))["refused"] == 1
        desk.webhooks.take("shop", "1", {"order": {"id": 7}})
    said = shop("webhooks")
    assert "1 came" in said and "refused" not in said
