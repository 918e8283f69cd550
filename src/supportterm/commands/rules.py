"""`rules`: what the desk does by itself, when it did, and what it would have done."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.kinds import Count, Line, Query, RuleName, Text, Word
from supportterm.commands.reading import hung
from supportterm.commands.records import changed, moment, number_of
from supportterm.commands.registry import command
from supportterm.commands.usage import Usage
from supportterm.core.commandline import pieces, quoted
from supportterm.core.moments import DAY, ago_words, parse_age
from supportterm.core.rules import Rule
from supportterm.core.safe import safe_line

if TYPE_CHECKING:
    from supportterm.core.rule_trial import Firing
    from supportterm.store.rule_log import Fired

_LONGEST: Final = 500
FOLLOW_UP: Final = (
    "Hello {{ requester.first_name }},\n\nis all well with this? If so, there is nothing to do; if not, just answer "
    "and we go on."
)
"""What a customer is asked some days after their ticket was solved."""


@command("rules", group="desk", examples=("rules", "rules --json"))
def rules(call: Call) -> Outcome:
    """List the rules of this desk in their order, with how often each has fired and when last."""
    there, fired = call.desk.rulebook(), call.desk.rules_fired()
    lines = (line for rule in there for line in _lines(rule, fired.get(rule.name), call.now))
    return Outcome(
        "" if there else "no rules yet: `rule add` makes one, `rules follow-up` two that close what was solved",
        records=[_record(rule, fired.get(rule.name)) for rule in there],
        lines=list(hung(lines, call.columns)) or None,
    )


@command(
    "rule add",
    group="desk",
    examples=(
        "rule add vip --on created --when 'segment:enterprise' --do 'priority urgent; tag +vip'",
        "rule add remind --after 3d --when status:pending --do \"reply 'Could you have a look?'\"",
    ),
)
def add(
    call: Call,
    name: Word,
    *,
    on: Line = "",
    after: Line = "",
    when: Query = "",
    do: Text = "",
    title: Line = "",
    stop: bool = False,
) -> Outcome:
    """Add a rule, or change one; an option that is not given leaves what is known.

    `--on` names what it follows, several with commas: created, customer, reply, note, status, priority, assignee, …;
    `--after` instead, how long `--when` must have held: `3d`, or in its team's hours `2 business days`. `--do` are
    command lines without the ticket, between them a semicolon. `rules try` says what it would have done.
    """
    known = next((rule for rule in call.desk.rulebook() if rule.name == name), None)
    spec: dict[str, object] = msgspec.to_builtins(known) if known is not None else {}
    spec.pop("name", None)
    given: dict[str, object] = {"title": title, "after": after, "when": when, "do": pieces(do)}
    given["on"] = [event.strip() for event in on.split(",") if event.strip()]
    spec |= {key: value for key, value in given.items() if value}
    if on:
        spec["after"] = ""
    elif after:
        spec["on"] = []
    if stop:
        spec["stop"] = True
    return changed(call.desk.define("rule", name, spec))


@command("rules on", group="desk", examples=("rules on vip",))
def on(call: Call, name: RuleName) -> Outcome:
    """Switch a rule on."""
    return _switched(call, name, off=False)


@command("rules off", group="desk", examples=("rules off vip",))
def off(call: Call, name: RuleName) -> Outcome:
    """Switch a rule off; it stays, and does nothing."""
    return _switched(call, name, off=True)


@command("rules follow-up", group="desk", examples=("rules follow-up", "rules follow-up 2d 5d"))
def follow_up(call: Call, ask: Word = "3d", close: Word = "7d") -> Outcome:
    """Ask after some days whether what was solved is well, and close it after more: two rules.

    A customer's answer opens it again, but for a bare thanks. Both are rules as any other: `rule add` changes them,
    `remove rule` takes them away.
    """
    asks = {
        "title": "Ask whether it is solved",
        "after": ask,
        "when": "status:solved",
        "do": [f"reply {quoted(FOLLOW_UP)}"],
    }
    closes = {"title": "Close what stayed solved", "after": close, "when": "status:solved", "do": ["status closed"]}
    if _length(ask) >= _length(close):
        raise Usage(f"it is asked before it is closed: {ask} is not less than {close}")
    with call.desk.together() as stroke:
        call.desk.define("rule", "follow-up-ask", asks)
        call.desk.define("rule", "follow-up-close", closes)
    return changed(stroke.change)


@command("rules try", group="desk", slow=True, examples=("rules try vip", "rules try vip 'team:billing' --days 7"))
def try_(call: Call, name: RuleName, query: Query = "", *, days: Count = 30, limit: Count = 50) -> Outcome:
    """Say what a rule would have done in the last days, on the tickets of a query; nothing is done.

    Also of a rule that is off. Each firing is told of the ticket as it was then.
    """
    from supportterm.core.query import parse
    from supportterm.desk.trying import try_rule

    rule = next(rule for rule in call.desk.rulebook() if rule.name == name)
    since = call.now - days * DAY
    asked = parse(f"updated:<{days}d ({query})" if query.strip() else f"updated:<{days}d")
    found = list(try_rule(call.desk, rule, asked, since=since))
    tickets = {firing.ticket for firing in found}
    words = f"{name} would have fired {_times(len(found))} on {_many(len(tickets), 'ticket')} in {_many(days, 'day')}"
    found.sort(key=lambda firing: -firing.at)
    shown = [line for firing in found[:limit] for line in _fired(call, firing)]
    rest = [Dim(f"and {len(found) - limit} more: `--limit` shows them")] if len(found) > limit else []
    return Outcome(words, records=_trial(call, found), lines=[Bold(words), *shown, *rest])


def _switched(call: Call, name: str, *, off: bool) -> Outcome:
    known = next(rule for rule in call.desk.rulebook() if rule.name == name)
    spec: dict[str, object] = msgspec.to_builtins(known)
    del spec["name"]
    return changed(call.desk.define("rule", name, {**spec, "off": off}))


def _lines(rule: Rule, fired: "Fired | None", now: int) -> Iterator[str]:
    follows = f"on {', '.join(rule.on)}" if rule.on else f"after {rule.after}"
    state = f"fired {_times(fired.times)}, last {ago_words(now - fired.last)}" if fired else "has not fired"
    state = "off" if rule.off else state
    yield Bold(f"{rule.name:<20} {follows:<28} {state}")
    if rule.title != rule.name:
        yield f"  {safe_line(rule.title, _LONGEST)}"
    if rule.when:
        yield Dim(f"  when {safe_line(rule.when, _LONGEST)}")
    for line in rule.do:
        yield Dim(f"  do   {safe_line(line, _LONGEST)}")
    if rule.stop:
        yield Dim("  the rules after it are not asked then")
    if fired and fired.skipped:
        yield f"  {_times(fired.skipped)} it could not do all of it; the tickets' logs say why"


def _record(rule: Rule, fired: "Fired | None") -> Mapping[str, object]:
    return {
        **msgspec.to_builtins(rule),
        "fired": fired.times if fired else 0,
        "skipped": fired.skipped if fired else 0,
        "last_fired": moment(fired.last) if fired else None,
    }


def _fired(call: Call, firing: "Firing") -> Iterator[str]:
    row = call.desk.row(firing.ticket)
    yield f"{call.desk.label(firing.ticket):<8} {ago_words(call.now - firing.at):>8}  {safe_line(row.subject, 60)}"
    yield Dim(f"           {safe_line(' · '.join(firing.does) or 'nothing: it is so already', _LONGEST)}")


def _trial(call: Call, found: "list[Firing]") -> Iterator[Mapping[str, object]]:
    for firing in found:
        number = number_of(call.desk.label(firing.ticket))
        yield {"number": number, "id": firing.ticket, "at": moment(firing.at), "does": list(firing.does)}


def _length(text: str) -> int:
    try:
        return parse_age(text)
    except ValueError as error:
        raise Usage(str(error)) from None


def _times(many: int) -> str:
    return {1: "once", 2: "twice"}.get(many, f"{many:,} times")


def _many(many: int, what: str) -> str:
    return f"{many:,} {what}{'' if many == 1 else 's'}"
