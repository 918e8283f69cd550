"""`report`: a desk in figures, on a terminal, as a page, as CSV, as JSON."""

from typing import TYPE_CHECKING, Annotated

from supportterm.commands import progress
from supportterm.commands.call import Bold, Call, Outcome
from supportterm.commands.figures import metrics_of, record_of, report_lines, summary_lines, untold_words
from supportterm.commands.kinds import Past, Path, Query, Word, some_of
from supportterm.commands.records import moment
from supportterm.commands.registry import command
from supportterm.commands.rising import BESIDE, beside, counting
from supportterm.commands.usage import Usage
from supportterm.core.metrics_cells import ALL, WAYS
from supportterm.core.metrics_report import BY, MOST, Report, key_words
from supportterm.core.moments import DAY, moment_words
from supportterm.core.query import parse
from supportterm.core.safe import safe_line

if TYPE_CHECKING:
    from supportterm.core.rising import Rising
    from supportterm.desk.portal import Missed

Ways = Annotated[tuple[str, ...], some_of("way", MOST, *BY)]
USUAL = 29 * DAY
"""So far back a report goes when nothing is said: with today 30 days."""


@command(
    "report",
    group="desk",
    slow=True,
    examples=(
        "report",
        "report --by team --since 2026-01-01",
        "report --by agent,day --since 7d --json",
        "report 'priority:>=high' --by tag --csv tags.csv",
        "report --html report.html",
        "report --at 'tuesday 14:00' --by team",
    ),
)
def report(
    call: Call,
    query: Query = "",
    *,
    since: Past | None = None,
    until: Past | None = None,
    by: Ways = (),
    at: Past | None = None,
    business: bool = False,
    html: Path = "",
    csv: Path = "",
    zone: Word = "",
) -> Outcome:
    """Report in figures: volume, backlog, replies, resolutions, waits, satisfaction.

    Of the last 30 days and all tickets, or of those of a query. `--by` divides it by agent, team, tier, tag, segment,
    channel, day or hour of the week, or by two of them; `--at` tells the backlog of an instant. Lengths are in calendar
    time, with `--business` in business time. `--html` writes one page with pictures, `--csv` and `--json` every figure.
    Days are those of one zone for everybody, the one in which the desk's first report was made; `--zone` changes it.
    What each figure means is in docs/metrics.md, and behind `=` in the console.
    """
    metrics = metrics_of(call.desk, call.zone)
    if zone:
        _keep_days_in(call, zone)
    if at is not None:
        return _backlog(call, at, by, query)
    days = metrics.days
    first = days.at(call.now - USUAL if since is None else since).day
    last = days.at(call.now if until is None else until).day
    if last < first:
        raise Usage("the report would end before it begins")
    divided = [by, *([("day",)] if csv and not by else []), *(_PICTURED if html else ())]
    try:
        found, *others = metrics.reports(first, last, divided, parse(query), counting)
    finally:
        progress.show(0, None, "")
    written = []
    if csv:
        written.append(_csv(others.pop(0) if not by else found, csv))
    if html:
        written.append(_html(call, others, query, html, _heard(call, first, query)))
    notes = (untold_words(found, call.desk),)
    if written:
        return Outcome("; ".join(filter(None, written)), lines=[w for w in written if w])
    record = record_of(found)
    if by:
        lines = report_lines(found, business, call.columns, notes)
        return Outcome(records=map(record, found.lines), lines=lines)
    tags, missed = _heard(call, first, query)
    told = [*summary_lines(found, notes), *beside(tags, missed)]
    return Outcome(records=[record(found.whole)], lines=told)


_PICTURED = (("day",), ("hour",), *((way,) for way in WAYS if way != "hour"))
"""How a page divides its figures."""


def _heard(call: Call, first: int, query: str) -> "tuple[tuple[Rising, ...], tuple[Missed, ...]]":
    """What rises, and what was searched for in vain since the day *first*; of all tickets, so not where some are asked
    for."""
    if query:
        return (), ()
    metrics = call.desk.metrics
    return metrics.rising(BESIDE), call.desk.portal.missed(BESIDE, metrics.days.start(first))


def _keep_days_in(call: Call, zone: str) -> None:
    from zoneinfo import ZoneInfo

    try:
        name = ZoneInfo(zone).key
    except (ValueError, LookupError, OSError):
        raise Usage(f"there is no zone {zone!r}; write it like Europe/Berlin") from None
    call.desk.metrics.keep_days_in(name)


def _backlog(call: Call, at: int, by: tuple[str, ...], query: str) -> Outcome:
    """How many tickets were waiting at an instant."""
    ways = [name for name in by if name in WAYS and name != "hour"]
    if len(ways) != len(by) or len(ways) > 1:
        raise Usage("the backlog of an instant can be divided by one of " + ", ".join(w for w in WAYS if w != "hour"))
    way = ways[0] if ways else ""
    found = call.desk.metrics.backlog(at, WAYS[way] if way else ALL, parse(query))
    when = moment_words(at, call.now, call.zone)
    if not way:
        number = found.get("", 0)
        words = f"{number:,} {'ticket was' if number == 1 else 'tickets were'} waiting to be solved, {when}"
        return Outcome(words, records=[{"at": moment(at), "backlog": number}])
    lines: list[str] = [Bold(f"waiting to be solved, {when}")]
    lines += [f"{number:>8,}  {safe_line(key_words(way, key), 60)}" for key, number in sorted(found.items())]
    return Outcome(
        records=[{"at": moment(at), way: key or None, "backlog": number} for key, number in sorted(found.items())],
        lines=lines,
    )


def _csv(found: Report, path: str) -> str:
    from supportterm.exchange.figures_csv import write_figures
    from supportterm.exchange.files import writing

    with writing(path) as file:
        number = write_figures(found, file)
    return f"{number:,} lines written to {path}" if path != "-" else ""


def _html(
    call: Call, reports: list[Report], query: str, path: str, heard: "tuple[tuple[Rising, ...], tuple[Missed, ...]]"
) -> str:
    from supportterm.exchange.figures_html import page
    from supportterm.exchange.files import writing

    note = untold_words(reports[0], call.desk)
    searched = [(one.words, one.times) for one in heard[1]]
    text = page(call.desk.name, reports, query=query, now=call.now, note=note, rising=heard[0], searched=searched)
    with writing(path) as file:
        file.write(text.encode())
    return f"the page is {path}" if path != "-" else ""
