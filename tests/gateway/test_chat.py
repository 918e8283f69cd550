"""Chatting: a visitor at a real port, and the agent at the desk."""

import asyncio
import select
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from browser import MAIL
from visitor import Visitor, on_a_port
from websockets.exceptions import ConnectionClosed, InvalidStatus

from clocks import Clock
from supportterm.core import handing, verbs
from supportterm.core.query import parse
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.gateway import hub
from supportterm.gateway.context import Gateway
from supportterm.gateway.rates import Rates
from supportterm.sync.presence import Presence
from supportterm.sync.timers import Timers

Come = Callable[..., Visitor]


@pytest.fixture
def place(gateway: Gateway) -> Iterator[str]:
    with on_a_port(gateway) as place:
        yield place


@pytest.fixture
def come(place: str, gateway: Gateway) -> Iterator[Come]:
    """A visitor comes, with the pass of an earlier visit or without."""
    there: list[Visitor] = []

    def made(held: str = "") -> Visitor:
        there.append(Visitor(place, gateway.site.origin, held))
        return there[-1]

    yield made
    for visitor in there:
        visitor.__exit__()


def soon(what: Callable[[], bool]) -> None:
    """It is so before long: that somebody hung up is noted on a thread."""
    end = time.monotonic() + 20
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def answer(desk: Desk, text: str, ticket: int = 1) -> int:
    desk.write(ticket, NewMessage(Role.REPLY, text))
    return desk.ticket(ticket).last_message


def test_a_line_is_a_ticket_and_the_answer_comes_back(come: Come, desk: Desk) -> None:
    visitor = come()
    visitor.say("My card\nwas charged twice", name="Al", email="al@example.org")
    visitor.until("said")
    ticket = desk.ticket(1)
    assert (ticket.channel, ticket.subject, ticket.status) == ("chat", "My card was charged twice", Status.NEW)
    assert desk.person(ticket.requester).email == "al@example.org"
    answer(desk, "Which **month**? <script>alert(1)</script>")
    said = visitor.until("said", ours=True)
    assert "<strong>month</strong>" in said["html"] and "<script" not in said["html"]
    visitor.say("March")
    visitor.until("said", text="March")
    assert desk.ticket(1).contacts == 2


def test_who_gives_no_name_chats_all_the_same(come: Come, desk: Desk) -> None:
    for number in (1, 2):
        visitor = come()
        visitor.say("hello")
        visitor.until("said")
        assert desk.person(desk.ticket(number).requester).name == "Visitor"
    assert desk.ticket(1).requester != desk.ticket(2).requester


def test_a_line_that_is_sent_again_after_the_line_was_lost_counts_once(come: Come, desk: Desk) -> None:
    first = come()
    id = first.say("hello")
    first.until("got")
    again = come()  # the pass was lost with the line
    again.say("hello", id)
    again.until("got")
    assert again.lines() == ["hello"] and desk.count(parse("")) == 1
    id = again.say("more")
    again.until("got", id=id)
    third = come(again.held)
    third.say("more", id)
    third.until("got", id=id)
    assert third.lines() == ["hello", "more"] and desk.ticket(1).contacts == 2


def test_a_reload_takes_the_chat_up_where_it_was(come: Come, desk: Desk) -> None:
    visitor = come()
    visitor.say("hello")
    visitor.until("said")
    answer(desk, "hi")
    visitor.until("said", ours=True)
    later = come(visitor.held)
    assert later.state["resumed"]
    later.until("said", ours=True)
    assert later.lines() == ["hello", "<p>hi</p>\n"]


def test_only_what_is_public_is_shown_and_what_is_taken_back_goes(come: Come, desk: Desk) -> None:
    visitor = come()
    visitor.say("hello")
    visitor.until("said")
    desk.write(1, NewMessage(Role.NOTE, "a difficult one"))
    answer(desk, "oops")
    visitor.until("said", ours=True)
    desk.undo()
    visitor.until("gone")
    assert visitor.lines() == ["hello"] and "difficult" not in str(visitor.heard)


def test_no_pass_leads_to_the_chat_of_another(come: Come, desk: Desk, gateway: Gateway) -> None:
    from supportterm.core import passes

    visitor = come()
    visitor.say("secret")
    visitor.until("said")
    person = desk.ticket(1).requester
    for held in (
        visitor.held[:-2] + "AA",
        passes.signed(gateway.key, "chat", (1, person + 1), 10**15),
        passes.signed(gateway.key, "chat file", (1, person), 10**15),
        passes.signed(b"x" * 32, "chat", (1, person), 10**15),
    ):
        stranger = come(held)
        assert not stranger.state["resumed"] and "secret" not in str(stranger.heard)


def test_a_page_of_another_site_has_no_line(place: str, gateway: Gateway) -> None:
    for origin in ("https://evil.example", "null"):
        with pytest.raises(InvalidStatus):
            Visitor(place, origin)


def test_what_is_no_word_ends_the_line_and_nothing_is_done(come: Come, desk: Desk) -> None:
    for words in ({"t": "say", "id": "../x", "text": "a"}, {"t": "say", "id": "0" * 32, "text": ""}, {"t": "root"}):
        visitor = come()
        visitor.tell(**{"kind": words.pop("t"), **words})
        with pytest.raises(ConnectionClosed):
            visitor.until("got")
    assert desk.count(parse("")) == 0


def test_typing_is_seen_on_both_sides_and_visitors_are_no_colleagues(come: Come, desk: Desk) -> None:
    visitor = come()
    visitor.say("hello")
    visitor.until("said")
    dana = Presence(desk.path, "dana")
    try:
        dana.at(1, "note", typing=True)
        dana.at(1, "reply", typing=True)
        assert visitor.until("marks", typing=True)
        dana.at(1, "reply")
        assert visitor.until("marks", typing=False)
        heard(dana, lambda: dana.visitors == {1: False})
        visitor.tell("typing", on=True)
        heard(dana, lambda: dana.visitors == {1: True})
        assert dana.others == ()
        visitor.say("so")
        heard(dana, lambda: dana.visitors == {1: False})
        visitor.__exit__()
        heard(dana, lambda: dana.visitors == {})
    finally:
        dana.close()


def test_consoles_are_told_at_once_and_need_not_look(come: Come, desk: Desk) -> None:
    visitor = come()
    dana = Presence(desk.path, "dana")
    try:
        visitor.say("hello")
        heard(dana, lambda: dana.news() is not None)
        assert desk.count(parse("channel:chat")) == 1
    finally:
        dana.close()


def heard(presence: Presence, so: Callable[[], bool]) -> None:
    """Listen until it is so."""
    while not so():
        assert select.select([presence.fileno()], [], [], 20)[0]
        presence.hear()


def test_each_side_learns_what_the_other_has_read(come: Come, desk: Desk) -> None:
    visitor = come()
    visitor.say("hello")
    line = visitor.until("said")["id"]
    desk.mark_seen(1)
    assert visitor.until("marks", seen=line)
    message = answer(desk, "hi")
    visitor.until("said", ours=True)
    assert desk.customers.visits([1])[1].seen == 0
    visitor.tell("seen", upto=str(message))
    visitor.say("ok")
    visitor.until("said", text="ok")
    assert desk.customers.visits([1])[1].seen == message
    visitor.tell("seen", upto=str(message + 10**12))  # what was never shown is not seen
    visitor.say("bye")
    visitor.until("said", text="bye")
    assert desk.customers.visits([1])[1].seen == message


def test_an_answer_goes_by_mail_once_the_visitor_has_left(come: Come, desk: Desk, clock: Clock) -> None:
    desk.define("connection", "mail", {"name": "mail", "title": "Mail", "backend": "mail", "can": ["reply"]})
    visitor = come()
    visitor.say("hello", email="al@example.org")
    visitor.until("said")
    assert desk.message(answer(desk, "hi")).delivery == "kept" and desk.outbox() == ()
    visitor.until("said", ours=True)
    visitor.__exit__()
    soon(lambda: desk.customers.visits([1])[1].here == clock() + hub.LEFT)
    clock.forward(91)
    assert desk.message(answer(desk, "are you still there?")).delivery == "waiting"


def test_outside_hours_a_line_needs_an_address_and_is_answered_by_mail(come: Come, desk: Desk, clock: Clock) -> None:
    hours = {"zone": "UTC", "week": {"mon": [["09:00", "09:01"]]}}
    desk.define("schedule", "brief@1", {"name": "brief@1", **hours})
    for team in desk.teams():
        desk.define("team", team.handle, {"name": team.name, "schedule": "brief"})
    visitor = come()
    assert visitor.state["open"] is False
    assert datetime.fromtimestamp(visitor.state["opens"] / 1000, UTC).strftime("%a %H:%M") == "Mon 09:00"
    visitor.say("hello")
    visitor.until("wrong")
    assert desk.count(parse("")) == 0
    visitor.say("hello", email="al@example.org")
    visitor.until("mailed")
    assert desk.ticket(1).channel == "web" and not visitor.held


def test_a_closed_chat_takes_no_line_and_a_new_one_begins(come: Come, desk: Desk) -> None:
    visitor = come()
    visitor.say("hello")
    visitor.until("said")
    desk.change(1, verbs.set_status, status=Status.CLOSED)
    visitor.until("marks", over=True)
    visitor.say("but")
    visitor.until("over")
    assert desk.ticket(1).contacts == 1 and not come(visitor.held).state["resumed"]


def test_a_file_comes_once_and_goes_back_only_to_who_sent_it(come: Come, place: str, desk: Desk) -> None:
    visitor = come()
    visitor.say("see")
    visitor.until("said")
    sent = {"held": visitor.held, "id": "f" * 32}
    for _ in range(2):
        files = {"file": ("bill.pdf", b"%PDF", "application/pdf")}
        assert httpx.post(f"http://{place}/chat/file", data=sent, files=files).json() == {"ok": True}
    said = visitor.until("said", text="")
    assert desk.ticket(1).attachments == 1
    got = httpx.get(f"http://{place}{said['files'][0]['url']}")
    assert got.content == b"%PDF" and got.headers["content-disposition"].startswith("attachment")
    assert httpx.get(f"http://{place}/chat/file?held={visitor.held}").status_code == 404
    refused = httpx.post(f"http://{place}/chat/file", data={"held": "x", "id": "0"}, files={"file": ("a", b"a")})
    assert refused.status_code == 400


async def test_any_site_may_frame_the_chat_and_no_other_page(place: str) -> None:
    chat = httpx.get(f"http://{place}/chat")
    assert "frame-ancestors *" in chat.headers["content-security-policy"] and "x-frame-options" not in chat.headers
    script = httpx.get(f"http://{place}/widget.js")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin" and "iframe" in script.text


def test_the_whole_widget_is_small() -> None:
    import supportterm.gateway as room

    folder = Path(room.__file__).parent
    files = ("static/widget.js", "static/chat.js", "static/chat.css", "templates/chat.html")
    assert sum((folder / file).stat().st_size for file in files) < 20_000


def test_a_visitor_sees_who_took_the_conversation_until_it_is_handed_on(come: Come, desk: Desk) -> None:
    desk.define("team", "backend", {"name": "Backend", "tier": 2})
    visitor = come()
    visitor.say("hello")
    visitor.until("said")
    desk.change(1, verbs.assign, agent="dana")  # by a route, say: nobody has looked yet
    desk.change(1, handing.accept)
    assert [word["agent"] for word in visitor.heard if word["t"] == "marks"] in ([], [""])
    visitor.until("marks", agent="Dana")
    desk.change(1, verbs.escalate, to="backend", reason="crash")
    visitor.until("marks", agent="")


def test_a_visitor_who_waits_is_told_how_many_wait_before_them(
    come: Come, desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "COUNT", 0.2)
    desk.define("team", "backend", {"name": "Backend", "tier": 2})
    visitors = []
    for number in range(3):
        visitors.append(come())
        visitors[-1].say(f"question {number}")
        visitors[-1].until("said")
        clock.forward(1)
    first, second, third = visitors
    assert not any(word["t"] == "line" for visitor in visitors for word in visitor.heard)
    clock.forward(3)
    for before, visitor in enumerate(visitors):
        visitor.until("line", before=before)
    desk.change(1, verbs.assign, agent="dana")  # by a route, say: she has her own line, and nobody else in it
    second.until("line", before=0)
    third.until("line", before=1)
    desk.change(1, handing.accept)
    first.until("line", before=None)
    answer(desk, "Which one?", 2)
    second.until("line", before=None)
    third.until("line", before=0)
    desk.change(2, verbs.escalate, to="backend", reason="crash")
    clock.forward(3)
    second.until("line", before=0)  # of who is handed on, among those who wait there
    assert not [word for word in third.heard if word["t"] == "line" and word["before"] is None]


def test_two_processes_that_serve_one_desk_count_one_line(
    place: str, gateway: Gateway, desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "COUNT", 0.2)
    origin = gateway.site.origin
    with (
        Desk.open(desk.path, me="dana", clock=clock) as same,
        on_a_port(Gateway(same, gateway.site, Rates(lambda: clock() / 1000))) as elsewhere,
        Visitor(place, origin) as first,
        Visitor(elsewhere, origin) as second,
        Visitor(place, origin) as third,
    ):
        for visitor in (first, second, third):
            visitor.say("hello")
            visitor.until("said")
            clock.forward(1)
        clock.forward(3)
        for before, visitor in enumerate((first, second, third)):
            visitor.until("line", before=before)
        first.__exit__()  # hangs up
        second.until("line", before=0)
        third.until("line", before=1)
        with Visitor(elsewhere, origin, first.held) as again:  # and comes back, by the other one
            again.until("line", before=0)
            second.until("line", before=1)
            third.until("line", before=2)
            desk.change(1, handing.accept)
            again.until("line", before=None)
            third.until("line", before=1)
    soon(lambda: desk.customers.before_each(hub.WAITED, hub.LEFT) == {})


def test_who_is_not_heard_of_is_in_no_line(come: Come, desk: Desk, clock: Clock) -> None:
    visitor = come()
    visitor.say("hello")
    visitor.until("said")
    clock.forward(4)
    assert desk.customers.before_each(hub.WAITED, hub.LEFT) == {1: 0}
    clock.forward((hub.HERE - hub.LEFT) / 1000)  # the process that served them was killed, say
    assert desk.customers.before_each(hub.WAITED, hub.LEFT) == {}
    assert desk.customers.visits([1])[1].here > clock()


def test_a_visitor_has_their_chat_mailed_to_their_own_address_and_not_too_often(come: Come, desk: Desk) -> None:
    visitor = come()
    visitor.say("hello", email="al@example.org")
    visitor.until("said")
    visitor.tell("mail")
    visitor.until("posted", ok=False)  # there is no mail connection
    desk.define("connection", "mail", MAIL)
    visitor.say("well")
    visitor.until("marks", mail=True)
    visitor.tell("mail")
    visitor.until("posted", ok=True)
    visitor.tell("mail")
    visitor.until("posted", ok=True)
    assert [(entry.kind, entry.actor) for entry in desk.outbox()] == [("transcript", "customer")]
    visitor.tell("mail")
    visitor.until("posted", ok=False)


async def test_what_happens_in_one_chat_wakes_no_other(desk: Desk, gateway: Gateway) -> None:
    numbers = [desk.create_ticket(NewTicket("al@example.org", "Hi", "hello", channel="chat")).tickets[0] for _ in "12"]
    there = gateway.hub
    with there.listening(), there.at(numbers[0]) as one, there.at(numbers[1]) as other:
        with Desk.open(desk.path, me="dana", clock=desk.clock) as elsewhere:  # which tells nobody, as a shell's command
            answer(elsewhere, "hi", numbers[0])
        await asyncio.wait_for(one.wait(), 20)
        one.clear()
        await asyncio.to_thread(answer, desk, "here too", numbers[0])
        await asyncio.wait_for(one.wait(), 20)
        assert not other.is_set()
        desk.define("team", "other", {"name": "Other"})  # what may be about any of them is read by all
        await asyncio.wait_for(asyncio.gather(one.wait(), other.wait()), 20)


def test_a_survey_is_answered_by_a_click_where_it_is_asked(come: Come, desk: Desk, clock: Clock) -> None:
    desk.define("survey", "content", {"kind": "csat", "question": "All <well>?", "after": 0})
    visitor = come()
    visitor.say("hello")
    visitor.until("said")
    desk.change(1, verbs.set_status, status=Status.SOLVED)
    clock.forward(1)
    while Timers(desk).step() == 0:
        pass
    asked = visitor.until("said", ours=True)
    assert asked["asks"] == {
        "question": "All <well>?", "scores": [1, 2, 3, 4, 5], "worst": "not at all", "best": "very", "given": None
    }  # fmt: skip
    visitor.tell("rate", id=asked["id"], score=9)
    visitor.tell("rate", id="12345", score=4)
    for score in (2, 4):
        visitor.tell("rate", id=asked["id"], score=score)
        visitor.until("rated", id=asked["id"], score=score)
    assert [word["score"] for word in visitor.heard if word["t"] == "rated"] == [2, 4]
    assert desk.ticket(1).csat == 4
    assert come(visitor.held).until("said", ours=True)["asks"]["given"] == 4
