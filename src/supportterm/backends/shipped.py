"""A driver as entry points name it, for those that come along. Free of the network until a connection is opened."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from supportterm.backends.protocol import Capabilities, Proof, Setting

_AMOUNTS: Final = ("settle", "poll", "sweep", "overlap", "most_bytes")
"""What is told of nothing that can be done."""


def _all_of_it(cursor: str) -> str:
    return ""


@dataclass
class Shipped:
    """A `Driver`, which also `Moves`."""

    name: str
    title: str
    capabilities: Capabilities
    proof: Mapping[str, Proof]
    settings: tuple[Setting, ...]
    secret: str
    backend: str
    """Name of its class, in the module `backend` of the folder that is called like it: loaded when one is opened."""
    read: Callable[[Mapping[str, str]], Any] = dict
    """The settings, as the backend takes them."""
    elsewhere: Callable[[str], str] = _all_of_it
    """See `Moves`."""

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> Any:
        """Raises Invalid, naming the setting."""
        told = self.read(settings)
        module = import_module(f"supportterm.backends.{self.name.replace('-', '_')}.backend")
        return getattr(module, self.backend)(told, secret)


def proven(most: Capabilities, by: Proof, *, but: Collection[str] = ()) -> dict[str, Proof]:
    """How it is known that each thing can be done that *most* says: *by* tests, all *but* some."""
    usual = Capabilities()
    known = (name for name in Capabilities.__struct_fields__ if name not in _AMOUNTS and name not in but)
    always = ("tickets", "marker")
    return {name: by for name in known if name in always or getattr(most, name) != getattr(usual, name)}
