"""What every change of a desk goes through: strokes, whole or not at all, undone as one."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from supportterm.core.refusal import Refused
from supportterm.desk.reading import Reading
from supportterm.store.connection import Store

if TYPE_CHECKING:
    from supportterm.core.permissions import Right
    from supportterm.store.done import Done
    from supportterm.store.stroke import Change, Stroke, Strokes

Subscriber = Callable[[tuple[int, ...]], None]


class Changing(Reading):
    """An open desk that can be changed, and told about."""

    def __init__(
        self, store: Store, me: str, clock: Callable[[], int], random: Callable[[int], bytes], wait: int
    ) -> None:
        super().__init__(store, me, clock)
        self._random = random
        self._wait = wait
        self._strokes: Strokes | None = None
        self._making = threading.Lock()
        self._subscribers: list[Subscriber] = []
        self._defined_as: bytes | None = None
        self._gathering = threading.local()
        """`.stroke`: what this thread's `together` gathers."""

    # --- taking back

    def undo(self, change: bytes | None = None, *, ticket: int | None = None) -> "Change":
        """Take back a change of mine; without one my last that still counts, on *ticket* if given.

        Raises Refused with the reason when it is a colleague's, something depends on it or it has left the house.
        """
        from supportterm.core.describe import turned
        from supportterm.store.done import last_of, last_on, words_of

        with self._stroke("undo") as stroke:
            connection = stroke.work.connection
            if change is not None:
                chosen, words = change, words_of(connection, self.actor, change)
            elif ticket is not None:
                chosen, words = last_on(connection, self.actor, ticket)
            else:
                chosen, words = last_of(connection, self.actor, "do")
            stroke.undo(chosen)
            stroke.words = turned(words)
        return stroke.change

    def redo(self) -> "Change":
        """Bring back what I undid last, if I did nothing since."""
        from supportterm.core.describe import turned
        from supportterm.store.done import last_of

        with self._stroke("redo") as stroke:
            chosen, words = last_of(stroke.work.connection, self.actor, "undo")
            stroke.undo(chosen)
            stroke.words = turned(words)
        return stroke.change

    def changes(self, *, limit: int = 50, mine: bool = True) -> "tuple[Done, ...]":
        """The last strokes of people on this desk, newest first; with *mine* only those of who is at it."""
        from supportterm.store.done import done

        return self._read(done, self.actor if mine else None, limit)

    # --- strokes

    def rehearse(self, actions: "Sequence[Callable[[], object]]") -> "tuple[Change | Refused, ...]":
        """What each of *actions* would change, or why it can't, in turn as if those before it had been done.

        Nothing of it is kept. The actions may use this desk's writes and nothing else that lasts.
        """

        class Enough(Exception):
            pass

        answers: list[Change | Refused] = []
        try:
            with self._made_strokes().begin(self.actor) as stroke:
                self._gathering.stroke = stroke
                for action in actions:
                    before = len(stroke.done)
                    try:
                        action()
                        answers.append(stroke.since(before))
                    except Refused as refused:
                        answers.append(refused)
                raise Enough
        except Enough:
            return tuple(answers)
        finally:
            self._gathering.stroke = None

    def refresh(self) -> None:
        """See what others have defined since, where nobody polls. Cheap; `poll` tells of their change all the same."""
        from supportterm.store.definitions import version

        now = self._read(version)
        if now != self._defined_as:
            self._forget()
            self._defined_as = now

    def subscribe(self, subscriber: Subscriber) -> None:
        """*subscriber* is called after each commit of this process with the tickets changed; none: anything."""
        self._subscribers.append(subscriber)

    @contextmanager
    def together(self) -> "Iterator[Stroke]":
        """All that this thread does within is one change, in one transaction: undone as one, there whole or not at all.

        What the single writes answer is empty; `.change` of what is yielded says it all, after the outermost block.
        """
        if self._whole is not None:
            yield self._whole
            return
        with self._stroke() as stroke:
            self._gathering.stroke = stroke
            try:
                yield stroke
            finally:
                self._gathering.stroke = None

    @property
    def _whole(self) -> "Stroke | None":
        return getattr(self._gathering, "stroke", None)

    @contextmanager
    def _stroke(self, kind: Literal["do", "undo", "redo"] = "do") -> "Iterator[Stroke]":
        if (whole := self._whole) is not None:
            if kind != "do":
                raise Refused(f"{kind} stands alone: it can't be part of a larger change")
            with whole.step():
                before = len(whole.done)
                yield whole
                self._check(whole, before)
            return
        with self._made_strokes().begin(self.actor, kind) as stroke:
            yield stroke
            self._check(stroke)
        if stroke.change.operations:
            self._changed(stroke.change.tickets)

    def _check(self, stroke: "Stroke", since: int = 0) -> None:
        """Raises Refused when who is at the desk may not do what *stroke* did after its first operations."""
        from supportterm.core.permissions import roles_of, why_not

        defined = stroke.defined()
        roles = stroke.book().roles if defined is None else roles_of(defined[0])
        done = [operation.payload for operation in (*stroke.done[since:], *stroke.turned)]
        if reason := why_not(roles, self.actor, done, defined):
            raise Refused(reason)

    def why_not_to(self, right: "Right", doing: str) -> str:
        """Why who is at the desk may not do what takes *right*; empty when they may. Cheap."""
        roles = {agent.handle: agent.role for agent in self.agents()}
        if all(role == "agent" for role in roles.values()):
            return ""
        from supportterm.core.permissions import why_not_to

        return why_not_to(roles, self.actor, right, doing)

    def _must_be(self, right: "Right", doing: str) -> None:
        """Raises Refused when who is at the desk has not this right."""
        if reason := self.why_not_to(right, doing):
            raise Refused(reason)

    def _made_strokes(self) -> "Strokes":
        with self._making:  # two would each keep texts of tickets that the other changes
            if self._strokes is None:
                from supportterm.store.stroke import Strokes

                self._strokes = Strokes(self._store, self.clock, self._random, self._wait)
            return self._strokes

    @property
    def actor(self) -> str:
        """Who does what is done at it, as the log calls them: the agent, else the Unix user."""
        from supportterm.store.lookups import login

        return self.me or login()

    def _changed(self, tickets: tuple[int, ...]) -> None:
        self.refresh()
        self._tell(tickets)

    def _tell(self, tickets: tuple[int, ...]) -> None:
        for subscriber in self._subscribers:
            subscriber(tickets)
