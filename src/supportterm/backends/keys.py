"""Keys of a remote as they go into an address: never anything but what a key there can be."""

from supportterm.backends.errors import NotThere


def numeric(key: str, what: str, longest: int = 18) -> str:
    """*key* as part of a path. Raises NotThere for what can't be the number of *what*, like `a ticket of Zendesk`."""
    if not key.isascii() or not key.isdecimal() or len(key) > longest:
        raise NotThere(f"{what} has a number")
    return key
