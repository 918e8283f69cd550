"""How a desk's connections stand, in a few words for the status line and in more for those who ask."""

from typing import NamedTuple

from supportterm.core.outbox import State
from supportterm.desk.reading import Reading
from supportterm.store.replica import ConnectionState

_RANK = ("ok", "busy", "warn", "bad")


class Standing(NamedTuple):
    words: str
    """For one line: `in sync`, `3 waiting`, `offline since 14:02, 2 waiting`; empty on a desk without connections."""
    details: tuple[tuple[str, str], ...]
    """(connection, words) of each."""
    waiting: int
    """How many things wait to leave by themselves."""
    attention: int
    """How many wait for a person."""
    severity: str
    """ok, busy, warn, bad."""


def standing(desk: Reading, now: int) -> Standing:
    """Cheap: reads a few rows for each connection."""
    names = [c for c in desk.connections() if not c.paused]
    if not names:
        return Standing("", (), 0, 0, "ok")
    entries = desk.outbox()
    attention = sum(e.state.for_people for e in entries)
    waiting = len(entries) - attention
    details, worst = [], "ok"
    for connected in names:
        words, severity = state_words(desk.connection_state(connected.name), now)
        details.append((connected.name, words))
        worst = max(worst, severity, key=_RANK.index)
    states = dict.fromkeys(words for _, words in details)
    said = list(states) if len(states) == 1 else [f"{n}: {w}" for n, w in details if w != "in sync"]
    if waiting:
        said = [w for w in said if w != "in sync"] + [f"{waiting} waiting"]
        worst = max(worst, "busy", key=_RANK.index)
    if attention:
        conflicts = sum(e.state is State.CONFLICT for e in entries)
        said = [w for w in said if w != "in sync"]
        said += [f"{conflicts} conflict{'s' * (conflicts > 1)}"] if conflicts else []
        said += [f"{attention - conflicts} to decide"] if attention > conflicts else []
        worst = max(worst, "warn", key=_RANK.index)
    return Standing(", ".join(said), tuple(details), waiting, attention, worst)


def state_words(state: ConnectionState, now: int) -> tuple[str, str]:
    """What a connection's state is called, and how bad it is."""
    match state.state:
        case "ok":
            return "in sync", "ok"
        case "new":
            return "connecting", "busy"
        case "pulling":
            of = f" of {state.total:,}" if state.total else ""
            return f"reading {state.done:,}{of}", "busy"
        case "offline":
            return f"offline since {_clock(state.since)}", "warn"
        case "throttled":
            return f"throttled for {max(0, state.until - now) // 1000} s", "warn"
        case "auth":
            return "the secret is not accepted", "bad"
        case "changed":
            return "another store than before", "bad"
    return f"failing: {state.words}", "bad"


def _clock(at: int) -> str:
    from datetime import datetime

    return f"{datetime.fromtimestamp(at / 1000):%H:%M}"
