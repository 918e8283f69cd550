"""How webhooks stand, in words: what came and what was told, what was wrong last, and what can be done."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.commands.call import Bold, Call, Dim
from supportterm.commands.records import moment, number_of
from supportterm.core.moments import ago_words
from supportterm.core.safe import safe_line

if TYPE_CHECKING:
    from supportterm.core.incoming import Incoming
    from supportterm.core.webhook import Webhook
    from supportterm.desk.webhooks import Count, Delivery, Stand

_LONGEST: Final = 160


def signed(call: Call, name: str) -> bool:
    """Whether there is a secret for a webhook. Raises Refused, ConfigError."""
    from supportterm.commands.opening import secrets_of
    from supportterm.commands.signatures import kept_as

    return bool(secrets_of(call.desk.id).source(kept_as(name)))


def stands(call: Call) -> Iterator[tuple[str, bool, str]]:
    """Name of each webhook out that is on, whether all is well with it, and one line."""
    door = call.desk.webhooks
    known, waiting, troubles = door.stands(), door.waiting(), door.troubles()
    for name, webhook in door.outgoing().items():
        if webhook.off:
            continue
        yours = [one for one in troubles if one.webhook == name]
        stand = known.get(name)
        words = [f"{safe_line(webhook.title or name, 60)}: {_how(call, stand)}"]
        if waiting.get(name):
            words.append(f"{waiting[name]} wait")
        if yours:
            words.append(
                f"{len(yours)} for you, the last: {safe_line(yours[-1].words, _LONGEST)}; "
                f"`webhook again {name}` tells it once more, `webhook forget {name}` does not"
            )
        yield name, not yours and (stand is None or not stand.fails), "; ".join(words)


def lines_in(call: Call, one: "Incoming", count: "Count | None", *, signed: bool) -> Iterator[str]:
    came = "nothing came yet"
    if count is not None and count.last is not None:
        came = f"{count.taken:,} came, the last {ago_words(call.now - count.last)}"
    yield Bold(f"{one.name:<20} in   {'off' if one.off else came}")
    base = call.desk.portal.address
    yield Dim(f"    POST {base or 'the address of `supportterm serve`'}/hooks/{one.name}")
    yield from _unsigned(one.name, signed)
    if count is not None and count.refused_at is not None and count.refused_at > (count.last or 0):
        yield f"    refused {ago_words(call.now - count.refused_at)}: {safe_line(count.why, _LONGEST)}"


def lines_out(
    call: Call, one: "Webhook", stand: "Stand | None", waiting: int, troubles: "tuple[Delivery, ...]", *, signed: bool
) -> Iterator[str]:
    yield Bold(f"{one.name:<20} out  {'off' if one.off else _how(call, stand)}")
    yield Dim(f"    {safe_line(one.url, _LONGEST)}  {', '.join(one.on) or 'what is announced to it'}")
    yield from _unsigned(one.name, signed)
    if waiting:
        yield f"    {waiting} wait"
    for each in troubles:
        if each.webhook == one.name:
            when, label = ago_words(call.now - each.at), call.desk.label(each.ticket)
            yield f"    {each.state:<10} {each.event} {label} {when}: {safe_line(each.words, _LONGEST)}"


def record_in(one: "Incoming", count: "Count | None", *, signed: bool) -> Mapping[str, object]:
    return {
        "name": one.name, "direction": "in", "title": one.title, "off": one.off, "secret": signed,
        "taken": count.taken if count else 0, "last": moment(count.last) if count else None,
        "refused": count.refused if count else 0, "refused_at": moment(count.refused_at) if count else None,
        "why": (count.why or None) if count else None,
    }  # fmt: skip


def record_out(
    call: Call, one: "Webhook", stand: "Stand | None", waiting: int, troubles: "tuple[Delivery, ...]", *, signed: bool
) -> Mapping[str, object]:
    return {
        "name": one.name, "direction": "out", "title": one.title, "off": one.off, "secret": signed, "url": one.url,
        "on": list(one.on), "told": stand.told if stand else 0, "last": moment(stand.last) if stand else None,
        "failing_since": moment(stand.since) if stand else None, "why": (stand.words or None) if stand else None,
        "waiting": waiting,
        "for_you": [
            {
                "state": each.state, "event": each.event, "ticket": number_of(call.desk.label(each.ticket)),
                "words": each.words,
            }
            for each in troubles
            if each.webhook == one.name
        ],
    }  # fmt: skip


def _how(call: Call, stand: "Stand | None") -> str:
    if stand is None or (stand.last is None and not stand.fails):
        return "was told nothing yet"
    if stand.since is not None and stand.fails:
        return f"not told since {ago_words(call.now - stand.since)}: {safe_line(stand.words, _LONGEST)}"
    assert stand.last is not None  # else it had failed
    return f"told {stand.told:,}, the last {ago_words(call.now - stand.last)}"


def _unsigned(name: str, signed: bool) -> Iterator[str]:
    if not signed:
        yield f"    no secret yet: `webhook secret {name}` makes one"
