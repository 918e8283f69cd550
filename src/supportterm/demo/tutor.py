"""The steps of the tutor, and when each is done. The console asks; nothing here knows what a screen is."""

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Final

import msgspec

from supportterm.demo.content import read_content

_LINE: Final = re.compile(r"\{([^{}]+)\}")


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to do; *ran*, *state* or *more* tells when it was done (see `content/tutor.yaml`)."""

    say: str
    ran: str = ""
    state: str = ""
    more: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The command lines that it names."""
        return tuple(_LINE.findall(self.say))

    def words(self, keys: Mapping[str, str]) -> str:
        """What to do, with the key of each command line in *keys*; one without a key is typed."""
        return _LINE.sub(lambda found: keys.get(found[1]) or f":{found[1]}", self.say)


@cache
def steps() -> tuple[Step, ...]:
    return msgspec.convert(read_content("tutor"), tuple[Step, ...])


class Course:
    """Somebody on the way through the steps. *count* tells how many tickets a query finds."""

    def __init__(self, count: Callable[[str], int]) -> None:
        self._count = count
        self._at = 0
        self._before = 0
        self._begin()

    @property
    def step(self) -> Step | None:
        """What is to be done now; None when all was."""
        return steps()[self._at] if self._at < len(steps()) else None

    @property
    def place(self) -> str:
        """`3/16`."""
        return f"{min(self._at + 1, len(steps()))}/{len(steps())}"

    def look(self, states: Collection[str], ran: Collection[str] = ()) -> bool:
        """Whether the step is done by now, and the next one has begun; *ran*: commands carried out since."""
        step = self.step
        if step is None:
            return False
        done = self._has_more(step) if step.more else step.state in states or step.ran in ran
        if done:
            self.skip()
        return done

    def skip(self) -> None:
        self._at += 1
        self._begin()

    def _begin(self) -> None:
        step = self.step
        self._before = self._count(step.more) if step is not None and step.more else 0

    def _has_more(self, step: Step) -> bool:
        """One that became less meanwhile (undone, say) is counted from there."""
        now = self._count(step.more)
        self._before = min(self._before, now)
        return now > self._before
