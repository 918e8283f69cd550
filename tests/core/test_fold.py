"""A ticket is the fold of its log: deterministic, undoable, and nothing unknown is lost."""

from itertools import count
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import effort
from supportterm.core.fold import fold, fold_all, undone_changes
from supportterm.core.ids import message_floor
from supportterm.core.nouns import Ticket
from supportterm.core.operations import (
    Absorb,
    AnyPayload,
    Create,
    Escalate,
    Follow,
    LinkArticle,
    MergeInto,
    Operation,
    Rated,
    Set,
    Snooze,
    Subject,
    Suspend,
    Tag,
    Undo,
    Unknown,
    Warned,
    Wrote,
    decode,
    encode,
    kind_of,
)
from supportterm.core.terms import RECENT_CONTACTS, Priority, Role, Status

words = st.text("abcdef", min_size=1, max_size=4)
some = st.lists(words, max_size=3).map(tuple)
payloads: st.SearchStrategy[AnyPayload] = st.one_of(
    st.builds(Set, st.just("status"), st.integers(0, 9)),
    st.builds(Set, st.just("priority"), st.integers(-1, 4)),
    st.builds(Set, st.sampled_from(["subject", "assignee", "team", "field.plan", "colour"]), words),
    st.builds(Tag, some, some),
    st.builds(Follow, some, some),
    st.builds(Escalate, words, st.integers(1, 3), words),
    st.builds(Snooze, st.none() | st.integers(0, 4 * 10**12)),
    st.builds(MergeInto, st.integers(2, 9)),
    st.builds(Absorb, st.integers(2, 9)),
    st.builds(LinkArticle, st.integers(1, 5), st.booleans()),
    st.builds(Suspend, st.just("") | words),
    st.builds(Rated, words, st.integers(0, 10)),
    st.builds(Warned, words, st.none() | st.integers(0, 10)),
    st.builds(
        Wrote, st.integers(0, 10**12).map(message_floor), st.integers(0, 3), person=st.none() | st.integers(1, 5)
    ),
    st.builds(Unknown, st.just("telepathy"), st.binary()),
)


odd = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | words
oddities = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.just("set"),
            "field": st.sampled_from(["status", "tier", "due", "subject", "requester", "field.a"]),
        },
        optional={"value": odd},
    ),
    st.fixed_dictionaries({"kind": st.just("message"), "message": st.integers(0, 2**70), "role": st.integers(-1, 9)}),
    st.fixed_dictionaries({"kind": st.just("create"), "subject": words, "requester": odd, "status": odd}),
    st.fixed_dictionaries({"kind": st.just("undo"), "change": odd}),
    st.fixed_dictionaries({"kind": st.just("merge"), "target": odd}),
)
"""Payloads as nobody of this version writes them."""


class Log:
    """Operations in the order they happened, each a change of its own unless said otherwise."""

    def __init__(self) -> None:
        self.ticks = count(1)
        self.operations: list[Operation] = []

    def add(self, payload: AnyPayload, change: bytes | None = None) -> Operation:
        tick = next(self.ticks)
        identity = tick.to_bytes(16, "big")
        operation = Operation(identity, change or identity, Subject("ticket", 1), payload, "ada", 1_000 * tick)
        self.operations.append(operation)
        return operation

    def undo(self, operation: Operation) -> Operation:
        return self.add(Undo(operation.change.hex()))

    def ticket(self) -> Ticket:
        ticket = fold_all(1, self.operations)
        assert ticket is not None
        return ticket


def started() -> Log:
    log = Log()
    log.add(Create("Printer on fire", 7))
    return log


def test_undoing_high_after_urgent_leaves_urgent() -> None:
    log = started()
    high = log.add(Set("priority", int(Priority.HIGH)))
    log.add(Set("priority", int(Priority.URGENT)))
    log.undo(high)
    assert log.ticket().priority is Priority.URGENT


def test_undoing_the_last_goes_back_to_the_one_before() -> None:
    log = started()
    log.add(Set("priority", int(Priority.HIGH)))
    log.undo(log.add(Set("priority", int(Priority.URGENT))))
    assert log.ticket().priority is Priority.HIGH


def test_undoing_an_undo_brings_the_change_back() -> None:
    log = started()
    solved = log.add(Set("status", int(Status.SOLVED)))
    log.undo(log.undo(solved))
    assert log.ticket().status is Status.SOLVED
    assert log.ticket().solved_at == solved.at


def test_a_change_is_undone_whole() -> None:
    log = started()
    first = log.add(Set("priority", int(Priority.HIGH)))
    log.add(Tag(add=("fire",)), change=first.change)
    log.undo(first)
    assert (log.ticket().priority, log.ticket().tags) == (Priority.NORMAL, ())


def test_a_ticket_whose_creation_is_undone_is_not_there() -> None:
    log = Log()
    log.undo(log.add(Create("Mistake", 7)))
    assert fold_all(1, log.operations) is None


def test_messages_out_of_order_leave_the_newest_time() -> None:
    log = started()
    for at in (9_000_000, 3_000_000):
        log.add(Wrote(message_floor(at), 0, person=8))
    ticket = log.ticket()
    assert (ticket.updated_at, ticket.customer_at, ticket.messages) == (9_000_000, 9_000_000, 2)
    assert ticket.participants == (8,)


@given(st.lists(payloads, max_size=30))
def test_folding_at_once_is_folding_step_by_step(happened: list[AnyPayload]) -> None:
    log = started()
    ticket = log.ticket()
    for payload in happened:
        ticket = fold(ticket, 1, log.add(payload))
    assert ticket == log.ticket() == log.ticket()


@given(st.lists(payloads, min_size=1, max_size=20), st.data())
@settings(max_examples=effort(100, 300))
def test_an_undone_change_is_as_if_it_never_was(happened: list[AnyPayload], data: st.DataObject) -> None:
    log = started()
    operations = [log.add(p) for p in happened]
    chosen = data.draw(st.sampled_from(operations))
    rest = [o for o in log.operations if o is not chosen]
    log.undo(chosen)
    assert log.ticket() == fold_all(1, rest)
    log.undo(log.operations[-1])
    assert log.ticket() == fold_all(1, [o for o in log.operations if not isinstance(o.payload, Undo)])
    assert undone_changes(log.operations) == {log.operations[-2].change}


@given(st.lists(oddities, max_size=10))
def test_whatever_can_be_read_folds_to_a_ticket_that_can_be_stored(happened: list[dict[str, object]]) -> None:
    log = started()
    for odd in happened:
        log.add(decode(msgspec.json.encode(odd), str(odd["kind"])))
    ticket = log.ticket()
    assert msgspec.convert(msgspec.to_builtins(ticket), Ticket) == ticket
    assert all(abs(n) < 2**63 for n in (ticket.tier, ticket.requester, ticket.due_at or 0, ticket.last_message))


def test_who_asked_before_takes_part_when_somebody_else_becomes_the_requester() -> None:
    log = started()
    log.add(Wrote(message_floor(1), 0, person=8))
    other = log.add(Set("requester", 8))
    assert (log.ticket().requester, log.ticket().participants) == (8, (7,))
    log.undo(other)
    assert (log.ticket().requester, log.ticket().participants) == (7, (8,))


@given(payloads)
def test_payloads_keep_their_meaning_in_the_store(payload: AnyPayload) -> None:
    assert decode(encode(payload), kind_of(payload)) == payload


@given(st.binary(), st.sampled_from(["set", "tag", "create", "from-the-future"]))
def test_what_cannot_be_read_is_kept_to_the_byte(raw: bytes, kind: str) -> None:
    payload = decode(raw, kind)
    assert kind_of(payload) == kind
    if isinstance(payload, Unknown):
        assert encode(payload) == raw
    log = started()
    log.add(Unknown("from-the-future", raw))
    assert log.ticket().unknown == 1


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=25), st.randoms(use_true_random=False))
def test_when_customers_wrote_last_is_kept_in_whatever_order_it_was_read(moments: list[int], chance: Random) -> None:
    tickets = []
    for _ in range(2):
        chance.shuffle(moments)
        log = started()
        for at in moments:
            log.add(Wrote(message_floor(at), int(Role.CUSTOMER)))
        tickets.append(log.ticket())
    assert tickets[0].recent_contacts == tickets[1].recent_contacts == tuple(sorted(moments)[-RECENT_CONTACTS:])
    assert tickets[0].contacts == len(moments)
