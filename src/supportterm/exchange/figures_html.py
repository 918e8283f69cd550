"""A report as one page: its own style for light and dark, pictures in it, nothing fetched from anywhere, no scripts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from html import escape
from typing import Final

from supportterm.core.metrics import BY_NAME, METRICS, Figure, Stat
from supportterm.core.metrics_report import Line, Report, key_words, weekly
from supportterm.core.metrics_sheet import CREATED
from supportterm.core.rising import Rising
from supportterm.core.safe import safe_line
from supportterm.exchange.figures_svg import Series, Values, bar, over_days, spark, week

MOST_ROWS: Final = 40
"""Lines of a table; the rest are in the CSV."""
MOST_DAYS: Final = 200
"""Of more days pictures show weeks."""

CREATED_FIGURE: Final = Figure(BY_NAME["created"])
SOLVED: Final = Figure(BY_NAME["solved"])
BACKLOG: Final = Figure(BY_NAME["backlog"])
REPLY: Final = Figure(BY_NAME["first_reply"], "median")
REPLY_90: Final = Figure(BY_NAME["first_reply"], "p90")
RESOLVED: Final = Figure(BY_NAME["resolution"], "median")
SLA: Final = Figure(BY_NAME["sla"])
CSAT: Final = Figure(BY_NAME["csat"])

_TILES: Final = (CREATED_FIGURE, SOLVED, BACKLOG, REPLY, RESOLVED, SLA, CSAT)


def _columns() -> Iterator[tuple[str, Figure]]:
    yield from ((figure.metric.title, figure) for figure in (CREATED_FIGURE, SOLVED, BACKLOG))
    lengths: tuple[tuple[str, Stat], ...] = (("median", "median"), ("90%", "p90"))
    for name in ("first_reply", "next_reply", "resolution"):
        yield from ((f"{BY_NAME[name].title}, {word}", Figure(BY_NAME[name], stat)) for word, stat in lengths)
    yield from ((BY_NAME[name].title, Figure(BY_NAME[name])) for name in ("sla", "csat", "first_contact", "one_touch"))


def page(
    name: str,
    reports: Sequence[Report],
    *,
    query: str = "",
    now: int,
    note: str = "",
    rising: Sequence[Rising] = (),
    searched: Sequence[tuple[str, int]] = (),
) -> str:
    """The page of the desk *name*: *reports* by day, by hour of the week, and by each other way, of the same days.

    *searched*: what readers of the help centre did not find, and how often.
    """
    daily, hourly, *others = reports
    per = "day"
    if len(daily.lines) > MOST_DAYS:
        daily, per = weekly(daily), "week"
    told = "".join(
        [
            *_head(name, daily, query, now),
            *_tiles(daily),
            *_pictures(daily, hourly, per),
            *_rising(rising),
            *_searched(searched),
            *(part for report in others for part in _table(report)),
            *_definitions(note),
        ]
    )
    title = _words(f"{name}: {_period(daily)}")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main>{told}</main></body></html>\n"
    )


def _words(text: str, limit: int = 200) -> str:
    """Text from outside, safe for a reader and for the page."""
    return escape(safe_line(text, limit))


def _period(report: Report) -> str:
    first, last = (date.fromordinal(day) for day in (report.ask.first, report.ask.last))
    return f"{first:%-d %b %Y} to {last:%-d %b %Y}"


def _head(name: str, report: Report, query: str, now: int) -> Iterator[str]:
    made = datetime.fromtimestamp(now // 1000, UTC)
    yield f"<h1>{_words(name)}</h1><p class=dim>{_period(report)}, days in {_words(report.zone)}"
    if query:
        yield f", tickets like <code>{_words(query)}</code>"
    yield f" · made {made:%-d %b %Y %H:%M} UTC</p>"


def _values(report: Report, figure: Figure) -> Values:
    return [figure.of(line.sheet, line.backlog) for line in report.lines]


def _tiles(daily: Report) -> Iterator[str]:
    yield "<section class=tiles>"
    for figure in _TILES:
        value = figure.words(figure.of(daily.whole.sheet, daily.whole.backlog))
        head = figure.metric.title + (", median" if figure.stat else "")
        yield f"<div class=tile><b>{value}</b><span>{head}</span>{spark(_values(daily, figure))}</div>"
    yield "</section>"


def _pictures(daily: Report, hourly: Report, per: str) -> Iterator[str]:
    days = [date.fromisoformat(line.keys[0]) for line in daily.lines]

    def number(value: float) -> str:
        return f"{value:,.0f}"

    yield f"<section><h2>Created and solved, by {per}</h2>"
    created, solved = (Series(f.metric.title, _values(daily, f), s) for f, s in ((CREATED_FIGURE, "a"), (SOLVED, "b")))
    yield over_days(days, [created, solved], number)
    yield f"</section><section><h2>Backlog at the end of each {per}</h2>"
    yield over_days(days, [Series("Backlog", _values(daily, BACKLOG), "c")], number)
    yield f"</section><section><h2>First reply, by the {per} of the reply</h2>"
    replies = [Series("median", _values(daily, REPLY), "a"), Series("90% within", _values(daily, REPLY_90), "b")]
    yield over_days(days, replies, REPLY.words, minutes=True)
    counts = [0] * 168
    for line in hourly.lines:
        counts[int(line.keys[0])] = line.sheet.count(CREATED)
    yield "</section><section><h2>Created, by hour of the week</h2>"
    yield week(counts, [key_words("hour", str(day * 24))[:3] for day in range(7)])
    yield "</section>"


def _rising(found: Sequence[Rising]) -> Iterator[str]:
    if not found:
        return
    yield "<section><h2>Tags that rise: this week, beside the eight before</h2><div class=wide><table><thead><tr>"
    yield "<th>tag</th><th>this week</th><th>usually</th><th>nine weeks</th></tr></thead><tbody>"
    for one in found:
        course = spark([*one.before, one.week])
        yield f"<tr><th>{_words(one.tag, 60)}</th><td>{one.week:,}</td><td>{one.usual:.1f}</td><td>{course}</td></tr>"
    yield "</tbody></table></div></section>"


def _searched(found: Sequence[tuple[str, int]]) -> Iterator[str]:
    if not found:
        return
    yield "<section><h2>Searched in the help centre, and not found</h2><div class=wide><table><tbody>"
    yield from (f"<tr><th>{_words(words, 100)}</th><td>{times:,}</td></tr>" for words, times in found)
    yield "</tbody></table></div></section>"


def _table(report: Report) -> Iterator[str]:
    way, columns = report.ask.by[0], list(_columns())
    lines = sorted(report.lines, key=lambda line: (-line.sheet.count(CREATED), line.keys))
    most = max((line.sheet.count(CREATED) for line in lines), default=0) or 1
    yield f"<section><h2>By {way}</h2><div class=wide><table><thead><tr><th>{way}</th>"
    yield "".join(f"<th>{head}</th>" for head, _ in columns) + "</tr></thead><tbody>"
    for line in lines[:MOST_ROWS]:
        yield f"<tr><th>{_words(key_words(way, line.keys[0]), 60)}</th>{_cells(line, columns, most)}</tr>"
    yield "</tbody>"
    if len(lines) > 1:
        yield f"<tfoot><tr><th>all</th>{_cells(report.whole, columns, 0)}</tr></tfoot>"
    yield "</table></div>"
    if len(lines) > MOST_ROWS:
        yield f"<p class=dim>and {len(lines) - MOST_ROWS} more</p>"
    yield "</section>"


def _cells(line: Line, columns: Iterable[tuple[str, Figure]], most: int) -> str:
    told = []
    for place, (_, figure) in enumerate(columns):
        behind = bar(line.sheet.count(CREATED) / most) if most and place == 0 else ""
        told.append(f"<td>{behind}{figure.words(figure.of(line.sheet, line.backlog))}</td>")
    return "".join(told)


def _definitions(note: str) -> Iterator[str]:
    yield "<section><h2>What each figure means</h2>"
    if note:
        yield f"<p>{_words(note, 400)}.</p>"
    yield "<dl>"
    for metric in METRICS:
        yield f"<dt>{metric.title}</dt><dd>{escape(metric.words)} <span class=dim>{escape(metric.source)}</span></dd>"
    yield "</dl></section>"


_STYLE: Final = """
:root{color-scheme:light dark;--ink:#1d2126;--dim:#5d6672;--paper:#fff;--card:#f5f6f8;--rule:#dfe3e8;
--a:#1763c7;--b:#b8480f;--c:#1b7f4b}
@media(prefers-color-scheme:dark){:root{--ink:#e4e7eb;--dim:#98a2ae;--paper:#15181c;--card:#1f242a;--rule:#323943;
--a:#6cabff;--b:#ffab73;--c:#63d29a}}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.45 system-ui,sans-serif}
main{max-width:1000px;margin:auto;padding:24px 16px 48px}
h1{font-size:24px;margin:0}h2{font-size:16px;margin:0 0 8px}
section{margin:24px 0 0}.dim{color:var(--dim)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(122px,1fr));gap:10px}
.tile{display:flex;flex-direction:column;background:var(--card);border-radius:8px;padding:10px 12px}
.tile b{display:block;font-size:21px;white-space:nowrap;font-variant-numeric:tabular-nums}
.tile span{color:var(--dim);font-size:13px}
svg{display:block;width:100%;height:auto;overflow:visible}.spark{height:30px;margin-top:auto;padding-top:6px}
.line{fill:none;stroke-width:1.8;stroke-linejoin:round}.line.a{stroke:var(--a)}.line.b{stroke:var(--b)}
.line.c{stroke:var(--c)}.dot.a{fill:var(--a)}.dot.b{fill:var(--b)}.dot.c{fill:var(--c)}
.grid{stroke:var(--rule)}.tick{fill:var(--dim);font-size:11px}.heat{fill:var(--a)}
.legend{margin:0 0 4px;font-size:13px}.key{margin-right:16px}
.key::before{content:"";display:inline-block;width:14px;height:3px;margin-right:6px;vertical-align:middle}
.key.a::before{background:var(--a)}.key.b::before{background:var(--b)}.key.c::before{background:var(--c)}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:13px;font-variant-numeric:tabular-nums}
th,td{padding:5px 8px;text-align:right;border-bottom:1px solid var(--rule);white-space:nowrap}
thead th{color:var(--dim);font-weight:500;white-space:normal;vertical-align:bottom}
th:first-child{text-align:left;font-weight:500;position:sticky;left:0;z-index:1;background:var(--paper)}
tfoot td,tfoot th{font-weight:600;border-bottom:0}
td{position:relative}.bar{position:absolute;left:0;bottom:0;height:3px;background:var(--a)}
dt{font-weight:600;margin-top:10px}dd{margin:0}code{font-size:13px}
@media(max-width:600px){.tick{font-size:24px}.tick.under{transform:translateY(14px)}.tick.over{transform:translateY(-4px)}
.tile:last-child:nth-child(odd){grid-column:span 2}}
@media print{section{break-inside:avoid}}
""".replace("\n", "")
