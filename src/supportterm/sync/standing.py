"""How a desk's connections stand, in a few words for the status line and in more for those who ask."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from supportterm.core.moments import length_words
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
    filling: bool = False
    """Whether the history of one of them comes in, for the first time."""
    programs: str = ""
    """What is to be said of programs that follow: `2 hooks failed, webhook shop fails`."""


def standing(desk: Reading, now: int) -> Standing:
    """Cheap: reads one row for each connection, and counts by an index."""
    names = [c.name for c in desk.connections() if not c.paused]
    programs = program_words(desk)
    if not names:
        return Standing(programs, (), 0, 0, "warn" if programs else "ok", programs=programs)
    open_now: dict[str, int] = {}
    held = 0  # of a connection that is paused or was taken away
    for name, found in desk.outbox_counts().items():
        for state, number in found.items():
            if not name and not State(state).for_people:
                continue  # it is said later, at its moment
            if name in names or State(state).for_people:
                open_now[state] = open_now.get(state, 0) + number
            else:
                held += number
    attention = sum(n for state, n in open_now.items() if State(state).for_people)
    waiting, conflicts = sum(open_now.values()) - attention, open_now.get(State.CONFLICT, 0)

    stands = [desk.connection_state(name) for name in names]
    states = [state_words(state, now) for state in stands]
    details = tuple((name, words) for name, (words, _) in zip(names, states, strict=True))
    said = _together(names, stands, now)
    said += [f"{waiting} waiting"] if waiting else []
    said += [f"{held} held"] if held else []
    said += [f"{conflicts} conflict{'s' * (conflicts > 1)}"] if conflicts else []
    said += [f"{attention - conflicts} to decide"] if attention > conflicts else []
    said += [programs] if programs else []
    severities = [severity for _, severity in states] + ["busy"] * (waiting > 0)
    severities += ["warn"] * (attention > 0 or bool(programs))
    severity, filling = max(severities, key=_RANK.index), any(state.state == "pulling" for state in stands)
    return Standing(", ".join(said) or "in sync", details, waiting, attention, severity, filling, programs)


def program_words(desk: Reading) -> str:
    """`1 hook failed, webhook shop fails`; `hooks` and `webhooks` say more."""
    failed, webhooks = desk.hooks_failed(), desk.webhooks_troubled()
    words = [f"{failed} hook{'s' * (failed > 1)} failed"] if failed else []
    if webhooks:
        words.append(f"webhook {webhooks[0]} fails" if len(webhooks) == 1 else f"{len(webhooks)} webhooks fail")
    return ", ".join(words)


def state_words(state: ConnectionState, now: int) -> tuple[str, str]:
    """What a connection's state is called, and how bad it is."""
    match state.state:
        case "ok":
            return "in sync", "ok"
        case "new":
            return "connecting", "busy"
        case "pulling":
            of = f" of {state.total:,}" if state.total else ""
            return f"pulling {state.done:,}{of}", "busy"
        case "offline":
            return f"offline since {_since(state.since, now)}", "warn"
        case "throttled" if state.until > now:
            return f"throttled for {-(-(state.until - now) // 1000)} s", "warn"
        case "throttled":
            return "throttled", "warn"
        case "auth":
            return "secret needed", "bad"
        case "changed":
            return "another store than before", "bad"
    return f"failing: {state.words}", "bad"


def in_full(name: str, state: ConnectionState, now: int) -> str:
    """How the connection *name* stands, why, and what can be done: for those who ask."""
    words = state_words(state, now)[0]
    if state.state == "changed" and state.words:
        return state.words
    if state.state in ("offline", "throttled", "auth") and state.words:
        words = f"{words}: {state.words}"
    if state.state == "pulling" and state.left:
        words = f"{words}, {length_words(state.left)} to go"
    if state.state == "auth":
        words = f"{words}; `connect {name} --secret` asks for another"
    return words


def _together(names: Sequence[str], stands: Sequence[ConnectionState], now: int) -> list[str]:
    """What is not in order, and whose it is where they differ; a network is away since the first of them noticed."""
    away = min((state.since for state in stands if state.state == "offline"), default=0)
    alike: dict[str, list[str]] = {}
    for name, state in zip(names, stands, strict=True):
        words, _ = state_words(replace(state, since=away) if state.state == "offline" else state, now)
        alike.setdefault(words, []).append(name)
    told = {words: of for words, of in alike.items() if words != "in sync"}
    return list(told) if len(alike) == 1 else [f"{_named(of)}: {words}" for words, of in told.items()]


def _named(names: Sequence[str]) -> str:
    return " and ".join(names) if len(names) < 3 else f"{len(names)} connections"


def _since(at: int, now: int) -> str:
    """14:02 today, with the day before that."""
    moment, today = datetime.fromtimestamp(at / 1000), datetime.fromtimestamp(now / 1000).date()
    return f"{moment:%H:%M}" if moment.date() == today else f"{moment:%-d %b %H:%M}"
