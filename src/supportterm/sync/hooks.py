"""Running a person's own programs after what happened: each once for each event, one after the other, in the keeper.

Nothing of a customer's is ever part of a command line or an environment: what happened stands on standard input.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from supportterm.config.hooks import Hook, runnable
from supportterm.core.hooks import events_of
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.desk import Desk, StoreError
from supportterm.desk.hooks import Happened
from supportterm.exchange.programs import Ended, Ran, run
from supportterm.sync.diary import LOG
from supportterm.sync.often import TOO_OFTEN, Often
from supportterm.sync.stepping import LOOK, Stepping

if TYPE_CHECKING:
    from supportterm.desk.hooks import Kept

Telling = Callable[[Desk, Happened, Hook], Mapping[str, object]]
"""What a hook is given to read. Raises Refused when there is nothing to tell any more."""

AT_A_TIME: Final = 20
"""Runs of one hook before the next one has its turn."""
GONE: Final = 60.0
"""Seconds that a hook is missing before it counts as taken away: an editor may be putting it back."""
_LONGEST: Final = 300


def due(desk: Desk, folder: Path) -> bool:
    """Whether a hook in *folder* has something to follow. Cheap where there are none."""
    there = runnable(folder)
    if not there:
        return False
    door = desk.hooks()
    if door.asked_again():
        return True
    kept = door.kept()
    for hook in there:
        after = kept[hook.name].upto if hook.name in kept else door.start(hook.since)
        found, upto = door.news(after)
        if any(_follows(hook, one) for one in found) or (not found and door.news(upto)[0]):
            return True
    return False


def carry_out(desk: Desk, hook: Hook, told: Mapping[str, object], *, seconds: float, ended: Callable[[], bool]) -> Ran:
    """*hook* with what it is *told*. Raises Refused when it can't be started, Ended when it was ended."""
    about = {"SUPPORTTERM_DESK": str(desk.path), "SUPPORTTERM_ME": desk.me, "SUPPORTTERM_HOOK": hook.name}
    given = msgspec.json.encode(told).decode() + "\n"
    return run([str(hook.path)], given, seconds=seconds, stopped=ended, environment=about, folder=hook.path.parent)


class Hooks(Stepping):
    """A thread for the programs in *folder*; it is touched by nobody else."""

    def __init__(self, desk: Desk, folder: Path, tell: Telling, seconds: float) -> None:
        super().__init__("hooks")
        self._desk = desk
        self._door = desk.hooks()
        self._folder = folder
        self._tell = tell
        self._seconds = seconds
        self._often = Often()
        self._missing: dict[str, float] = {}

    def start(self) -> None:
        self._desk.subscribe(lambda tickets: self.wake())
        super().start()

    def begin(self) -> None:
        self._door.doubt()

    def turn(self) -> float:
        return 0 if self.step() else LOOK

    def step(self) -> bool:
        """Run what is to be run; whether there may be more. Raises StoreError when the machine says no."""
        there = runnable(self._folder)
        self._door.settle({**dict.fromkeys(self._missed(there), 0), **{hook.name: hook.since for hook in there}})
        if not there:
            return False
        kept, named = self._door.kept(), {hook.name: hook for hook in there}
        more = False
        for again in self._door.asked_again():
            happened = self._door.at_place(again.seq)
            if happened is None:
                self._door.end(again.hook, again.seq, "what it followed was undone")
            elif again.hook in named and not self._stop.is_set():
                self._do(named[again.hook], happened)
        for hook in there:
            more |= self._follow(hook, kept[hook.name])
        return more

    def _follow(self, hook: Hook, kept: "Kept") -> bool:
        """Whether it may have more to do."""
        found, upto = self._door.news(kept.upto)
        wanted = [one for one in found if _follows(hook, one)]
        for one in wanted[:AT_A_TIME]:
            if self._stop.is_set():
                return False
            self._do(hook, one)
        if len(wanted) > AT_A_TIME:
            return True
        if upto > max([kept.upto, *(one.seq for one in wanted)]):
            self._door.pass_on(hook.name, upto)
        return bool(wanted) or upto > kept.upto

    def _do(self, hook: Hook, one: Happened) -> None:
        ticket = one.operation.subject.id
        try:
            told = self._tell(self._desk, one, hook)
        except Refused as refused:  # its creation was undone, or it is held back: there is nothing to tell
            self._door.pass_on(hook.name, one.seq)
            self._door.end(hook.name, one.seq, str(refused))
            return
        except StoreError:
            raise
        except Exception:  # one event that can't be told must not hold up all others
            LOG.exception("what the hook %s follows can't be told", hook.name)
            self._door.hold(hook.name, one.seq, ticket, "what happened could not be told; the keeper's log says more")
            return
        if self._often.too_often(hook.name, ticket):
            why = f"it ran {TOO_OFTEN} times on this ticket within a minute: does it follow what it does itself?"
            self._door.hold(hook.name, one.seq, ticket, why)
            return
        self._door.begin(hook.name, one.seq, ticket)
        try:
            ran = carry_out(self._desk, hook, told, seconds=self._seconds, ended=self._hurry.is_set)
        except Ended as ended:
            self._say(hook, one, str(ended), uncertain=True)
        except Refused as refused:
            self._say(hook, one, str(refused))
        else:
            self._say(hook, one, ran.trouble and f"it {ran.trouble}")

    def _say(self, hook: Hook, one: Happened, trouble: str, *, uncertain: bool = False) -> None:
        if trouble:
            LOG.warning("the hook %s did not end well", hook.name)  # why may be a customer's words
        self._door.end(hook.name, one.seq, safe_line(trouble, _LONGEST), uncertain=uncertain)

    def _missed(self, there: Iterable[Hook]) -> list[str]:
        """Those the desk knows that are missing, and not for long yet."""
        now, names = time.monotonic(), {hook.name for hook in there}
        gone = self._door.kept().keys() - names
        self._missing = {name: self._missing.get(name, now) for name in gone}
        return [name for name, since in self._missing.items() if now - since < GONE]


def _follows(hook: Hook, one: Happened) -> bool:
    return hook.event in events_of(one.operation.payload, opening=one.opening)
