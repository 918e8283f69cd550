"""The demo desk as people meet it."""

from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from clocks import Clock
from copies import copied
from supportterm.commands.call import Call
from supportterm.commands.demo_desk import open_demo
from supportterm.commands.parse import run
from supportterm.config.paths import paths
from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.core.refusal import Refused
from supportterm.core.terms import CHANNELS, SEGMENTS, Priority, Role, Status
from supportterm.core.views import DEFAULT_VIEWS
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.demo import HERO, content
from supportterm.demo.build import build_demo
from supportterm.demo.live import LiveChats
from supportterm.desk import Desk
from supportterm.sync.lock import making, using

NOW = 1_800_000_000_000


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    path = build_demo(tmp_path_factory.mktemp("demo") / "demo.desk", now_ms=NOW, me="dorothy")
    with Desk.open(path, me=HERO, clock=lambda: NOW) as desk:
        yield desk


@pytest.fixture
def lively(tmp_path):
    clock = Clock(NOW)
    path = copied(tmp_path / "demo.desk", "demo", partial(build_demo, now_ms=NOW))
    with Desk.open(path, me=HERO, clock=clock) as desk, closing(LiveChats(desk, clock)) as live:
        yield desk, clock, live


def rows(desk, query="", order="-updated"):
    return desk.window(parse(query), parse_order(order), size=1000).rows


def tickets(desk):
    return [desk.ticket(row.id) for row in rows(desk)]


def timeline(desk, ticket):
    return [item for item in desk.timeline(ticket, size=200) if isinstance(item, Message)]


def test_there_is_something_of_everything(demo):
    everything = tickets(demo)
    assert 150 <= len(everything) <= 220
    assert {t.status for t in everything} == set(Status)
    assert {t.priority for t in everything} == set(Priority)
    assert {t.channel for t in everything} == set(CHANNELS)
    assert {t.tier for t in everything} == {1, 2, 3}
    segments = {demo.organization(t.organization).segment for t in everything if t.organization}
    assert segments == set(SEGMENTS)
    messages = [m for t in everything for m in timeline(demo, t.id)]
    assert {m.role for m in messages} == set(Role)
    assert any(m.has_original for m in messages) and any(m.attachments for m in messages)


def test_it_is_what_its_desk_file_says_and_all_of_that_is_at_work(tmp_path, monkeypatch):
    path = build_demo(tmp_path / "demo.desk", now_ms=NOW)
    with Desk.open(path, me=HERO, clock=lambda: NOW) as desk:
        told = run(f"desk plan {content.CONTENT / 'desk.yaml'}", Call(lambda: desk))
        assert told.words.startswith("the desk is as "), list(told.lines or ())
        assert [view.name for view in desk.views()] == [view.name for view in DEFAULT_VIEWS]
        assert {r.name for r in desk.routes()} >= {"money", "managed", "rest"}
        for query in ("has:due", "is:escalated", "csat:<3", "csat:>=4", "nps:>8"):
            assert rows(desk, query), query
        new = desk.create_ticket(NewTicket("len@loftladderlen.example", "An invoice twice", "why?", channel="web"))
        assert desk.ticket(new.tickets[0]).team == "billing"
        chat = desk.create_ticket(NewTicket("len@loftladderlen.example", "Hi", "hello?", channel="chat"))
        assert (desk.ticket(chat.tickets[0]).team, desk.ticket(chat.tickets[0]).assignee) == ("support", None)


def test_every_shipped_view_shows_something(demo):
    assert [v.name for v in demo.views()] == [v.name for v in DEFAULT_VIEWS]
    for view in demo.views():
        if view.name != "handed":  # nobody hands anything down to the first tier
            assert rows(demo, view.query, view.order), view.name


def test_the_first_tickets_of_the_queue_teach_the_keys(demo):
    first = demo.views()[0]
    tour = [t.subject for t in content.threads() if t.requester == "tour"]
    assert [r.subject for r in rows(demo, first.query, first.order)][: len(tour)] == tour


def test_who_did_what_and_when_is_in_the_log(demo):
    escalated = next(r for r in rows(demo, "is:escalated tier:3"))
    log = demo.log(escalated.id)
    assert {e.operation.actor for e in log} > {"customer"}
    times = [e.operation.at for e in log]
    assert times == sorted(times) and times[-1] <= NOW
    assert not any(e.undone for e in log)


def test_files_can_be_opened(demo):
    checked = 0
    for row in rows(demo, "has:attachment"):
        for message in timeline(demo, row.id):
            for attachment in demo.attachments(message.id):
                assert demo.attachment_path(attachment.digest).stat().st_size == attachment.size > 0
                checked += 1
    assert checked >= 10


def test_some_is_read_some_is_not_and_a_draft_waits(demo):
    assert {r.unread for r in rows(demo)} == {True, False}
    assert [d.kind for d in demo.drafts()].count("reply") >= 2
    assert any(r.draft for r in rows(demo))


def test_hostile_subjects_came_in_as_they_were_sent(demo):
    subjects = [r.subject for r in rows(demo)]
    assert any(s.startswith("[/]") for s in subjects)
    assert any("\x1b[31m" in s for s in subjects)


def test_the_person_at_the_keyboard_is_one_of_the_agents(demo):
    assert next(a for a in demo.agents() if a.handle == HERO).unix_user == "dorothy"
    assert rows(demo, "assignee:me is:active")


def test_every_macro_can_be_applied_to_tickets_with_and_without_an_organization(demo):
    from supportterm.commands.call import Call
    from supportterm.commands.macro import render

    call = Call(lambda: demo)
    for query in ("segment:enterprise", "segment:none"):
        ticket = rows(demo, query)[0].id
        for macro in demo.macros():
            for template in (macro.reply, macro.note):
                assert "{{" not in render(call, template, ticket)


def test_a_change_made_on_it_can_be_undone(lively):
    desk, _, _ = lively
    before = {r.id: r.status for r in rows(desk)}
    some = [r.id for r in rows(desk, "status:open")][:5]
    desk.change(some, verbs.set_status, status=Status.SOLVED)
    assert {desk.ticket(t).status for t in some} == {Status.SOLVED}
    desk.undo()
    assert {r.id: r.status for r in rows(desk)} == before
    with pytest.raises(Refused, match="nothing of yours"):
        desk.undo()


def test_two_desks_of_one_moment_tell_the_same(tmp_path):
    def told(path):
        with Desk.open(build_demo(path, now_ms=NOW), me=HERO, clock=lambda: NOW) as desk:
            shown = [(r.id, r.subject, r.status, r.updated_at, r.unread, r.tags) for r in rows(desk)]
            log = [(e.operation.payload, e.operation.actor, e.operation.at) for r in rows(desk) for e in desk.log(r.id)]
            return shown, log

    assert told(tmp_path / "a.desk") == told(tmp_path / "b.desk")


def test_a_fresh_demo_takes_the_place_of_the_last_one_and_of_nothing_else(tmp_path):
    path = build_demo(tmp_path / "demo.desk", now_ms=NOW)
    with Desk.open(path, me=HERO, clock=lambda: NOW) as desk:
        desk.change([1], verbs.tag, add=("mine",))
    build_demo(path, now_ms=NOW)
    with Desk.open(path, me=HERO, clock=lambda: NOW) as desk:
        assert "mine" not in desk.ticket(1).tags
    Desk.create(tmp_path / "real.desk", "Our desk").close()
    with pytest.raises(Refused, match="no demo"):
        build_demo(tmp_path / "real.desk", now_ms=NOW)
    with Desk.open(tmp_path / "real.desk", read_only=True) as desk:
        assert desk.name == "Our desk"


def test_a_desk_that_somebody_is_at_or_that_is_made_just_now_is_left_alone(own_home):
    def opened(**given):
        return Path(open_demo(Call(lambda: None), **{"keep": False, "at": "", **given}).opens).name

    first = paths().state / "demo" / "demo.desk"
    first.parent.mkdir(parents=True)
    with making(first):
        assert opened() == "demo-2.desk"
    assert opened() == "demo.desk"
    with Desk.open(first, me=HERO) as desk, using(first):
        desk.change([1], verbs.tag, add=("mine",))
        assert (opened(), opened(keep=True)) == ("demo-2.desk", "demo.desk")
        with pytest.raises(Refused, match=r"somebody is at .*demo\.desk; go on with it by `--keep`"):
            opened(at=str(first))
        assert "mine" in desk.ticket(1).tags


# --- chats


def chat_number(desk, name):
    chat = next(c for c in content.chats() if c.name == name)
    return next((r.id for r in rows(desk, "channel:chat") if r.subject == chat.subject), None)


def test_a_customer_who_waits_in_the_chat_goes_on(lively):
    desk, clock, live = lively
    number = chat_number(desk, "gas-smell")
    before = len(timeline(desk, number))
    assert live.tick() == 0
    clock.forward(45)
    assert live.tick() >= 1
    said = timeline(desk, number)
    assert len(said) == before + 1
    assert said[-1].body == "he has four jobs before that one"
    assert said[-1].role is Role.CUSTOMER and said[-1].author == "Zoë Adeyemi"


def test_a_customer_answers_what_an_agent_says_thanks_and_leaves(lively):
    desk, clock, live = lively
    number = chat_number(desk, "price")
    chat = next(c for c in content.chats() if c.name == "price")
    for _ in range(8):
        clock.forward(1)
        desk.write(number, NewMessage(Role.REPLY, "Let me see."))
        for _ in range(20):
            clock.forward(1)
            live.tick()
    said = [m.body for m in timeline(desk, number) if m.role is Role.CUSTOMER]
    assert said == [chat.said[0].text, *chat.answers, *chat.thanks]


def test_new_customers_come_into_the_chat_once(lively):
    desk, clock, live = lively
    assert chat_number(desk, "portal-kid") is None
    for _ in range(100):
        clock.forward(1)
        live.tick()
    number = chat_number(desk, "portal-kid")
    assert desk.ticket(number).status is Status.NEW
    with closing(LiveChats(desk, clock)) as again:
        again.tick()
    subject = desk.ticket(number).subject
    assert len([r for r in rows(desk, "channel:chat") if r.subject == subject]) == 1


def test_a_solved_chat_is_over(lively):
    desk, clock, live = lively
    number = chat_number(desk, "gas-smell")
    desk.change([number], verbs.set_status, status=Status.SOLVED)
    before = len(timeline(desk, number))
    clock.forward(1000)
    live.tick()
    assert len(timeline(desk, number)) == before


def test_what_customers_say_is_not_the_agents_to_undo(lively):
    desk, clock, live = lively
    number = chat_number(desk, "gas-smell")
    desk.change([number], verbs.set_priority, priority=Priority.LOW)
    clock.forward(45)
    live.tick()
    assert "priority" in desk.undo().words
    assert timeline(desk, number)[-1].body == "he has four jobs before that one"
    assert desk.log(number)[-2].operation.actor == "customer"
