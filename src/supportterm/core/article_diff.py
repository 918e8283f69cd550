"""How one text of an article differs from another, line by line."""

from difflib import unified_diff
from typing import NamedTuple


class Text(NamedTuple):
    """What an article is called and says, and whose that is: `version 3, kim, yesterday`."""

    title: str
    body: str
    whose: str

    @property
    def lines(self) -> list[str]:
        return f"# {self.title}\n\n{self.body}".splitlines()


def apart(old: Text, new: Text) -> tuple[str, ...]:
    """The lines of a unified diff; none where both say the same."""
    return tuple(unified_diff(old.lines, new.lines, old.whose, new.whose, lineterm=""))
