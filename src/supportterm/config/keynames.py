"""The names of keys: what people write in a keymap, and what the console is told when one is pressed.

A key's canonical name is the one Textual reports: `question_mark`, `ctrl+s`, `A`, `pagedown`. People write
`?` and see `?`.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import product
from typing import Final

from supportterm.config.marked import did_you_mean

NAMED: Final = frozenset(
    ["escape", "enter", "tab", "backspace", "space", "delete", "insert", "home", "end", "pageup", "pagedown"]
    + ["up", "down", "left", "right"]
    + [f"f{n}" for n in range(1, 25)]
)
"""Keys that have a name and no character."""

MODIFIERS: Final = ("alt", "ctrl", "hyper", "meta", "shift", "super")

_ALIASES: Final = {
    "esc": "escape",
    "return": "enter",
    "cr": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "page_up": "pageup",
    "page_down": "pagedown",
    "spc": "space",
    "bs": "backspace",
    "backtab": "shift+tab",
}
_CHARACTER_NAMES: Final = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
_CHARACTER_BY_NAME: Final = {"slash": "/", "backslash": "\\", "at": "@", "minus": "-", "plus": "+", "underscore": "_"}
_MAX_GAPS: Final = 12
_VIM_STYLE: Final = re.compile(r"<?([CMAS])-(.+?)>?", re.ASCII)
_VIM_MODIFIERS: Final = {"C": "ctrl", "M": "alt", "A": "alt", "S": "shift"}


class BadKey(ValueError):
    """No key has this name; the text says what to write."""


def name_of(character: str) -> str:
    """Canonical name of the key that gives *character*: `?` is `question_mark`, `a` is `a`."""
    if character == " ":
        return "space"
    if character.isalnum():
        return character
    try:
        name = unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")
    except ValueError:
        return character
    return _CHARACTER_NAMES.get(name, name)


@lru_cache(1024)
def character_of(key: str) -> str | None:
    """The character a canonical key types, or None: `question_mark` gives `?`, `ctrl+s` nothing."""
    if len(key) == 1:
        return key
    if key == "space":
        return " "
    if key in _CHARACTER_BY_NAME:
        return _CHARACTER_BY_NAME[key]
    if key in NAMED or "+" in key:
        return None
    # Where a name had hyphens can't be told from the key any more; they are few.
    first, *rest = key.upper().split("_")
    for gaps in product(" -", repeat=len(rest)) if len(rest) <= _MAX_GAPS else ():
        try:
            found = unicodedata.lookup(first + "".join(map("".join, zip(gaps, rest, strict=True))))
        except KeyError:
            continue
        if len(found) == 1 and found.isprintable():  # controls and sequences have names too
            return found
    return None


def key_named(written: str) -> str:
    """Canonical name of a key as a person wrote it. Raises BadKey."""
    if len(written) == 1:
        if not written.isprintable() or written.isspace():
            raise BadKey("is not a key; write its name, like space or tab")
        return name_of(written)
    modifiers, base = _split(written)
    bad = [m for m in modifiers if m not in MODIFIERS]
    if bad:
        raise BadKey(f"there is no modifier {bad[0]!r}{did_you_mean(bad[0], MODIFIERS)}")
    if len(set(modifiers)) < len(modifiers):
        raise BadKey("has a modifier twice")
    return _with_modifiers(set(modifiers), base)


def _split(written: str) -> tuple[list[str], str]:
    vim = _VIM_STYLE.fullmatch(written)
    if vim:
        raise BadKey(f"write {_VIM_MODIFIERS[vim[1]]}+{vim[2].lower()}")
    if written.endswith("++"):
        return written[:-2].lower().split("+"), "+"
    *modifiers, base = written.split("+")
    return [m.lower() for m in modifiers], base


def _with_modifiers(modifiers: set[str], base: str) -> str:
    name = _base(base)
    if "+" in name:  # an alias that brings its own modifier
        *own, name = name.split("+")
        modifiers |= set(own)
    character = character_of(name)
    if "ctrl" in modifiers and len(name) == 1 and name.isupper():
        raise BadKey(f"terminals do not tell ctrl+{name} from ctrl+{name.lower()}; write the small letter")
    if "alt" in modifiers and len(name) == 1 and name.isupper():
        modifiers, name = modifiers | {"shift"}, name.lower()
    if modifiers == {"shift"} and character is not None and character != " ":
        raise BadKey(f"write {name.upper()}" if character.isalpha() else "write the character, like ! for shift+1")
    if modifiers == {"ctrl"} and name == "at":
        name = "space"
    return "+".join([*sorted(modifiers), name])


def _base(base: str) -> str:
    if len(base) == 1:
        return name_of(base)
    lower = base.lower()
    lower = _ALIASES.get(lower, lower)
    if lower in NAMED or lower in ("shift+tab",):
        return lower
    character = character_of(lower)
    if character is not None:
        return name_of(character)
    raise BadKey(f"there is no key {base!r}{did_you_mean(lower, [*NAMED, *_ALIASES])}")


@lru_cache(1024)
@lru_cache(256)
def key_pressed(key: str) -> str:
    """Canonical name of a key as the terminal reported it. Never fails: a strange key keeps its name."""
    if key in ("ctrl+@", "ctrl+at"):  # how ctrl+space arrives
        return "ctrl+space"
    if key.startswith("shift+") and len(key) == 7 and key[6].isupper():
        return key[6]
    return name_of(key) if len(key) == 1 else key


def shown(key: str) -> str:
    """A canonical key as people write it: `question_mark` is `?`, `ctrl+underscore` is `ctrl+_`, `escape` is `esc`."""
    if key == "escape":
        return "esc"
    *modifiers, base = key.split("+")
    character = character_of(base)
    return "+".join([*modifiers, base if character in (None, " ") else str(character)])
