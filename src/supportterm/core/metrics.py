"""Every figure that is reported, defined once: reports, the dashboard, `=` on a number and docs/metrics.md read this.

Figures are of a `Sheet`, whatever it adds up: a day of a team, or three years of everybody.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final, Literal, NamedTuple

from supportterm.core.metrics_scores import csat, nps, share
from supportterm.core.metrics_sheet import (
    AGENT_WAIT,
    BUSINESS,
    CREATED,
    DETRACTORS,
    DISSATISFIED,
    ENTERED,
    FIRST_CONTACT,
    FIRST_REPLY,
    FIRST_RESOLUTION,
    KEPT,
    LEFT,
    MISSED,
    NEXT_REPLY,
    OF_KIND,
    OF_REASON,
    ONE_TOUCH,
    PASSIVES,
    PROMOTERS,
    REOPENED,
    REPLIES,
    REQUESTER_WAIT,
    RESOLUTION,
    SATISFIED,
    SKIPPED,
    SOLVED,
    Sheet,
)
from supportterm.core.promised import metric_words
from supportterm.core.terms import SKIPS

Unit = Literal["tickets", "replies", "promises", "minutes", "percent", "score"]


class Metric(NamedTuple):
    name: str
    title: str
    unit: Unit
    words: str
    """The definition, for people."""
    source: str
    """Whose definition it is, or from whose it differs."""
    measures: tuple[int, ...]
    """What the tickets behind the figure have."""
    of: Callable[[Sheet], float | None] | None = None
    """None: of a length, `Figure` says which of its figures."""
    rare: bool = False
    """Where there is none of it, people are not told."""


def _of_kinds() -> Iterator[Metric]:
    """`sla` of each thing that can be promised by itself."""
    for metric, (kept, missed) in OF_KIND.items():
        yield Metric(
            f"sla_{metric.replace('-', '_')}", f"SLA {metric.replace('-', ' ')}", "percent",
            f"SLA kept, of promises of a {metric_words(metric)} alone.",
            "as SLA kept", (kept, missed), partial(_kept, kept, missed), rare=True,
        )  # fmt: skip


def _of_reasons() -> Iterator[Metric]:
    """`skipped` for each reason by itself."""
    for reason, measure in OF_REASON.items():
        yield Metric(
            f"skipped_{reason}", f"Skipped, {reason}", "tickets", f"Skipped because: {SKIPS[reason]}.",
            "as skipped", (measure,), partial(Sheet.count, measure=measure), rare=True,
        )  # fmt: skip


def _kept(kept: int, missed: int, sheet: Sheet) -> float | None:
    return share(sheet.count(kept), sheet.count(kept) + sheet.count(missed))


_FREQUENT: Final = "Zendesk, metrics and attributes of tickets (articles 4408834848154 and 4408821871642)"

METRICS: Final = (
    Metric(
        "created", "Created", "tickets",
        "Tickets that came in. Credited to the first agent, team and tier that a ticket was given to. What is held "
        "back as spam does not count until it is let in.",
        "common to all help desks", (CREATED,), lambda s: s.count(CREATED),
    ),
    Metric(
        "solved", "Solved", "tickets",
        "Tickets that were solved, or closed without that, and still are. Each counts once, when it was last solved, "
        "for who had it then. What was merged into another or deleted was not solved.",
        "Zendesk and dbt_zendesk: solved and closed tickets by the date of their last solution", (SOLVED,),
        lambda s: s.count(SOLVED),
    ),
    Metric(
        "backlog", "Backlog", "tickets",
        "Tickets that were neither solved nor closed at an instant, which is the end of the period unless another is "
        "named. Worked out from the log, so that any instant can be asked for.",
        "Zendesk takes a snapshot each night; here nothing depends on when one was taken", (ENTERED, LEFT), None,
    ),
    Metric(
        "reopened", "Reopened", "tickets",
        "How often a solved ticket was opened again, for who had it when it was.",
        "dbt_zendesk counts times solved less one; here it counts when the ticket is opened, not once it is solved "
        "anew",
        (REOPENED,), lambda s: s.count(REOPENED),
    ),
    Metric(
        "replies", "Replies", "replies",
        "Public messages that agents wrote, for who wrote them. Automatic answers and what rules send are not among "
        "them.",
        "Zendesk: agent comments", (REPLIES,), lambda s: s.count(REPLIES),
    ),
    Metric(
        "first_reply", "First reply", "minutes",
        "From a ticket's beginning to the first public message of an agent after it. Notes and automatic answers do "
        "not count, nor does the message by which an agent opened the ticket.",
        _FREQUENT, (FIRST_REPLY,),
    ),
    Metric(
        "next_reply", "Next reply", "minutes",
        "After the first reply: from the oldest message of a customer that was unanswered to the next public message "
        "of an agent. Further messages do not begin it anew; solving the ticket answers it.",
        "Zendesk (article 4408829459866); Zammad and Request Tracker measure it so too", (NEXT_REPLY,),
    ),
    Metric(
        "first_resolution", "First resolution", "minutes",
        "From a ticket's beginning to the first time it was solved or closed.",
        "dbt_zendesk; Zendesk (article 4408834848154)", (FIRST_RESOLUTION,),
    ),
    Metric(
        "resolution", "Full resolution", "minutes",
        "From a ticket's beginning to the last time it was solved or closed, of tickets that still are.",
        "dbt_zendesk; Zendesk (article 4408834848154)", (RESOLUTION,),
    ),
    Metric(
        "requester_wait", "Requester wait", "minutes",
        "How long a ticket that is solved was new, open or on hold in all. Business time is counted in the hours that "
        "held at each change of status, and added up.",
        "Zendesk, GitLab and dbt_zendesk: pauses in pending", (REQUESTER_WAIT,),
    ),
    Metric(
        "agent_wait", "Agent wait", "minutes",
        "How long a ticket that is solved was pending in all: it waited for its customer.",
        "Zendesk and dbt_zendesk", (AGENT_WAIT,),
    ),
    Metric(
        "sla", "SLA kept", "percent",
        "Of the promises that came to an end, how many were kept: replies, updates, waits and resolutions together. "
        "One is kept when what was promised was done in time, and missed when its deadline passed, also while it is "
        "still not done. It counts by the last target that it was given; a kept one for who kept it, a missed one for "
        "who had the ticket when the deadline passed.",
        "Zendesk: achieved of achieved and breached targets; there it counts when it is done", (KEPT, MISSED),
        partial(_kept, KEPT, MISSED),
    ),
    *_of_kinds(),
    Metric(
        "missed", "SLA missed", "promises",
        "Promises whose deadline passed before they were kept, on the day on which it did.",
        "Zendesk: breached targets", (MISSED,), lambda s: s.count(MISSED),
    ),
    Metric(
        "skipped", "Skipped", "tickets",
        "How often an agent who was given a ticket as the next one of a list went on to another without doing anything "
        "on it, for who did.",
        "Zendesk, guided mode: skipped tickets", (SKIPPED,), lambda s: s.count(SKIPPED), rare=True,
    ),
    *_of_reasons(),
    Metric(
        "one_touch", "One touch", "percent",
        "Of the solved tickets, how many had exactly one public message of an agent. One that was opened again by a "
        "thank-you and solved without another word is still one.",
        "Zendesk (article 4408820618266), as it counts now: without any reply it is not one", (ONE_TOUCH,),
        lambda s: share(s.count(ONE_TOUCH), s.count(SOLVED)),
    ),
    Metric(
        "first_contact", "First contact", "percent",
        "First-contact resolution: of the solved tickets, those whose customer wrote nothing after the first message, "
        "and that were not opened again, both until seven days after they were first solved.",
        "Freshservice (article 50000004904), with the stricter form's seven days", (FIRST_CONTACT,),
        lambda s: share(s.count(FIRST_CONTACT), s.count(SOLVED)),
    ),
    Metric(
        "csat", "CSAT", "percent",
        "Of those who answered how satisfied they were, how many were: 4 and 5 of 5, 3 of 3, 2 of 2. Who was asked and "
        "did not answer does not count; without an answer there is no figure.",
        "Zendesk and Assembled (article 25785923095693); SimpleSat keeps neutral answers apart",
        (SATISFIED, DISSATISFIED),
        lambda s: csat(s.count(SATISFIED), s.count(DISSATISFIED)),
    ),
    Metric(
        "nps", "NPS", "score",
        "Net promoter score: of those who answered whether they would recommend us, 9 and 10 less 0 to 6, in a hundred "
        "of all who answered; from -100 to 100.",
        "the standard; one vendor's page says below 6", (PROMOTERS, PASSIVES, DETRACTORS),
        lambda s: nps(s.count(PROMOTERS), s.count(PASSIVES), s.count(DETRACTORS)),
    ),
)  # fmt: skip

BY_NAME: Final[Mapping[str, Metric]] = {metric.name: metric for metric in METRICS}

Stat = Literal["", "count", "mean", "median", "p90"]
STATS: Final[tuple[Stat, ...]] = ("count", "mean", "median", "p90")
"""What is reported of a length: of how many, their mean, the middle one, and what nine of ten do not exceed."""


_SHORT: Final = {"count": "number", "mean": "mean", "median": "median", "p90": "90%"}


class Figure(NamedTuple):
    """One number of a report, or of a place where one would be."""

    metric: Metric
    stat: Stat = ""
    business: bool = False

    @property
    def name(self) -> str:
        """`created`, `first_reply_median`, `first_reply_business_p90`."""
        return "_".join(filter(None, (self.metric.name, "business" if self.business else "", self.stat)))

    @property
    def title(self) -> str:
        """`Created`, `First reply, median`, `First reply, median in business time`."""
        words = f"{self.metric.title}, {_SHORT[self.stat]}" if self.stat else self.metric.title
        return f"{words} in business time" if self.business else words

    def words(self, value: float | None) -> str:
        """*value* for people: `1,204`, `2h 5m`, `41%`, `+20`; a dash for none."""
        if value is None:
            return "–"
        if self.metric.unit == "minutes" and self.stat != "count":
            return length_words(round(value), days=not self.business)
        if self.metric.unit == "percent":
            return f"{value:.0f}%"
        return f"{value:+.0f}" if self.metric.unit == "score" else f"{value:,.0f}"

    def of(self, sheet: Sheet, backlog: int | None) -> float | None:
        """None: there is nothing of which it would be one."""
        if self.metric.of is not None:
            return self.metric.of(sheet)
        if self.metric.unit != "minutes":
            return backlog
        measure = self.metric.measures[0] + BUSINESS * self.business
        match self.stat:
            case "mean":
                return sheet.mean(measure)
            case "median":
                return sheet.percentile(measure, 50)
            case "p90":
                return sheet.percentile(measure, 90)
        return sheet.count(measure)


def length_words(minutes: int, *, days: bool = True) -> str:
    """`43m`, `5h 10m`, `2d 3h`: the two largest units. Business time has no days: one would not be 24 hours."""
    hours, rest = divmod(minutes, 60)
    if days and hours >= 48:
        return f"{hours // 24}d {hours % 24}h" if hours % 24 else f"{hours // 24}d"
    if hours:
        return f"{hours}h {rest}m" if rest else f"{hours}h"
    return f"{rest}m"


def told(metric: Metric, sheet: Sheet) -> bool:
    """Whether people are told of *metric* of *sheet*."""
    return not metric.rare or any(sheet.count(measure) for measure in metric.measures)


def figures() -> Iterator[Figure]:
    """All there are."""
    for metric in METRICS:
        if metric.unit != "minutes":
            yield Figure(metric)
            continue
        for business in (False, True):
            yield from (Figure(metric, stat, business) for stat in STATS)
