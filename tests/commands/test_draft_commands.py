"""`draft` and `llm` in a shell: off until config.yaml names a model, its key for its host alone, its sources named."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from assist.model import Model, configured, model

Shell = Callable[..., str]
KEY = "k3y-of-the-model"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Model]:
    monkeypatch.setattr(keyring.core, "_keyring_backend", fail.Keyring())
    with model() as served:
        yield served


@pytest.fixture
def desk(dana: Shell, tmp_path: Path) -> Shell:
    folder = tmp_path / "kb"
    folder.mkdir()
    (folder / "export-invoices.md").write_text(
        "---\ntitle: Export your invoices\n---\n\nOpen Billing, choose Export.\n"
    )
    dana("kb", "import", str(folder))
    dana("new", "--from", "al@acme.test", "--subject", "Export of invoices", "How? My password is hunter2")
    dana("new", "--from", "al@acme.test", "--subject", "zzz", "qqq")
    return dana


def given(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_it_is_off_until_a_model_is_named(desk: Shell, server: Model) -> None:
    for line in (["draft", "1"], ["llm"]):
        assert "no language model is set: name its `url` and `model` under `llm`" in desk(*line, status=1)
    assert "llm" not in desk("doctor")
    assert not server.asked


def test_a_draft_is_printed_with_its_sources_and_nothing_changes(desk: Shell, server: Model) -> None:
    configured(server.url)
    before = desk("log", "1", "--json")
    assert desk("draft", "1").splitlines() == [
        "Open Billing and choose Export.", "", "from export-invoices: Export your invoices"
    ]  # fmt: skip
    told = json.loads(desk("draft", "1", "--json"))
    assert told == {
        "number": 1, "body": "Open Billing and choose Export.", "remarks": [], "model": "tiny",
        "sources": [{"article": "export-invoices", "title": "Export your invoices"}],
    }  # fmt: skip
    assert desk("log", "1", "--json") == before


def test_what_would_be_sent_is_shown_to_the_letter_and_not_sent(desk: Shell, server: Model) -> None:
    configured(server.url)
    shown = desk("draft", "1", "be kind, her PIN is 4711", "--prompt", "--json")
    assert not server.asked
    desk("draft", "1", "be kind, her PIN is 4711")
    assert json.loads(shown) == json.loads(server.bodies[0])
    lines = desk("draft", "1", "--prompt")
    assert "would be sent to 127.0.0.1:" in lines and "How? My password is [secret]" in lines
    assert "hunter2" not in shown + lines and "4711" not in shown and "be kind" in shown


def test_one_that_stands_on_nothing_is_shown_as_such(desk: Shell, server: Model) -> None:
    configured(server.url)
    server.text = "Just wait. See https://evil.test"
    told = desk("draft", "1")
    assert "it names no source that it was given: check every word" in told
    assert "it names addresses that stand in no article: https://evil.test" in told


def test_with_no_article_near_it_wants_a_word_of_the_agent(desk: Shell, server: Model) -> None:
    configured(server.url)
    assert "no article that this customer may read comes near" in desk("draft", "2", status=1)
    assert not server.asked
    server.text = "We refund it."
    assert "We refund it." in desk("draft", "2", "we refund it")


def test_a_link_to_its_source_goes_along_where_customers_find_it(desk: Shell, server: Model, own_home: Path) -> None:
    from supportterm.config.paths import paths
    from supportterm.desk import Desk

    configured(server.url)
    with Desk.open(next(paths().data.rglob("*.desk"))) as opened:
        opened.portal.keep_address("https://help.test")
    told = json.loads(desk("draft", "1", "--json"))
    assert told["body"].endswith("\n\n[Export your invoices](<https://help.test/articles/export-invoices>)")


def test_a_failure_is_said_with_what_to_do(desk: Shell, server: Model) -> None:
    configured(server.url)
    server.say(401, {"error": {"message": "bad key"}})
    assert "does not accept the secret: bad key; `llm --secret` asks for another key" in desk("draft", "1", status=1)
    configured("http://model.test")
    assert "without TLS (https) only this machine is talked to" in desk("draft", "1", status=1)


def test_its_key_is_kept_and_sent_to_its_host_alone(
    desk: Shell, server: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(server.url)
    given(monkeypatch, f"{KEY}\n")
    assert KEY not in desk("llm", "--secret")
    desk("draft", "1")
    assert server.asked[-1].headers["authorization"] == f"Bearer {KEY}"
    assert "tiny at 127.0.0.1; key from " in desk("llm")
    configured(server.url.replace("127.0.0.1", "localhost"))
    for line in (["draft", "1"], ["llm"]):
        said = desk(*line, status=1)
        assert "the key of llm is for 127.0.0.1 and is not sent to localhost: `llm --secret` asks" in said
    assert len(server.asked) == 1
    given(monkeypatch, f"{KEY}2\n")
    desk("llm", "--secret")
    desk("draft", "1")
    assert server.asked[-1].headers["authorization"] == f"Bearer {KEY}2"


def test_a_key_of_ones_own_goes_where_ones_own_configuration_says(
    desk: Shell, server: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(server.url).write_text(f"llm: {{url: {server.url}/v1, model: tiny, password_command: echo {KEY}}}\n")
    desk("draft", "1")
    assert server.asked[-1].headers["authorization"] == f"Bearer {KEY}"
    monkeypatch.setenv("SUPPORTTERM_SECRET_LLM", "other")
    desk("draft", "1")
    assert server.asked[-1].headers["authorization"] == "Bearer other"


def test_an_empty_key_is_none_and_no_connection_is_called_so(
    desk: Shell, server: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(server.url)
    given(monkeypatch, "\n")
    assert "the key is empty; nothing was stored" in desk("llm", "--secret", status=2)
    said = desk("connect", "request-tracker", "llm", "url=https://rt.test", status=2)
    assert "'llm' can't be the name of a connection" in said


def test_doctor_tells_how_it_stands(desk: Shell, server: Model) -> None:
    configured(server.url)
    server.say(200, {"data": [{"id": "large"}]})
    assert "tiny at 127.0.0.1, no key\n" in desk("doctor")
    assert not server.asked
    assert "it answers, and has no model of that name: large" in desk("doctor", "--network", status=1)
    server.say(200, {"data": [{"id": "tiny"}]})
    assert "tiny at 127.0.0.1, no key; answers" in desk("doctor", "--network")
    configured(server.url, name='""')
    assert "llm in config.yaml has a url and no model" in desk("doctor", status=1)
