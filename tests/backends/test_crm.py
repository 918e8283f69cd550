"""What each directory (CRM) does beside its promises: money, tokens that end, settings that can't be right."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from fakes.crm import Company, Deal
from fakes.directory_kinds import KINDS
from fakes.vendor import Vendor
from supportterm.backends import errors
from supportterm.backends.cards import day, money
from supportterm.backends.salesforce.backend import quoted


@pytest.fixture
def salesforce() -> Iterator[Vendor]:
    vendor = KINDS["salesforce"].vendor()
    acme = Company("Acme", deals=[Deal("Seats", 99.5, "USD")])
    vendor.face.crm.knows("dana@x.test", first="Dana", company=acme)
    with vendor.serving():
        yield vendor


def test_where_there_is_one_currency_it_is_not_asked_for_again(salesforce: Vendor) -> None:
    salesforce.face.currencies = False
    with closing(KINDS["salesforce"].connect(salesforce)) as backend:
        for _ in range(2):
            assert [deal.amount for deal in backend.person("dana@x.test").deals] == ["99.50"]
    assert sum("CurrencyIsoCode" in asked.query.get("q", "") for asked in salesforce.asked) == 1


def test_a_token_that_ended_is_renewed_and_a_secret_that_is_wrong_is_not_tried_for_ever(salesforce: Vendor) -> None:
    with closing(KINDS["salesforce"].connect(salesforce)) as backend:
        backend.probe()
        salesforce.face._access = "another"
        with pytest.raises(errors.Unavailable):
            backend.person("dana@x.test")
        assert backend.person("dana@x.test").name == "Dana"


@pytest.mark.parametrize(
    ("text", "as_it_stands"),
    [("o'hara", r"'o\'hara'"), ("a\\", r"'a\\'"), ("x' OR Email != '", r"'x\' OR Email != \''"), ("a\nb", "'a b'")],
)
def test_nothing_in_an_address_ends_the_quotation(text: str, as_it_stands: str) -> None:
    assert quoted(text) == as_it_stands


def test_a_field_for_the_plan_that_is_not_there_is_said() -> None:
    vendor = KINDS["pipedrive"].vendor()
    with vendor.serving(), closing(KINDS["pipedrive"].connect(vendor, plan="Tariff")) as backend:
        assert backend.probe().remarks == ("no field of organizations is called 'tariff'",)


@pytest.mark.parametrize(
    ("told", "currency", "shown"),
    [
        (5000, "EUR", "5,000 EUR"), ("99.5", "", "99.50"), (None, "EUR", ""), ("", "EUR", ""), ("x", "EUR", ""),
        ("nan", "EUR", ""), ("inf", "EUR", ""), ("1e300", "EUR", ""), (0, "EUR", "0 EUR"), (-3, None, "-3"),
    ],
)  # fmt: skip
def test_money_is_read_as_people_write_it(told: Any, currency: str | None, shown: str) -> None:
    assert money(told, currency) == shown


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("2026-12-24", "2026-12-24"), ("2026-12-24T00:00:00Z", "2026-12-24"), ("1798070400000", "2026-12-24"),
        ("", ""), (None, ""), ("soon", ""), ("9" * 30, ""),
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(told: Any, shown: str) -> None:
    assert day(told) == shown
