"""`connect`, `connections`, `disconnect`: the remotes of a desk."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import msgspec

from supportterm.commands.call import Asking, Bold, Call, Dim, Outcome
from supportterm.commands.kinds import BackendName, Changes, ConnectionName, Word, choice
from supportterm.commands.reading import hung
from supportterm.commands.records import changed
from supportterm.commands.registry import command
from supportterm.commands.usage import Usage
from supportterm.core.directory import NAMES, is_name
from supportterm.core.refusal import Refused
from supportterm.core.spoken import assignment

if TYPE_CHECKING:
    from supportterm.backends.protocol import Driver
    from supportterm.commands.connecting import Report
    from supportterm.commands.credentials import Credentials
    from supportterm.core.nouns import Connected

OnOrOff = Annotated[str, choice("state", "on", "off")]


@command(
    "connect",
    group="desk",
    slow=True,
    examples=(
        "connect",
        "connect request-tracker rt url=https://rt.example.org",
        "pass rt | supportterm connect rt --secret",
        "connect rt --accept",
    ),
)
def connect(
    call: Call,
    backend: BackendName = "",
    settings: Changes = (),
    *,
    secret: bool = False,
    prove: Word = "",
    force: bool = False,
    accept: bool = False,
) -> Outcome:
    """Connect this desk to a remote, or change a connection.

    Without a word it lists what there is to connect to; `help connect mail` says what one is asked for.

    The first word is a backend or a connection's name; then come a name for it and settings as KEY=VALUE. What is
    missing is asked for. The secret is never an argument: it is asked for, or read from standard input with `--secret`.
    The connection is tried before it is kept; `--force` keeps one that can't be reached now. `--prove N` writes an
    internal note on ticket N there and looks whether it can be found again, which is what keeps replies from being sent
    twice. `--accept` goes on with a remote that is another than before.
    """
    from supportterm.commands.leaving import let_it_come

    if not backend and call.console_or_none is not None and call.ask is not None:
        backend = _chosen(call)
    if not backend:
        return _backends()
    known = next((c for c in call.desk.connections() if c.name == backend), None)
    if accept:
        if known is None:
            raise Refused(f"there is no connection {backend!r}; `connections` lists them")
        outcome = Outcome(f"{_accept(call, known.name, known.backend)}; what waited to leave is for you: `outbox`")
        let_it_come(call)
        return outcome
    words = list(settings)
    name = words.pop(0) if words and "=" not in words[0] else ""
    given = dict(_pair(word) for word in words)
    outcome = _connect(call, known, backend, name, given, secret=secret, prove=prove, force=force)
    let_it_come(call)
    return outcome


@command("connections", group="desk", examples=("connections", "connections --json"))
def connections(call: Call) -> Outcome:
    """List the remotes of this desk and how each stands."""
    from supportterm.core.abilities import can_words
    from supportterm.sync.standing import in_full

    found = [(c, call.desk.connection_state(c.name)) for c in call.desk.connections()]
    records, lines = [], []
    for c, s in found:
        words = "paused" if c.paused else in_full(c.name, s, call.now)
        records.append(
            {
                "name": c.name, "title": c.title, "backend": c.backend, "can": list(c.can), "paused": c.paused,
                "served": c.served, "state": s.state, "words": s.words, "account": s.account,
                "looked": s.looked or None, "settings": c.settings,
            }
        )  # fmt: skip
        lines.append(f"{c.name:<16} {c.title}: {words}")
        lines.append(Dim(f"{'':<16} as {s.account or 'nobody yet'}; can {can_words(c.can)}"))
        if "tickets" in c.can:
            ours = "for its tickets too" if c.served else "not for its tickets; `connections rules` changes that"
            lines.append(Dim(f"{'':<16} rules of this desk are {ours}"))
        lines += [Dim(f"{'':<16} {remark}") for remark in s.remarks]
    nothing = "this desk is connected to nothing; `connect` says what there is"
    return Outcome("" if found else nothing, records=records, lines=lines or None)


@command("connections rules", group="desk", examples=("connections rules rt on",))
def rules(call: Call, name: ConnectionName, state: OnOrOff) -> Outcome:
    """Say whether rules, routing and promises of this desk are for a remote's tickets too.

    They are the remote's to look after at first: it has rules of its own. What comes back of what ours did leads to
    nothing.
    """
    known = next(c for c in call.desk.connections() if c.name == name)
    spec: dict[str, object] = {**msgspec.to_builtins(known), "served": state == "on"}
    del spec["name"]
    return changed(call.desk.define("connection", name, spec))


@command("disconnect", group="desk", slow=True, examples=("disconnect rt",))
def disconnect(call: Call, name: ConnectionName) -> Outcome:
    """Forget a connection and its secret.

    Its tickets stay as they are; what waited to leave by it is held until it is connected again.
    """
    from supportterm.commands.opening import secrets_of
    from supportterm.core.query import parse

    waiting = [e for e in call.desk.outbox() if e.connection == name]
    tickets = call.desk.count(parse(f"home:{name}"))
    change = call.desk.define("connection", name, None)
    said = [f"{name} is disconnected"]
    if tickets:
        many = f"{tickets}{'+' * (tickets >= 999)} tickets stay as they are"
        said.append("its ticket stays as it is" if tickets == 1 else f"its {many}")
    if waiting:
        stay = "stays" if len(waiting) == 1 else "stay"
        said.append(f"{len(waiting)} that waited to leave {stay} in the outbox until it is connected again")
    if still := secrets_of(call.desk.id).forget(name):
        said.append(still)
    return Outcome("; ".join(said), records=[{"name": name, "change": change.id.hex()}])


def _chosen(call: Call) -> str:
    from supportterm.backends.registry import names

    assert call.ask is not None
    return call.ask(Asking("Connect to what?", choices=names()))


def _backends() -> Outcome:
    from supportterm.backends.registry import drivers

    found, remarks = drivers()
    return Outcome(
        records=[
            {"name": d.name, "title": d.title, "secret": d.secret, "settings": [s.name for s in d.settings]}
            for d in found.values()
        ],
        lines=[*(f"{d.name:<18} {d.title}" for d in found.values()), *remarks],
    )


def _connect(
    call: Call,
    known: "Connected | None",
    backend: str,
    name: str,
    given: dict[str, str],
    *,
    secret: bool,
    prove: str,
    force: bool,
) -> Outcome:
    from supportterm.backends.registry import driver
    from supportterm.commands.connecting import tried

    kind = driver(known.backend if known is not None else backend)
    called = _called(call, known, name, kind.name)
    settings, credentials, report = tried(
        call, kind, called, known.settings if known else {}, given, secret=secret, prove=prove, force=force
    )
    words = [f"{called} is connected as {report.account}" if report.account else f"{called} is kept, but was not tried"]
    words += _keep_secret(call, called, kind, credentials, settings)
    spec: dict[str, object] = {
        "title": known.title if known else _title(call, called, kind.title),
        "backend": kind.name,
        "settings": dict(settings),
        "can": list(report.can),
        "served": known is not None and known.served,
    }
    call.desk.define("connection", called, spec)
    words += _goes_on(call, called, kind.name, report)
    return Outcome(
        words[0],
        records=[{"name": called, "backend": kind.name, "account": report.account, "can": list(report.can)}],
        lines=list(hung([*words, *report.lines], call.columns)),
    )


def _called(call: Call, known: "Connected | None", name: str, backend: str) -> str:
    """What the connection is called. Raises Usage and Refused where it can't be called that."""
    from supportterm.config.settings import LLM

    called = known.name if known is not None else (name or backend)
    if known is not None and name:
        raise Usage(f"{known.name} is a connection, and {name!r} is not KEY=VALUE")
    if not is_name(called) or called == LLM:
        raise Usage(f"{called!r} can't be the name of a connection: {NAMES}")
    if known is None and called in (c.name for c in call.desk.connections()):
        raise Refused(f"there is a connection {called!r} already; `connect {called}` changes it")
    return called


def _title(call: Call, called: str, title: str) -> str:
    """What people read of a new one: the remote's *title*, as long as there is one of that kind."""
    return f"{title} ({called})" if title in (c.title for c in call.desk.connections()) else title


def _keep_secret(
    call: Call, called: str, kind: "Driver", credentials: "Credentials", settings: Mapping[str, str]
) -> list[str]:
    """Keep a new secret, and to which hosts it goes; what is to be said of it."""
    from supportterm.backends.places import places
    from supportterm.commands.opening import secrets_of

    words: list[str] = []
    if credentials.new and credentials.secret is not None:
        where = secrets_of(call.desk.id).keep(called, credentials.secret)
        words.append(Bold(f"the {kind.secret} is {where}"))
    if kind.secret:
        secrets_of(call.desk.id).is_for(called, places(kind, settings))
    return words


def _goes_on(call: Call, called: str, backend: str, report: "Report") -> list[str]:
    """See to it from where on it is read; what a person has to decide first."""
    replica = call.desk.replica(called)
    words: list[str] = []
    if (was := replica.state().epoch) and report.epoch not in ("", was):
        from supportterm.core.query import parse

        if replica.texts() or call.desk.count(parse(f"home:{called}")):
            words.append(f"it is another store than before: nothing is sent or read until `connect {called} --accept`")
        else:
            _accept(call, called, backend)
    if report.begins and not replica.cursor():  # who was connected before goes on where they were
        replica.begin_at(report.begins)
    return words


def _accept(call: Call, name: str, backend: str) -> str:
    """Go on with another store than before; what is read of it, in words."""
    from supportterm.backends.protocol import Moves
    from supportterm.backends.registry import driver

    kind, replica = driver(backend), call.desk.replica(name)
    begin = kind.elsewhere(replica.cursor()) if isinstance(kind, Moves) else ""
    replica.accept(begin)
    return f"{name} goes on with what came since it was connected" if begin else f"{name} is read from its beginning"


def _pair(word: str) -> tuple[str, str]:
    try:
        return assignment(word)
    except ValueError:
        raise Usage(f"{word!r} is not KEY=VALUE") from None
