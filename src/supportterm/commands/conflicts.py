"""`conflicts`: what can't go on without a person (changed on both sides, not taken, not provable), and their word."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.cases import WHAT_FOR, Case, case_of, cases, meant
from supportterm.commands.departures import state_words
from supportterm.commands.kinds import AGENT, PRIORITY, STATUS, OneTicket, Word, Words
from supportterm.commands.outbox import found, short
from supportterm.commands.reading import diff_painted, wrapped
from supportterm.commands.records import moment, number_of
from supportterm.commands.registry import command
from supportterm.commands.usage import Usage
from supportterm.core.describe import value_words
from supportterm.core.moments import moment_words, parse_moment
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.core.nouns import Value
    from supportterm.store.deciding import Choice

_SHELL = {
    "again": "outbox again",
    "arrived": "outbox arrived",
    "discard": "outbox discard",
}


@command("conflicts", group="sync", examples=("conflicts", "conflicts 57 --json"))
def conflicts(call: Call, ticket: OneTicket = 0) -> Outcome:
    """Show what can't leave without a word from you, and why.

    Changed on both sides: what each field was, what you want, what is there, who made it so; `conflicts take` decides.
    Not taken, or sent and nobody can tell: the text, and what can be said of it.
    """
    if call.console_or_none is not None:
        call.console.outbox()
        return Outcome()
    there = cases(call.desk, ticket or None, for_people=True)
    return Outcome(
        "" if there else "nothing waits for you",
        records=[_record(case) for case in there],
        lines=[line for case in there for line in _lines(case, call)] or None,
    )


@command(
    "conflicts take",
    group="sync",
    examples=("conflicts take 7f3a12 mine", "conflicts take 7f3a12 priority=low status=theirs"),
)
def take(call: Call, entry: Word, choices: Words) -> Outcome:
    """Say what shall hold where both sides changed a field.

    `mine` or `theirs`, for all fields or those named after it; or FIELD=mine, FIELD=theirs, FIELD=VALUE. With several
    fields in conflict each needs a word, in one go. Of an article `mine` or `theirs` is all of it.
    """
    case = case_of(call.desk, found(call, entry))
    if len(choices) == 1 and (whole := meant(case, choices[0])) != choices[0]:
        call.desk.decide(case.entry.id, "again" if whole == "again" else "discard")
        end = f"yours leaves for {case.by}" if whole == "again" else f"as it is at {case.by}"
        return Outcome(f"{case.called}: {end}", records=[{"id": short(case.entry), "choice": choices[0]}])
    return decided(call, case, chosen(call, case, choices))


def chosen(call: Call, case: Case, words: Sequence[str]) -> "dict[str, Choice | Value]":
    """What *words* say of each field of *case*. Raises Usage and Refused."""
    if not case.fields:
        ways = " or ".join(f"`{_SHELL[can]} {short(case.entry)}`" for can in case.can if can in _SHELL)
        raise Refused(f"there are no fields to choose between there; {ways or 'it goes on by itself'}")
    names = {name: f.name for f in case.fields for name in (f.name, f.name.removeprefix("field."))}
    said: dict[str, Choice | Value] = {}
    if words and words[0] in ("mine", "theirs"):
        for word in words[1:] or list(names):
            said[_field(word, names)] = "mine" if words[0] == "mine" else "theirs"
        return said
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise Usage(f"{word!r} is neither mine, theirs nor FIELD=VALUE")
        field = _field(name, names)
        said[field] = "mine" if text == "mine" else "theirs" if text == "theirs" else value(call, field, text)
    return said


def decided(call: Call, case: Case, said: "dict[str, Choice | Value]") -> Outcome:
    """Have *said* hold, and say so."""
    call.desk.decide(case.entry.id, said)
    words = ", ".join(f"{f.name.removeprefix('field.')}: {_said(said[f.name], f.name, call)}" for f in case.fields)
    goes_on = all(choice == "theirs" for choice in said.values())
    end = f"as it is at {case.by}" if goes_on else f"it leaves for {case.by} again"
    record = {"id": short(case.entry), "ticket": number_of(case.called), "choices": said}
    return Outcome(f"{case.called}: {words}; {end}", records=[record])


def value(call: Call, field: str, text: str) -> "Value":
    """What a person typed as the value of a field. Raises Usage."""
    try:
        match field:
            case "status":
                return int(STATUS.parse([text], call))
            case "priority":
                return int(PRIORITY.parse([text], call))
            case "assignee":
                return AGENT.parse([text], call) if text else None
            case "due":
                return parse_moment(text, call.now, call.zone) if text not in ("", "none") else None
            case "subject":
                if not text.split():
                    raise ValueError("a subject needs at least one word")
                return " ".join(text.split())
            case "team":
                return text or None
    except ValueError as error:
        raise Usage(f"{field}: {error}") from None
    from supportterm.core.verbs import fitting

    known = next((f for f in call.desk.fields() if f.name == field.removeprefix("field.")), None)
    return None if not text else fitting(known, text) if known else text


def sides(case: Case, call_now: int) -> Iterator[tuple[str, str, str, str, str]]:
    """Of each field: its name, what it was, mine, theirs, and who made it so when."""

    def say(at: int) -> str:
        return moment_words(at, call_now)

    for f in case.fields:
        who = " ".join(filter(None, [f"by {f.who}" if f.who else "", say(f.at)]))
        was, mine, theirs = (value_words(f.name, v, say) for v in (f.base, f.mine, f.theirs))
        yield f.name.removeprefix("field."), was, mine, theirs, who


def _lines(case: Case, call: Call) -> Iterator[str]:
    entry = case.entry
    yield Bold(f"{short(entry)}  {case.called}  {case.subject}")
    yield Dim(f"  {case.what} of {entry.actor}, {moment_words(entry.at, call.now, call.zone)}, for {case.by}")
    if case.gone:
        yield f"  the ticket was deleted at {case.by}"
    elif not case.fields:
        said = state_words(entry, call.now)
        yield f"  {said}"
        if entry.words and entry.words not in said:
            yield Dim(f"  {entry.words}")
    for name, was, mine, theirs, who in sides(case, call.now):
        yield f"  {name}"
        yield f"    was     {was}"
        yield f"    mine    {mine}"
        yield f"    theirs  {theirs}   ({who})"
    if case.body:
        yield from wrapped(case.body, call.columns, "  > ")
    yield from map(diff_painted, case.apart)
    for message in case.since:
        who = message.author or message.agent or message.address
        yield Dim(f"  since then, {who}, {moment_words(message.at, call.now, call.zone)}:")
        yield from wrapped(message.body, call.columns, "    ")
    if case.fields:
        yield Dim(f"  conflicts take {short(entry)} mine|theirs|FIELD=VALUE")
    elif case.apart:
        yield Dim(f"  conflicts take {short(entry)} mine|theirs")
    for can in case.can if not case.apart else ():
        if can in _SHELL:
            yield Dim(f"  {_SHELL[can]} {short(entry)}   {WHAT_FOR[can]}")
    yield ""


def _record(case: Case) -> dict[str, object]:
    entry = case.entry
    return {
        "id": short(entry),
        "ticket": number_of(case.called),
        "kind": entry.kind,
        "connection": entry.connection,
        "state": str(entry.state),
        "words": entry.words,
        "agent": entry.actor,
        "at": moment(entry.at),
        "fields": [
            {"field": f.name, "base": f.base, "mine": f.mine, "theirs": f.theirs, "by": f.who, "at": moment(f.at)}
            for f in case.fields
        ],
        "body": case.body or None,
        "diff": "\n".join(case.apart) or None,
        "since": [{"message": m.id, "author": m.author, "at": moment(m.at), "body": m.body} for m in case.since],
        "deleted": case.gone,
        "can": list(case.can),
    }


def _field(word: str, names: dict[str, str]) -> str:
    if word not in names:
        raise Usage(f"there is no conflict about {word!r} there; there is one about {', '.join(dict.fromkeys(names))}")
    return names[word]


def _said(choice: "Choice | Value", field: str, call: Call) -> str:
    if choice in ("mine", "theirs"):
        return str(choice)
    return value_words(field, choice, lambda at: moment_words(at, call.now, call.zone))
