"""What help desks share that are asked again and again, since they tell nobody who can't be called."""

from pathlib import Path
from typing import Protocol

from supportterm.backends.errors import CannotDo
from supportterm.backends.waiting import Waiting
from supportterm.core.remote import AnyStep, OpenTicket, Receipt, Say, SetFields


class Writer(Protocol):
    """Who does the three steps that every help desk knows, and looks each up again."""

    def open(self, step: OpenTicket) -> Receipt: ...
    def say(self, step: Say) -> Receipt: ...
    def set(self, step: SetFields) -> Receipt: ...
    def find_opened(self, step: OpenTicket) -> Receipt | None: ...
    def find_said(self, step: Say) -> Receipt | None: ...
    def is_set(self, step: SetFields) -> Receipt | None: ...
    def upload(self, file: Path, name: str, media_type: str) -> str: ...


class Polled(Waiting):
    """Base of a `Helpdesk` whose writing is done by a `Writer`."""

    def __init__(self, title: str, writer: Writer) -> None:
        """*title*: what people call it."""
        super().__init__()
        self._title = title
        self._writer = writer

    def write(self, step: AnyStep) -> Receipt:
        match step:
            case OpenTicket():
                return self._writer.open(step)
            case Say():
                return self._writer.say(step)
            case SetFields():
                return self._writer.set(step)
        raise CannotDo(f"{self._title} has no way to do that which could be looked up again")

    def find(self, step: AnyStep) -> Receipt | None:
        match step:
            case OpenTicket():
                return self._writer.find_opened(step)
            case Say():
                return self._writer.find_said(step)
            case SetFields():
                return self._writer.is_set(step)
        return None

    def upload(self, file: Path, name: str, media_type: str) -> str:
        return self._writer.upload(file, name, media_type)
