"""The vendors whose API the fake help desk speaks, each with its face and with what a connection to it is told."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Final, NamedTuple

from fakes import intercom_face, zendesk_face
from fakes.remote import FakeRemote, Rules
from fakes.server import TOKEN
from fakes.specification import Specification
from fakes.vendor import Face, Vendor
from supportterm.backends.intercom import INTERCOM
from supportterm.backends.intercom.capabilities import MOST as INTERCOM_MOST
from supportterm.backends.protocol import Capabilities, Driver, Helpdesk
from supportterm.backends.zendesk import ZENDESK
from supportterm.backends.zendesk.capabilities import MOST as ZENDESK_MOST


class Kind(NamedTuple):
    driver: Driver
    most: Capabilities
    face: Callable[[FakeRemote], Face]
    judge: Callable[[], Specification | None]
    """The vendor's specification, where it lies beside the checkout."""
    settings: Mapping[str, str] = {}
    """Beside the address."""
    edits: bool = False
    """Messages can be changed there, and it shows."""
    merges: bool = False
    """It is told into what a ticket was merged."""

    def vendor(self, clock: Callable[[], int] | None = None) -> Vendor:
        """A fake desk behind the vendor's API, to be served; by its clock a second goes by with each look at it."""
        moments = count(1_790_000_000_000, 1000)
        remote = FakeRemote(clock or (lambda: next(moments)), Rules.of(self.most, coarse=True))
        return Vendor(self.face(remote), self.judge())

    def connect(self, vendor: Vendor, secret: str = TOKEN) -> Helpdesk:
        return self.driver.open({"url": vendor.url, **self.settings}, lambda: secret)


KINDS: Final[Mapping[str, Kind]] = {
    "intercom": Kind(INTERCOM, INTERCOM_MOST, intercom_face.IntercomFace, intercom_face.judge),
    "zendesk": Kind(ZENDESK, ZENDESK_MOST, zendesk_face.ZendeskFace, zendesk_face.judge, {"email": zendesk_face.EMAIL}),
}
