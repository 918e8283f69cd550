"""A language model for tests: a server on loopback that speaks OpenAI's chat completions."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backends.loopback import Loopback, Told
from supportterm.config.paths import paths


class Model(Loopback):
    """Says `text` to whatever it is asked; `bodies` are what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.text = "Open Billing and choose Export [1]."

        def answer(asked: Any) -> Told:
            return completion(self.text)

        self.answer = answer

    @property
    def bodies(self) -> list[bytes]:
        return [asked.body for asked in self.asked if asked.path == "/v1/chat/completions"]


def completion(content: object, reason: str = "stop", **more: object) -> Told:
    choice = {"index": 0, "message": {"role": "assistant", "content": content, **more}, "finish_reason": reason}
    return Told(200, json.dumps({"id": "1", "object": "chat.completion", "choices": [choice]}).encode())


@contextmanager
def model() -> Iterator[Model]:
    with Model().serving() as served:
        assert isinstance(served, Model)
        yield served


def configured(url: str, *lines: str, name: str = "tiny", seconds: int = 5) -> Path:
    """config.yaml names it."""
    file = paths().settings
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([*lines, "llm:", f"  url: {url}/v1", f"  model: {name}", f"  seconds: {seconds}", ""]))
    return file
