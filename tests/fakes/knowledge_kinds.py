"""The knowledge bases whose API the fake one speaks, each with its face and with what a connection to it is told."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from fakes import confluence_face, document360_face, helpjuice_face, zendesk_face
from fakes.books import START, Books
from fakes.remote import FakeRemote, Rules
from fakes.server import TOKEN
from fakes.specification import Judge
from fakes.vendor import Face, Vendor
from supportterm.backends.confluence import CONFLUENCE
from supportterm.backends.document360 import DOCUMENT360
from supportterm.backends.helpjuice import HELPJUICE
from supportterm.backends.protocol import Driver
from supportterm.backends.zendesk import ZENDESK


class Kind(NamedTuple):
    driver: Driver
    face: Callable[[Books], Face]
    judge: Callable[[], Judge | None]
    """The vendor's specification, where it lies beside the checkout."""
    settings: Mapping[str, str] = {}
    """Beside the address."""
    looks: tuple[str, ...] = ()
    """Where it reads with a POST."""
    shows: frozenset[str] = frozenset()
    """What it tells of an article beside its title, text, section and author."""
    pause: tuple[tuple[str, str], ...] = (("Retry-After", "7"),)
    """Headers by which it says to come back after 7 seconds."""

    commits: tuple[str, str] = ("PUT", "")
    """The request, by its method and how its path ends, by which a change of an article is done."""

    def vendor(self) -> Vendor:
        return Vendor(self.face(Books()), self.judge())

    @contextmanager
    def served(self) -> Iterator[Vendor]:
        """Until the block ends; then nothing may have been against the vendor's specification."""
        vendor = self.vendor()
        with vendor.serving():
            yield vendor
        assert not vendor.wrong, vendor.wrong[:3]

    def connect(self, vendor: Vendor, secret: str = TOKEN, **settings: str) -> Any:
        return self.driver.open({"url": vendor.url, **self.settings, **settings}, lambda: secret)


KINDS: Final[Mapping[str, Kind]] = {
    "confluence": Kind(
        CONFLUENCE, confluence_face.ConfluenceFace, confluence_face.judge, {"email": confluence_face.EMAIL},
        ("/wiki/api/v2/users-bulk",),
    ),
    "document360": Kind(
        DOCUMENT360, document360_face.Document360Face, document360_face.judge,
        {"email": document360_face.EMAIL, "readers": "public"}, shows=frozenset({"draft", "internal", "tags"}),
        pause=(("X-RateLimit-Limit", "60"), ("X-RateLimit-Reset", "7")), commits=("POST", "/publish"),
    ),
    "helpjuice": Kind(
        HELPJUICE, helpjuice_face.HelpjuiceFace, helpjuice_face.judge, {"readers": "public"},
        shows=frozenset({"draft", "internal"}),
    ),
    "zendesk": Kind(
        ZENDESK, lambda books: zendesk_face.ZendeskFace(FakeRemote(lambda: START, Rules()), books=books),
        zendesk_face.articles_judge, {"email": zendesk_face.EMAIL, "sweep": "0"},
        shows=frozenset({"draft", "internal", "tags"}),
    ),
}  # fmt: skip
WRITERS: Final = sorted(name for name, kind in KINDS.items() if kind.driver.capabilities.articles == "write")
