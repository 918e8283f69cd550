"""What somebody wants a desk to be: the nouns of a desk file, before they are compared with what the desk defines."""

from collections.abc import Mapping
from typing import Any

import msgspec

from supportterm.core.nouns import Team
from supportterm.core.operations import What
from supportterm.core.schedule_versions import Timetable
from supportterm.core.sla_policy import Policy


class Wanted(msgspec.Struct, frozen=True):
    """Each kind by name, in order; None: it stays as it is on the desk."""

    agents: dict[str, dict[str, Any]] | None = None
    """What is said of each, as fields of `Agent`; what is not said stays."""
    teams: dict[str, Team] | None = None
    members: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Handles of agents by team."""
    schedules: dict[str, Timetable] | None = None
    """By their names without a version, which is their name here."""
    policies: dict[str, Policy] | None = None
    """Naming schedules without a version, for no organization yet."""
    organizations_of: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Names of the organizations that a policy is for, by policy."""
    others: Mapping[What, Mapping[str, Any]] = msgspec.field(default_factory=dict)
    organizations: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    """What is said of organizations, by name: domain, segment, manager, notes."""
