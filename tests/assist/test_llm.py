"""A language model is asked over the wire: what is sent, and in plain words what can go wrong."""

import json
import threading
from collections.abc import Iterator

import pytest

from assist.model import Model, completion, model
from backends.loopback import HTML, Asked, Told, Waiting
from supportterm.assist.llm import MOST_BYTES, ask, host_of, models, request
from supportterm.core.refusal import Refused

KEY = "k3y-of-the-model"
BODY = request("tiny", [{"role": "user", "content": "hello"}])


@pytest.fixture
def server() -> Iterator[Model]:
    with model() as served:
        yield served


def asked(server: Model, *, key: str = KEY, seconds: float = 5) -> str:
    return ask(f"{server.url}/v1/", key, BODY, seconds=seconds).text


def test_it_is_asked_once_with_its_key_and_nothing_that_not_all_servers_know(server: Model) -> None:
    assert asked(server) == server.text
    (request,) = server.asked
    assert (request.method, request.path) == ("POST", "/v1/chat/completions")
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert json.loads(request.body) == {
        "model": "tiny", "messages": [{"role": "user", "content": "hello"}], "stream": False
    }  # fmt: skip


def test_without_a_key_none_is_sent(server: Model) -> None:
    asked(server, key="")
    assert "authorization" not in server.asked[0].headers


def test_an_answer_in_parts_is_one_and_one_cut_for_its_length_is_known(server: Model) -> None:
    told = completion([{"type": "text", "text": "Open "}, {"type": "text", "text": "Bil"}], "length")
    server.answer = lambda asked: told
    answer = ask(f"{server.url}/v1", "", BODY, seconds=5)
    assert answer == ("Open Bil", False)


def _json(status: int, value: object, **headers: str) -> Told:
    return Told(status, json.dumps(value).encode(), (("Content-Type", "application/json"), *headers.items()))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (_json(401, {"error": {"message": f"no such key {KEY}"}}), "does not accept the secret: no such key ...; `llm"),
        (_json(404, {"error": {"message": "model 'tiny' not found"}}), "model 'tiny' not found; llm's url mostly ends"),
        (_json(429, {"error": {"message": "slow down"}}), "asks for a pause: slow down; try again"),
        (_json(400, {"error": "context too long"}), "does not take it: context too long; look at `llm`"),
        (_json(503, {"error": "loading model"}), "answered with status 503: loading model; try again"),
        (_json(302, {}, Location="https://elsewhere.test/"), "sends its callers elsewhere"),
        (Told(200, b"<html>Sign in</html>", HTML), "something that is not an answer"),
        (Told(200, b'{"choices": [{"message"'), "something that is not an answer"),
        (_json(200, {"choices": []}), "answered with nothing"),
        (completion(None, refusal="I must not"), "answered with nothing, and says: I must not"),
        (completion("  "), "answered with nothing"),
        (completion("x" * MOST_BYTES), "more than anybody can read"),
        (Told(silent=True), "the line to 127.0.0.1 broke; try again"),
        (Told(200, b"{}" * 50, cut=20), "the line to 127.0.0.1 broke; try again"),
    ],
)
def test_what_goes_wrong_is_said_with_what_to_do_and_without_the_key(server: Model, told: Told, words: str) -> None:
    server.answer = lambda asked: told
    with pytest.raises(Refused) as refused:
        asked(server)
    assert words in str(refused.value)
    assert KEY not in str(refused.value)
    assert len(server.asked) == 1


def test_one_that_is_not_there_is_said_to_be(server: Model) -> None:
    with pytest.raises(Refused, match="can't be reached: no connection; try again"):
        ask("http://127.0.0.1:1/v1", "", BODY, seconds=5)


def test_it_may_take_so_long_and_no_longer(server: Model) -> None:
    done = threading.Event()

    def answer(asked: Asked) -> Told:
        done.wait(20)
        return Told()

    server.answer = answer
    try:
        with pytest.raises(Refused, match=r"did not answer in time; try again"):
            asked(server, seconds=0.2)
    finally:
        done.set()


BEGUN = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"choices": ['


@pytest.mark.parametrize("begins", [b"", BEGUN[:30], BEGUN], ids=["nothing yet", "half a head", "half an answer"])
@pytest.mark.parametrize("asks", ["completion", "models"])
def test_the_line_of_who_does_not_wait_any_more_is_cut_at_once(asks: str, begins: bytes) -> None:
    waiting = Waiting(begins)
    with pytest.raises(Refused, match="ended: nothing was written"):
        if asks == "models":
            models(f"{waiting.url}/v1", KEY, stopped=waiting.asked.is_set)
        else:
            ask(f"{waiting.url}/v1", KEY, BODY, seconds=600, stopped=waiting.asked.is_set)
    assert waiting.left.wait(5), "the model was left to write for nobody"


def test_whoever_is_interrupted_leaves_no_line_behind() -> None:
    waiting = Waiting(b"")

    def interrupted() -> bool:
        if waiting.asked.is_set():
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        ask(f"{waiting.url}/v1", KEY, BODY, seconds=600, stopped=interrupted)
    assert waiting.left.wait(5)


@pytest.mark.parametrize("url", ["http://model.test/v1", "ftp://model.test", "model.test", "https://me:pw@model.test"])
def test_only_this_machine_is_asked_without_tls(url: str) -> None:
    with pytest.raises(Refused, match=r"the url of llm in config\.yaml"):
        host_of(url)
    with pytest.raises(Refused, match=r"the url of llm in config\.yaml"):
        ask(url, KEY, BODY, seconds=1)


def test_it_tells_which_models_it_has(server: Model) -> None:
    server.say(200, {"object": "list", "data": [{"id": "tiny", "owned_by": "us"}, {"id": "large"}]})
    assert models(f"{server.url}/v1", KEY) == ("tiny", "large")
    assert server.asked[0].path == "/v1/models"
