"""Keys of a remote as they go into an address: never anything but what a key there can be."""

import re
from typing import Final

from supportterm.backends.errors import NotThere

_NAMED: Final = re.compile(r"[A-Za-z0-9-]{1,64}")


def numeric(key: str, what: str, longest: int = 18) -> str:
    """*key* as part of a path. Raises NotThere for what can't be the number of *what*, like `a ticket of Zendesk`."""
    if not key.isascii() or not key.isdecimal() or len(key) > longest:
        raise NotThere(f"{what} has a number")
    return key


def three(key: str, what: str) -> list[str]:
    """The numbers of a key like `12-7-3`, each as part of a path. Raises NotThere."""
    parts = key.split("-")
    if len(parts) != 3:
        raise NotThere(f"{what} has three numbers")
    return [numeric(part, what) for part in parts]


def named(key: str, what: str) -> str:
    """The same where keys there are of letters, digits and dashes, like UUIDs."""
    if not _NAMED.fullmatch(key):
        raise NotThere(f"{what} has an id of letters, digits and dashes")
    return key
