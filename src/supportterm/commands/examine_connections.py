"""What `doctor` says of a connection: its secret, how its keeper last found it, and how it answers now."""

from typing import TYPE_CHECKING

from supportterm.commands.call import Call
from supportterm.commands.opening import opened, secrets_of
from supportterm.config.marked import ConfigError
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.backends.protocol import Capabilities, Driver
    from supportterm.core.nouns import Connected


def stands(call: Call, connected: "Connected", *, network: bool) -> tuple[bool, str]:
    """Whether all is well with it, and one line. The remote is only asked with *network*; no secret is ever shown."""
    from supportterm.backends.registry import driver
    from supportterm.sync.standing import in_full, state_words

    try:
        kind = driver(connected.backend)
        source = secrets_of(call.desk.id).source(connected.name) if kind.secret else ""
    except ConfigError:  # told by itself
        return False, f"{connected.title}: its secret can't be looked for before config.yaml is mended"
    except Refused as error:
        return False, f"{connected.title}: {error}"
    if kind.secret and not source:
        return False, f"{connected.title}: no {kind.secret}; `connect {connected.name} --secret` asks for it"
    said = f"{connected.title}: {kind.secret} from {source}" if kind.secret else f"{connected.title}: needs no secret"
    if connected.paused:
        return True, f"{said}; paused"
    if network:
        well, words = _answers(call, connected, kind)
        return well, f"{said}; {words}"
    promise = _promise(kind, kind.capabilities)
    state = call.desk.connection_state(connected.name)
    well, words = state_words(state, call.now)[1] != "bad", in_full(connected.name, state, call.now)
    return well, f"{said}; {words}" + promise * well


def _promise(kind: "Driver", can: "Capabilities") -> str:
    """What keeps things from being sent twice, or that articles are only read, and how we know."""
    from supportterm.backends.words import evidence, once, sends

    if sends(can):
        return f"; {once(can, kind.proof.get('marker', 'read'))}"
    read = can.articles == "read"
    return f"; nothing is written there, its articles are read ({evidence(kind.proof.get('articles', 'read'))})" * read


def _answers(call: Call, connected: "Connected", kind: "Driver") -> tuple[bool, str]:
    """Of a connection as it is: it may be able to do less than others of its kind."""
    from supportterm.backends.errors import RemoteError

    try:
        backend = opened(connected, call.desk.id)
    except (RemoteError, Refused) as error:
        return False, str(error)
    try:
        who = backend.probe()
        promise = _promise(kind, backend.capabilities)
    except RemoteError as error:
        return False, str(error)
    finally:
        backend.close()
    return not who.remarks, "; ".join((f"answers, as {who.account}", *who.remarks)) + promise
