"""What may be taken back, and why not."""

from collections.abc import Callable, Collection, Mapping, Sequence

from msgspec.structs import replace

from supportterm.core.fold import undone_changes
from supportterm.core.nouns import Ticket
from supportterm.core.numbers import label
from supportterm.core.operations import Absorb, MergeInto, Operation, Subject, Undo, Wrote
from supportterm.core.refusal import Refused

Logs = Mapping[Subject, Sequence[Operation]]
"""The whole log, oldest first, of every subject that a change touched."""


def check(logs: Logs, change: bytes, sent: Collection[int] = (), *, though_merged_on: bool = False) -> None:
    """Raise Refused with the reason when *change* can't be undone.

    *sent* holds the ids of messages that have left the house. With *though_merged_on* a merge is taken apart also when
    its tickets were merged on since: it never was at the remote, and what was merged since may be there for good.
    """
    touched = [o for log in logs.values() for o in log if o.change == change]
    if not touched:
        raise Refused("there is no such change to undo")
    for subject, log in logs.items():
        without = undone_changes(log)
        mine = [o for o in log if o.change == change]
        if mine and change in without:
            raise Refused("that is undone already")
        counting = [o for o in log if o.change not in without and not isinstance(o.payload, Undo)]
        _check_first(subject, counting, change)
        _check_brought_back(subject, log, change)
        later = _later(counting, change)
        for operation in mine:
            _check_one(subject, operation, () if though_merged_on else later, sent)


def plan(
    logs: Logs, change: bytes, sent: Collection[int] = (), *, though_merged_on: bool = False
) -> list[tuple[Subject, Undo]]:
    """The undo of *change* for each of its subjects. Raises Refused as `check` does."""
    check(logs, change, sent, though_merged_on=though_merged_on)
    return [(subject, Undo(change.hex())) for subject, log in logs.items() if any(o.change == change for o in log)]


def check_merges(ticket: Ticket, look: Callable[[int], Ticket]) -> None:
    """Raise Refused unless every merge of *ticket* has both its sides and none leads back to it.

    Taking back and bringing back may cross with merges that others made meanwhile.
    """
    for number in ticket.absorbed:
        other = look(number).merged_into
        if other != ticket.id:
            what = f"merged into {label(other)}" if other else "taken apart"
            raise Refused(f"{label(number)} was {what} since")
    met, goes_on = {ticket.id}, ticket
    while (target := goes_on.merged_into) is not None:
        if target in met or goes_on.id not in look(target).absorbed:
            raise Refused(f"{label(target)} was itself merged since; undo that first")
        met.add(target)
        goes_on = look(target)


def _check_first(subject: Subject, counting: Sequence[Operation], change: bytes) -> None:
    """What something began with is not taken from under what was done to it later."""
    if subject.kind != "desk" and counting and counting[0].change == change:
        others = [o for o in counting if o.change != change]
        if others:
            raise Refused(f"{_name(subject)} has been worked on since by {others[0].actor}; undo that first")


def _check_brought_back(subject: Subject, log: Sequence[Operation], change: bytes) -> None:
    """What was done to a ticket while it was none of another's would be done to one that is, were it merged again."""
    undos = [o for o in log if o.change == change and isinstance(o.payload, Undo)]
    if not undos:
        return
    now = undone_changes(log)
    then = undone_changes([*log, replace(undos[0], change=b"", payload=Undo(change.hex()))])
    for place, operation in enumerate(log):
        if operation.change in now and operation.change not in then and isinstance(operation.payload, MergeInto):
            since = (o for o in log[place + 1 :] if o.change not in then and o.change != operation.change)
            # Whether merges fit together is asked of all of them, by `check_merges`.
            other = next((o for o in since if not isinstance(o.payload, Undo | Absorb | MergeInto)), None)
            if other is not None:
                raise Refused(f"{_name(subject)} has been worked on since by {other.actor}; merge it anew")


def _later(counting: Sequence[Operation], change: bytes) -> Sequence[Operation]:
    """What happened after the change's last operation."""
    last = max((i for i, o in enumerate(counting) if o.change == change), default=len(counting))
    return counting[last + 1 :]


def _check_one(subject: Subject, operation: Operation, later: Sequence[Operation], sent: Collection[int]) -> None:
    match operation.payload:
        case Wrote(message=message) if message in sent:
            raise Refused("that reply has left the house; write another to correct it")
        case Absorb() | MergeInto():
            moved = next((o.payload for o in later if isinstance(o.payload, MergeInto)), None)
            if moved is not None:
                raise Refused(f"{_name(subject)} was itself merged into {label(moved.target)} later; undo that first")


def _name(subject: Subject) -> str:
    return label(subject.id) if subject.kind == "ticket" else f"the {subject.kind}"
