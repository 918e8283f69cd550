"""The directories whose API the fake CRM speaks, each with its face and with what a connection to it is told."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from fakes import hubspot_face, pipedrive_face, salesforce_face
from fakes.crm import Crm
from fakes.server import TOKEN
from fakes.specification import Judge
from fakes.vendor import Face, Vendor
from supportterm.backends.hubspot import HUBSPOT
from supportterm.backends.pipedrive import PIPEDRIVE
from supportterm.backends.protocol import Driver
from supportterm.backends.salesforce import SALESFORCE


class Kind(NamedTuple):
    driver: Driver
    face: Callable[[Crm], Face]
    judge: Callable[[], Judge | None]
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


def _salesforce(crm: Crm) -> Face:
    """One where amounts are of several currencies."""
    face = salesforce_face.SalesforceFace(crm)
    face.currencies = True
    return face


KINDS: Final[Mapping[str, Kind]] = {
    "hubspot": Kind(
        HUBSPOT, hubspot_face.HubSpotFace, hubspot_face.judge, {"plan": "plan_name"},
        ("/crm/v3/objects/deals/batch/read",),
        (("X-HubSpot-RateLimit-Interval-Milliseconds", "7000"),),
    ),
    "pipedrive": Kind(
        PIPEDRIVE, pipedrive_face.PipedriveFace, pipedrive_face.judge, {"plan": "plan"},
        pause=(("x-ratelimit-reset", "7"),),
    ),
    "salesforce": Kind(
        SALESFORCE, _salesforce, lambda: None, {"plan": "Plan__c", "client": salesforce_face.CLIENT},
        ("/services/oauth2/token",), (("Retry-After", "7"),), 403,
    ),
}  # fmt: skip
