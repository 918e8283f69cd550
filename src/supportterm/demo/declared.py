"""The demo desk as its desk file declares it: content/desk.yaml, the same that anybody could apply."""

from datetime import UTC, datetime
from functools import cache

from msgspec.structs import replace

from supportterm.config.desk_file import Source, read_desk_file
from supportterm.config.desk_nouns import Around, Closed, Look, wanted
from supportterm.config.marked import Problems
from supportterm.core.desk_plan import plan
from supportterm.core.desk_wanted import Wanted
from supportterm.core.nouns import Agent, Field, Macro, Team
from supportterm.demo.content import CONTENT
from supportterm.desk import Desk
from supportterm.exchange.closed_schedules import closed_days


@cache
def agents() -> dict[str, Agent]:
    """By handle, with their teams."""
    found = _plain()
    return {
        handle: Agent(
            handle, **{"name": handle, **said, "teams": tuple(t for t, m in found.members.items() if handle in m)}
        )
        for handle, said in (found.agents or {}).items()
    }


def teams() -> tuple[Team, ...]:
    return tuple((_plain().teams or {}).values())


def fields() -> tuple[Field, ...]:
    return tuple(_plain().others["field"].values())


def macros() -> tuple[Macro, ...]:
    return tuple(_plain().others["macro"].values())


def declare(desk: Desk, users: dict[str, str], now_ms: int) -> None:
    """Apply the desk file; *users*: who of its agents is which Unix user. Holidays are those around *now_ms*."""
    source, problems = _source(), Problems()
    today = datetime.fromtimestamp(now_ms / 1000, UTC).date()
    want = _wanted(source, closed_days(source, problems, today), problems)
    staff = {handle: {**said, "unix_user": users.get(handle, "")} for handle, said in (want.agents or {}).items()}
    want = replace(want, agents=staff)
    desk.declare({}, (), lambda there, numbers: plan(there, want, numbers), words="desk file")


@cache
def _source() -> Source:
    return read_desk_file(CONTENT / "desk.yaml")


@cache
def _plain() -> Wanted:
    """Without looking anything up."""
    return _wanted(_source(), lambda name, entry: Closed(), Problems())


def _wanted(source: Source, look: Look, problems: Problems) -> Wanted:
    found = wanted(source, Around((), lambda name: None, "", {}), look, problems)
    problems.raise_any()
    return found
