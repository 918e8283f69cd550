"""Whether a rule can be: told when it is defined, not when it should have fired."""

from typing import Final

from supportterm.core.actions import ActionError, Scene, read
from supportterm.core.query import QueryError, parse
from supportterm.core.query.errors import did_you_mean
from supportterm.core.query.fields import CUSTOM_PREFIX
from supportterm.core.query.lexer import Kind, lex
from supportterm.core.query.times import age
from supportterm.core.refusal import Refused
from supportterm.core.rules import EVENTS, Rule

_MINE: Final = {("assignee", "me"), ("team", "me"), ("is", "mine"), ("is", "unread")}
"""Tests that depend on who asks."""


def check(rule: Rule, scene: Scene) -> None:
    """Raises Refused with what is wrong in *rule* on this desk, and at which column of its line or query."""
    if bool(rule.on) is bool(rule.after):
        both = "both `on` and `after`; make two rules of it" if rule.on else "neither `on` nor `after`"
        raise Refused(f"rule {rule.name} has {both}: `on` says what it follows, `after` how long `when` must have held")
    for event in rule.on:
        if event not in EVENTS and not (event.startswith(CUSTOM_PREFIX) and event != CUSTOM_PREFIX):
            hint = did_you_mean(event, EVENTS, f"there are {', '.join(EVENTS)} and field.NAME")
            raise Refused(f"rule {rule.name}: nothing is called {event!r} in `on`; {hint}")
    if rule.after and age(rule.after) is None:
        raise Refused(f"rule {rule.name}: `after` is an age like 30m, 4h or 3d, not {rule.after!r}")
    try:
        check_query(rule.when)
    except QueryError as error:
        raise Refused(f"rule {rule.name}: `when`: {error}") from None
    if not rule.do:
        raise Refused(f"rule {rule.name} does nothing: give it command lines in `do`")
    for number, line in enumerate(rule.do, 1):
        try:
            read(line, scene)
        except ActionError as error:
            which = f", line {number}" if len(rule.do) > 1 else ""
            raise Refused(f"rule {rule.name}: `do`{which}: {error}") from None


def check_query(text: str) -> None:
    """Raises QueryError. A rule's query is asked by nobody: it has no `me`, and nobody has read what it is about."""
    parse(text)
    for lexeme in lex(text):
        for value in lexeme.values:
            if lexeme.kind is Kind.FIELD and (lexeme.text, value.text.lower()) in _MINE:
                raise QueryError("nobody asks this, so it says nothing", value.start + 1, "name an agent or a state")
