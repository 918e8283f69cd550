"""The secret that a connection is tried with: the one there is, for where it may be sent, or one that is asked for."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from supportterm.commands.call import Asking, Call
from supportterm.commands.opening import secrets_of
from supportterm.commands.usage import Usage
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.backends.protocol import Driver
    from supportterm.config.secrets import Secret


class Credentials:
    """The secret to use, and whether it is a new one, to be kept when it works. Called, it tells the secret."""

    def __init__(
        self, secret: "Secret | None", *, new: bool = False, replace: "Callable[[Secret], str] | None" = None
    ) -> None:
        """*replace* keeps another one where this one is, or says why it can't."""
        self.secret = secret
        self.new = new
        self._replace = replace

    def __call__(self) -> str:
        return self.secret.reveal() if self.secret is not None else ""

    def renewed(self, text: str) -> str:
        """The other side gave another one instead: it counts from now on, and is kept where the old one is."""
        from supportterm.config.secrets import Secret

        self.secret = Secret(text)
        return self._replace(self.secret) if self._replace is not None else ""


def credentials_for(call: Call, kind: "Driver", name: str, *, wanted: bool) -> Credentials:
    """The secret there is for *name*; a new one when *wanted* or when there is none."""
    from supportterm.config.secrets import Secret, variable_of

    if not kind.secret:
        return Credentials(None)
    kept = secrets_of(call.desk.id)
    found = None if wanted else kept.find(name)
    if found is not None:
        return Credentials(found.secret, replace=partial(kept.replace, name))
    if call.ask is not None:
        return typed(call, kind)
    if not wanted or call.read_text is None:
        where = f"give it on standard input with --secret, or in ${variable_of(name)}"
        raise Usage(f"the {kind.secret} is missing: {where}")
    secret = Secret(call.read_text().partition("\n")[0].strip())
    if not secret.reveal():
        raise Usage(f"the {kind.secret} on standard input is empty; nothing was stored")
    return Credentials(secret, new=True)


def for_there(call: Call, kind: "Driver", name: str, credentials: Credentials, before: str, there: str) -> Credentials:
    """What there is when it may be sent *there*; else one that is asked for. *before*: where the connection was.

    One that is kept is for the host that it was given for. One in the environment or from a command of the person's
    own is theirs to point elsewhere: they do so here.
    """
    kept = secrets_of(call.desk.id)
    meant = kept.kept_for(name) or before
    source = kept.source(name)
    if meant in ("", there) or source.startswith("$") or source == "password_command":
        return credentials
    words = f"the {kind.secret} that is kept is for {meant}, and not sent to {there}"
    if call.ask is None:
        raise Refused(f"{words}: give the one for it with --secret; nothing was stored")
    return typed(call, kind, words)


def typed(call: Call, kind: "Driver", remark: str = "") -> Credentials:
    from supportterm.config.secrets import Secret

    assert call.ask is not None
    secret = Secret("")
    while not secret.reveal():
        secret = Secret(call.ask(Asking(kind.secret.capitalize(), remark, hidden=True)).strip())
        remark = "it can't be empty"
    return Credentials(secret, new=True)
