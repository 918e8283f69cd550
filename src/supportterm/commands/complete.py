"""What may stand where the cursor is: names, sub-commands, options and arguments."""

from collections.abc import Iterable, Sequence
from itertools import islice

from supportterm.commands.call import Call
from supportterm.commands.index import INDEX
from supportterm.commands.kinds import TICKET, TICKETS, Completion
from supportterm.commands.registry import Command, every_here, find
from supportterm.core.commandline import split
from supportterm.core.refusal import Refused

LIMIT = 50


def complete(line: str, position: int, call: Call, face: str) -> tuple[int, list[Completion]]:
    """Completions at *position* of *line*, and where the word that they replace starts."""
    words = split(line[:position])
    if words and words[-1].end == position and not line[:position].endswith(" "):
        start, prefix, before = words[-1].start, words[-1].text, [w.text for w in words[:-1]]
    else:
        start, prefix, before = position, "", [w.text for w in words]
    return start, complete_words(before, prefix, call, face)


def complete_words(before: Sequence[str], prefix: str, call: Call, face: str) -> list[Completion]:
    """Completions of *prefix* after the whole words *before*."""
    if not before:
        return _names(prefix, face)
    found = list(_after(before, prefix, call, face))
    unique = {c.text: c for c in found}
    return list(islice(unique.values(), LIMIT))


def _names(prefix: str, face: str) -> list[Completion]:
    tops: dict[str, list[Command]] = {}
    for one in every_here(face):
        top = one.name.partition(" ")[0]
        if top.startswith(prefix):
            tops.setdefault(top, []).append(one)
    return [Completion(top, _note(top, those)) for top, those in tops.items()]


def _note(top: str, those: Sequence[Command]) -> str:
    """What the command *top* says of itself; where it is only the first word of *those*, how they go on, or what the
    one does."""
    own = next((one for one in those if one.name == top), those[0] if len(those) == 1 else None)
    return own.summary if own is not None else ", ".join(one.name.partition(" ")[2] for one in those)


def _after(before: Sequence[str], prefix: str, call: Call, face: str) -> Iterable[Completion]:
    if len(before) == 1:
        for name in INDEX:
            top, _, sub = name.partition(" ")
            if top == before[0] and sub and sub.startswith(prefix):
                yield Completion(sub, find([top, sub])[0].summary)
    try:
        found, size = find(before)
    except Refused:
        return
    yield from _argument(found, before[size:], prefix, call)


def _argument(found: Command, given: Sequence[str], prefix: str, call: Call) -> Iterable[Completion]:
    """Completions for the next argument of *found* after the words *given*."""
    options = {f"--{o.name}": o for o in found.options}
    last = options.get(given[-1]) if given else None
    if last is not None and not last.flag:
        yield from last.kind.complete(prefix, call)
        return
    if prefix.startswith("-"):
        yield from (Completion(o, p.kind.name) for o, p in options.items() if o.startswith(prefix) and o not in given)
    loose = _loose(given, {o for o, p in options.items() if not p.flag})
    places = list(found.positionals)
    if places and (places[0].kind is TICKET or places[0].kind is TICKETS) and call.selection:
        places = places[1:]
    for place, parameter in enumerate(places):
        if place == len(loose) or (place < len(loose) and parameter.kind.many):
            yield from parameter.kind.complete(prefix, call)
            return
    if not prefix:
        yield from (Completion(o, p.kind.name) for o, p in options.items() if o not in given)


def _loose(given: Sequence[str], valued: set[str]) -> list[str]:
    """The words that are neither options nor an option's value."""
    loose, skip = [], False
    for word in given:
        if skip:
            skip = False
        elif word in valued:
            skip = True
        elif not word.startswith("--"):
            loose.append(word)
    return loose
