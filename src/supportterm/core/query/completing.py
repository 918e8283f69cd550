"""What is being typed at the end of a query: the name of a field, or a value of one, and where it begins. Pure."""

import re
from typing import Final, NamedTuple

from supportterm.core.query.fields import QueryField, field_of


class Typed(NamedTuple):
    start: int
    """Where what is to be completed begins."""
    prefix: str
    """What is there of it, without its quote."""
    name: str = ""
    """The field whose value it is, as it is written; empty: it is the name of one itself."""
    field: QueryField | None = None


_VALUE: Final = r'(?:<=|>=|<|>|=|)(?:"(?:[^"\\]|\\.)*"|[^\s(),"]*)'
_LAST: Final = re.compile(
    rf'(?:^|(?<=[\s(]))-?(?:(?P<name>[A-Za-z][A-Za-z0-9_.-]*):(?:{_VALUE},)*(?:<=|>=|<|>|=|)(?P<value>"[^"]*|[^\s(),"]*)'
    r"|(?P<word>[A-Za-z][A-Za-z0-9_.-]*)?)$"
)


def at_end(text: str) -> Typed | None:
    """What is typed at the end of *text*; None where nothing can be completed, such as within a phrase."""
    found = _LAST.search(text)
    if found is None or _in_phrase(text[: found.start()]):
        return None
    if found["name"] is None:
        return Typed(len(text) - len(found["word"] or ""), found["word"] or "")
    field = field_of(found["name"].lower())
    if field is None:
        return None
    return Typed(found.start("value"), found["value"].removeprefix('"'), found["name"].lower(), field)


def written(value: str) -> str:
    """*value* as a query says it, where it is meant to the letter."""
    if value and value[0] not in "<>=" and ".." not in value and not re.search(r'[\s(),"]', value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _in_phrase(before: str) -> bool:
    """Whether a quote is open behind *before*."""
    return len(re.findall(r'(?<!\\)"', before)) % 2 == 1
