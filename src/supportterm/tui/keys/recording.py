"""Keys recorded and played again: through the same door as those that a person presses."""

import asyncio
import time
from typing import TYPE_CHECKING, NamedTuple

from textual.events import Event, Key, Paste

from supportterm.config.keynames import key_pressed, name_of
from supportterm.config.marked import ConfigError
from supportterm.config.paths import paths
from supportterm.config.recordings import LAST, MOST, Pasted, Step, Steps, Typed, keep, load, names, shown
from supportterm.core.refusal import Refused
from supportterm.tui.dialogs.lists import Choose
from supportterm.tui.dialogs.question import Option

if TYPE_CHECKING:
    from supportterm.tui.app import SupportTerm
    from supportterm.tui.widgets.footer import Footer

PATIENCE = 3.0
"""Seconds that the next key waits at most for a list that is being read."""
AT_ONCE = 50_000
"""Keys that one `play` presses at most, those of what it plays in turn among them."""


class Heard(NamedTuple):
    """A key as it was pressed. *ours*: the keymap took it, so that it went into no text box."""

    key: str
    character: str
    ours: bool
    begins: bool
    """Nothing was being asked, and no sequence begun, before it."""


class Recorder:
    """What is pressed from now on."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._heard: list[Heard | Pasted] = []
        self._began = 0
        """How much had been heard when what is being asked, or the sequence that is begun, began."""
        self._idle: bool | None = None
        """Whether the next key begins something; None until the key that began the recording is over."""

    def hear(self, key: str, character: str, *, ours: bool, idle: bool) -> bool:
        """*idle*: nothing is asked, and no sequence begun, now that the key was taken. False: there is no more room."""
        if self._idle is not None:
            self._begin()
            self._heard.append(Heard(key_pressed(key), character, ours, self._idle))
        self._idle = idle
        return len(self._heard) < MOST

    def hear_paste(self, text: str) -> None:
        self._begin()
        self._heard.append(Pasted(text))

    def end(self) -> Steps:
        """What was recorded, without the keys that ended it."""
        return steps(self._heard if self._idle else self._heard[: self._began])

    def _begin(self) -> None:
        if self._idle:
            self._began = len(self._heard)


def steps(heard: "list[Heard | Pasted]") -> Steps:
    """*heard* as a file holds it: a step for each thing done, and for each text typed."""
    found: list[Step] = []
    for each in heard:
        last = found[-1] if found else ()
        if isinstance(each, Pasted):
            found.append(each)
        elif not each.ours and each.character.isprintable() and each.character:
            if isinstance(last, Typed):
                found[-1] = Typed(last.text + each.character)
            else:
                found.append(Typed(each.character))
        elif each.begins or isinstance(last, Typed | Pasted) or not last:
            found.append((each.key,))
        else:
            found[-1] = (*last, each.key)
    return tuple(found)


def events(recorded: Steps) -> list[Event]:
    """The presses that *recorded* is made of."""
    found: list[Event] = []
    for step in recorded:
        match step:
            case Typed(text):
                found += [Key("enter" if c == "\n" else name_of(c), c) for c in text]
            case Pasted(text):
                found.append(Paste(text))
            case _:
                found += [Key(key, None) for key in step]
    return found


class Recordings:
    """What `commands.face.Recordings` asks."""

    def __init__(self, app: "SupportTerm", footer: "Footer") -> None:
        self._app = app
        self._footer = footer
        self._played = LAST
        self.recorder: Recorder | None = None
        self.playing = False
        self._waiting: list[Event] = []
        """Still to be pressed, the next one last."""
        self._pressed = 0

    # --- recording

    def record(self, name: str) -> None:
        """Begin; or end, and keep what was recorded."""
        if self.recorder is None:
            self.recorder = Recorder(name or LAST)
            self._app.viewing.remind("recording", f"recording {self.recorder.name}")
            return
        recorder, self.recorder = self.recorder, None
        self._app.viewing.remind("recording", "")
        recorded = recorder.end()
        if not recorded:
            raise Refused("nothing was pressed, so nothing was recorded")
        self._played = name or recorder.name
        keep(self._played, recorded, paths())
        self._app.frame.say(f"recorded as {self._played}: {shown(recorded)}; `play` does it again")

    def hear(self, event: Key, *, ours: bool) -> None:
        if self.recorder is None or self.playing:
            return
        idle = not self._app.frame.asker.asking and not self._app.keys.waiting
        if not self.recorder.hear(event.key, event.character or "", ours=ours, idle=idle):
            self._app.frame.runner.attempt("record", lambda: self.record(""))

    def hear_paste(self, text: str) -> None:
        if self.recorder is not None and not self.playing:
            self.recorder.hear_paste(text)

    # --- playing

    def play(self, name: str, times: int) -> None:
        """Press the keys of a recording, *times* over; ends at the first that can't be done."""
        name = name or self._played
        try:
            recorded = load(name, paths())
        except ConfigError as error:
            raise Refused(str(error)) from None
        once = len(events(recorded))
        if self._pressed + len(self._waiting) + once * times > AT_ONCE:
            self._waiting.clear()
            raise Refused(f"{name} would press more than {AT_ONCE:,} keys; a recording that plays itself has no end")
        self._played = name
        self._waiting += [event for _ in range(times) for event in events(recorded)][::-1]
        if not self.playing:
            self.playing, self._pressed = True, 0
            self._app.run_worker(self._press(name), group="playing", exit_on_error=False)

    def stop(self) -> None:
        """The person pressed a key: what was not pressed yet is not."""
        self._give_up("stopped by you")

    def choose(self) -> None:
        """The recordings there are, each with its keys; the one chosen is played."""
        here = paths()
        options = [Option(name, self._keys_of(name)) for name in names(here)]
        if not options:
            raise Refused("nothing was recorded yet; `record` begins, and ends")
        self._app.frame.ask(Choose("recordings", options, lambda name: self.play(name, 1), name="recordings"))

    def _keys_of(self, name: str) -> str:
        try:
            return shown(load(name, paths()))
        except ConfigError as error:
            return str(error)

    async def _press(self, name: str) -> None:
        try:
            await self._app.turns.over()
            while self._waiting:
                self._pressed += 1
                await self._app.turns.add(self._waiting.pop())
                await self._settled()
                if self._waiting and (self._footer.complains or self._app.keys.stumbled):
                    self._give_up(f"{name} ends here: {self._footer.words}")
        finally:
            self.playing = False

    def _give_up(self, why: str) -> None:
        left = len(self._waiting)
        self._waiting.clear()
        self._app.frame.say(f"{why}; {left} {'key was' if left == 1 else 'keys were'} not pressed", warning=True)

    async def _settled(self) -> None:
        """Until nothing more comes of a key, as far as what it asked for is read."""
        await self._app.turns.over()
        end = time.monotonic() + PATIENCE
        while self._app.frame.busy and time.monotonic() < end:
            await asyncio.sleep(0.003)
