"""Whether a rule can be: told when it is defined, not when it should have fired."""

from supportterm.core.query import QueryError, parse
from supportterm.core.query.errors import did_you_mean
from supportterm.core.query.fields import CUSTOM_PREFIX
from supportterm.core.query.times import age
from supportterm.core.refusal import Refused
from supportterm.core.rules import EVENTS, Rule


def check(rule: Rule) -> None:
    """Raises Refused with what is wrong in *rule*, and at which column of its line or query."""
    if bool(rule.on) is bool(rule.after):
        both = "both `on` and `after`; make two rules of it" if rule.on else "neither `on` nor `after`"
        raise Refused(f"rule {rule.name} has {both}: `on` says what it follows, `after` how long `when` must have held")
    for event in rule.on:
        if event not in EVENTS and not (event.startswith(CUSTOM_PREFIX) and event != CUSTOM_PREFIX):
            hint = did_you_mean(event, EVENTS, f"there are {', '.join(EVENTS)} and field.NAME")
            raise Refused(f"rule {rule.name}: nothing is called {event!r} in `on`; {hint}")
    if rule.after and not age(rule.after):
        raise Refused(f"rule {rule.name}: `after` is an age like 30m, 4h or 3d, not {rule.after!r}")
    try:
        parse(rule.when)
    except QueryError as error:
        raise Refused(f"rule {rule.name}: `when`: {error}") from None
    if not rule.do:
        raise Refused(f"rule {rule.name} does nothing: give it command lines in `do`")
