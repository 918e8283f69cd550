"""What can't be right in a keymap, and what probably isn't.

Errors: a sequence that is both a command and the beginning of another one in the same context and file.
Warnings: bindings that hide others or can't be reached, keys that a plain terminal can't send, keys that a text box
or a count takes first.
"""

from collections import defaultdict
from collections.abc import Sequence

from supportterm.config.keymap import MODAL, TYPING, Binding, Keys, Selector
from supportterm.config.keynames import character_of
from supportterm.config.keys_legacy import arrives_as, legacy_trouble
from supportterm.config.marked import Problems


def check(bindings: Sequence[Binding], problems: Problems) -> None:
    """Adds what is wrong with *bindings* (those that are extended first) to *problems*."""
    in_force = _prefixes(bindings, problems)
    by_context: dict[str, list[Binding]] = defaultdict(list)
    for binding in in_force:
        by_context[binding.selector.context].append(binding)
    _shadows(by_context, problems)
    for context, inner in by_context.items():
        _narrower(inner, problems)
        _counts(context, inner, problems)
        _terminals(inner, problems)
        if context in TYPING:
            _typed(inner, problems)


def _prefixes(bindings: Sequence[Binding], problems: Problems) -> list[Binding]:
    """The bindings that stay in force, once those of an extending file have replaced what they collide with."""
    kept: dict[tuple[Selector, Keys], Binding] = {}
    beginnings: dict[tuple[Selector, Keys], set[Keys]] = defaultdict(set)
    for binding in bindings:
        where, keys = binding.selector, binding.keys
        shorter = [keys[:n] for n in range(1, len(keys)) if binding.command and (where, keys[:n]) in kept]
        longer = [k for k in beginnings[where, keys] if (where, k) in kept]
        for other in [kept[where, k] for k in [*shorter, *longer]]:
            if binding.command and other.command:
                _collide(binding, other, problems)
            if other.command:
                del kept[where, other.keys]
        kept[where, keys] = binding
        for n in range(1, len(keys)):
            beginnings[where, keys[:n]].add(keys)
    return [b for b in kept.values() if b.command]


def _collide(later: Binding, earlier: Binding, problems: Problems) -> None:
    short, long = sorted((later, earlier), key=lambda b: len(b.keys))
    if later.file_depth == earlier.file_depth:
        text = (
            f"in {later.selector}, {short.sequence} is a command ({short.command}, {short.place}) and also begins "
            f"{long.sequence} ({long.command}, {long.place}); change one of them"
        )
        problems.error(later.place, text)
    else:
        taken = f"{earlier.sequence} ({earlier.command}, {earlier.place})"
        problems.warn(later.place, f"in {later.selector}, {later.sequence} takes away {taken}")


def _shadows(by_context: dict[str, list[Binding]], problems: Problems) -> None:
    """A pane's binding that hides one of `global`."""
    outer = by_context.get("global", [])
    by_beginning: dict[Keys, list[Binding]] = defaultdict(list)
    for binding in outer:
        for n in range(1, len(binding.keys) + 1):
            by_beginning[binding.keys[:n]].append(binding)
    whole = {b.keys: b for b in outer}
    for context, inner in by_context.items():
        if context == "global" or context in MODAL:
            continue
        for binding in inner:
            beginnings = [binding.keys[:n] for n in range(1, len(binding.keys))]
            hidden = by_beginning.get(binding.keys, []) + [whole[k] for k in beginnings if k in whole]
            for other in hidden:
                if other.command != binding.command:
                    text = f"in {binding.selector}, {binding.sequence} hides {other.sequence} of global"
                    problems.warn(binding.place, f"{text} ({other.command}, {other.place})")


def _narrower(bindings: list[Binding], problems: Problems) -> None:
    """A binding for a situation that takes a whole prefix away there, or hides the command its prefix was."""
    for binding in bindings:
        for other in bindings if binding.selector.conditions else ():
            wider = other.selector.conditions < binding.selector.conditions
            short, long = sorted((binding.keys, other.keys), key=len)
            if wider and short != long and long[: len(short)] == short:
                gone = f"{other.sequence} of {other.selector} ({other.command}, {other.place})"
                text = f"in {binding.selector}, {binding.sequence} makes {gone} unreachable"
                problems.warn(binding.place, text)


def _counts(context: str, bindings: list[Binding], problems: Problems) -> None:
    """A digit that is bound where digits are counts; 0 alone begins none."""
    if context in TYPING or context in MODAL:
        return
    for binding in bindings:
        digit = binding.keys[0]
        if digit.isdigit() and digit != "0":
            text = f"in {binding.selector}, {binding.sequence} ({binding.command}) takes {digit} from counts"
            problems.warn(binding.place, f"{text}: none can begin with it")


def _terminals(bindings: list[Binding], problems: Problems) -> None:
    """Keys that a plain terminal can't send, unless the command has another way here."""
    commands = {(b.selector, b.keys): b.command for b in bindings}
    everywhere = {(b.selector, b.command) for b in bindings if not any(map(legacy_trouble, b.keys))}
    for binding in bindings:
        for n, key in enumerate(binding.keys):
            trouble = legacy_trouble(key)
            if trouble is None:
                continue
            twin = arrives_as(key)
            confused = twin and commands.get((binding.selector, (*binding.keys[:n], twin, *binding.keys[n + 1 :])))
            has_another_way = (binding.selector, binding.command) in everywhere
            if has_another_way and confused in (None, binding.command):
                continue
            end = f", which runs {confused}" if confused and confused != binding.command else ""
            text = f"in {binding.selector}, {binding.sequence} ({binding.command}) {trouble}{end}"
            problems.warn(binding.place, f"{text}; give {binding.command} a second key")


def _typed(bindings: list[Binding], problems: Problems) -> None:
    for binding in bindings:
        if character_of(binding.keys[0]) is not None:
            text = f"in {binding.selector}, {binding.sequence} can't run {binding.command}: the text box takes it"
            problems.warn(binding.place, f"{text}; begin with ctrl+, alt+ or a function key")
