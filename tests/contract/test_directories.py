"""What every directory (CRM) promises, each against a fake that speaks its API."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from fakes.crm import Company, Crm, Deal
from fakes.directory_kinds import KINDS, Kind
from fakes.vendor import Asked, Told, Vendor
from supportterm.backends import errors
from supportterm.core.remote import RemoteCard, RemoteDeal

ODD = (
    "o'hara@x.test",
    "a\\'b@x.test",
    "50%@x.test",
    "a/b@x.test",
    "x?y#z@x.test",
    "a+b@x.test",
    '"a b"@x.test',
    "ü@x.test",
)


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def vendor(kind: Kind) -> Iterator[Vendor]:
    vendor = kind.vendor()
    with vendor.serving():
        yield vendor
    assert not vendor.wrong, vendor.wrong[:3]


@pytest.fixture
def crm(vendor: Vendor) -> Crm:
    found: Crm = vendor.face.crm
    return found


@pytest.fixture
def directory(kind: Kind, vendor: Vendor) -> Iterator[Any]:
    with closing(kind.connect(vendor)) as backend:
        yield backend


def acme(crm: Crm) -> None:
    offer = Deal("Renewal", 12_500, closes="2026-12-24")
    deals = [Deal("Won already", 1, open=False, stage="Won"), Deal("Seats", 99.5, "USD", "Contract", "2026-11-30")]
    company = Company("Acme GmbH", plan="Enterprise", owner="Kim Lee", deals=[*deals, Deal("Some day")])
    crm.knows("dana@acme.test", first="Dana", last="Quade", title="CTO", company=company, owner="Lou", deals=[offer])
    crm.knows("dan@acme.test", first="Dan", company=Company("Other"))


def test_the_card_says_who_it_is_and_what_is_sold_to_them(directory: Any, crm: Crm) -> None:
    acme(crm)
    card = directory.person("dana@acme.test")
    assert (card.name, card.title, card.company) == ("Dana Quade", "CTO", "Acme GmbH")
    assert (card.plan, card.owner) == ("Enterprise", "Kim Lee")
    assert card.deals == (
        RemoteDeal("Seats", "99.50 USD", "Contract", "2026-11-30"),
        RemoteDeal("Renewal", "12,500 EUR", "Offer sent", "2026-12-24"),
        RemoteDeal("Some day", "", "Offer sent", ""),
    )
    assert card.url == "" or card.url.startswith(("https://", "http://127.0.0.1"))


def test_nobody_is_nobody_and_nearly_the_same_address_is_somebody_else(directory: Any, crm: Crm) -> None:
    acme(crm)
    assert directory.person("nobody@acme.test") is None
    assert directory.person("dana@acme.tes") is None
    assert directory.person("ana@acme.test") is None
    assert directory.person("DANA@Acme.Test").name == "Dana Quade"


@pytest.mark.parametrize("email", ODD)
def test_an_odd_address_is_looked_up_as_it_is(directory: Any, crm: Crm, email: str) -> None:
    acme(crm)
    assert directory.person(email) is None
    crm.knows(email, first="Odd")
    assert directory.person(email).name == "Odd"


def test_somebody_of_whom_nothing_else_is_known_has_an_empty_card(directory: Any, crm: Crm) -> None:
    crm.knows("bo@x.test", stage="")
    card = directory.person("bo@x.test")
    assert isinstance(card, RemoteCard) and card.company == card.plan == card.owner == "" and card.deals == ()


def test_what_the_token_may_not_see_is_left_out(kind: Kind, vendor: Vendor, crm: Crm) -> None:
    acme(crm)
    crm.forbidden = {"owners", "stages", "deals", "account", "companies"}
    with closing(kind.connect(vendor)) as backend:
        backend.probe()
        assert backend.person("dana@acme.test").name == "Dana Quade"


def test_nothing_is_changed_there(directory: Any, vendor: Vendor, kind: Kind, crm: Crm) -> None:
    acme(crm)
    directory.probe()
    directory.person("dana@acme.test")
    assert {a.path for a in vendor.asked if a.method != "GET"} <= set(kind.looks)


def test_a_wrong_secret_is_said(kind: Kind, vendor: Vendor) -> None:
    with closing(kind.connect(vendor, "wrong-secret")) as stranger, pytest.raises(errors.AuthFailed) as refused:
        stranger.probe()
    assert "wrong-secret" not in str(refused.value)


def test_who_asks_too_fast_hears_when_to_come_back(directory: Any, vendor: Vendor, kind: Kind, crm: Crm) -> None:
    acme(crm)
    directory.person("dana@acme.test")
    vendor.fault = lambda asked, told: Told(kind.too_fast, _too_fast(kind), kind.pause)
    with pytest.raises(errors.RateLimited) as limited:
        directory.person("dan@acme.test")
    assert limited.value.retry_after == (7 if kind.pause else None)


def _too_fast(kind: Kind) -> object:
    if kind.too_fast == 403:
        return [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded."}]
    return {"message": "too fast"}


@pytest.mark.parametrize(
    "told", [Told(200, raw=b"<html>Please log in</html>"), Told(200, raw=b'{"half'), Told(200, ["odd"]), Told(503)]
)
def test_what_is_no_answer_is_no_card(directory: Any, vendor: Vendor, crm: Crm, told: Told) -> None:
    acme(crm)
    directory.probe()

    def spoilt(asked: Asked, right: Told) -> Told:
        return told

    vendor.fault = spoilt
    with pytest.raises((errors.Unreadable, errors.Unavailable)):
        directory.person("dana@acme.test")


def test_a_line_that_is_down_is_said(kind: Kind, vendor: Vendor) -> None:
    with closing(kind.driver.open({"url": "http://127.0.0.1:9", **kind.settings}, lambda: "x")) as backend:
        with pytest.raises(errors.Unavailable):
            backend.probe()
        with pytest.raises(errors.Unavailable):
            backend.person("dana@acme.test")
