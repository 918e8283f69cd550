"""Operations in words, for timelines, logs and the line that says what a key just did."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from supportterm.core.calls import length_words
from supportterm.core.nouns import Value
from supportterm.core.numbers import label
from supportterm.core.operations import (
    Absorb,
    Accept,
    Announced,
    AnyPayload,
    ArticleIs,
    Called,
    Create,
    Define,
    Delivered,
    Edited,
    Escalate,
    Follow,
    HandBack,
    Later,
    LinkArticle,
    LinkTicket,
    MergeInto,
    Observed,
    OrganizationIs,
    PassedOver,
    PersonIs,
    Rated,
    Routed,
    Set,
    Skipped,
    Snooze,
    SplitFrom,
    SplitOff,
    Surveyed,
    Suspend,
    Tag,
    Undo,
    Unknown,
    Warned,
    Wrote,
)
from supportterm.core.promised import metric_words
from supportterm.core.terms import SKIPS, Priority, Role, Status

_WROTE: Mapping[int, str] = {Role.REPLY: "replied", Role.NOTE: "noted", Role.FORWARD: "forwarded"}

_DELIVERED: Mapping[str, str] = {
    "sent": "a message was sent",
    "refused": "a message was not taken",
    "uncertain": "whether a message was sent can't be known",
    "discarded": "a message was discarded and never sent",
    "bounced": "a message came back",
}

UNDONE: Final = "undone: "
AGAIN: Final = "done again: "
"""Before what a stroke did that was taken back, and brought back."""

Moment = Callable[[int], str]
"""How a moment in milliseconds is said."""
Name = Callable[[int], str]
"""What a ticket is called, by its id."""


def describe(payload: AnyPayload, base: Mapping[str, Value], moment: Moment, name: Name = label) -> str:
    """What happened, as a short phrase without its subject: `status open → solved`.

    Holds text from outside as it came; whoever shows it makes it safe.
    """
    match payload:
        case Set(field, value):
            return _set(field, value, base, moment)
        case Wrote() | Later() | Delivered() | Edited():
            return _message(payload, moment)
        case Tag(add, remove):
            return _plus_minus("tags", add, remove)
        case Follow(add, remove):
            return _plus_minus("followers", add, remove)
        case Observed():
            return _observed(payload, base, moment)
        case Escalate() | Accept() | HandBack() | PassedOver() | Routed():
            return _hands(payload, moment)
        case MergeInto() | Absorb() | SplitOff() | SplitFrom() | LinkTicket() | LinkArticle():
            return _belongs(payload, name)
        case Create() | Snooze() | Suspend() | Warned() | Skipped() | Announced() | Undo():
            return _course(payload, moment)
        case Rated() | Surveyed() | Called():
            return _customer(payload)
        case PersonIs() | OrganizationIs() | ArticleIs():
            return "changed " + ", ".join(f for f in payload.__struct_fields__ if getattr(payload, f) is not None)
        case Define(what, defined, spec):
            return f"{what} {defined} {'taken away' if spec is None else 'set'}"
        case Unknown(kind):
            return f"{kind} (from a newer version; kept)"
    return "changed"


def _plus_minus(what: str, add: Iterable[str], remove: Iterable[str]) -> str:
    return " ".join([what, *(f"+{t}" for t in add), *(f"-{t}" for t in remove)])


def _message(payload: Wrote | Later | Delivered | Edited, moment: Moment) -> str:
    """What was written, and what became of it."""
    match payload:
        case Wrote(role=role):
            return _WROTE.get(role, "wrote")
        case Later(role=role, until=until):
            what = {Role.NOTE: "a note", Role.FORWARD: "a forward"}.get(role, "a reply")  # type: ignore[call-overload]
            return f"wrote {what} for {moment(until)}"
        case Delivered(delivery=delivery, words=words):
            said = _DELIVERED.get(delivery, delivery)
            return f"{said}: {words}" if words else said
        case Edited(redacted=redacted):
            return "what a message said was taken away there" if redacted else "a message was edited there"


def _hands(payload: Escalate | Accept | HandBack | PassedOver | Routed, moment: Moment) -> str:
    """Whose it is from there on."""
    match payload:
        case Escalate(team, tier, reason):
            return f"escalated to {team}, tier {tier}: {reason}"
        case Accept():
            return "accepted"
        case HandBack(team, tier, reason, declined):
            back = f"back to {team}, tier {tier}" if team else f"back to tier {tier}"
            return f"{'hand-off declined, ' if declined else ''}{back}: {reason}"
        case PassedOver(reason):
            return f"skipped: {SKIPS.get(reason, reason)}"
        case Routed():
            return _routed(payload, moment)


def _belongs(payload: MergeInto | Absorb | SplitOff | SplitFrom | LinkTicket | LinkArticle, name: Name) -> str:
    """What it belongs to."""
    match payload:
        case MergeInto(target):
            return f"merged into {name(target)}"
        case Absorb(source):
            return f"{name(source)} merged in"
        case SplitOff(into, messages):
            return f"{'a message' if len(messages) == 1 else f'{len(messages)} messages'} went on as {name(into)}"
        case SplitFrom(ticket):
            return f"split off {name(ticket)}"
        case LinkTicket(other, kind, link):
            return f"linked to its {kind} {name(other)}" if link else f"no longer linked to its {kind} {name(other)}"
        case LinkArticle(article, link):
            return f"article {article} {'linked' if link else 'taken off'}"


def _course(payload: Create | Snooze | Suspend | Warned | Skipped | Announced | Undo, moment: Moment) -> str:
    """How it goes on with it, by itself or because somebody said so."""
    match payload:
        case Create(channel=channel):
            return f"created by {channel}"
        case Snooze(until):
            return "woken" if until is None else f"snoozed until {moment(until)}"
        case Suspend(reason):
            return f"held back: {reason}" if reason else "let in"
        case Warned(metric, due):
            return f"warning: {metric_words(metric)} due {moment(due) if due is not None else 'when it runs again'}"
        case Skipped(rule, why):
            return f"rule {rule}: {why}"
        case Announced(webhook):
            return f"told to {webhook}"
        case Undo():
            return "undone"


def _customer(payload: Rated | Surveyed | Called) -> str:
    """What was asked and heard of who asks."""
    match payload:
        case Rated(score=score, scale=scale, comment=comment):
            return f"rated {score} of {scale}" + (f": {comment}" if comment else "")
        case Surveyed(survey):
            return f"asked the survey {survey}"
        case Called(phone=phone, incoming=incoming, outcome=outcome, seconds=seconds):
            took = f", {length_words(seconds)}" if seconds else ""
            return f"{'call from' if incoming else 'called'} {phone or 'somebody'}: {outcome.replace('-', ' ')}{took}"


def value_words(field: str, value: Value, moment: Moment) -> str:
    """A field's value as people say it; a dash where there is none."""
    if value is None or value == "":
        return "—"
    if field == "status" and value in tuple(Status):
        return Status(int(value)).word
    if field == "priority" and value in tuple(Priority):
        return Priority(int(value)).word
    if field in ("due", "snoozed"):
        return moment(int(value))
    return str(value)


def _routed(payload: Routed, moment: Moment) -> str:
    if payload.nobody:
        return f"waits for an agent: {payload.nobody}"
    waited = f"; had waited since {moment(payload.waited)}" if payload.waited is not None else ""
    return f"{_why_routed(payload, moment)}{waited}"


def _why_routed(payload: Routed, moment: Moment) -> str:
    agent = payload.agent
    of = f"{payload.of}'s " if payload.of else "the "
    match payload.by:
        case "longest-idle":
            since = f"since {moment(payload.since)}" if payload.since is not None else "who has had none yet"
            return f"{of}longest idle: {agent}, {since}"
        case "least-loaded":
            room = f" of {payload.capacity}" if payload.capacity else ""
            return f"{of}least loaded: {agent}, with {payload.load}{room}"
        case "sticky":
            return f"{agent} answered this customer last"
        case "manager":
            return f"{agent} is their account manager"
    return f"to {payload.team}"


def _observed(payload: Observed, base: Mapping[str, Value], moment: Moment) -> str:
    said = [_set(field, value, base, moment) for field, value in payload.values.items()]
    said += [f"+{t}" for t in payload.add] + [f"-{t}" for t in payload.remove]
    if payload.number:
        said.append(f"is #{payload.number} there")
    if payload.gone is not None:
        said.append("deleted there" if payload.gone else "there again")
    return ", ".join(said) or "as it is here"


def _set(field: str, value: Value, base: Mapping[str, Value], moment: Moment) -> str:
    name = field.removeprefix("field.")
    new = value_words(field, value, moment)
    if field in base:
        return f"{name} {value_words(field, base[field], moment)} → {new}"
    return f"{name} → {new}"


def turned(words: str) -> str:
    """What taking back a stroke does that told what it did in *words*."""
    for told, back in ((UNDONE, AGAIN), (AGAIN, UNDONE)):
        if words.startswith(told):
            return back + words.removeprefix(told)
    return UNDONE + words
