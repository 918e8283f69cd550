"""Keyboards as they are printed: what each key types alone and with Shift, row by row, as xkeyboard-config has them.

What is not here needs AltGr; keys that are dead, which type nothing until the next one, are left out (a space).
"""

from typing import Final, NamedTuple


class Layout(NamedTuple):
    plain: frozenset[str]
    """Characters that one key types."""
    shifted: frozenset[str]
    """Characters that one key types with Shift."""

    def types(self, character: str) -> bool:
        """Whether *character* needs neither AltGr nor a dead key."""
        return character == " " or character in self.plain or character in self.shifted


def _layout(*rows: tuple[str, str]) -> Layout:
    plain, shifted = ("".join(row[n] for row in rows) for n in (0, 1))
    return Layout(frozenset(plain) - {" "}, frozenset(shifted) - {" "})


LAYOUTS: Final = {
    "American": _layout(
        ("`1234567890-=", "~!@#$%^&*()_+"),
        ("qwertyuiop[]\\", "QWERTYUIOP{}|"),
        ("asdfghjkl;'", 'ASDFGHJKL:"'),
        ("zxcvbnm,./", "ZXCVBNM<>?"),
    ),
    "German": _layout(
        (" 1234567890ß ", '°!"§$%&/()=? '),
        ("qwertzuiopü+", "QWERTZUIOPÜ*"),
        ("asdfghjklöä#", "ASDFGHJKLÖÄ'"),
        ("<yxcvbnm,.-", ">YXCVBNM;:_"),
    ),
    "French": _layout(
        ("²&é\"'(-è_çà)=", " 1234567890°+"),
        ("azertyuiop $", "AZERTYUIOP £"),
        ("qsdfghjklmù*", "QSDFGHJKLM%µ"),
        ("<wxcvbn,;:!", ">WXCVBN?./§"),
    ),
    "Spanish": _layout(
        ("º1234567890'¡", 'ª!"·$%&/()=?¿'),
        ("qwertyuiop +", "QWERTYUIOP *"),
        ("asdfghjklñ ç", "ASDFGHJKLÑ Ç"),
        ("<zxcvbnm,.-", ">ZXCVBNM;:_"),
    ),
}
