"""Strokes as they stand in the log: what was done last, and what of it can be taken back."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, Literal, NamedTuple

from supportterm.core.describe import describe
from supportterm.core.linking import BELOW
from supportterm.core.moments import moment_words
from supportterm.core.numbers import label
from supportterm.core.operations import Absorb, AnyPayload, LinkTicket, MergeInto, Operation, Subject, Undo
from supportterm.core.refusal import Refused
from supportterm.store.concerning import OF_TICKETS
from supportterm.store.numbers import label_of
from supportterm.store.sqlite import Connection

_NAMES: Final = {
    "ticket": ("ticket", "tickets"),
    "person": ("person", "people"),
    "organization": ("organization", "organizations"),
    "article": ("article", "articles"),
    "desk": ("desk", "desks"),
}


class Done(NamedTuple):
    """A stroke as it stands in the log."""

    id: bytes
    at: int
    actor: str
    kind: str
    """do, undo or redo."""
    words: str
    undone: bool
    tickets: int
    """How many it touched."""


def done(connection: Connection, actor: str | None, limit: int) -> tuple[Done, ...]:
    """The last strokes of *actor*, or of everybody, newest first; what remotes told is none."""
    found = connection.execute(
        f"""SELECT id, at, actor, kind, words, undone, (SELECT count(DISTINCT subject) FROM operation
        WHERE seq BETWEEN change.first AND change.last AND {OF_TICKETS}) FROM change
        WHERE kind <> 'take' AND (?1 IS NULL OR actor = ?1) ORDER BY first DESC LIMIT ?2""",
        (actor, limit),
    )
    return tuple(Done(id, at, who, kind, words, bool(gone), n) for id, at, who, kind, words, gone, n in found)


def last_of(connection: Connection, actor: str, kind: Literal["do", "undo"]) -> tuple[bytes, str]:
    """Id and words of the actor's last stroke of a kind that still counts. Raises Refused when there is none."""
    found = connection.execute(
        "SELECT id, words, first FROM change WHERE actor = ? AND kind = ? AND NOT undone ORDER BY first DESC LIMIT 1",
        (actor, kind),
    ).fetchone()
    if kind == "undo" and found is not None:
        since = connection.execute(
            "SELECT 1 FROM change WHERE actor = ? AND kind = 'do' AND first > ? LIMIT 1", (actor, found[2])
        ).fetchone()
        found = None if since else found
    if found is None:
        raise Refused("there is nothing to bring back" if kind == "undo" else "there is nothing of yours to undo")
    return found[0], found[1]


def last_on(connection: Connection, actor: str, ticket: int) -> tuple[bytes, str]:
    """As `last_of` for strokes that touched one ticket."""
    found = connection.execute(
        """SELECT change.id, change.words FROM operation JOIN change ON change.id = operation.change
        WHERE operation.subject_kind = 'ticket' AND operation.subject = ? AND change.actor = ? AND change.kind = 'do'
        AND NOT change.undone ORDER BY operation.seq DESC LIMIT 1""",
        (ticket, actor),
    ).fetchone()
    if found is None:
        raise Refused(f"there is nothing of yours to undo on {label_of(connection, ticket)}")
    return found[0], found[1]


def words_of(connection: Connection, actor: str, change: bytes) -> str:
    """What a stroke of the actor, or of the desk itself, did. Raises Refused when there is none or it is another's."""
    row = connection.execute("SELECT words, actor FROM change WHERE id = ?", (change,)).fetchone()
    if row is None:
        raise Refused("there is no such change to undo: what came as history, or from customers, stays")
    if row[1] != actor and not by_itself(row[1]):
        raise Refused(f"that was done by {row[1]}; only they can undo it")
    words: str = row[0]
    return words


def by_itself(actor: str) -> bool:
    """Whether the desk did it, by a rule or because its time had come: anybody may take that back."""
    return actor == "timer" or actor.partition(":")[0] in ("rule", "route")


def _other_end(payload: AnyPayload) -> bool:
    """Whether it is the side of a link that another side tells already."""
    return isinstance(payload, LinkTicket) and payload.relation in BELOW


def in_words(operations: Iterable[Operation], now: int, name: Callable[[int], str] = label) -> str:
    """What was done, for the line under the queue. A merge is told once, by those that went into another, a link by
    those that were linked.

    *name* says what a ticket is called.
    """
    operations = tuple(operations)
    told = (Undo, Absorb) if any(isinstance(o.payload, MergeInto) for o in operations) else (Undo,)
    phrases: dict[Subject, list[str]] = {}
    for operation in operations:
        if not isinstance(operation.payload, told) and not _other_end(operation.payload):
            said = describe(operation.payload, operation.base, lambda at: moment_words(at, now), name)
            phrases.setdefault(operation.subject, []).append(said)
    if len(phrases) == 1:
        (subject, said_of_it), *_ = phrases.items()
        called = f"{name(subject.id)} " if subject.kind == "ticket" else ""
        return called + ", ".join(said_of_it)
    groups = Counter((", ".join(p), subject.kind) for subject, p in phrases.items())
    subjects = {(", ".join(p), subject.kind): subject for subject, p in phrases.items()}
    counted = [
        f"{name(subjects[phrase, kind].id)} {phrase}" if n == 1 and kind == "ticket"
        else f"{phrase} on {n} {_NAMES[kind][n > 1]}"
        for (phrase, kind), n in groups.most_common(2)
    ]  # fmt: skip
    rest = len(phrases) - sum(n for _, n in groups.most_common(2))
    return "; ".join(counted) + (f"; and {rest} more" if rest else "")
