"""Telephone numbers as people write them: when two are the same, and by what one is found. Pure.

`+49 (0)30 123456`, `0049 30 123456` and `030/12 34 56` are one number, as far as anybody can tell without knowing from
where it is dialled.
"""

import re
from typing import Final

TAIL: Final = 7
"""Digits at the end by which a number is looked for."""
_PREFIX: Final = 3
"""Digits that the code of a country has at most."""
_LONGEST: Final = 15
"""Digits of any number in the world, by E.164."""
_TRUNK: Final = re.compile(r"\(\s*0+\s*\)")


def dialled(text: str) -> str:
    """What is dialled for the number *text*: digits, with a `+` before the code of a country; empty: it is none."""
    plain = _TRUNK.sub("", text[:100]).strip()
    digits = "".join(c for c in plain if c in "0123456789")
    if plain.startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00") if not plain.startswith("+") else digits
        return f"+{digits}" if 0 < len(digits) <= _LONGEST else ""
    return digits if len(digits) <= _LONGEST + 1 else ""


def tail(text: str) -> str:
    """The end of a number, which is the same however it is written; empty: there is nothing to find it by."""
    return dialled(text).lstrip("+0")[-TAIL:]


def same(one: str, other: str) -> bool:
    """Whether two texts are one number, as far as can be told: what only one of them has is the code of a country."""
    first, second = dialled(one), dialled(other)
    if not first or not second:
        return False
    if first[0] == second[0] == "+":
        return first == second
    short, long = sorted((first.lstrip("+0"), second.lstrip("+0")), key=len)
    if short == long:
        return True
    return len(short) >= TAIL and len(long) - len(short) <= _PREFIX and long.endswith(short)
