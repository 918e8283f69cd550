"""Marked YAML to typed structs: every error at its place, none hides another.

A file's shape is a msgspec Struct; `Annotated[..., msgspec.Meta(...)]` on a field documents and narrows it. Known
types: str, int, float, bool, Literal, tuple[T, ...], dict[str, T], other Structs, and those that read themselves.
"""

import re
from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from supportterm.config.marked import Items, Node, Problems, Table, Text, did_you_mean

_TRUE: Final = ("true", "yes", "on")
_FALSE: Final = ("false", "no", "off")
_MISSING: Final[Any] = object()

S = TypeVar("S", bound=msgspec.Struct)


class ReadsItself:
    """A type that knows how it is written."""

    @classmethod
    def read(cls, node: Node, name: str, problems: Problems) -> Any:
        """The value of *node*, called *name* in what is said; anything at all when a problem was added."""
        raise NotImplementedError

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """How it is written, as a JSON schema."""
        raise NotImplementedError


class Key(NamedTuple):
    """A field of a shape."""

    name: str
    type: Any
    meta: msgspec.Meta
    default: Any
    """`NODEFAULT` when it must be there."""

    @property
    def required(self) -> bool:
        return self.default is msgspec.NODEFAULT


@cache
def keys_of(shape: type[msgspec.Struct]) -> tuple[Key, ...]:
    """The fields of *shape*, in order."""
    hints = get_type_hints(shape, include_extras=True)
    return tuple(Key(f.name, *_unwrapped(hints[f.name]), _default(f)) for f in msgspec.structs.fields(shape))


def build(table: Table, shape: type[S], problems: Problems) -> S | None:
    """A *shape* from *table*, or None when something in it is wrong; what is, is added to *problems*."""
    known = {key.name: key for key in keys_of(shape)}
    values: dict[str, Any] = {}
    errors = len(problems.errors)
    for entry in table.entries:
        name = entry.key.value
        key = known.get(name)
        if key is None:
            hint = _elsewhere(name, shape) or did_you_mean(name, known) or _choice(known)
            problems.error(entry.key.place, f"there is no {name!r} here{hint}")
        else:
            values[name] = _value(entry.value, key.type, key.meta, name, problems)
    for key in known.values():
        if key.required and key.name not in values:
            problems.error(table.place, f"{key.name} is missing")
    return shape(**values) if len(problems.errors) == errors else None


def _value(node: Node, type_: Any, meta: msgspec.Meta, name: str, problems: Problems) -> Any:
    """The value of *node*; anything at all when it is wrong, since then it isn't used."""
    origin = get_origin(type_)
    if isinstance(type_, type) and issubclass(type_, ReadsItself):
        return type_.read(node, name, problems)
    if origin is tuple:
        return tuple(_items(node, get_args(type_)[0], name, problems))
    if origin is dict:
        return dict(_entries(node, get_args(type_)[1], name, problems))
    if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        if isinstance(node, Text) and node.is_null:
            node = Table((), node.place)
        if isinstance(node, Table):
            return build(node, type_, problems)
        problems.error(node.place, f"{name} should hold `key: value` lines")
        return None
    if not isinstance(node, Text):
        found = "a list" if isinstance(node, Items) else "a table"
        problems.error(node.place, f"{name} should be {_wanted(type_, meta)}, not {found}")
        return None
    return _scalar(node, type_, meta, name, problems)


def _items(node: Node, inner: Any, name: str, problems: Problems) -> Iterator[Any]:
    type_, meta = _unwrapped(inner)
    if isinstance(node, Text) and node.is_null:
        return
    if not isinstance(node, Items):
        problems.error(node.place, f"{name} should be a list, like [a, b]")
        return
    for item in node.items:
        yield _value(item, type_, meta, f"each of {name}", problems)


def _entries(node: Node, inner: Any, name: str, problems: Problems) -> Iterator[tuple[str, Any]]:
    type_, meta = _unwrapped(inner)
    if isinstance(node, Text) and node.is_null:
        return
    if not isinstance(node, Table):
        problems.error(node.place, f"{name} should hold `name: value` lines")
        return
    for entry in node.entries:
        yield entry.key.value, _value(entry.value, type_, meta, f"{name}.{entry.key.value}", problems)


def _scalar(node: Text, type_: Any, meta: msgspec.Meta, name: str, problems: Problems) -> Any:
    text = node.value
    value: Any = _MISSING
    if get_origin(type_) is Literal:
        value = text if text in get_args(type_) else _MISSING
    elif type_ is bool:
        word = text.lower()
        value = True if word in _TRUE else False if word in _FALSE else _MISSING
    elif type_ is int:
        value = int(text) if re.fullmatch(r"-?\d{1,15}", text, re.ASCII) else _MISSING
    elif type_ is float:
        value = float(text) if re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", text, re.ASCII) else _MISSING
    elif not node.is_null:
        value = text
    if value is _MISSING or not _within(value, meta):
        hint = did_you_mean(text, get_args(type_)) if get_origin(type_) is Literal else ""
        problems.error(node.place, f"{name} should be {_wanted(type_, meta)}, not {text!r}{hint}")
    return value


def _within(value: Any, meta: msgspec.Meta) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return not (meta.ge is not None and value < meta.ge) and not (meta.le is not None and value > meta.le)
    return not (isinstance(value, str) and meta.pattern and not re.search(meta.pattern, value))


def _wanted(type_: Any, meta: msgspec.Meta) -> str:
    """What belongs there, in words."""
    if get_origin(type_) is Literal:
        return "one of " + ", ".join(get_args(type_))
    if type_ is bool:
        return "true or false"
    if type_ in (int, float):
        low = f" from {meta.ge}" if meta.ge is not None else ""
        return f"a {'whole ' * (type_ is int)}number{low}" + (f" to {meta.le}" if meta.le is not None else "")
    examples = f" like {meta.examples[0]}" if meta.examples else ""
    return f"a text{examples}"


def _elsewhere(name: str, shape: type[msgspec.Struct]) -> str:
    """Which key is what other programs call *name*, if *shape* has a table of that."""
    here = getattr(shape, "elsewhere", {}).get(name.lower().replace("-", "_"))
    return f"; what is called {name} elsewhere is `{here}` here" if here else ""


def _choice(known: dict[str, Key]) -> str:
    return f"; there are {', '.join(known)}"


def _unwrapped(hint: Any) -> tuple[Any, msgspec.Meta]:
    """A type without Annotated and without `| None`, and its Meta."""
    meta = msgspec.Meta()
    if get_origin(hint) is Annotated:
        hint, *notes = get_args(hint)
        meta = next((n for n in notes if isinstance(n, msgspec.Meta)), meta)
    if get_origin(hint) in (Union, UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
        if get_origin(hint) is Annotated:  # a bound must stand at its number
            return _unwrapped(hint)
    return hint, meta


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default
