"""How a connection is tried, and where its secret comes from; shared by `connect`, `doctor` and the keeper's start."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from supportterm.commands.call import Call, Dim
from supportterm.commands.usage import Usage
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.backends.protocol import Backend, Driver
    from supportterm.config.secrets import Secret, Secrets
    from supportterm.core.nouns import Connected


class Credentials(NamedTuple):
    """The secret to use, and whether it is a new one, to be kept when it works."""

    secret: "Secret | None"
    new: "Secret | None" = None

    def reveal(self) -> str:
        return self.secret.reveal() if self.secret is not None else ""


class Report(NamedTuple):
    """What trying a connection showed."""

    account: str
    can: tuple[str, ...]
    lines: tuple[str, ...]


def secrets_of(call: Call) -> "Secrets":
    """The secrets of this desk for who runs this. Raises ConfigError when config.yaml can't be read."""
    from supportterm.config.paths import paths
    from supportterm.config.secrets import Secrets
    from supportterm.config.settings import load

    here = paths()
    return Secrets(here, call.desk.path, load(here=here).password_commands())


def opened(connected: "Connected", secrets: "Secrets") -> "Backend":
    """The connection, ready to be used. Raises Refused when its backend is not there, Invalid when it is set wrong."""
    from supportterm.backends.registry import driver

    from supportterm.backends.errors import AuthFailed

    kind = driver(connected.backend)

    def secret() -> str:
        try:
            return secrets.reveal(connected.name) if kind.secret else ""
        except Refused as error:
            raise AuthFailed(str(error)) from None

    return kind.open(connected.settings, secret)


def credentials(call: Call, kind: "Driver", name: str, *, wanted: bool) -> Credentials:
    """The secret there is for *name*; a new one when *wanted* or when there is none."""
    from supportterm.config.secrets import Secret

    if not kind.secret:
        return Credentials(None)
    found = None if wanted else secrets_of(call).find(name)
    if found is not None:
        return Credentials(found.secret)
    if call.ask is not None:
        text = call.ask(f"{kind.secret.capitalize()} (is not shown): ", True)
    elif wanted and call.read_text is not None:
        text = call.read_text().partition("\n")[0]
    else:
        raise Usage(f"the {kind.secret} is missing: give it on standard input with --secret, or in ${_variable(name)}")
    if not text.strip():
        raise Usage(f"the {kind.secret} is empty; nothing was stored")
    new = Secret(text.strip())
    return Credentials(new, new)


def tested(kind: "Driver", settings: Mapping[str, str], kept: Credentials, *, prove: str, force: bool) -> Report:
    """Who we are there and what can be done; *prove*: key of a ticket there that a note may be written on.

    Raises Refused with what went wrong, unless *force* is set and it is only out of reach.
    """
    from supportterm.backends import errors
    from supportterm.backends.abilities import abilities
    from supportterm.backends.protocol import Provable
    from supportterm.backends.words import can_words, cannot_words

    try:
        backend = kind.open(settings, kept.reveal)
    except errors.Invalid as error:
        raise Usage(str(error)) from None
    try:
        who = backend.probe()
        proved = backend.prove(prove) if prove and isinstance(backend, Provable) else None
    except errors.RemoteError as error:
        if force and not isinstance(error, errors.AuthFailed):
            return Report("", abilities(kind.capabilities), (f"it was not tried: {error}",))
        raise Refused(f"{kind.title} can't be used so: {error}; nothing was stored") from None
    else:
        can = abilities(backend.capabilities)
        cannot = cannot_words(can, tickets=backend.capabilities.tickets)
        lines = [Dim(f"from here you can {can_words(can)}")]
        lines += [Dim(f"what can't be done there: {cannot}")] if cannot else []
        lines += [Dim(guarantee(backend.capabilities.marker))]
        return Report(who.account, can, (*lines, *(who.remarks if proved is None else proved)))
    finally:
        backend.close()


def guarantee(marker: str) -> str:
    """What happens when the answer to a send is lost."""
    if marker == "none":
        return "when an answer is lost you are asked whether it arrived: it can't be looked up there"
    return "when an answer is lost it is looked up whether the reply arrived: nothing is sent twice"


def _variable(name: str) -> str:
    from supportterm.config.secrets import variable_of

    return variable_of(name)
