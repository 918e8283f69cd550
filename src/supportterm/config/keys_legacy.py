"""Which keys a terminal without the kitty protocol can send.

Such terminals send characters and a few escape sequences, so that many combinations arrive as another key or
not at all. A keymap may bind them, as a second way beside one that every terminal has.
"""

from typing import Final

from supportterm.config.keynames import NAMED, character_of, shown

_ARRIVES_AS: Final = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
    "ctrl+enter": "enter",
    "shift+enter": "enter",
    "alt+enter": "enter",
    "ctrl+shift+enter": "enter",
    "ctrl+tab": "tab",
    "ctrl+shift+tab": "shift+tab",
    "ctrl+backspace": "backspace",
    "shift+backspace": "backspace",
    "alt+backspace": "ctrl+w",
    "shift+space": "space",
    "alt+space": "space",
    "alt+tab": "shift+tab",
    "shift+escape": "escape",
    "alt+b": "ctrl+left",
    "alt+f": "ctrl+right",
    "ctrl+slash": "ctrl+underscore",
}
_CTRL_PUNCTUATION: Final = frozenset(
    ["backslash", "right_square_bracket", "circumflex_accent", "underscore", "space"]
)
_MOVING: Final = frozenset(["up", "down", "left", "right", "home", "end"])
_PAGING: Final = frozenset(["pageup", "pagedown", "delete"])


def arrives_as(key: str) -> str | None:
    """The key that *key* (canonical) can't be told from on a plain terminal, or None."""
    return _ARRIVES_AS.get(key)


def legacy_trouble(key: str) -> str | None:
    """Why *key* (canonical) does not reach us from a plain terminal, as a sentence's end; None when it does."""
    twin = _ARRIVES_AS.get(key)
    if twin is not None:
        return f"arrives as {shown(twin)} on many terminals"
    *modifiers, base = key.split("+")
    return None if _sent(frozenset(modifiers), base) else "is not sent by many terminals"


def _sent(modifiers: frozenset[str], base: str) -> bool:
    if not modifiers:
        return True
    if base in _MOVING:
        return modifiers <= {"ctrl", "shift"} or modifiers == {"alt"}
    if base in _PAGING:
        return modifiers in ({"ctrl"}, {"shift"}, {"ctrl", "shift"})
    if modifiers == {"ctrl"}:
        return (len(base) == 1 and base.isascii() and base.isalpha()) or base in _CTRL_PUNCTUATION or _function(base)
    if modifiers == {"shift"}:
        return base in ("tab", "insert") or _function(base)
    if modifiers in ({"alt"}, {"alt", "shift"}):
        # Escape and a small letter; escape and a capital O or a bracket begin other keys' sequences.
        letter = character_of(base) is not None and len(base) == 1 and base.isascii() and base.isalpha()
        return letter and not (base == "o" and "shift" in modifiers)
    return False


def _function(base: str) -> bool:
    return base in NAMED and base[0] == "f" and base[1:].isdigit() and int(base[1:]) <= 12
