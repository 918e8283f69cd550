"""Webhooks by command: set up, tried and looked at."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from backends.loopback import Loopback
from supportterm.commands.hook_telling import webhooks_of
from supportterm.commands.signatures import Signatures
from supportterm.config.paths import paths
from supportterm.core.refusal import Refused
from supportterm.core.signing import new_secret, verified
from supportterm.core.writing import NewTicket
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


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    """Whatever keyring this machine, or another test file, has: secrets lie in a file here."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


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


def test_what_goes_out_is_tried_told_of_and_decided(dana: Shell, tmp_path: Path) -> None:
    with Loopback().serving() as server:
        (tmp_path / "desk.yaml").write_text(f"webhooks:\n  pager: {{url: '{server.url}/x', on: created}}\n")
        dana("desk", "apply", str(tmp_path / "desk.yaml"))
        assert "was told nothing yet" in dana("webhooks") and "no secret yet" in dana("webhooks")
        dana("webhook", "secret", "pager")
        with Desk.open(paths().desk, me="dana") as desk:  # in a shell, a process would begin to tell it
            desk.create_ticket(NewTicket("al@acme.test", "Case"))
        assert "`webhook_hosts` in config.yaml allows it" in dana("webhook", "try", "pager", "1", status=1)
        paths().settings.parent.mkdir(parents=True, exist_ok=True)
        paths().settings.write_text("webhook_hosts: [127.0.0.1]\n")
        assert dana("webhook", "try", "pager", "1") == "pager has it\n"
        [asked] = server.asked
        assert json.loads(asked.body)["event"] == "test" and json.loads(asked.body)["ticket"]["subject"] == "Case"
        server.say(500, {"error": "broken"})
        assert "status 500: broken" in dana("webhook", "try", "pager", "1", status=1)
        server.say(410)
        with Desk.open(paths().desk, me="dana") as desk:
            out = webhooks_of(desk)
            while out.step():
                pass
    assert "dead       created #1" in dana("webhooks") and "wants nothing more" in dana("webhooks")
    assert "LOOK webhooks" in (said := dana("doctor", status=1)) and "`webhook again pager`" in said
    record = json.loads(dana("webhooks", "--json"))
    assert record["direction"] == "out" and record["for_you"][0]["state"] == "dead"
    assert "1 event forgotten" in dana("webhook", "forget", "pager")
    assert "nothing waits for you" in dana("webhook", "again")
    assert dana("desk", "export").count("webhooks:") == 1


def test_a_shell_signs_as_the_docs_say(tmp_path: Path) -> None:
    for program in ("openssl", "curl", "od"):
        if shutil.which(program) is None:
            pytest.skip(f"there is no {program}")
    page = (Path(__file__).resolve().parents[2] / "docs" / "webhooks.md").read_text()
    script = tmp_path / "tell"
    script.write_text(page.split("```sh\n")[1].split("```")[0])
    secret = new_secret(bytes(range(256))[100:132])
    with Loopback().serving() as server:
        sent = '{"order": {"id": 7}, "text": "ü  $HOME"}'
        subprocess.run(["sh", str(script), server.url, secret], input=sent.encode(), check=True, capture_output=True)
    [asked] = server.asked
    assert asked.body.decode() == sent
    assert verified(secret, asked.headers, asked.body, int(asked.headers["webhook-timestamp"])).id.startswith("msg_")


def test_what_was_wrong_last_is_said_until_something_came_well(shop: Shell) -> None:
    with Desk.open(paths().desk) as desk:
        desk.webhooks.refused("shop", "the signature is not\x1b[31m that of the secret")
        assert "the signature is not" in shop("webhooks") and "\x1b" not in shop("webhooks")
        assert json.loads(shop("webhooks", "--json"))["refused"] == 1
        desk.webhooks.take("shop", "1", {"order": {"id": 7}})
    said = shop("webhooks")
    assert "1 came" in said and "refused" not in said
