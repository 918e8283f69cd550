"""A language model behind an address that answers as OpenAI's chat completions do: asked once, read with distrust."""

import contextlib
import threading
from collections.abc import Callable, Mapping, Sequence
from queue import Empty, SimpleQueue
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from supportterm.backends import errors
from supportterm.backends.auth import bearer
from supportterm.backends.http import Http, parsed
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line

MOST_BYTES: Final = 1_000_000
"""Largest answer that is read."""
_LOOK: Final = 0.1
"""Seconds between two looks whether a person still waits."""


T = TypeVar("T")


class Answer(NamedTuple):
    text: str
    whole: bool
    """It came to an end by itself, and was not cut for its length."""


class _Part(msgspec.Struct):
    text: str = ""


class _Message(msgspec.Struct):
    content: str | list[_Part] | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Model(msgspec.Struct):
    id: str


class _Models(msgspec.Struct):
    data: list[_Model] = []


class _Completion(msgspec.Struct):
    choices: list[_Choice]


def request(model: str, messages: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What is sent. Nothing more than all such servers know: some refuse what others need."""
    return {"model": model, "messages": list(messages), "stream": False}


def host_of(url: str) -> str:
    """Raises Refused for an address that a model is not asked at."""
    try:
        return Http(url, str).host
    except errors.Invalid as error:
        raise Refused(f"the url of llm in config.yaml: {error}") from None


def ask(
    url: str,
    key: str,
    body: Mapping[str, Any],
    *,
    seconds: float,
    stopped: Callable[[], bool] = lambda: False,
) -> Answer:
    """The model's answer to a `request`, within *seconds*. *key*: empty where none is needed.

    Raises Refused with what to do when there is none, or when *stopped* says that nobody waits any more: then the line
    is cut, so that the model need not go on either.
    """

    def completed(http: Http) -> tuple[_Completion, str]:
        return parsed(http.query("chat/completions", {}, body), _Completion, http.host), http.host

    return _answer(*_told(url, key, seconds, completed, stopped))


def models(url: str, key: str, *, stopped: Callable[[], bool] = lambda: False) -> tuple[str, ...]:
    """The names of those that are there. Nothing of the desk is sent. Raises Refused as `ask` does."""
    listed = _told(url, key, 10.0, lambda http: parsed(http.get("models"), _Models, http.host), stopped)
    return tuple(one.id for one in listed.data)


def _told(url: str, key: str, seconds: float, ask: Callable[[Http], T], stopped: Callable[[], bool]) -> T:
    """What *ask* gets, in a thread of its own while this one looks whether anybody still waits."""
    host_of(url)
    http = Http(url, lambda: bearer(key) if key else "", most=MOST_BYTES, seconds=seconds)
    answers: SimpleQueue[T | Exception] = SimpleQueue()

    def work() -> None:
        try:
            answers.put(ask(http))
        except Exception as error:
            answers.put(error)
        finally:
            http.close()

    threading.Thread(target=work, name="llm", daemon=True).start()
    try:
        found = _awaited(answers, stopped)
    finally:
        http.hang_up()
    if isinstance(found, errors.RemoteError):
        raise Refused(f"{found}{_next(found)}")  # and not from it: what failed has the key among its variables
    if isinstance(found, Exception):
        raise found
    return found


def _awaited(answers: "SimpleQueue[T | Exception]", stopped: Callable[[], bool]) -> T | Exception:
    while not stopped():
        with contextlib.suppress(Empty):
            return answers.get(timeout=_LOOK)
    raise Refused("ended: nothing was written")


def _answer(completion: _Completion, host: str) -> Answer:
    choice = next(iter(completion.choices), _Choice(_Message()))
    content = choice.message.content
    text = content if isinstance(content, str) else "".join(part.text for part in content or ())
    if not text.strip():
        why = safe_line(choice.message.refusal or "", 300)
        raise Refused(f"{host} answered with nothing{f', and says: {why}' if why else ''}")
    return Answer(text, choice.finish_reason != "length")


def _next(error: errors.RemoteError) -> str:
    """What a person does about it."""
    match error:
        case errors.AuthFailed() | errors.NotAllowed():
            return "; `llm --secret` asks for another key"
        case errors.NotThere():
            return "; llm's url mostly ends in /v1, and its model must be one that is there"
        case errors.Untrusted() | errors.Invalid():
            return "; look at `llm` in config.yaml"
        case errors.RateLimited() | errors.Unavailable():
            return "; try again, or write it yourself"
    return "; is llm's url in config.yaml right?"
