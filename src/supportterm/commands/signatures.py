"""The secrets that webhooks are signed with, for who sends and who takes them; kept as those of connections are."""

import time

from supportterm.commands.opening import REMEMBERED, secrets_of
from supportterm.config.marked import ConfigError
from supportterm.config.secrets import Secrets
from supportterm.core.refusal import Refused


def kept_as(webhook: str) -> str:
    """What the secret of a webhook is called among all secrets of a desk."""
    return f"webhook:{webhook}"


class Signatures:
    """The secrets of one desk's webhooks, each looked up again after a minute, or as soon as another was kept."""

    def __init__(self, desk: str) -> None:
        """*desk*: its id."""
        self._desk = desk
        self._secrets: Secrets | None = None
        self._stamp: tuple[int, int] = (0, 0)
        self._until = 0.0
        self._known: dict[str, str] = {}

    def __call__(self, webhook: str) -> str:
        """Raises Refused with what to do when there is none."""
        now = time.monotonic()
        if self._secrets is None or now > self._until or self._secrets.stamp() != self._stamp:
            try:
                self._secrets = secrets_of(self._desk)
            except ConfigError:
                raise Refused("config.yaml is to be mended first: `supportterm config check`") from None
            self._stamp, self._until, self._known = self._secrets.stamp(), now + REMEMBERED, {}
        if webhook not in self._known:
            found = self._secrets.find(kept_as(webhook))
            if found is None:
                raise Refused(f"there is no secret: `supportterm webhook secret {webhook}` makes one")
            self._known[webhook] = found.secret.reveal()
        return self._known[webhook]
