"""A ticket as a program was told it, and as the program wants it: the words of `set` that lead from one to the other.

A program may print the whole record with some of it changed, or only what shall change. What is as it was told changes
nothing, so that a filter like `jq '.priority = "high"'` says exactly one thing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from supportterm.core.safe import cut

SETTABLE: Final = ("subject", "status", "priority", "assignee", "team", "due")
"""What of a record may be another word; beside them `tags`, a list, and `fields`, by name."""


def differences(told: Mapping[str, object], wanted: object) -> tuple[str, ...]:
    """Words for `set`: `status=pending`, `+billing`. Raises ValueError with a plain phrase for what can't be wanted."""
    if not isinstance(wanted, Mapping):
        raise ValueError('it is no JSON object; print one like {"status": "pending", "tags": ["billing"]}')
    return tuple(word for name, value in wanted.items() for word in _words(str(name), told.get(str(name)), value))


def _words(name: str, before: object, after: object) -> Iterator[str]:
    if after == before:
        return
    match name:
        case "tags":
            yield from _tags(before if isinstance(before, Sequence) else (), after)
        case "fields":
            if not isinstance(after, Mapping):
                raise ValueError("fields are an object: a value by the name of each")
            known = before if isinstance(before, Mapping) else {}
            for field, value in after.items():
                if known.get(field) != value:
                    yield f"field.{field}={_word(str(field), value)}"
        case _ if name in SETTABLE:
            yield f"{name}={_word(name, after)}"
        case _:
            raise ValueError(f"{cut(name, 60)!r} can't be changed so; {', '.join((*SETTABLE, 'tags', 'fields'))} can")


def _tags(before: Sequence[object], after: object) -> Iterator[str]:
    """A list is all there shall be; of words with a sign each says what comes or goes."""
    if not isinstance(after, list) or not all(isinstance(tag, str) and tag.strip("+-") for tag in after):
        raise ValueError("tags are a list of words")
    if after and all(tag[0] in "+-" for tag in after):
        yield from after
        return
    yield from (f"+{tag.removeprefix('+')}" for tag in after if tag not in before)
    yield from (f"-{tag}" for tag in before if tag not in after)


def _word(name: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str() | int() | float():
            return str(value)
    raise ValueError(f"{cut(name, 60)} is one word or number")
