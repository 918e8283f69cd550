"""What a browser and this side say to each other in a chat: one JSON object a message. What is no such is not heard."""

from typing import Annotated, Any

import msgspec

_Short = Annotated[str, msgspec.Meta(max_length=320)]


class Hello(msgspec.Struct, frozen=True, tag_field="t", tag="hello"):
    """First, and again after the line was lost. *held*: the pass of the chat to go on with; empty: none yet."""

    held: Annotated[str, msgspec.Meta(max_length=600)] = ""


class Say(msgspec.Struct, frozen=True, tag_field="t", tag="say"):
    """A line. Under the same *id*, which the browser makes up, it counts once."""

    id: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=5_000)]
    name: _Short = ""
    email: _Short = ""


class Typing(msgspec.Struct, frozen=True, tag_field="t", tag="typing"):
    on: bool


class Rate(msgspec.Struct, frozen=True, tag_field="t", tag="rate"):
    """The answer to a survey that a message asks."""

    id: Annotated[str, msgspec.Meta(pattern="^[0-9]{1,19}$")]
    score: Annotated[int, msgspec.Meta(ge=0, le=10)]


class Mail(msgspec.Struct, frozen=True, tag_field="t", tag="mail"):
    """The visitor wants all that was said as a mail."""


class Seen(msgspec.Struct, frozen=True, tag_field="t", tag="seen"):
    """Everything up to a message was on the screen. Its id is a text: it is larger than a browser counts exactly."""

    upto: Annotated[str, msgspec.Meta(pattern="^[0-9]{1,19}$")]


Word = Hello | Say | Typing | Mail | Rate | Seen
_decode = msgspec.json.Decoder(Word).decode
_encode = msgspec.json.Encoder().encode


def heard(text: str) -> Word | None:
    try:
        word: Word = _decode(text)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None
    return word


def told(kind: str, **words: Any) -> str:
    return _encode({"t": kind, **words}).decode()
