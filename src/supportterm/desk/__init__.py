"""The one door: all that commands, panes and the shell know of the store.

Reads are cheap enough for an event loop when warm; searches, counts and imports belong on a worker thread.
"""

from typing import TYPE_CHECKING, Any

from supportterm.desk.door import Desk
from supportterm.store.errors import StoreError

if TYPE_CHECKING:
    from supportterm.store.bulk import Bulk

__all__ = ["Bulk", "Desk", "StoreError"]


def __getattr__(name: str) -> Any:
    """`Bulk` is loaded when asked for: a list in the shell does not need it."""
    if name == "Bulk":
        from supportterm.store.bulk import Bulk

        return Bulk
    raise AttributeError(name)
