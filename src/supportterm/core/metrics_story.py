"""A ticket's log → how it was served: what was measured of it and when, and while whose work it was waiting.

What an operation means for a metric is said here and nowhere else. Each occasion is credited to the agent, team and
tier that had the ticket at that moment, a reply to who wrote it; what kind of ticket it is (tags, segment, channel) is
told once, as it is by now. History happens in the order of its moments, whatever the order in which it was written
down; what is written down as it happens, in that order. What was undone is not in a story.

- An agent's public message is a reply, a machine's is none; nor is the one by which an agent opens a ticket.
- The first reply is measured from the ticket's beginning; each later one that answers a customer from the oldest
  message that was unanswered. Solving a ticket answers what was asked until then.
- Solved is solved or closed, other than by a merge or by being held back. What is measured at that point (resolution,
  waits, one touch, first contact) is taken back when the ticket is opened again, and measured anew when that is over.
- A ticket that is held back counts for nothing until it is let in.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, Protocol

from supportterm.core.fold import undone_changes
from supportterm.core.metrics_scores import happy, leaning
from supportterm.core.metrics_served import NOTHING, Occasion, Served, Stay
from supportterm.core.metrics_sheet import (
    AGENT_WAIT,
    BUSINESS,
    CREATED,
    DETRACTORS,
    DISSATISFIED,
    FIRST_CONTACT,
    FIRST_REPLY,
    FIRST_RESOLUTION,
    NEXT_REPLY,
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
    UNTOLD,
    Measured,
)
from supportterm.core.metrics_steps import Step, in_their_moments
from supportterm.core.moments import DAY, MINUTE, SECOND
from supportterm.core.operations import (
    Create,
    Escalate,
    HandBack,
    MergeInto,
    Observed,
    PassedOver,
    Rated,
    Set,
    Suspend,
    Tag,
    Undo,
    Wrote,
    tag_of,
)
from supportterm.core.schedule import Schedule
from supportterm.core.sla_story import by_machine
from supportterm.core.terms import SUSPENDED, Role, Status

SETTLED: Final = 7 * DAY
"""So long after it was first solved a ticket that nobody came back to is one that was settled at the first contact."""
OPENING: Final = SECOND
"""An agent's message so soon after a ticket's beginning is what it was opened with."""


class Past(Protocol):
    """What the desk knew besides the ticket itself, at a place of its log."""

    def hours(self, team: str, seq: int) -> Schedule | None:
        """When *team* works; None when nothing is said of it."""

    def segment(self, organization: int, seq: int) -> str: ...

    def tells_history(self, home: str, seq: int) -> bool:
        """Whether the connection *home* tells what happened before it was asked for the first time."""


def served(log: Sequence[Step], past: Past) -> Served:
    """How a ticket was served, as its *log* in the order of writing tells."""
    if any(type(step.payload) is Undo for step in log):
        without = undone_changes(log)
        log = [step for step in log if step.change not in without]
    steps = sorted(in_their_moments(log), key=_first)
    begun = next((step for _, step in steps if type(step.payload) is Create), None)
    if begun is None:
        return NOTHING
    # What was written before the ticket's record says it began, began it.
    story = _Story(begun, steps[0][0], past)
    for at, step in steps:
        happens = _HAPPENS.get(type(step.payload))
        if happens is not None:
            happens(story, at, step, step.payload)
    return story.told()


_first: Final = itemgetter(0)


class _Story:
    """How far a story has come."""

    def __init__(self, begun: Step, created: int, past: Past) -> None:
        create = begun.payload
        assert isinstance(create, Create)
        self.past = past
        self.created = created
        self.channel = create.channel
        self.segment = self._segment(create.organization, begun.seq)
        self.tags = set(create.tags)
        self.agent, self.team, self.tier = "", create.team or "", create.tier
        self.first_agent, self.first_team, self.first_tier = "", self.team, self.tier
        self.status, self.since = create.status, created
        self.untold = create.status >= Status.SOLVED or (
            bool(create.home) and begun.written - created > DAY and not past.tells_history(create.home, begun.seq)
        )
        self.held = False
        """Held back."""
        self.left = False
        """Merged, deleted or held back: away, without being solved."""
        self.spoken = False
        """Somebody has written in public."""
        self.replied = False
        self.asked: int | None = None
        """The oldest message of a customer that is unanswered."""
        self.replies = 0
        self.followed_up = False
        self.first_solved: int | None = None
        self.came_back = False
        """Opened again before it was settled."""
        self.solved: Occasion | None = None
        self.waited = {REQUESTER_WAIT: 0, AGENT_WAIT: 0}
        self.waited_open: dict[int, int] | None = dict(self.waited)
        """The same in business time; None when for some of it no hours are known."""
        self.ratings: dict[str, Occasion] = {}
        """The last of each survey."""
        self.occasions: list[Occasion] = []
        self.stays: list[Stay] = []
        self.entered: int | None = created if create.status < Status.SOLVED else None

    # --- what happens

    def wrote(self, at: int, step: Step, wrote: Wrote) -> None:
        if wrote.role == Role.CUSTOMER:
            if self.spoken and (self.first_solved is None or at - self.first_solved <= SETTLED):
                self.followed_up = True
            self.spoken = True
            if self.asked is None:
                self.asked = at
        elif wrote.role == Role.REPLY and not by_machine(step.actor, wrote):
            self._replied(at, step.seq, wrote.agent or self.agent)

    def _replied(self, at: int, seq: int, agent: str) -> None:
        self.replies += 1
        measured: Measured = ((REPLIES, 1),)
        if not self.spoken and at - self.created <= OPENING:
            pass
        elif not self.replied:
            self.replied = True
            measured += self._length(FIRST_REPLY, self.created, at, seq)
        elif self.asked is not None:
            measured += self._length(NEXT_REPLY, self.asked, at, seq)
        self.spoken, self.asked = True, None
        self.occasions.append(Occasion(at, agent, self.team, self.tier, measured))

    def set(self, at: int, step: Step, set: Set) -> None:
        self._set(at, step, set.field, set.value)

    def tagged(self, at: int, step: Step, tag: Tag) -> None:
        self.tags = (self.tags | set(tag.add)) - set(tag.remove)

    def handed(self, at: int, step: Step, handed: Escalate | HandBack) -> None:
        agent = handed.agent if isinstance(handed, HandBack) else None
        self._handed(at, step.seq, agent=agent or "", team=handed.team or "", tier=handed.tier)

    def merged(self, at: int, step: Step, merge: MergeInto) -> None:
        self._away(at, step.seq)

    def _set(self, at: int, step: Step, field: str, value: object) -> None:
        if field == "status" and isinstance(value, int):
            self._status(at, step, value)
        elif field == "assignee":
            self._handed(at, step.seq, agent=str(value or ""), team=self.team, tier=self.tier)
        elif field == "team":
            self._handed(at, step.seq, agent=self.agent, team=str(value or ""), tier=self.tier)
        elif field == "tier" and isinstance(value, int):
            self._handed(at, step.seq, agent=self.agent, team=self.team, tier=value)
        elif field == "organization" and (value is None or isinstance(value, int)):
            self.segment = self._segment(value, step.seq)

    def observed(self, at: int, step: Step, observed: Observed) -> None:
        self.tags = (self.tags | set(observed.add)) - set(observed.remove)
        if observed.gone:
            self._away(at, step.seq)
        for field, value in observed.values.items():
            self._set(at, step, field, value)
        if observed.gone is False:
            self._back(at)

    def _handed(self, at: int, seq: int, *, agent: str, team: str, tier: int) -> None:
        if (agent, team, tier) == (self.agent, self.team, self.tier):
            return
        self._wait(at, seq)
        self._leave(at)
        self.agent, self.team, self.tier = agent, team, tier
        self.first_agent = self.first_agent or agent
        if not self.first_team:
            self.first_team, self.first_tier = team, tier
        if self.status < Status.SOLVED and not self.left:
            self.entered = at

    def _status(self, at: int, step: Step, status: int) -> None:
        if status == self.status or status not in _STATUSES:
            return
        self._wait(at, step.seq)
        before, self.status = self.status, status
        if self.left:
            return
        if before < Status.SOLVED <= status:
            self._leave(at)
            self._solved(at, step)
            self.asked = None
        elif status < Status.SOLVED <= before:
            self._opened_again(at)

    def _solved(self, at: int, step: Step) -> None:
        who = self.agent or ("" if ":" in step.actor or step.actor in _NOBODY else step.actor)
        if self.first_solved is None:
            self.first_solved = at
            if not self.untold:
                first = self._length(FIRST_RESOLUTION, self.created, at, step.seq)
                self.occasions.append(Occasion(at, who, self.team, self.tier, first))
        lengths = [*self._length(RESOLUTION, self.created, at, step.seq)]
        lengths += [(wait, self.waited[wait] // MINUTE) for wait in self.waited]
        if self.waited_open is not None and self.past.hours(self.team, step.seq) is not None:
            lengths += [(wait + BUSINESS, self.waited_open[wait] // MINUTE) for wait in self.waited]
        self.solved = Occasion(at, who, self.team, self.tier, tuple(lengths))

    def _opened_again(self, at: int) -> None:
        self.solved = None
        self.entered = at
        if self.first_solved is None:  # it came solved
            return
        self.came_back = self.came_back or at - self.first_solved <= SETTLED
        if not self.untold:
            self.occasions.append(Occasion(at, self.agent, self.team, self.tier, ((REOPENED, 1),)))

    def _away(self, at: int, seq: int) -> None:
        if not self.left:
            self._wait(at, seq)
            self._leave(at)
            self.left = True

    def _back(self, at: int) -> None:
        if self.left:
            self.left, self.since = False, at
            self.entered = at if self.status < Status.SOLVED else None

    def suspended(self, at: int, step: Step, suspend: Suspend) -> None:
        """Held back, or let in as new."""
        if suspend.reason:
            self._away(at, step.seq)
            self.tags.add(SUSPENDED)
        else:
            self._status(at, step, Status.NEW)
            self.tags.discard(SUSPENDED)
            if self.held:
                self.solved = None
                self._back(at)
        self.held = bool(suspend.reason)

    def rated(self, at: int, step: Step, rated: Rated) -> None:
        if rated.recommends:
            measure = (DETRACTORS, PASSIVES, PROMOTERS)[leaning(rated.score) + 1]
        else:
            measure = SATISFIED if happy(rated.score, rated.scale) else DISSATISFIED
        self.ratings[rated.survey] = Occasion(at, self.agent, self.team, self.tier, ((measure, 1),))

    def passed_over(self, at: int, step: Step, passed: PassedOver) -> None:
        why = ((OF_REASON[passed.reason], 1),) if passed.reason in OF_REASON else ()
        self.occasions.append(Occasion(at, step.actor, self.team, self.tier, ((SKIPPED, 1), *why)))

    # --- how long

    def _length(self, measure: int, start: int, end: int, seq: int) -> Measured:
        """From *start* to *end*, in business time by the hours that hold at its end."""
        length = measure, max(end - start, 0) // MINUTE
        hours = self.past.hours(self.team, seq)
        if hours is None:
            return (length,)
        return length, (measure + BUSINESS, hours.business_between(start, end) // MINUTE)

    def _wait(self, at: int, seq: int) -> None:
        """What has waited in this status until *at*; in business time by the hours of who had it."""
        start, self.since = self.since, at
        if self.left or self.status >= Status.SOLVED or at <= start:
            return
        wait = AGENT_WAIT if self.status == Status.PENDING else REQUESTER_WAIT
        self.waited[wait] += at - start
        hours = self.past.hours(self.team, seq)
        if hours is None:
            self.waited_open = None
        elif self.waited_open is not None:
            self.waited_open[wait] += hours.business_between(start, at)

    def _leave(self, at: int) -> None:
        if self.entered is not None and self.entered < at:
            self.stays.append(Stay(self.entered, at, self.agent, self.team, self.tier))
        self.entered = None

    def _segment(self, organization: int | None, seq: int) -> str:
        return "" if organization is None else self.past.segment(organization, seq)

    # --- what it comes to

    def told(self) -> Served:
        if self.held:
            return NOTHING
        came = ((CREATED, 1), (UNTOLD, 1)) if self.untold else ((CREATED, 1),)
        found = [Occasion(self.created, self.first_agent, self.first_team, self.first_tier, came), *self.occasions]
        if self.solved is not None:
            found.append(self.solved._replace(measured=self._at_the_end(self.solved.measured)))
        found += self.ratings.values()
        stays = self.stays
        if self.entered is not None:
            stays = [*stays, Stay(self.entered, None, self.agent, self.team, self.tier)]
        return Served(self.channel, self.segment, tuple(sorted(self.tags)), tuple(found), tuple(stays))

    def _at_the_end(self, lengths: Measured) -> Measured:
        """What can be said of a ticket that is solved."""
        said: list[tuple[int, int]] = [(SOLVED, 1)]
        if self.replies == 1:
            said.append((ONE_TOUCH, 1))
        if self.untold:
            return tuple(said)
        if not self.followed_up and not self.came_back:
            said.append((FIRST_CONTACT, 1))
        return (*said, *lengths)


_HAPPENS: Final[Mapping[type, Callable[[_Story, int, Step, Any], None]]] = {
    Wrote: _Story.wrote,
    Set: _Story.set,
    Tag: _Story.tagged,
    Escalate: _Story.handed,
    HandBack: _Story.handed,
    Observed: _Story.observed,
    MergeInto: _Story.merged,
    Suspend: _Story.suspended,
    Rated: _Story.rated,
    PassedOver: _Story.passed_over,
}
"""What each kind of operation does to a story; the others do nothing."""
TOLD: Final = frozenset(map(tag_of, (Create, *_HAPPENS, Undo)))
"""Kinds of operations that a story is made of."""
_STATUSES: Final = frozenset(map(int, Status))
_NOBODY: Final = frozenset({"", "customer", "import"})
