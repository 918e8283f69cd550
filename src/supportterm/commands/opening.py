"""From a connection as the desk defines it to one that can be used; shared by the keeper, `connect` and `doctor`."""

import time
from typing import TYPE_CHECKING, Final

from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.backends.protocol import Backend
    from supportterm.config.secrets import Secret, Secrets
    from supportterm.core.nouns import Connected

REMEMBERED: Final = 60.0
"""Seconds that a secret is not looked up again."""


def secrets_of(desk: str) -> "Secrets":
    """The secrets of the desk with the id *desk* for who runs this. Raises ConfigError."""
    from supportterm.config.paths import paths
    from supportterm.config.secrets import Secrets
    from supportterm.config.settings import load

    here = paths()
    return Secrets(here, desk, load(here=here).password_commands())


def opened(connected: "Connected", desk: str) -> "Backend":
    """The connection of the desk with the id *desk*, ready to be used.

    Raises Refused when its backend is not there, Invalid when it is set wrong.
    """
    from supportterm.backends.places import places
    from supportterm.backends.registry import driver

    kind = driver(connected.backend)
    if not kind.secret:
        return kind.open(connected.settings, str)
    return kind.open(connected.settings, _Remembered(connected.name, desk, places(kind, connected.settings)))


class _Remembered:
    """A secret, looked up again after a minute, or as soon as another one was kept.

    A backend asks for it with every request, and a password_command may be slow or ask for a touch of a key.
    """

    def __init__(self, name: str, desk: str, places: str) -> None:
        """*places*: where it is sent to."""
        self._name = name
        self._places = places
        self._secrets: Secrets | None = None
        self._desk = desk
        self._known: Secret | None = None
        self._of: tuple[int, int] = (0, 0)
        self._until = 0.0

    def __call__(self) -> str:
        """Raises AuthFailed with what to do when there is none."""
        from supportterm.backends.errors import AuthFailed
        from supportterm.config.marked import ConfigError

        now = time.monotonic()
        if self._known is None or self._secrets is None or now > self._until or self._secrets.stamp() != self._of:
            try:
                self._secrets = secrets_of(self._desk)
                self._of = self._secrets.stamp()
                self._known, self._until = self._secrets.get(self._name, self._places), now + REMEMBERED
            except (Refused, ConfigError) as error:
                raise AuthFailed(str(error)) from None
        return self._known.reveal()

    def renewed(self, text: str) -> str:
        """The other side gave *text* instead. Why that can't be kept beyond this program's end; empty: it is kept."""
        from supportterm.config.secrets import Secret

        assert self._secrets is not None, "it was asked for before"
        self._known = Secret(text)
        trouble = self._secrets.replace(self._name, self._known)
        self._of = self._secrets.stamp()
        self._until = float("inf") if trouble else time.monotonic() + REMEMBERED
        return trouble
