"""The rules of sync, broken on purpose, one at a time: a simulator that misses one of them proves little.

Each is a context in which the shipped code is a little worse, as somebody might have written it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final
from unittest.mock import patch

from msgspec.structs import replace

from fakes.backend import FakeBackend
from simulation.story import Story
from simulation.world import Violation, World
from supportterm.backends import errors
from supportterm.core.merge import Wish
from supportterm.core.outbox import State
from supportterm.core.refusal import Refused
from supportterm.core.remote import Receipt, RemoteMessage
from supportterm.core.terms import Role
from supportterm.desk.replica import Replica
from supportterm.store import (
    claiming,
    deciding,
    departing,
    outbox,
    overwritten,
    settling,
    taking,
    taking_back,
    told_messages,
)
from supportterm.sync.pushing import Pushing

Mutant = Callable[[], AbstractContextManager[Any]]


def _no_settle_window() -> AbstractContextManager[Any]:
    """What is not found is sent again at once."""
    look_up = Pushing._look_up

    def impatient(self: Pushing, entry: outbox.Entry, step: Any) -> None:
        look_up(self, replace(entry, sent_at=0), step)

    return patch.object(Pushing, "_look_up", impatient)


def _resend_after_crash() -> AbstractContextManager[Any]:
    """What another keeper was sending is sent again, not looked up."""

    def take_over(connection: Any, name: str, now: int) -> int:
        left = [e for e in outbox.every_open(connection, name) if e.state is State.SENDING]
        for entry in left:
            settling.put_back(connection, entry, "", now, now)
        return len(left)

    return patch.object(settling, "take_over", take_over)


def _left_sending() -> AbstractContextManager[Any]:
    """What was being sent when the program ended is never looked at again."""
    return patch.object(settling, "take_over", lambda *_: 0)


def _retry_after(kind: str) -> Mutant:
    """What may have arrived is taken for what has not."""

    def mutant() -> AbstractContextManager[Any]:
        write = FakeBackend.write

        def sure(self: FakeBackend, step: Any) -> Receipt:
            try:
                return write(self, step)
            except errors.Uncertain as error:
                if kind in str(error):
                    raise errors.Unavailable(str(error)) from error
                raise

        return patch.object(FakeBackend, "write", sure)

    return mutant


def _no_order() -> AbstractContextManager[Any]:
    """Whatever waits may leave, whether others of its ticket wait before it or not."""

    def due(connection: Any, name: str, state: State, now: int, limit: int = 50) -> list[outbox.Entry]:
        waiting = outbox.every_open(connection, name)[::-1]
        return [entry for entry in waiting if entry.state is state and entry.not_before <= now][:limit]

    return patch.object(outbox, "due", due)


def _two_keepers(lease: int) -> Mutant:
    """A second keeper starts when the first was stopped in the middle of a call for so many milliseconds."""
    return lambda: _second_keeper(lease)


@contextmanager
def _second_keeper(lease: int) -> Iterator[None]:
    passes = World.passes

    def with_a_second(self: World, milliseconds: int) -> None:
        first = self.keeper
        if self.stopping and first is not None and milliseconds > lease:
            self.stopping, fuse, self.fuse = False, self.fuse, None
            desk = self.open("")
            try:
                second = self.engine(desk, "second")
                for _ in range(20):
                    passes(self, min(second.step(), milliseconds // 20))
            finally:
                desk.close()
            self.fuse = fuse
            return
        passes(self, milliseconds)

    with patch.object(World, "passes", with_a_second):
        yield


def _last_write_wins() -> AbstractContextManager[Any]:
    """Mine is written over whatever is there by now."""

    def weigh(wish: Wish, shadow: Any) -> Any:
        values = {f: v for f, v in wish.values.items() if shadow.values.get(f) != v}
        base = {f: shadow.values.get(f) for f in values}
        add = tuple(t for t in wish.add if t not in shadow.tags)
        remove = tuple(t for t in wish.remove if t in shadow.tags)
        return Wish(values, base, add, remove), ()

    return patch.object(departing, "weigh", weigh)


def _cursor_before_page() -> AbstractContextManager[Any]:
    """How far was read is kept before what was read."""
    take = Replica.take

    def early(self: Replica, page: Any, **more: Any) -> Any:
        with self.taking(page.cursor):
            pass
        return take(self, page, **more)

    return patch.object(Replica, "take", early)


def _missing_forgotten() -> AbstractContextManager[Any]:
    """What a page told in doubtful order is not fetched."""
    return patch.object(Replica, "missing", lambda self: ())


def _no_overlap() -> AbstractContextManager[Any]:
    """What shows up late in a feed by moments was passed by already."""
    from fakes.remote import FakeRemote

    changes = FakeRemote.changes

    def exact(self: FakeRemote, cursor: str, **more: Any) -> Any:
        if self.rules.feed == "since":
            lag, rules = self.rules.lag, self.rules
            page = changes(self, cursor, **more)
            self.rules = rules
            return replace(page, cursor=str(max(int(page.cursor), self._now() - lag // 2 + rules.overlap)))
        return changes(self, cursor, **more)

    return patch.object(FakeRemote, "changes", exact)


def _acked_without_effect() -> AbstractContextManager[Any]:
    """A lost answer is taken for a good one."""

    def unsure(self: Replica, entry: outbox.Entry, words: str) -> None:
        self.granted(entry, Receipt())

    return patch.object(Replica, "unsure", unsure)


def _no_stale_guard() -> AbstractContextManager[Any]:
    """A reply leaves whatever came meanwhile."""
    return patch.object(claiming, "_answered_since", lambda *_: [])


def _undo_forgets_the_outbox() -> AbstractContextManager[Any]:
    """What was taken back leaves all the same."""
    return patch.object(taking_back, "_cancel", lambda *_: None)


def _old_news_count() -> AbstractContextManager[Any]:
    """An older snapshot is taken for what is so now."""
    return patch.object(taking.Taking, "_order", lambda *_, **__: "newer")


def _markers_of_customers() -> AbstractContextManager[Any]:
    """A marker in a text is believed, whoever wrote the text."""
    message = told_messages.ToldMessages.take

    def gullible(self: told_messages.ToldMessages, number: int, told: RemoteMessage, **more: Any) -> None:
        quoted = told.body.split()[-1] if told.role is Role.CUSTOMER and "-" in told.body else ""
        message(self, number, replace(told, marker=told.marker or quoted), **more)

    return patch.object(told_messages.ToldMessages, "take", gullible)


def _discard_loses_the_text() -> AbstractContextManager[Any]:
    """What was discarded is gone."""
    return patch.object(deciding, "give_back", lambda *_: None)


def _cancels_what_is_under_way() -> AbstractContextManager[Any]:
    """What may have arrived can be taken back."""
    edges: Mapping[State, set[State]] = {s: {*e, State.CANCELLED} for s, e in outbox_edges().items()}
    allowed = lambda entry: entry.state.open  # noqa: E731
    return _several(
        patch.object(departing, "cancellable", allowed),
        patch.object(taking_back, "cancellable", allowed),
        patch.dict("supportterm.core.outbox.EDGES", edges),
    )


def outbox_edges() -> Mapping[State, set[State]]:
    from supportterm.core.outbox import EDGES

    return EDGES


def _same_store_for_ever() -> AbstractContextManager[Any]:
    """Nobody asks whether the remote is another store by now."""
    probe = FakeBackend.probe
    return patch.object(FakeBackend, "probe", lambda self: replace(probe(self), epoch="epoch-1"))


def _copy_sends() -> AbstractContextManager[Any]:
    """A desk that was copied sends what waits."""
    return patch.object(settling, "doubt", lambda *_: 0)


def _discard_loses_the_field() -> AbstractContextManager[Any]:
    """What was discarded is still shown."""
    return patch.object(deciding, "reconcile", lambda *_, **__: None)


def _conflict_is_repeated() -> AbstractContextManager[Any]:
    """A refusal because of somebody else's change is answered by writing again over the newest version."""
    write = FakeBackend.write

    def stubborn(self: FakeBackend, step: Any) -> Receipt:
        try:
            return write(self, step)
        except errors.Conflict:
            item: Any = self.fetch(step.key)
            return write(self, replace(step, version=item.ticket.version))

    return patch.object(FakeBackend, "write", stubborn)


def _overwritten_in_silence() -> AbstractContextManager[Any]:
    """What ours went over at the same moment is nobody's business."""
    return patch.object(overwritten, "tell", lambda *_: None)


def _several(*patches: AbstractContextManager[Any]) -> AbstractContextManager[Any]:
    @contextmanager
    def all_of() -> Iterator[None]:
        from contextlib import ExitStack

        with ExitStack() as stack:
            for one in patches:
                stack.enter_context(one)
            yield

    return all_of()


MUTANTS: Final[Mapping[str, Mutant]] = {
    "no settle window": _no_settle_window,
    "sent again after a crash": _resend_after_crash,
    "left sending after a crash": _left_sending,
    "sent again when no answer came": _retry_after("time ran out"),
    "sent again after a 500": _retry_after("500"),
    "sent again after half an answer": _retry_after("not one"),
    "no order within a ticket": _no_order,
    "two keepers": _two_keepers(0),
    "a lease that runs out": _two_keepers(60_000),
    "last write wins": _last_write_wins,
    "a conflict is written over": _conflict_is_repeated,
    "the cursor is kept before the page": _cursor_before_page,
    "no overlap where a feed lags": _no_overlap,
    "overwritten in silence": _overwritten_in_silence,
    "done without proof": _acked_without_effect,
    "a reply leaves past what is unseen": _no_stale_guard,
    "undo leaves the outbox alone": _undo_forgets_the_outbox,
    "what is under way is cancelled": _cancels_what_is_under_way,
    "old news count": _old_news_count,
    "what is missing is forgotten": _missing_forgotten,
    "a restored remote is trusted": _same_store_for_ever,
    "a copy sends": _copy_sends,
    "what is discarded is still shown": _discard_loses_the_field,
    "a customer's marker is believed": _markers_of_customers,
    "a discarded text is lost": _discard_loses_the_text,
}


def hunt(name: str, seeds: int, steps: int, kinds: tuple[str, ...]) -> tuple[int, str]:
    """The first seed whose story shows that the rule is broken, and how; (0, "") when none of *seeds* does."""
    for seed in range(1, seeds + 1):
        with MUTANTS[name]():
            story = Story(seed, kinds[seed % len(kinds)])
            try:
                story.run(steps)
            except Violation as violation:
                return seed, str(violation).splitlines()[0]
            except (AssertionError, Refused) as error:  # the code itself, or its own check of the edges, noticed
                return seed, f"{type(error).__name__}: {error}"
            finally:
                story.world.close()
    return 0, ""
