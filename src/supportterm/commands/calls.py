"""`call`, `call take`, `call end`, `call log`, …: on the phone, and what is written down of it."""

from typing import TYPE_CHECKING, Annotated

from supportterm.commands.call import Bold, Call, Outcome
from supportterm.commands.kinds import Completion, GivenTicket, Kind, Line, Number, OneTicket, Text
from supportterm.commands.parse import missing
from supportterm.commands.records import changed, moment, number_of
from supportterm.commands.registry import command
from supportterm.commands.usage import Usage
from supportterm.core.calls import OUTCOMES, clock_words
from supportterm.core.moments import SECOND, ago_words, parse_age
from supportterm.core.phones import dialled
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.core.terms import Status

if TYPE_CHECKING:
    from supportterm.core.nouns import Person
    from supportterm.desk.calls import PhoneCall

_SPOKE = ("reached", "voicemail")
"""Outcomes of which there is something to say."""


def _outcome(words: list[str], call: Call) -> str:
    if words[0] not in OUTCOMES:
        raise ValueError(f"a call is {', '.join(OUTCOMES)}, not {words[0]!r}")
    return words[0]


OutcomeWord = Annotated[
    str,
    Kind(
        "outcome",
        _outcome,
        lambda prefix, call: (Completion(word, note) for word, note in OUTCOMES.items() if word.startswith(prefix)),
    ),
]


@command("call", contexts=("queue", "ticket", "chat"), slow=True, examples=("call 12", "call 12 --number 030123456"))
def call_(call: Call, ticket: OneTicket, *, number: Line = "") -> Outcome:
    """Call who asks, by the program that config.yaml names (`dial`); a timer runs until `call end`."""
    from supportterm.config.settings import load
    from supportterm.exchange.programs import begin

    person = call.desk.person(call.desk.ticket(ticket).requester)
    phone = number or person.phone
    begun = call.desk.calls.begin(phone, person.id, ticket)
    program = load().dial
    if not program:
        return Outcome(f"dial {safe_line(phone, 40)}; the timer runs, `call end` ends it")
    try:
        begin([word.replace("{number}", dialled(phone)) for word in program])
    except Refused:
        call.desk.calls.drop(begun.id)
        raise
    return Outcome(f"calling {_who(person, begun)}; `call end` ends it", records=[_record(call, begun)])


@command("call take", group="tickets", examples=("call take", "call take 3"))
def take(call: Call, number: Number = 0) -> Outcome:
    """Take a call that rings: it is mine from now on, and its timer runs."""
    taken = call.desk.calls.take(number)
    person = call.desk.calls.other(taken)
    words = f"on the phone with {_who(person, taken)}; `call end` ends it"
    return Outcome(words, records=[_record(call, taken)], shows=lambda console: console.caller(taken.id))


@command("call open", examples=("call open 'Invoice missing'",))
def open_(call: Call, subject: Text) -> Outcome:
    """Open a ticket for who is on the phone; it is mine, and the call is about it."""
    mine = _mine(call)
    change = call.desk.calls.open(mine.id, subject)
    return changed(change)._replace(shows=lambda console: console.open(change.tickets[0]))


@command("call end", examples=("call end reached 'Sent her the form again.' --solve", "call end no-answer"))
def end(
    call: Call,
    outcome: OutcomeWord,
    text: Text = "",
    *,
    ticket: GivenTicket = 0,
    solve: bool = False,
    pending: bool = False,
) -> Outcome:
    """End the call one is on, and write it down on its ticket: how long, what came of it, what was said.

    It is a note: customers do not see it. Where the call is about no ticket yet, it is the one that is open if who is
    on the phone asks there.
    """
    mine = _mine(call)
    about = ticket or mine.ticket or _open_of(call, mine)
    if call.console_or_none is not None and not text and outcome in _SPOKE:
        raise missing("call end", "text")
    return changed(call.desk.calls.end(mine.id, about, outcome, text, _then(solve, pending)))


@command(
    "call log",
    contexts=("queue", "ticket", "chat"),
    examples=("call log 12 reached 'She will send the log.' --took 4m", "call log 12 voicemail --in"),
)
def log(
    call: Call,
    ticket: OneTicket,
    outcome: OutcomeWord,
    text: Text = "",
    *,
    took: Line = "",
    in_: bool = False,
    solve: bool = False,
    pending: bool = False,
) -> Outcome:
    """Write down a call that no timer ran for; `--in` when they called."""
    try:
        seconds = parse_age(took) // SECOND if took else 0
    except ValueError:
        raise Usage(f"{took!r} is no length of time; write it like 4m or 1h30m") from None
    then = _then(solve, pending)
    return changed(call.desk.calls.log(ticket, outcome, seconds, text, then, incoming=in_))


@command("call drop", examples=("call drop", "call drop 3"))
def drop(call: Call, number: Number = 0) -> Outcome:
    """End the call one is on, or another by its number, and write nothing down."""
    found = call.desk.calls.get(number) if number else _mine(call)
    call.desk.calls.drop(found.id)
    return Outcome("nothing is written down of it")


@command("calls", group="tickets", examples=("calls", "calls --json"))
def calls(call: Call) -> Outcome:
    """List calls that nobody has written down yet: what rings, who is on the phone, what was missed."""
    there = call.desk.calls.recent()
    lines = [_line(call, one) for one in there]
    return Outcome("" if there else "no calls", records=[_record(call, one) for one in there], lines=lines or None)


def _mine(call: Call) -> "PhoneCall":
    found = call.desk.calls.mine()
    if found is None:
        raise Refused("you are on no call; `call take` takes one that rings, `call log` writes one down")
    return found


def _open_of(call: Call, mine: "PhoneCall") -> int:
    """The ticket that is open in the console, if who is on the phone asks there. Raises Refused."""
    if len(call.selection) == 1:
        ticket = call.selection[0]
        if call.desk.ticket(ticket).requester == mine.person:
            return ticket
        called = call.desk.label(ticket)
        raise Refused(
            f"who is on the phone does not ask in {called}; `call end … --ticket {called}` says it is about it"
        )
    raise Refused("which ticket is it about? `--ticket 12` says it, `call open SUBJECT` opens one")


def _then(solve: bool, pending: bool) -> Status | None:
    if solve and pending:
        raise Usage("either --solve or --pending")
    return Status.SOLVED if solve else Status.PENDING if pending else None


def _who(person: "Person | None", call: "PhoneCall") -> str:
    name = (person.name or person.email) if person is not None else call.name
    return ", ".join(safe_line(part, 60) for part in dict.fromkeys((name, call.phone)) if part) or "somebody"


def _line(call: Call, one: "PhoneCall") -> str:
    way = "from" if one.incoming else "to"
    who = _who(call.desk.calls.other(one), one)
    state = f"{one.state} {clock_words(one.seconds(call.now))}" if one.answered_at is not None else one.state
    whose = f"  {one.agent}" if one.agent else ""
    about = f"  {call.desk.label(one.ticket)}" if one.ticket is not None else ""
    text = f"{one.id:>4}  {state:<14} {way} {who}, {ago_words(call.now - one.at)}{whose}{about}"
    return Bold(text) if one.going_on else text


def _record(call: Call, one: "PhoneCall") -> dict[str, object]:
    person = call.desk.calls.other(one)
    return {
        "number": one.id, "direction": "in" if one.incoming else "out", "state": one.state, "phone": one.phone,
        "person": (person.name or person.email) if person is not None else one.name or None,
        "agent": one.agent or None, "at": moment(one.at), "answered": moment(one.answered_at),
        "ended": moment(one.ended_at), "seconds": one.seconds(call.now),
        "ticket": number_of(call.desk.label(one.ticket)) if one.ticket is not None else None,
    }  # fmt: skip
