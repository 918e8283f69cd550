"""The vendors whose API the fake help desk speaks, each with its face and with what a connection to it is told."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Final, NamedTuple

from fakes import (
    chatwoot_face,
    django_helpdesk_face,
    drift_face,
    freshdesk_face,
    helpscout_face,
    intercom_face,
    livechat_face,
    redmine_face,
    zammad_face,
    zendesk_face,
)
from fakes.minutes import Minutes
from fakes.remote import FakeRemote, Rules
from fakes.server import TOKEN
from fakes.specification import Specification
from fakes.vendor import Asked, Face, Vendor
from supportterm.backends.chatwoot import CHATWOOT
from supportterm.backends.chatwoot import words as chatwoot_words
from supportterm.backends.chatwoot.backend import Chatwoot
from supportterm.backends.django_helpdesk import DJANGO_HELPDESK
from supportterm.backends.drift import DRIFT
from supportterm.backends.freshdesk import FRESHDESK
from supportterm.backends.freshdesk import words as freshdesk_words
from supportterm.backends.freshdesk.backend import Freshdesk
from supportterm.backends.helpscout import HELPSCOUT
from supportterm.backends.helpscout import words as helpscout_words
from supportterm.backends.helpscout.backend import HelpScout
from supportterm.backends.intercom import INTERCOM
from supportterm.backends.intercom import words as intercom_words
from supportterm.backends.intercom.backend import Intercom
from supportterm.backends.livechat import LIVECHAT
from supportterm.backends.protocol import Capabilities, Driver, Helpdesk
from supportterm.backends.redmine import REDMINE
from supportterm.backends.zammad import ZAMMAD
from supportterm.backends.zendesk import ZENDESK
from supportterm.backends.zendesk import words as zendesk_words
from supportterm.backends.zendesk.backend import Zendesk

_CHANGES_NOTHING: Final = (
    "/search", "/token", "/contacts", "/get_agent", "/list_agents", "/list_groups", "/list_chats", "/list_archives",
    "/list_threads", "/get_chat", "/add_user_to_chat", "/resume_chat",
)  # fmt: skip
"""Endings of what is posted to and changes no ticket, as people see it."""

Clock = Callable[[], float]
Secret = Callable[[], str]


class Measure(NamedTuple):
    """For a first pull on a clock that is turned: a connection by its settings, its secret and that clock, and what
    the smallest plan lets through."""

    connect: Callable[[Mapping[str, str], Secret, Clock], Helpdesk]
    limits: Callable[[Callable[[], int]], Minutes]


class Kind(NamedTuple):
    driver: Driver
    face: Callable[[FakeRemote], Face]
    judge: Callable[[], Specification | None]
    """The vendor's specification, where it lies beside the checkout."""
    settings: Mapping[str, str] = {}
    """Beside the address."""
    edits: bool = False
    """Messages can be changed there, and it shows."""
    subjects: bool = True
    """What people write there has a subject."""
    merges: bool = False
    """It is told into what a ticket was merged."""
    addresses: bool = False
    """It tells where files lie."""
    pauses: str = "Retry-After"
    """The header in which it asks for a pause."""
    measure: Measure | None = None

    @staticmethod
    def writes(asked: Asked) -> bool:
        """Whether a ticket is changed by it: no question that is posted, and nothing on the way to a ticket."""
        return asked.method in ("POST", "PUT", "PATCH", "DELETE") and not asked.path.endswith(_CHANGES_NOTHING)

    @property
    def most(self) -> Capabilities:
        return self.driver.capabilities

    def vendor(self, clock: Callable[[], int] | None = None, *, judged: bool = True) -> Vendor:
        """A fake desk behind the vendor's API, to be served; by its clock a second goes by with each look at it."""
        moments = count(1_790_000_000_000, 1000)
        remote = FakeRemote(clock or (lambda: next(moments)), Rules.of(self.most, coarse=True))
        return Vendor(self.face(remote), self.judge() if judged else None)

    def connect(self, vendor: Vendor, secret: str = TOKEN, **settings: str) -> Helpdesk:
        return self.driver.open({"url": vendor.url, **self.settings, **settings}, lambda: secret)

    def vast(self, clock: Callable[[], int], *, judged: bool = True) -> Vendor:
        """One that lets no more through than the vendor does, in pages as large as the vendor's."""
        assert self.measure is not None
        vendor = self.vendor(clock, judged=judged)
        if isinstance(vendor.face, zendesk_face.ZendeskFace):
            vendor.face.exported = 1_000
        if isinstance(vendor.face, helpscout_face.HelpScoutFace):
            vendor.face.size = 25
        vendor.limits = self.measure.limits(clock)
        return vendor

    def connect_by(self, clock: Clock, vendor: Vendor, **settings: str) -> Helpdesk:
        assert self.measure is not None
        return self.measure.connect({"url": vendor.url, **self.settings, **settings}, lambda: TOKEN, clock)


KINDS: Final[Mapping[str, Kind]] = {
    "chatwoot": Kind(
        CHATWOOT, chatwoot_face.ChatwootFace, chatwoot_face.judge, chatwoot_face.SETTINGS, addresses=True,
        measure=Measure(lambda told, token, clock: Chatwoot(chatwoot_words.read(told), token, clock),
                        chatwoot_face.limits),
    ),
    "django-helpdesk": Kind(
        DJANGO_HELPDESK, django_helpdesk_face.DjangoHelpdeskFace, lambda: None,
        django_helpdesk_face.SETTINGS, edits=True, merges=True, addresses=True,
    ),
    "drift": Kind(DRIFT, drift_face.DriftFace, lambda: None, subjects=False),
    "freshdesk": Kind(
        FRESHDESK, freshdesk_face.FreshdeskFace, freshdesk_face.judge, edits=True, addresses=True,
        measure=Measure(lambda told, key, clock: Freshdesk(freshdesk_words.read(told), key, clock),
                        freshdesk_face.limits),
    ),
    "helpscout": Kind(
        HELPSCOUT, helpscout_face.HelpScoutFace, helpscout_face.judge, {"app": helpscout_face.APP},
        edits=True, pauses="X-RateLimit-Retry-After",
        measure=Measure(lambda told, secret, clock: HelpScout(helpscout_words.read(told), secret, clock),
                        helpscout_face.limits),
    ),
    "intercom": Kind(
        INTERCOM, intercom_face.IntercomFace, intercom_face.judge, addresses=True,
        measure=Measure(lambda told, token, clock: Intercom(intercom_words.read(told), token, clock),
                        intercom_face.limits),
    ),
    "livechat": Kind(
        LIVECHAT, livechat_face.LiveChatFace, livechat_face.judge,
        {"agent": livechat_face.AGENT, "account": livechat_face.ACCOUNT}, addresses=True,
    ),
    "redmine": Kind(REDMINE, redmine_face.RedmineFace, lambda: None),
    "zammad": Kind(ZAMMAD, zammad_face.ZammadFace, zammad_face.judge, zammad_face.SETTINGS, merges=True),
    "zendesk": Kind(
        ZENDESK, zendesk_face.ZendeskFace, zendesk_face.judge, {"email": zendesk_face.EMAIL}, addresses=True,
        measure=Measure(lambda told, token, clock: Zendesk(zendesk_words.read(told), token, clock),
                        zendesk_face.limits),
    ),
}  # fmt: skip
MEASURED: Final = tuple(name for name, kind in KINDS.items() if kind.measure is not None)
"""Those whose first pull is tried on a clock that is turned."""
