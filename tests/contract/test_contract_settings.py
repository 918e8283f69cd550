"""What every driver promises of its settings: one that can't be right is named, before anything is sent."""

from typing import Final

import pytest

from supportterm.backends import errors
from supportterm.backends.registry import driver

RIGHT: Final = {
    "chatwoot": {"url": "https://chat.test"},
    "django-helpdesk": {"url": "https://desk.test/helpdesk"},
    "hubspot": {"url": "https://api.hubapi.com"},
    "pipedrive": {"url": "https://api.pipedrive.com"},
    "request-tracker": {"url": "https://rt.example.org"},
    "salesforce": {"url": "https://acme.my.salesforce.com", "client": "x"},
    "zammad": {"url": "https://support.test"},
}
"""What each can be opened with."""
WRONG: Final = [
    ("chatwoot", "account", "mine"), ("chatwoot", "since", "long"),
    ("django-helpdesk", "agents", "alice"), ("django-helpdesk", "queues", "Support=x"),
    ("django-helpdesk", "sweep", "soon"),
    ("hubspot", "plan", "plan,email"),
    ("pipedrive", "url", "ftp://api.pipedrive.com"),
    ("request-tracker", "since", "yesterday' OR id > 0"), ("request-tracker", "since", "0 days"),
    ("request-tracker", "statuses", "waiting"), ("request-tracker", "statuses", "waiting=sleeping"),
    ("request-tracker", "statuses", "deleted=closed"), ("request-tracker", "priorities", "1 2 3"),
    ("request-tracker", "priorities", "4 3 2 1"), ("request-tracker", "priorities", "a b c d"),
    ("request-tracker", "marker", "x}' OR id > 0"), ("request-tracker", "url", "http://rt.example.org"),
    ("request-tracker", "url", "rt.example.org"), ("request-tracker", "url", ""),
    ("salesforce", "plan", "Id FROM Contact"), ("salesforce", "client", ""),
    ("salesforce", "url", "http://acme.my.salesforce.com"),
    ("zammad", "replies", "pigeon"), ("zammad", "statuses", "x=y"), ("zammad", "pending", "soon"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "setting", "value"), WRONG)
def test_one_that_can_t_be_right_is_named(name: str, setting: str, value: str) -> None:
    driver(name).open(RIGHT[name], lambda: "1-2-3").close()
    with pytest.raises(errors.Invalid) as caught:
        driver(name).open(RIGHT[name] | {setting: value}, lambda: "1-2-3")
    assert list(caught.value.fields) == [setting]
    assert "1-2-3" not in str(caught.value)


@pytest.mark.parametrize(("name", "settings", "host"), [
    ("freshdesk", {"url": "acme"}, "acme.freshdesk.com"),
    ("helpjuice", {"url": "acme"}, "acme.helpjuice.com"),
    ("helpjuice", {"url": "https://acme.helpjuice.com/api/v3"}, "acme.helpjuice.com"),
    ("intercom", {"url": "eu"}, "api.eu.intercom.io"), ("intercom", {"url": "https://desk.test"}, "desk.test"),
    ("zendesk", {"url": "acme", "email": "us@desk.test"}, "acme.zendesk.com"),
])  # fmt: skip
def test_a_name_is_enough_where_all_addresses_are_alike(name: str, settings: dict[str, str], host: str) -> None:
    backend = driver(name).open(settings, lambda: "0123456789abcdef")
    assert host in repr(backend) and "0123456789abcdef" not in repr(backend)
    backend.close()
