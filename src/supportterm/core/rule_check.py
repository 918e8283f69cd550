"""Whether a rule can be: told when it is defined, not when it should have fired."""

from collections.abc import Iterator
from typing import Final

from supportterm.core.actions import ActionError, Scene, read
from supportterm.core.query import QueryError, parse
from supportterm.core.query.errors import did_you_mean
from supportterm.core.query.fields import CUSTOM_PREFIX
from supportterm.core.query.lexer import Kind, lex
from supportterm.core.refusal import Misdefined
from supportterm.core.rules import EVENTS, Rule
from supportterm.core.waiting import LIKE, read_wait

_MINE: Final = {("assignee", "me"), ("team", "me"), ("for", "me"), ("is", "mine"), ("is", "unread")}
"""Tests that depend on who asks."""


def mistakes(rule: Rule, scene: Scene) -> Iterator[Misdefined]:
    """What is wrong in *rule* on this desk, and at which column of its line or query."""
    what = f"rule {rule.name}"
    if bool(rule.on) is bool(rule.after):
        both = "it has both `on` and `after`; make two rules of it" if rule.on else "it has neither `on` nor `after`"
        yield Misdefined(what, f"{both}: `on` says what it follows, `after` how long `when` must have held")
    for number, event in enumerate(rule.on, 1):
        if event not in EVENTS and not (event.startswith(CUSTOM_PREFIX) and event != CUSTOM_PREFIX):
            hint = did_you_mean(event, EVENTS, f"there are {', '.join(EVENTS)} and field.NAME")
            yield Misdefined(what, f"nothing is called {event!r}; {hint}", ("on", number))
    if rule.after and read_wait(rule.after) is None:
        yield Misdefined(what, f"{rule.after!r} is no length of time; {LIKE}", ("after",))
    try:
        check_query(rule.when)
    except QueryError as error:
        yield Misdefined(what, error.words, ("when",), error.column)
    if not rule.do:
        yield Misdefined(what, "it does nothing: give it command lines in `do`")
    for number, line in enumerate(rule.do, 1):
        try:
            read(line, scene)
        except ActionError as error:
            yield Misdefined(what, error.message, ("do", number), error.column)


def check_query(text: str) -> None:
    """Raises QueryError. A rule's query is asked by nobody: it has no `me`, and nobody has read what it is about."""
    parse(text)
    for lexeme in lex(text):
        for value in lexeme.values:
            if lexeme.kind is Kind.FIELD and (lexeme.text, value.text.lower()) in _MINE:
                raise QueryError("nobody asks this, so it says nothing", value.start + 1, "name an agent or a state")
