"""The demo desk: everything in demo/content, told as if it had happened until this minute."""

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec

from supportterm.core import verbs
from supportterm.core.moments import DAY, parse_age
from supportterm.core.nouns import Article, Person
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role, Status
from supportterm.core.writing import Draft, NewMessage
from supportterm.demo import HERO, NAME, content
from supportterm.demo.answers import answers
from supportterm.demo.content import Chat, Company, Thread
from supportterm.demo.declared import declare
from supportterm.demo.everyday import conversations
from supportterm.demo.files import made_up, media_type
from supportterm.demo.plot import Done, Event, Opened, Written, plot
from supportterm.desk import Desk
from supportterm.exchange.html import to_text

LEAD: Final = "gwen"
"""Who set the desk up: not the agent at the keyboard, whose first undo would else take away an article."""
EVERYDAY: Final = 110
"""How many conversations are made from templates beside those written by hand."""


class Clock:
    """The moment that is being told of, in milliseconds. Operations get ids of their own time, so ids are in order."""

    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self) -> int:
        return self.at


def build_demo(path: Path, *, now_ms: int, me: str = "", seed: int = 7) -> Path:
    """Make the demo desk at *path*; the same for the same moment and seed. A demo desk that is there makes room.

    *me* is the Unix user who sits before it and is `HERO` there. Raises Refused when another desk is at *path*,
    StoreError when what is there is no desk or the file can't be made.
    """
    _make_room(path)
    random = Random(seed)
    company = content.company()
    written = [
        *content.threads(),
        *(as_thread(chat) for chat in content.chats() if chat.said),
        *conversations(company, content.everyday(), random, EVERYDAY),
    ]
    clock = Clock(now_ms - max(parse_age(t.age) for t in written) - DAY)
    with Desk.create(path, NAME, me=LEAD, clock=clock, random=random.randbytes) as desk:
        declare(desk, {HERO: me}, now_ms)
        _introduce(desk, company)
        articles = {a.slug: _publish(desk, a) for a in content.articles()}
        events, threads = plot(company, written, articles, now_ms, random)
        told = sorted([*events, *answers(events, now_ms)], key=lambda event: event.at)
        _tell(desk, clock, company, told, now_ms)
        desk.serve_history()
    with Desk.open(path, me=HERO, clock=lambda: now_ms) as desk:
        _leave_off(desk, threads)
    _call(path, threads, now_ms)
    return path


def as_thread(chat: Chat) -> Thread:
    """What was said in a chat before the desk opened."""
    said = [{line.who: line.text} for line in chat.said]
    taken = [{f"do {chat.take}": ["take"]}] if chat.take else []
    return Thread(
        subject=chat.subject,
        requester=chat.requester,
        talk=(*said[:1], *taken, *said[1:]),
        age=chat.said[0].ago,
        last=chat.said[-1].ago,
        channel="chat",
        priority=chat.priority,
        fields=chat.fields,
    )


def _make_room(path: Path) -> None:
    if not path.exists():
        return
    with Desk.open(path, read_only=True) as there:
        if there.name != NAME:
            raise Refused(f"{path} is a desk of its own and no demo; name another file")
    for beside in ("", "-wal", "-shm", "-journal", ".reserve"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    shutil.rmtree(path.with_name(path.name + ".files"), ignore_errors=True)


def _introduce(desk: Desk, company: Company) -> None:
    """People and organizations get the numbers that the plot knows them by: those of an empty desk, counted from 1."""
    for organization in company.organizations.values():
        desk.put_organization(**_fields(organization))
    for person in company.people.values():
        desk.put_person(**_fields(person))


def _fields(noun: Any) -> dict[str, Any]:
    return {k: v for k, v in msgspec.structs.asdict(noun).items() if k != "id" and v not in ("", None)}


def _publish(desk: Desk, article: Article) -> int:
    return desk.put_article(
        slug=article.slug,
        title=article.title,
        body=article.body,
        section=article.section,
        tags=article.tags,
        visibility=article.visibility,
    )


def _tell(desk: Desk, clock: Clock, company: Company, events: Iterable[Event], now_ms: int) -> None:
    with desk.bulk("demo", unread=True) as bulk:
        for event in events:
            clock.at = event.at
            match event:
                case Opened(_, at, actor, create):
                    bulk.ticket(
                        create.subject,
                        create.requester,
                        at=at,
                        channel=create.channel,
                        organization=create.organization,
                        team=create.team,
                        priority=create.priority,
                        tags=create.tags,
                        fields=create.fields,
                        actor=actor,
                    )
                case Done(ticket, at, actor, payload):
                    bulk.do(ticket, payload, at=at, actor=actor)
                case Written(ticket, at, says):
                    bulk.message(ticket, says.role, at=at, **_message(company, event, bulk.attach, now_ms))


def _message(company: Company, written: Written, attach: Any, now_ms: int) -> dict[str, Any]:
    says = written.says
    files = tuple(attach(made_up(name, now_ms), name, media_type(name)) for name in says.files)
    about: dict[str, Any] = {"body": says.text, "files": files, "to": says.to}
    if says.role is not Role.CUSTOMER:
        agent = company.agents[says.who]
        return about | {"author": agent.name, "agent": agent.handle, "markdown": True}
    person = company.people[says.who]
    about |= {"author": person.name, "address": person.email, "person": person.id}
    if says.html:
        about |= {"body": to_text(says.text), "original": _mail(person, written)}
    return about


def _mail(person: Person, written: Written) -> bytes:
    """The mail that an HTML message came in."""
    mail = EmailMessage()
    mail["From"] = f"{person.name} <{person.email}>"
    mail["To"] = "support@quillbeck.example"
    mail["Date"] = format_datetime(datetime.fromtimestamp(written.at / 1000, UTC))
    mail["Message-ID"] = f"<{written.ticket}.{written.at}@{person.email.rpartition('@')[2]}>"
    mail.set_content(written.says.text, subtype="html")
    return mail.as_bytes()


def _call(path: Path, threads: dict[int, Thread], now_ms: int) -> None:
    """What colleagues wanted of the agent at the keyboard this very minute: no history, so that it is for them."""
    for number, thread in threads.items():
        for who, note in thread.calls.items():
            with Desk.open(path, me=who, clock=lambda: now_ms) as desk:
                desk.write(number, NewMessage(Role.NOTE, note))
        if thread.given_by:
            with Desk.open(path, me=thread.given_by, clock=lambda: now_ms) as desk:
                desk.change(number, verbs.assign, agent=HERO)


def _leave_off(desk: Desk, threads: dict[int, Thread]) -> None:
    """What the agent at the keyboard has read, and what was being written when the phone rang."""
    for number, thread in threads.items():
        ticket = desk.ticket(number)
        answered = (ticket.customer_at or 0) <= (ticket.replied_at or 0)
        if answered or ticket.status > Status.OPEN:
            desk.mark_seen(number)
        if thread.draft:
            desk.save_draft(Draft(number, "reply", thread.draft.strip()))
