"""A link to an article leads where the customer finds it, when it is written and not before."""

import pytest

from supportterm.core.terms import Role
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk

LINK = "Please see [Reset](kb:reset)."
FOUND = "Please see [Reset](https://help.test/articles/reset)."
NAMED = "Please see Reset."


@pytest.fixture
def number(desk: Desk) -> int:
    desk.put_article(slug="reset", title="Reset", body="Press it.", state="published")
    desk.portal.keep_address("https://help.test")
    return desk.create_ticket(NewTicket("al@acme.test", "How?", "[mine](kb:reset)")).tickets[0]


def bodies(desk: Desk, number: int) -> list[str]:
    return [entry.body for entry in desk.timeline(number) if hasattr(entry, "body")]


def test_a_reply_leads_there_and_what_others_wrote_stays_theirs(desk: Desk, number: int) -> None:
    desk.write(number, NewMessage(Role.REPLY, LINK))
    desk.write(number, NewMessage(Role.NOTE, LINK))
    assert bodies(desk, number) == ["[mine](kb:reset)", FOUND, LINK]


@pytest.mark.parametrize("given", [{"visibility": "internal"}, {"visibility": "enterprise"}, {"state": "draft"}])
def test_what_the_customer_may_not_read_is_only_named(desk: Desk, number: int, given: dict[str, str]) -> None:
    desk.put_article(slug="reset", **given)
    desk.write(number, NewMessage(Role.REPLY, LINK))
    assert bodies(desk, number)[1:] == [NAMED]


def test_whose_segment_may_read_it_is_led_there_but_no_third_party(desk: Desk) -> None:
    desk.put_article(slug="reset", title="Reset", body="Press it.", state="published", visibility="enterprise")
    desk.portal.keep_address("https://help.test")
    desk.put_organization(name="Acme", domain="acme.test", segment="enterprise")
    number = desk.create_ticket(NewTicket("al@acme.test", "How?", "please")).tickets[0]
    desk.write(number, NewMessage(Role.REPLY, LINK))
    desk.write(number, NewMessage(Role.FORWARD, LINK, to=("zoe@else.test",)))
    assert bodies(desk, number)[1:] == [FOUND, NAMED]


def test_while_no_help_centre_was_served_it_is_only_named(desk: Desk) -> None:
    desk.put_article(slug="reset", title="Reset", body="Press it.", state="published")
    number = desk.create_ticket(NewTicket("al@acme.test", "How?", "please")).tickets[0]
    desk.write(number, NewMessage(Role.REPLY, LINK))
    assert bodies(desk, number)[1:] == [NAMED]
