"""Webhooks in: what a program elsewhere tells becomes a ticket, once, and nobody else can tell anything."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from browser import Browser

from clocks import Clock
from supportterm.core.refusal import Misdefined
from supportterm.core.signing import headers
from supportterm.core.terms import Priority, Role, Status
from supportterm.desk import Desk
from supportterm.gateway.context import Gateway
from supportterm.gateway.rates import HOOK, Rates
from supportterm.gateway.site import Site

SECRET = "whsec_c2VjcmV0IG9mIHRoZSBzaG9wIGFuZCBvdXJz"
SHOP = {
    "title": "The shop", "subject": "Order {{ order.id }}: {{ reason }}", "body": "{{ text }}",
    "email": "{{ customer.email }}", "person": "{{ customer.name }}", "key": "{{ order.id }}",
    "priority": "{{ urgency }}", "status": "{% if done %}solved{% endif %}", "fields": {"order": "{{ order.id }}"},
    "when": "{% if event == 'ping' %}{% else %}yes{% endif %}", "team": "support", "tags": ["shop"],
}  # fmt: skip
ORDER = {
    "order": {"id": 7}, "reason": "not paid", "text": "The card\nwas refused <b>",
    "customer": {"email": "al@example.org", "name": "Al"}, "urgency": "high",
}  # fmt: skip
Tell = Callable[..., Any]


@pytest.fixture
def gateway(desk: Desk, clock: Clock) -> Gateway:
    desk.define("field", "order", {"title": "Order", "kind": "number"})
    desk.define("incoming", "shop", SHOP)
    return Gateway(desk, Site("https://help.acme.example"), Rates(lambda: clock() / 1000), secret=lambda name: SECRET)


@pytest.fixture
def tell(browser: Browser, clock: Clock) -> Tell:
    """Delivers something, signed as it should be unless said otherwise."""
    count = 0

    async def tell(sent: object, *, id: str = "", name: str = "shop", **more: str) -> httpx.Response:
        nonlocal count
        count += 1
        body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
        signed = headers(SECRET, id or f"msg_{count}", clock() // 1000, body)
        return await browser.post(f"/hooks/{name}", content=body, headers={**signed, **more})

    return tell


async def test_what_is_told_is_a_ticket_as_the_desk_file_says(tell: Tell, desk: Desk) -> None:
    answer = await tell(ORDER)
    assert answer.status_code == 200 and answer.json() == {"ok": True, "ticket": "#1"}
    ticket = desk.ticket(1)
    assert (ticket.subject, ticket.channel, ticket.priority) == ("Order 7: not paid", "api", Priority.HIGH)
    assert (ticket.team, ticket.tags, ticket.fields) == ("support", ("shop",), {"order": 7})
    message = desk.message(ticket.last_message)
    assert (message.role, message.body, message.author) == (Role.CUSTOMER, "The card\nwas refused <b>", "Al")
    assert desk.person(ticket.requester).email == "al@example.org"
    assert {entry.operation.actor for entry in desk.log(1)} == {"webhook:shop"}


async def test_what_has_the_same_key_goes_on_in_one_ticket_until_that_is_closed(tell: Tell, desk: Desk) -> None:
    await tell(ORDER)
    again = await tell({**ORDER, "text": "still", "urgency": "urgent"})
    assert again.json()["ticket"] == "#1" and desk.ticket(1).messages == 2
    assert desk.ticket(1).priority is Priority.URGENT and desk.ticket(1).subject == "Order 7: not paid"
    await tell({**ORDER, "text": "", "done": True})
    assert (desk.ticket(1).status, desk.ticket(1).messages) == (Status.SOLVED, 2)
    await tell({**ORDER, "text": "no, it is not"})
    assert desk.ticket(1).status is Status.OPEN
    from supportterm.core import verbs

    desk.change(1, verbs.set_status, status=Status.CLOSED)
    assert (await tell(ORDER)).json()["ticket"] == "#2"
    assert (await tell({**ORDER, "order": {"id": 8}})).json()["ticket"] == "#3"


async def test_what_comes_twice_is_done_once(tell: Tell, desk: Desk) -> None:
    first, second = await tell(ORDER, id="evt_1"), await tell(ORDER, id="evt_1")
    assert first.json() == second.json() and desk.ticket(1).messages == 1
    assert desk.webhooks.counts()["shop"].taken == 1


async def test_only_who_has_the_secret_is_heard_and_nobody_learns_why_not(
    browser: Browser, tell: Tell, desk: Desk, clock: Clock
) -> None:
    body = json.dumps(ORDER).encode()
    late = headers(SECRET, "msg_l", clock() // 1000 - 400, body)
    other = headers("whsec_b3RoZXI=", "msg_o", clock() // 1000, body)
    answers = [await browser.post("/hooks/shop", content=body, headers=given) for given in ({}, late, other)]
    answers += [await tell(ORDER, name="nothing"), await tell(ORDER, **{"webhook-id": "msg_changed"})]
    assert {answer.status_code for answer in answers} == {401} and len({answer.text for answer in answers}) == 1
    with pytest.raises(Exception, match="no ticket"):
        desk.ticket(1)
    assert "webhook-id" in desk.webhooks.counts()["shop"].why, "the first of them; others so soon are not written down"
    clock.forward(60)
    await browser.post("/hooks/shop", content=body, headers=other)
    assert desk.webhooks.counts()["shop"].why == "the signature is not that of the secret"


async def test_one_that_is_off_or_has_no_secret_takes_nothing(desk: Desk, clock: Clock, tell: Tell) -> None:
    desk.define("incoming", "shop", {**SHOP, "off": True})
    assert (await tell(ORDER)).status_code == 401
    desk.define("incoming", "shop", SHOP)
    browser = Browser(Gateway(desk, Site("https://help.acme.example")))
    body = json.dumps(ORDER).encode()
    answer = await browser.post("/hooks/shop", content=body, headers=headers("", "m", clock() // 1000, body))
    assert answer.status_code == 401, "an empty secret is none"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"{", "neither JSON nor"), (b"[" * 100_000, "neither JSON nor"), (b"\xff", "neither JSON nor"),
        ({"customer": {"email": "a b"}}, "`email` is not an address"),
        ({**ORDER, "urgency": "at once"}, "`priority`: 'at once' is none of"),
        ({**ORDER, "order": {"id": "many"}}, "order is a number"),
    ],
)  # fmt: skip
async def test_what_can_not_be_meant_is_said_and_changes_nothing(
    tell: Tell, desk: Desk, sent: object, words: str
) -> None:
    answer = await tell(sent)
    assert answer.status_code == 422 and words in answer.json()["error"]
    assert words in desk.webhooks.counts()["shop"].why and desk.webhooks.counts()["shop"].taken == 0


async def test_what_is_not_for_us_is_taken_and_nothing_comes_of_it(tell: Tell, desk: Desk) -> None:
    answer = await tell({"event": "ping"})
    assert answer.json() == {"ok": True, "ticket": None}
    assert desk.webhooks.counts()["shop"].taken == 1


async def test_what_is_sent_is_text_and_never_a_template_or_a_command(tell: Tell, desk: Desk) -> None:
    await tell({**ORDER, "reason": "{{ order.id }} {% raise %} +tag\x1b[31m\u202e", "text": "x" * 50_000})
    ticket = desk.ticket(1)
    assert ticket.subject.startswith("Order 7: {{ order.id }} {% raise %} +tag\x1b[31m") and ticket.tags == ("shop",)
    assert len(desk.message(ticket.last_message).body) == 20_000


async def test_a_form_is_understood_as_well(tell: Tell, desk: Desk) -> None:
    desk.define("incoming", "shop", {"subject": "{{ Subject }}", "phone": "{{ From }}", "body": "{{ Body }}"})
    form = {"content-type": "application/x-www-form-urlencoded"}
    await tell(b"Subject=Hi+there&From=%2B49+30+123456&Body=%C3%BC", **form)
    ticket = desk.ticket(1)
    assert (ticket.subject, desk.message(ticket.last_message).body) == ("Hi there", "ü")
    await tell(b"Subject=Again&From=0049+30+12+34+56", **form)
    assert desk.ticket(2).requester == ticket.requester, "who calls by the same number is the same"


async def test_who_asks_is_the_webhook_itself_when_nobody_is_named(tell: Tell, desk: Desk) -> None:
    desk.define("incoming", "shop", {"title": "The monitor", "subject": "{{ sent[0].alert }}"})
    for _ in range(2):
        await tell([{"alert": "disk full"}])
    first, second = desk.ticket(1), desk.ticket(2)
    assert first.subject == "disk full" and first.requester == second.requester
    assert desk.person(first.requester).name == "The monitor"


async def test_rules_follow_and_the_team_answers_by_itself(tell: Tell, desk: Desk) -> None:
    desk.define("team", "support", {"name": "Support", "auto_reply": "Hello {{ name }}, this is {{ number }}."})
    desk.define("rule", "api", {"title": "api", "on": ["created"], "when": "channel:api", "do": ["tag +told"]})
    await tell(ORDER)
    assert desk.ticket(1).tags == ("shop", "told")
    assert desk.message(desk.ticket(1).last_message).body == "Hello Al, this is #1."


async def test_a_telephone_system_tells_of_calls(tell: Tell, desk: Desk) -> None:
    desk.put_person(email="al@example.org", name="Al", phone="+49 30 123456")
    desk.define("incoming", "shop", {"kind": "call", "phone": "{{ from }}", "state": "{{ event }}", "key": "{{ id }}"})
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert (await tell(b"event=newCall&from=0049301234%2056&id=7", **form)).json() == {"ok": True, "ticket": None}
    [call] = desk.calls.ringing()
    other = desk.calls.other(call)
    assert other is not None and other.name == "Al"
    assert (await tell({"event": "fax", "from": "1", "id": 7})).status_code == 422
    await tell({"event": "hangup", "id": 7})
    assert desk.calls.ringing() == () and desk.calls.recent()[0].state == "missed"


async def test_more_than_is_allowed_waits_and_too_large_is_not_read(tell: Tell, clock: Clock) -> None:
    assert (await tell(b"x" * 300_000)).status_code == 413
    answers = [(await tell({"event": "ping"})).status_code for _ in range(HOOK.burst + 1)]
    assert answers[-1] == 429 and set(answers[:-1]) == {200}
    clock.forward(10)
    assert (await tell({"event": "ping"})).status_code == 200


async def test_one_that_is_undone_begins_again(tell: Tell, desk: Desk) -> None:
    await tell(ORDER)
    change = desk.log(1)[0].operation.change
    with Desk.open(desk.path, me="webhook:shop") as other:
        other.undo(change)
    assert (await tell(ORDER)).json()["ticket"] == "#2"


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({}, "needs a subject"),
        ({"subject": "{{ x"}, "can't be read"),
        ({"subject": "{{ x | shout }}"}, "no filter 'shout'"),
        ({"subject": "{% include 'a' %}"}, "no macro 'a'"),
        ({"subject": "x", "fields": {"nothing": "x"}}, "no field 'nothing'"),
        ({"subject": "x", "team": "suport"}, "did you mean support"),
        ({"subject": "x", "tags": ["a:b"]}, "can't be a tag"),
    ],
)
def test_one_that_can_not_be_is_told_when_it_is_defined(desk: Desk, spec: dict[str, object], words: str) -> None:
    with pytest.raises(Misdefined, match=words):
        desk.define("incoming", "x", spec)


