"""Which rules follow what happened, in which order, and that it always ends."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from supportterm.core.nouns import Ticket
from supportterm.core.operations import Create, Escalate, Observed, Operation, Payload, Set, Subject, Tag, Wrote
from supportterm.core.query import Context
from supportterm.core.query.record import Asked, Record
from supportterm.core.rules import EVENTS, Rule
from supportterm.core.triggers import Rulebook, events_of, follow

NOW = 1_769_860_800_000


def happened(payload: Payload, number: int = 0) -> Operation:
    return Operation(number.to_bytes(16, "big"), b"c" * 16, Subject("ticket", 1), payload, "dana", NOW)  # type: ignore[arg-type]


class Playing:
    """A ticket on which each rule `tag +x -y` of a book does just that."""

    def __init__(self, *rules: Rule, tags: tuple[str, ...] = ()) -> None:
        self.book = Rulebook(rules)
        self.ticket = Ticket(1, "Hi", 1, NOW, NOW, tags=tags)
        self.fired: list[tuple[str, Operation]] = []

    def play(self, *operations: Operation) -> list[str]:
        follow(self.book, operations, lambda: Asked(Record(self.ticket), Context(NOW)), self.act)
        return [name for name, _ in self.fired]

    def act(self, rule: Rule, cause: Operation) -> Sequence[Operation]:
        self.fired.append((rule.name, cause))
        come = {word[1:] for line in rule.do for word in line.split() if word.startswith("+")}
        go = {word[1:] for line in rule.do for word in line.split() if word.startswith("-")}
        before = set(self.ticket.tags)
        after = tuple(sorted((before | come) - go))
        if after == self.ticket.tags:
            return []
        self.ticket = replace(self.ticket, tags=after)
        return [happened(Tag(tuple(come), tuple(go)), 100 + len(self.fired))]


def test_rules_follow_what_they_are_about_in_their_order() -> None:
    desk = Playing(
        Rule("late", on=("created",), do=("tag +late",)),
        Rule("other", on=("status",), do=("tag +other",)),
        Rule("early", on=("reply", "created"), do=("tag +early",)),
        Rule("not-so", on=("created",), when="status:solved", do=("tag +no",)),
        Rule("off", on=("created",), do=("tag +off",), off=True),
        Rule("timed", after="3d", do=("tag +timed",)),
    )
    assert desk.play(happened(Create("Hi", 1))) == ["late", "early"]


def test_what_a_rule_brings_about_leads_to_others_also_to_those_before_it_and_each_fires_once() -> None:
    desk = Playing(
        Rule("third", on=("tags",), when="tag:second", do=("tag +third",)),
        Rule("first", on=("created",), do=("tag +first",)),
        Rule("second", on=("tags",), when="tag:first", do=("tag +second -first",)),
    )
    assert desk.play(happened(Create("Hi", 1), 7)) == ["first", "second", "third"]
    causes = [cause.id for _, cause in desk.fired]
    assert causes[0] == happened(Create("Hi", 1), 7).id
    assert causes[1] == happened(Tag(), 101).id, "what the first rule did"
    assert causes[2] == happened(Tag(), 102).id, "what the second did, and nothing before it"


def test_two_rules_that_undo_each_other_end() -> None:
    desk = Playing(
        Rule("ping", on=("tags",), when="tag:a", do=("tag -a +b",)),
        Rule("pong", on=("tags",), when="tag:b", do=("tag -b +a",)),
        tags=("a",),
    )
    assert desk.play(happened(Tag(("a",), ()))) == ["ping", "pong"]


def test_a_rule_that_stops_is_the_last_one() -> None:
    rules = (
        Rule("stop", on=("created",), do=("tag +x",), stop=True),
        Rule("never", on=("created", "tags"), do=("tag +y",)),
    )
    assert Playing(*rules).play(happened(Create("Hi", 1))) == ["stop"]


EVENT = st.sampled_from(["created", "tags", "status"])
TAGS = st.sampled_from("abc")
RULES = st.lists(
    st.builds(
        lambda place, on, asked, come, go, stop: (on, asked, f"tag +{come} -{go}", stop),
        st.none(), EVENT, st.sampled_from(["", "tag:a", "-tag:b", "tag:c", "status:new"]), TAGS, TAGS, st.booleans(),
    ),
    max_size=12,
)  # fmt: skip


@given(RULES, st.lists(st.sampled_from([Create("Hi", 1), Tag(("a",), ()), Set("status", 1)]), min_size=1, max_size=3))
def test_whatever_the_rules_each_fires_at_most_once_and_only_after_what_it_is_about(
    drawn: list[tuple[str, str, str, bool]], payloads: list[Payload]
) -> None:
    rules = [Rule(f"r{n}", on=(on,), when=w, do=(do,), stop=s) for n, (on, w, do, s) in enumerate(drawn)]
    desk = Playing(*rules)
    fired = desk.play(*(happened(payload, place) for place, payload in enumerate(payloads)))
    assert len(set(fired)) == len(fired)
    by_name = {rule.name: rule for rule in rules}
    for name, cause in desk.fired:
        assert set(by_name[name].on) & set(events_of(cause.payload))
    stopping = [name for name in fired if by_name[name].stop]
    assert not stopping or fired[-1] == stopping[0]


@pytest.mark.parametrize(
    ("payload", "events"),
    [
        (Create("Hi", 1), ("created",)),
        (Wrote(1, 0), ("customer",)),
        (Wrote(1, 1), ("reply",)),
        (Wrote(1, 2), ("note",)),
        (Wrote(1, 3), ()),
        (Set("field.plan", "pro"), ("field.plan",)),
        (Escalate("backend", 2, "why"), ("escalated", "team", "tier", "assignee")),
        (Observed("rt", values={"status": 1}, add=("a",)), ("status", "tags")),
        (Observed("rt"), ()),
    ],
)
def test_what_happened_in_the_words_of_rules(payload: Payload, events: tuple[str, ...]) -> None:
    assert events_of(payload) == events  # type: ignore[arg-type]
    assert all(event in EVENTS or event.startswith("field.") for event in events)
