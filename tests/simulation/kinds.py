"""The kinds of help desk that are simulated: what they can do and how they behave."""

from typing import Final, NamedTuple

from fakes.remote import Rules
from supportterm.backends.protocol import Capabilities

_FIELDS: Final = frozenset({"status", "priority", "assignee", "team", "subject", "custom"})


class Kind(NamedTuple):
    capabilities: Capabilities
    rules: Rules
    skew: int
    """Milliseconds that its clock is ahead of ours."""


def _kind(rules: Rules, *, settle: float, skew: int = 0) -> Kind:
    capabilities = Capabilities(
        feed=rules.feed, deletes="feed", guard=rules.guard, marker=rules.marker, settle=settle, poll=5,
        open_tickets=True, reply=True, note=True, fields=_FIELDS, tags="delta", merge=True, history=rules.history,
    )  # fmt: skip
    return Kind(capabilities, rules, skew)


KINDS: Final = {
    "exact": _kind(Rules(), settle=60),
    "lagging": _kind(
        Rules(feed="since", lag=20_000, overlap=25_000, coarse=True, whole=True), settle=120, skew=900_000
    ),
    "history": _kind(Rules(history=True, lag=3_000), settle=30, skew=-900_000),
    "keyed": _kind(Rules(marker="key", guard="checked", whole=True), settle=60),
    "watched": _kind(Rules(guard="checked", history=True), settle=60),
    "bare": _kind(Rules(marker="none", guard="reread"), settle=60),
}
