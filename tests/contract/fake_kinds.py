"""The fake help desks that the contract is asked of: those of the simulator, the richest, and some poor ones."""

from typing import Final

from msgspec.structs import replace

from fakes.http_backend import CAPABILITIES
from fakes.remote import Rules
from simulation.kinds import KINDS
from supportterm.backends.protocol import Capabilities

_WALK = Capabilities(
    feed="walk", deletes="scan", guard="checked", marker="key", tags="replace", open_tickets=True, reply=True,
    note=True, forward=True, fields=frozenset({"status", "priority", "subject", "assignee"}), merge=True, search=True,
    files_down=True, articles="read",
)  # fmt: skip
_POOR = Capabilities(feed="since", overlap=2.0, reply=True, fields=frozenset({"status", "priority"}))
_LOOKS_BACK = replace(CAPABILITIES, guard="reread", deletes="none", marker="none", tags="replace", search=False)

FAKES: Final = {
    **{f"fake-{name}": (kind.capabilities, replace(kind.rules, lag=0)) for name, kind in KINDS.items()},
    "fake-whole": (CAPABILITIES, Rules.of(CAPABILITIES, whole=True)),
    "fake-walk": (_WALK, Rules.of(_WALK)),
    "fake-poor": (_POOR, Rules.of(_POOR, coarse=True)),
    "fake-looks-back": (_LOOKS_BACK, Rules.of(_LOOKS_BACK)),
    "fake-http": (CAPABILITIES, Rules.of(CAPABILITIES)),
}
"""Name → what can be done there, and how it behaves."""
