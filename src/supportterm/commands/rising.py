"""`rising`: what customers ask about more than they did; and that beside the figures of a report."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from supportterm.commands import progress
from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.figures import metrics_of
from supportterm.commands.kinds import Count
from supportterm.commands.registry import command
from supportterm.core.safe import safe_line

if TYPE_CHECKING:
    from supportterm.core.rising import Rising
    from supportterm.desk.portal import Missed

_TAG = 24
BESIDE = 5
"""Of each kind that stand below the figures of a report."""


@command("rising", group="desk", slow=True, examples=("rising", "rising --json | jq -r .tag"))
def rising(call: Call, *, limit: Count = 20) -> Outcome:
    """List tags that rise: more tickets in the last seven days than the eight weeks before let expect.

    The strongest first: how far this week is above the usual, beside how far weeks go up and down anyway.
    """
    try:
        found = metrics_of(call.desk, call.zone).rising(limit, counting)
    finally:
        progress.show(0, None, "")
    if not found:
        return Outcome("no tag rises this week")
    head = f"{'':<{_TAG}} {'this week':>9} {'usual':>7}  {'the eight weeks before'}"
    return Outcome(records=map(record_of, found), lines=[Bold(head), *map(_line, found)])


def counting(done: int, whole: int) -> None:
    """Show how far counting is."""
    progress.show(done, whole, "counting")


def beside(found: "Sequence[Rising]", missed: "Sequence[Missed]") -> Iterator[str]:
    """What stands below the figures: what rises, and what readers of the help centre did not find."""
    if found:
        yield Dim("rising this week: " + ", ".join(f"{safe_line(one.tag, _TAG)} {_times(one)}" for one in found))
    if missed:
        yield Dim("searched in vain: " + ", ".join(f"{safe_line(one.words, 40)} ({one.times:,})" for one in missed))


def record_of(one: "Rising") -> Mapping[str, object]:
    return {
        "tag": one.tag, "week": one.week, "usual": round(one.usual, 2), "before": list(one.before),
        "strength": round(one.strength, 2),
    }  # fmt: skip


def _line(one: "Rising") -> str:
    before = " ".join(f"{count:>3}" for count in one.before)
    return f"{safe_line(one.tag, _TAG):<{_TAG}} {one.week:>9,} {one.usual:>7.1f}  {before}"


def _times(one: "Rising") -> str:
    return f"{one.week:,} (new)" if one.times is None else f"{one.week:,} (usually {one.usual:.1f})"
