"""What became of a ticket's promises, as occasions: kept when it was done in time, missed when its deadline passed.

The clocks of `core/sla.py` say which. A promise that was given another target counts by the last one; one that came to
its end because the ticket was merged or deleted counts for nothing.
"""

from collections.abc import Iterator
from typing import Final

from supportterm.core.metrics_served import Occasion, Served
from supportterm.core.metrics_sheet import KEPT, MISSED, OF_KIND, REPLIES, SOLVED, Measured
from supportterm.core.sla import Clocks
from supportterm.core.sla_clock import Schedules, due, state
from supportterm.core.sla_policy import Metric

_UNTIL_SOLVED: Final = frozenset({Metric.WAIT, Metric.RESOLUTION})


def promises(clocks: Clocks, told: Served, schedules: Schedules, now: int | None = None) -> Iterator[Occasion]:
    """Kept ones are credited to who did it, missed ones to who had the ticket when the deadline passed.

    With *now* those too that are late by then and still not done.
    """
    solved = any(measure == SOLVED for occasion in told.occasions for measure, _ in occasion.measured)
    for clock in (*clocks.past, *clocks.running.values()):
        kept, missed = OF_KIND[clock.metric]
        became = state(clock, now or 0, schedules)
        if clock.fulfilled is not None and clock.metric in _UNTIL_SOLVED and not solved:
            continue
        if became == "kept" and clock.fulfilled is not None:
            yield _occasion(told, clock.fulfilled, ((KEPT, 1), (kept, 1)))
        elif became == "missed" or (became == "late" and now is not None):
            yield _occasion(told, due(clock, schedules) or clock.started, ((MISSED, 1), (missed, 1)))


def _occasion(told: Served, at: int, measured: Measured) -> Occasion:
    for occasion in told.occasions:
        if occasion.at == at and occasion.measured[0][0] == REPLIES:
            return occasion._replace(measured=measured)
    stay = next((s for s in reversed(told.stays) if s.start <= at), None)
    who = (stay.agent, stay.team, stay.tier) if stay is not None else ("", "", 1)
    return Occasion(at, *who, measured)
