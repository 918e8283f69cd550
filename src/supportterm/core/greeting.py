"""How somebody is greeted whose name nobody knows: `Hello {{ name }},` is `Hello,`, and never their address. Pure."""

import re
from typing import Final

from supportterm.core.mail_address import ADDRESS

NAMELESS: Final = "\ufdd0\ufdd1"
"""Stands in a text where a name would, until `without_names` took it out; characters that no text has."""
VISITOR: Final = "Visitor"
"""How somebody stands in lists who did not say who they are."""

_STANDS_ALONE: Final = {
    r"Dear": "Hello",
    r"(?:Liebe|Sehr geehrte)(?:r|\(r\)|[/*:_]?r)?(?: Frau| Herr)?": "Guten Tag",
    r"Ch(?:er|ère)(?:\(e\)|[/·]e?)?(?: Monsieur| Madame)?": "Bonjour",
    r"(?:Estimad|Querid)[oa](?:\(a\)|/a)?(?: Señora?)?": "Hola",
}
"""Greetings that nothing may follow but a name → those that need none."""
_GREETING: Final = re.compile("|".join(rf"(?P<g{n}>\b{words}[ \t]{NAMELESS})" for n, words in enumerate(_STANDS_ALONE)))
_BEGINS: Final = re.compile(rf"^({NAMELESS}[,;:!.]?[ \t]*)+(\w?)", re.MULTILINE)
_ENDS: Final = re.compile(rf"(?:,?[ \t]{{0,3}}{NAMELESS})+(?=[ \t]?(?:[.,;:!?…)]|$))", re.MULTILINE)
_AMID: Final = re.compile(rf"[ \t]?{NAMELESS}")


def called(name: str) -> str:
    """*name*, as somebody may be addressed by it; empty: it is none, but an address, a number or a stand-in."""
    name = name.strip()
    is_name = any(c.isalpha() for c in name) and name != VISITOR and ADDRESS.fullmatch(name.strip("<>'\"")) is None
    return name if is_name else ""


def first_name(name: str) -> str:
    """The first part of a name, by which its bearer is called; empty: there is none."""
    return next(iter(called(name).split()), "")


def without_names(text: str) -> str:
    """*text* without the places in it where a name is not known, and without what only led to them."""
    if NAMELESS not in text:
        return text
    greetings = tuple(_STANDS_ALONE.values())
    text = _GREETING.sub(lambda found: greetings[int((found.lastgroup or "g0")[1:])], text)
    text = _BEGINS.sub(lambda found: found[2].upper(), text)
    return _AMID.sub("", _ENDS.sub("", text))
