"""The fake help desk behind vendors' own APIs as counterparts."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any

from fake import FakeCounterpart

from fakes.remote import FakeRemote, Rules
from fakes.server import TOKEN
from fakes.vendor import Vendor
from fakes.zendesk_face import EMAIL, ZendeskFace, judge
from supportterm.backends.zendesk import ZENDESK
from supportterm.backends.zendesk.backend import Zendesk
from supportterm.backends.zendesk.capabilities import MOST

VENDORS = ("zendesk",)


class ZendeskCounterpart(FakeCounterpart):
    """To be closed."""

    secret = TOKEN

    def __init__(self) -> None:
        moments = count(1_790_000_000_000, 1000)
        self.name = "zendesk"
        self.capabilities = MOST
        rules = Rules.of(MOST, coarse=True)
        self.remote = FakeRemote(lambda: next(moments), rules)
        face = ZendeskFace(self.remote)
        self.vendor = Vendor(face, judge())
        face.url = lambda: self.vendor.url
        self._serving = ExitStack()
        self._serving.enter_context(self.vendor.serving())

    def backend(self) -> Zendesk:
        return self._as(TOKEN)

    def stranger(self) -> Zendesk:
        return self._as(f"not-{TOKEN}")

    def _as(self, token: str) -> Zendesk:
        return ZENDESK.open({"url": self.vendor.url, "email": EMAIL}, lambda: token)

    def close(self) -> None:
        self._serving.close()
        assert not self.vendor.wrong, self.vendor.wrong[:3]

    def edit(self, key: str, old: str, new: str) -> bool:
        """Comments stay as they were written."""
        return False

    def merge(self, key: str, into: str) -> bool:
        """Zendesk merges, and tells nobody into what."""
        return False

    def said(self, key: str) -> Sequence[str]:
        return [m.body for m in self.remote.ledger.messages[key]]

    @contextmanager
    def away(self) -> Iterator[None]:
        self._serving.close()
        yield
        self._serving.enter_context(self.vendor.serving(int(self.vendor.url.rpartition(":")[2])))


def counterpart(which: str) -> Any:
    return {"zendesk": ZendeskCounterpart}[which]()
