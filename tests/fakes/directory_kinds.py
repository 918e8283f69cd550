"""The directories whose API the fake CRM speaks, each with its face and with what a connection to it is told."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from fakes import hubspot_face
from fakes.crm import Crm
from fakes.server import TOKEN
from fakes.specification import Specification
from fakes.vendor import Face, Vendor
from supportterm.backends.hubspot import HUBSPOT
from supportterm.backends.protocol import Driver


class Kind(NamedTuple):
    driver: Driver
    face: Callable[[Crm], Face]
    judge: Callable[[], Specification | None]
    """The vendor's specification, where it lies beside the checkout."""
    settings: Mapping[str, str] = {}
    """Beside the address."""
    looks: tuple[str, ...] = ()
    """Where it reads with a POST."""
    pause: tuple[tuple[str, str], ...] = (("Retry-After", "7"),)
    """Headers by which it says to come back after 7 seconds."""
    too_fast: int = 429

    def vendor(self) -> Vendor:
        return Vendor(self.face(Crm()), self.judge())

    def connect(self, vendor: Vendor, secret: str = TOKEN, **settings: str) -> Any:
        return self.driver.open({"url": vendor.url, **self.settings, **settings}, lambda: secret)


KINDS: Final[Mapping[str, Kind]] = {
    "hubspot": Kind(
        HUBSPOT, hubspot_face.HubSpotFace, hubspot_face.judge, {"plan": "plan_name"},
        ("/crm/v3/objects/deals/batch/read",),
        (("X-HubSpot-RateLimit-Interval-Milliseconds", "7000"),),
    ),
}  # fmt: skip
