"""What follows from what a stroke did, in the same transaction and the same change: rules, then routing; and what
waited goes to whom the stroke freed.

Only from news: what a person or a program does here, and what comes from elsewhere once all that was there before has
come. Never from history, and not when something is taken back or brought back: what followed from it goes with it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from supportterm.core.actions import ActionError
from supportterm.core.operations import Operation, Skipped, Subject
from supportterm.core.refusal import Refused
from supportterm.core.rules import Rule
from supportterm.core.surveys import ACTOR
from supportterm.core.triggers import follow as follow_rules
from supportterm.store import routing
from supportterm.store.acting import Acting
from supportterm.store.book import Book
from supportterm.store.facts import StrokeFacts
from supportterm.store.handing_out import hand_out
from supportterm.store.surveying import ask

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke


def follow(stroke: "Stroke") -> None:
    """What follows from the operations of *stroke* so far, on tickets that this desk looks after."""
    about: dict[int, list[Operation]] = {}
    for operation in stroke.done:
        if operation.subject.kind == "ticket" and operation.id not in stroke.unnoticed:
            about.setdefault(operation.subject.id, []).append(operation)
    if about:
        book = stroke.book()
        routing.note_turns(stroke, stroke.done)
        for number, operations in about.items():
            if book.serves(stroke.work.ticket(number)):
                _follow(stroke, book, number, operations)
    for number, routed in hand_out(stroke):
        _rules(stroke, stroke.book(), StrokeFacts(stroke, number), routed)


def _follow(stroke: "Stroke", book: Book, number: int, operations: Sequence[Operation]) -> None:
    """Rules, then routing of what they left without an agent, then the rules that follow that."""
    if book.bot is not None:
        from supportterm.store import bot_turns

        bot_turns.note(stroke, book, number, operations)
    facts = StrokeFacts(stroke, number)
    fired = _rules(stroke, book, facts, operations)
    if routed := routing.follow(stroke, book, facts):
        _rules(stroke, book, facts, routed, fired)


def _rules(stroke: "Stroke", book: Book, facts: StrokeFacts, operations: Sequence[Operation], fired: int = 0) -> int:
    """Let the rules follow that *operations* on the ticket of *facts* lead to, but for those that have *fired*.

    Whom they give it to has had a turn, also after routing chose another.
    """
    before = len(stroke.done)

    def act(rule: Rule, cause: Operation) -> Sequence[Operation]:
        return fire(stroke, book, facts.number, rule, cause)

    fired = follow_rules(book.rules, operations, facts.asked, act, fired)
    routing.note_turns(stroke, stroke.done[before:])
    return fired


def fire(stroke: "Stroke", book: Book, number: int, rule: Rule, cause: Operation | None) -> Sequence[Operation]:
    """Let *rule* do what it does to a ticket; what came of it.

    All of it or, when some of it can't be, nothing but a word in the log about why.
    """
    before = len(stroke.done)
    try:
        with stroke.on_behalf(f"rule:{rule.name}", cause):
            if rule.name.startswith(ACTOR):
                ask(stroke, book, number, book.surveys[rule.name.removeprefix(ACTOR)])
            Acting(stroke, book.scene(stroke.now), number, rule.name).carry_out(rule.do)
    except (Refused, ActionError) as error:
        with stroke.on_behalf(f"rule:{rule.name}", cause):
            stroke.record(Subject("ticket", number), Skipped(rule.name, f"it did nothing: {error}"))
    return stroke.done[before:]
