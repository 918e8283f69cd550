"""A desk in figures, as the shell tells them."""

import csv
import io
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from shell_words import Shell

from supportterm.core.metrics import METRICS, figures, length_words
from supportterm.core.metrics_report import Ask
from supportterm.core.metrics_sheet import CREATED
from supportterm.core.operations import Set
from supportterm.core.terms import Role, Status
from supportterm.desk import Desk
from supportterm.exchange.figures_csv import write_figures
from supportterm.exchange.figures_html import page
from supportterm.exchange.figures_svg import scale

NAMES = [figure.name for figure in figures()]


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def test_the_whole_in_figures(shell: Shell) -> None:
    shell("reply", "1", "done", "--solve")
    found = shell("report", "--json").record
    assert list(found) == ["from", "to", "zone", *NAMES]
    assert (found["to"], found["zone"]) == (today(), "UTC")
    assert {name: found[name] for name in ("created", "solved", "backlog", "one_touch", "csat")} == {
        "created": 2, "solved": 1, "backlog": 1, "one_touch": 100.0, "csat": None,
    }  # fmt: skip
    lines = shell("report").out.splitlines()
    assert lines[0].endswith("days in UTC")
    assert [line.split()[0] for line in lines[1:4]] == ["Created", "Solved", "Backlog"]
    assert "First reply" in shell("report").out and "in business time" not in shell("report").out


def test_divided_in_one_way_or_two(shell: Shell) -> None:
    shell("escalate", "1", "--to", "backend", "--reason", "deep")
    by_team = shell("report", "--by", "team", "--json").records
    assert [(line["team"], line["created"], line["backlog"]) for line in by_team] == [(None, 1, 1), ("backend", 1, 1)]
    crossed = shell("report", "--by", "channel,tier", "--since", "1d", "--json").records
    assert [(line["channel"], line["tier"], line["created"]) for line in crossed] == [
        ("phone", 2, 1), ("web", 1, 1),
    ]  # fmt: skip
    by_day = shell("report", "--by", "day", "--since", "2d", "--json").records
    assert [line["created"] for line in by_day] == [0, 0, 2]
    table = shell("report", "--by", "channel").out.splitlines()
    assert table[1].split()[:3] == ["Created", "Solved", "Backlog"]
    assert [line.split()[0] for line in table[2:]] == ["phone", "web", "all"]


def test_of_some_tickets_and_of_some_days(shell: Shell) -> None:
    assert shell("report", "channel:web", "--json").record["created"] == 1
    assert shell("report", "--since", "2020-01-01", "--until", "2020-01-31", "--json").record["created"] == 0


def test_the_backlog_of_an_instant(shell: Shell) -> None:
    shell("solve", "1")
    assert shell("report", "--at", "now", "--json").record["backlog"] == 1
    assert shell("report", "--at", "2020-01-01 10:00", "--json").record == {
        "at": "2020-01-01T10:00:00.000Z", "backlog": 0,
    }  # fmt: skip
    assert shell("report", "--at", "now", "--by", "channel", "--json").records[0]["channel"] == "web"
    assert "waiting to be solved" in shell("report", "--at", "now", "--by", "channel").out
    assert "1 ticket was waiting" in shell("report", "--at", "now").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--by", "colour"), "there is no way 'colour'"),
        (("--by", "team,tag,day"), "at most 2 at once"),
        (("--since", "today", "--until", "yesterday"), "would end before it begins"),
        (("--since", "soon"), "is not a time"),
        (("--at", "now", "--by", "day"), "can be divided by one of"),
        (("--zone", "Middle/Earth"), "there is no zone"),
    ],
)
def test_what_can_be_no_report_says_why(shell: Shell, words: tuple[str, ...], says: str) -> None:
    answer = shell("report", *words)
    assert answer.status == 2
    assert says in answer.err


def test_the_zone_of_its_days_is_the_desks(shell: Shell) -> None:
    assert shell("report", "--json").record["zone"] == "UTC"
    assert shell("report", "--zone", "Asia/Tokyo", "--json").record["zone"] == "Asia/Tokyo"
    assert shell("report", "--json").record["zone"] == "Asia/Tokyo"


def test_csv_has_every_figure_of_each_line(shell: Shell, tmp_path: Path) -> None:
    shell("tag", "1", "+billing")
    assert shell("report", "--by", "tag", "--csv", "tags.csv").out == "2 lines written to tags.csv\n"
    rows = list(csv.DictReader(io.StringIO((tmp_path / "tags.csv").read_text())))
    assert list(rows[0]) == ["tag", *NAMES]
    assert [(row["tag"], row["created"], row["csat"]) for row in rows] == [("", "1", ""), ("billing", "1", "")]
    assert shell("report", "--csv", "-", "--since", "1d").out.startswith("day,created,")
    hours = shell("report", "--by", "hour", "--csv", "-").out.splitlines()
    assert all(0 <= int(line.split(",")[0]) < 168 for line in hours[1:])


def test_no_cell_of_csv_is_a_formula(desk: Desk) -> None:
    with desk.bulk() as bulk:
        al = bulk.person("al@acme.test", "Al")
        bulk.ticket("?", al, at=desk.clock(), tags=("=1+1",))
    day = desk.metrics.days.at(desk.clock()).day
    out = io.BytesIO()
    write_figures(desk.metrics.report(Ask(day, day, ("tag",))), out)
    assert out.getvalue().decode().splitlines()[1].startswith("'=1+1,1,")


class Page(HTMLParser):
    """What a page asks for, and what it says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.fetched: list[str] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.fetched += [
            f"{name}={value}" for name, value in attrs if name in ("src", "href", "srcset", "data", "action")
        ]
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in ("meta", "line", "path", "circle", "rect"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            assert self.open.pop() == tag
        else:
            assert tag in ("line", "path", "circle", "rect")

    def handle_data(self, data: str) -> None:
        self.words += data


def test_a_page_has_its_pictures_in_it_and_fetches_and_runs_nothing(shell: Shell, tmp_path: Path) -> None:
    shell("reply", "1", "done", "--solve")
    assert shell("report", "channel:phone", "--html", "r.html").out == "the page is r.html\n"
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    found = Page(text)
    assert {"svg", "table", "style", "dl"} <= found.tags
    assert not found.fetched and not found.open
    assert not {"script", "link", "iframe", "img", "object", "embed", "base", "form"} & found.tags
    assert "url(" not in text and "@import" not in text and "prefers-color-scheme:dark" in text
    assert all(metric.title in found.words for metric in METRICS)


def test_words_from_outside_stay_words_on_a_page(desk: Desk) -> None:
    evil = "<script>alert(1)</script>\u202egnp.exe\x1b[31m"
    with desk.bulk() as bulk:
        al = bulk.person("al@acme.test", "Al")
        at = desk.clock()
        number = bulk.ticket("?", al, at=at, tags=(evil, "&amp;"), channel="<b>")
        bulk.message(number, Role.REPLY, "!", at=at + 60_000, agent='"onload="x')
        bulk.do(number, Set("status", int(Status.SOLVED)), at=at + 120_000, actor="sam")
    day = desk.metrics.days.at(at).day
    ways = (("day",), ("hour",), ("agent",), ("tag",), ("channel",))
    text = page(evil, desk.metrics.reports(day, day, ways), query=evil, now=at, note=evil)
    found = Page(text)
    assert "script" not in found.tags and "b" in found.tags  # a tile's
    assert "<script>" in found.words and "&amp;" in found.words and '"onload="x' in found.words
    assert "\x1b" not in text and "\u202e" not in text


def test_a_page_of_many_days_is_drawn_by_week_and_adds_up_to_the_same(desk: Desk) -> None:
    with desk.bulk() as bulk:
        al = bulk.person("al@acme.test", "Al")
        start = desk.clock()
        for number in range(0, 400, 5):
            bulk.ticket(f"T{number}", al, at=start + number * 86_400_000)
    first = desk.metrics.days.at(start).day
    reports = desk.metrics.reports(first, first + 400, (("day",), ("hour",)))
    assert reports[0].whole.sheet.count(CREATED) == 80
    text = page("Team", reports, now=start)
    assert "by week" in text and "by day" not in text
    assert len(text) < 60_000
    whole = desk.metrics.report(Ask(first, first + 400))
    assert f"<b>{whole.whole.backlog}</b><span>Backlog" in text


def test_lengths_are_said_in_their_two_largest_units() -> None:
    said = {0: "0m", 59: "59m", 60: "1h", 125: "2h 5m", 47 * 60: "47h", 48 * 60: "2d", 75 * 60: "3d 3h"}
    assert {minutes: length_words(minutes) for minutes in said} == said
    assert length_words(75 * 60 + 5, days=False) == "75h 5m"


@pytest.mark.parametrize("minutes", [False, True])
@pytest.mark.parametrize("most", [0, 0.4, 1, 7, 99, 100, 101, 12_345, 1_000_000])
def test_a_scale_reaches_what_is_drawn_in_a_few_steps(most: float, minutes: bool) -> None:
    step, top = scale(most, minutes=minutes)
    assert top >= most and top > 0
    assert 1 <= round(top / step) <= 5
