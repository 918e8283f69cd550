"""`record`, `play`, `recordings`: keys pressed once, and again."""

from collections.abc import Iterable
from typing import Annotated

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import WORD, Completion
from supportterm.commands.registry import CONSOLE, command
from supportterm.config.marked import ConfigError
from supportterm.config.paths import paths
from supportterm.core.refusal import Refused


def _recorded(prefix: str, call: Call) -> Iterable[Completion]:
    from supportterm.config.recordings import names

    return (Completion(name, _keys(name)) for name in names(paths()) if name.startswith(prefix))


RecordingName = Annotated[str, WORD._replace(name="recording", complete=_recorded)]


@command("record", faces=(CONSOLE,), group="console", examples=("record", "record triage"))
def record(call: Call, name: RecordingName = "") -> None:
    """Record the keys that are pressed from now on; again, end and keep them.

    Without a name they are kept as `last`. A recording is a YAML file, `recordings/NAME.yaml` beside your settings.
    """
    call.console.recordings.record(name)


@command("play", faces=(CONSOLE,), group="console", examples=("play", "play triage"))
def play(call: Call, name: RecordingName = "") -> None:
    """Press the keys of a recording again, the last one without a name; with a count, so many times.

    It ends at the first key that can't be done, and when you press one.
    """
    call.console.recordings.play(name, call.count or 1)


@command("recordings", group="console")
def recordings(call: Call) -> Outcome:
    """List the recordings with their keys; in the console, to play one."""
    if call.console_or_none is not None:
        call.console.recordings.choose()
        return Outcome()
    from supportterm.config.recordings import names

    found = {name: _keys(name) for name in names(paths())}
    lines = [f"{name:<16} {keys}" for name, keys in found.items()]
    return Outcome(
        records=[{"name": name, "keys": keys} for name, keys in found.items()],
        lines=lines or ["nothing was recorded yet: `record` in the console"],
    )


@command("recording keep", group="console", examples=("recording keep triage",))
def keep(call: Call, name: RecordingName) -> Outcome:
    """Keep what was recorded last under a name of its own."""
    from supportterm.config import recordings as kept

    here = paths()
    there = kept.path_of(name, here)
    if there.exists():
        raise Refused(f"there is a recording {name!r} already; `recording remove {name}` takes it away")
    kept.load(kept.LAST, here)
    kept.path_of(kept.LAST, here).rename(there)
    return Outcome(f"kept as {name}: `play {name}` presses {_keys(name)}")


@command("recording edit", group="console", examples=("recording edit triage",))
def edit(call: Call, name: RecordingName) -> Outcome:
    """Change the keys of a recording in $EDITOR."""
    from supportterm.config import recordings as kept

    file = kept.path_of(name, paths())
    if not file.exists():
        kept.load(name, paths())
    if call.edit_text is None:
        raise Refused(f"there is nobody to edit it here; the file is {file}")
    text = call.edit_text(file.read_text(encoding="utf-8"))
    if text is None:
        return Outcome("left as it was")
    file.write_text(text, encoding="utf-8")
    try:
        kept.steps_in(file)
    except ConfigError as error:
        raise Refused(f"kept, but it can't be played: {error}") from None
    return Outcome(f"{name} presses {_keys(name)}")


@command("recording remove", group="console", examples=("recording remove triage",))
def remove(call: Call, name: RecordingName) -> Outcome:
    """Throw a recording away."""
    from supportterm.config import recordings as kept

    here = paths()
    if not kept.path_of(name, here).exists():
        kept.load(name, here)
    kept.path_of(name, here).unlink()
    return Outcome(f"the recording {name} is gone")


def _keys(name: str) -> str:
    """Its keys in one line, or what is wrong with it."""
    from supportterm.config.recordings import load, shown

    try:
        return shown(load(name, paths()))
    except ConfigError as error:
        return str(error).partition("\n")[0]
