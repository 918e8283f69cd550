"""A driver as entry points name it, for those that come along. Free of the network until a connection is opened."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from supportterm.backends.protocol import Backend, Capabilities, Proof, Setting

B = TypeVar("B", bound=Backend)
_AMOUNTS: Final = ("settle", "poll", "sweep", "overlap", "most_bytes")
"""What is told of nothing that can be done."""


@dataclass
class Shipped(Generic[B]):
    """A `Driver`."""

    name: str
    title: str
    capabilities: Capabilities
    proof: Mapping[str, Proof]
    settings: tuple[Setting, ...]
    secret: str
    connection: Callable[[Mapping[str, str], Callable[[], str]], B]
    """Makes one, by the settings and the secret; what it needs is imported then."""

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> B:
        """Raises Invalid, naming the setting."""
        return self.connection(settings, secret)


def proven(most: Capabilities, by: Proof, *, but: Collection[str] = ()) -> dict[str, Proof]:
    """How it is known that each thing can be done that *most* says: *by* tests, all *but* some."""
    usual = Capabilities()
    known = (name for name in Capabilities.__struct_fields__ if name not in _AMOUNTS and name not in but)
    always = ("tickets", "marker")
    return {name: by for name in known if name in always or getattr(most, name) != getattr(usual, name)}
