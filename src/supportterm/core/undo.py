"""What may be taken back, and why not."""

from collections.abc import Collection, Mapping, Sequence

from supportterm.core.fold import undone_changes
from supportterm.core.operations import Absorb, Create, MergeInto, Operation, Subject, Undo, Wrote
from supportterm.core.refusal import Refused

Logs = Mapping[Subject, Sequence[Operation]]
"""The whole log, oldest first, of every subject that a change touched."""


def check(logs: Logs, change: bytes, sent: Collection[int] = ()) -> None:
    """Raise Refused with the reason when *change* can't be undone.

    *sent* holds the ids of messages that have left the house.
    """
    touched = [o for log in logs.values() for o in log if o.change == change]
    if not touched:
        raise Refused("there is no such change to undo")
    for subject, log in logs.items():
        without = undone_changes(log)
        mine = [o for o in log if o.change == change]
        if mine and change in without:
            raise Refused("that is undone already")
        later = _later(log, change, without)
        for operation in mine:
            _check_one(subject, operation, later, sent)


def plan(logs: Logs, change: bytes, sent: Collection[int] = ()) -> list[tuple[Subject, Undo]]:
    """The undo of *change* for each of its subjects. Raises Refused as `check` does."""
    check(logs, change, sent)
    return [(subject, Undo(change.hex())) for subject, log in logs.items() if any(o.change == change for o in log)]


def _later(log: Sequence[Operation], change: bytes, without: set[bytes]) -> list[Operation]:
    """What happened after the change's last operation and still counts."""
    last = max((i for i, o in enumerate(log) if o.change == change), default=len(log))
    return [o for o in log[last + 1 :] if o.change not in without and not isinstance(o.payload, Undo)]


def _check_one(subject: Subject, operation: Operation, later: Sequence[Operation], sent: Collection[int]) -> None:
    name = f"#{subject.id}" if subject.kind == "ticket" else f"the {subject.kind}"
    match operation.payload:
        case Create() if later:
            raise Refused(f"{name} has been worked on since by {later[0].actor}; undo that first")
        case Wrote(message=message) if message in sent:
            raise Refused("that reply has left the house; write another to correct it")
        case Absorb() | MergeInto():
            moved = next((o.payload for o in later if isinstance(o.payload, MergeInto)), None)
            if moved is not None:
                raise Refused(f"{name} was itself merged into #{moved.target} later; undo that first")
