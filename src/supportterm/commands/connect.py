"""`connect`, `connections`, `disconnect`: the remotes of a desk."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from supportterm.commands.call import Call, Dim, Outcome
from supportterm.commands.connecting import credentials, secrets_of, tested
from supportterm.commands.kinds import Changes, Word, split_assignment
from supportterm.commands.registry import SHELL, command
from supportterm.commands.usage import Usage
from supportterm.core.directory import NAMES, is_name
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.backends.protocol import Driver, Setting
    from supportterm.core.nouns import Connected


@command(
    "connect",
    faces=(SHELL,),
    group="desk",
    examples=(
        "connect",
        "connect request-tracker rt url=https://rt.example.org",
        "pass rt | supportterm connect rt --secret",
        "connect rt --accept",
    ),
)
def connect(
    call: Call,
    backend: Word = "",
    settings: Changes = (),
    *,
    secret: bool = False,
    prove: Word = "",
    force: bool = False,
    accept: bool = False,
) -> Outcome:
    """Connect this desk to a remote, or change a connection; without a word, list what there is to connect to.

    The first word is a backend or a connection's name; then come a name for it and settings as KEY=VALUE. What is
    missing is asked for. The secret is never an argument: it is asked for, or read from standard input with `--secret`.
    The connection is tried before it is kept; `--force` keeps one that can't be reached now. `--prove N` writes an
    internal note on ticket N there and looks whether it can be found again, which is what keeps replies from being sent
    twice. `--accept` goes on with a remote that is another than before.
    """
    if not backend:
        return _backends()
    words = list(settings)
    name = words.pop(0) if words and "=" not in words[0] else ""
    given = dict(_pair(word) for word in words)
    known = next((c for c in call.desk.connections() if c.name == backend), None)
    if accept:
        return _accept(call, known, backend)
    return _connect(call, known, backend, name, given, secret=secret, prove=prove, force=force)


@command("connections", group="desk", examples=("connections", "connections --json"))
def connections(call: Call) -> Outcome:
    """List the remotes of this desk and how each stands."""
    from supportterm.backends.words import can_words

    found = [(c, call.desk.connection_state(c.name)) for c in call.desk.connections()]
    return Outcome(
        "" if found else "this desk is connected to nothing; `supportterm connect` says what there is",
        records=[
            {
                "name": c.name, "title": c.title, "backend": c.backend, "can": list(c.can), "paused": c.paused,
                "state": s.state, "words": s.words, "account": s.account, "looked": s.looked or None,
            }
            for c, s in found
        ],
        lines=[
            line
            for c, s in found
            for line in (
                f"{c.name:<16} {c.title}, {'paused' if c.paused else s.state}{': ' + s.words if s.words else ''}",
                Dim(f"{'':<16} as {s.account or 'nobody yet'}; can {can_words(c.can)}"),
            )
        ] or None,
    )  # fmt: skip


@command("disconnect", faces=(SHELL,), group="desk", examples=("disconnect rt",))
def disconnect(call: Call, name: Word) -> Outcome:
    """Forget a connection and its secret. Its tickets stay as they are; what waited to leave by it does not leave."""
    if name not in (c.name for c in call.desk.connections()):
        raise Refused(_none(call, name))
    waiting = [e for e in call.desk.outbox() if e.connection == name]
    change = call.desk.define("connection", name, None)
    secrets_of(call).forget(name)
    left = f"; {len(waiting)} things that waited stay in the outbox until it is connected again" if waiting else ""
    return Outcome(f"{name} is disconnected{left}", records=[{"name": name, "change": change.id.hex()}])


def _backends() -> Outcome:
    from supportterm.backends.registry import driver, names

    found, broken = [], []
    for name in names():
        try:
            found.append(driver(name))
        except Refused as error:
            broken.append(str(error))
    return Outcome(
        records=[{"name": d.name, "title": d.title, "settings": [s.name for s in d.settings]} for d in found],
        lines=[*(f"{d.name:<18} {d.title}" for d in found), *broken],
    )


def _connect(
    call: Call,
    known: "Connected | None",
    backend: str,
    name: str,
    given: Mapping[str, str],
    *,
    secret: bool,
    prove: str,
    force: bool,
) -> Outcome:
    from supportterm.backends.registry import driver

    kind = driver(known.backend if known is not None else backend)
    called = known.name if known is not None else (name or kind.name)
    if not is_name(called):
        raise Usage(f"{called!r} can't be the name of a connection: {NAMES}")
    if known is None and called in (c.name for c in call.desk.connections()):
        raise Refused(f"there is a connection {called!r} already; `supportterm connect {called}` changes it")
    values = _settings(call, kind, {**(known.settings if known else {}), **given}, ask=known is None)
    kept = credentials(call, kind, called, wanted=secret)
    report = tested(kind, values, kept, prove=prove, force=force)
    spec: dict[str, object] = {
        "title": known.title if known else kind.title, "backend": kind.name, "settings": values, "can": report.can,
    }  # fmt: skip
    words = [f"{called} is connected: {report.account}" if report.account else f"{called} is kept, but was not tried"]
    if kept.new is not None:
        words.append(secrets_of(call).keep(called, kept.new))
    call.desk.define("connection", called, spec)
    return Outcome(
        words[0],
        records=[{"name": called, "backend": kind.name, "account": report.account, "can": list(report.can)}],
        lines=[*words, *report.lines],
    )


def _settings(call: Call, kind: "Driver", given: Mapping[str, str], *, ask: bool) -> dict[str, str]:
    """Every setting of the driver, asked for where it is missing."""
    there = {s.name for s in kind.settings}
    strange = sorted(set(given) - there)
    if strange:
        raise Usage(f"{kind.title} has no setting {strange[0]!r}; there are {', '.join(s.name for s in kind.settings)}")
    values = {}
    for setting in kind.settings:
        value = given.get(setting.name)
        if value is None and ask and call.ask is not None:
            value = _asked(call, setting)
        value = setting.default if value is None else value
        if setting.required and not value:
            raise Usage(f"{setting.name} is missing: {setting.question} Give it as {setting.name}=…")
        if setting.choices and value not in setting.choices:
            raise Usage(f"{setting.name} is {' or '.join(setting.choices)}, not {value!r}")
        values[setting.name] = value
    return values


def _asked(call: Call, setting: "Setting") -> str | None:
    assert call.ask is not None
    default = f" [{setting.default}]" if setting.default else ""
    help_ = f" ({setting.help})" if setting.help else ""
    return call.ask(f"{setting.question}{help_}{default} ", False).strip() or None


def _accept(call: Call, known: "Connected | None", name: str) -> Outcome:
    if known is None:
        raise Refused(_none(call, name))
    call.desk.replica(known.name).accept()
    return Outcome(f"{known.name} is read anew from its beginning; what waited to leave is for you: `outbox`")


def _pair(word: str) -> tuple[str, str]:
    try:
        return split_assignment(word)
    except ValueError:
        raise Usage(f"{word!r} is not KEY=VALUE") from None


def _none(call: Call, name: str) -> str:
    there: Sequence[str] = [c.name for c in call.desk.connections()]
    return f"there is no connection {name!r}; there are {', '.join(there) or 'none yet'}"
