"""What stands beside help desks: knowledge bases and directories. No ticket lives there, and nothing is said."""

from pathlib import Path
from typing import IO, TypeVar

from supportterm.backends.errors import CannotDo, NotAllowed, NotThere
from supportterm.backends.http import Http, Params, parsed
from supportterm.backends.protocol import Capabilities
from supportterm.backends.waiting import Waiting
from supportterm.core.remote import AnyStep, Catalog, Page, Receipt, RemoteTicket, TicketSeen

T = TypeVar("T")


class Beside(Waiting):
    """Base of their backends, which add what they are there for."""

    def __init__(self, capabilities: Capabilities, http: Http) -> None:
        super().__init__()
        self.capabilities = capabilities
        self.http = http

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self.http.host}>"

    def get(self, path: str, kind: type[T], params: Params | None = None) -> T:
        return parsed(self.http.get(path, params), kind, self.http.host)

    def or_not(self, path: str, kind: type[T], params: Params | None = None) -> T | None:
        """What may be kept from us, by a right that our account has not, and is not worth failing for."""
        try:
            return self.get(path, kind, params)
        except (NotAllowed, NotThere):
            return None

    def close(self) -> None:
        super().close()
        self.http.close()

    def catalog(self) -> Catalog:
        return Catalog()

    def changes(self, cursor: str) -> Page:
        return Page((), cursor)

    def fetch(self, key: str) -> TicketSeen:
        raise NotThere("no tickets live there")

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        return ()

    def write(self, step: AnyStep) -> Receipt:
        raise CannotDo("nothing can be written there")

    def find(self, step: AnyStep) -> Receipt | None:
        return None

    def upload(self, file: Path, name: str, media_type: str) -> str:
        return ""

    def download(self, key: str, into: IO[bytes]) -> None:
        raise NotThere("no files lie there")
