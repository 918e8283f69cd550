"""What people write, as strokes: messages, tickets, people, articles, definitions."""

from collections.abc import Iterable, Mapping
from typing import Any

from supportterm.core import verbs
from supportterm.core.attention import mentions
from supportterm.core.definitions import checked
from supportterm.core.directory import check_article, is_slug
from supportterm.core.ids import message_time
from supportterm.core.nouns import Article, Message, Organization, Person, Ticket
from supportterm.core.numbers import label
from supportterm.core.operations import (
    ArticleIs,
    Create,
    Define,
    OrganizationIs,
    PersonIs,
    Planned,
    Subject,
    SubjectKind,
    What,
    Wrote,
)
from supportterm.core.rating import content, rate
from supportterm.core.refusal import MovedOn, Refused
from supportterm.core.remote import RemoteArticle
from supportterm.core.terms import Role, Status
from supportterm.core.thanks import is_thanks
from supportterm.core.writing import NewFile, NewMessage, NewTicket
from supportterm.store import articles, attention, cards, definitions, leading, messages, people, seen, timeline
from supportterm.store.append import next_id, next_ticket
from supportterm.store.sqlite import Connection
from supportterm.store.stroke import Stroke
from supportterm.store.surveying import answer_in
from supportterm.store.work import DESK


def carry_out(stroke: Stroke, rules: verbs.Rules, number: int, steps: Iterable[Any]) -> None:
    """Each verb of *steps* on one ticket in turn; tickets among its arguments are taken as they are by now."""
    for verb, arguments in steps:
        fresh = {k: stroke.work.ticket(v.id) if isinstance(v, Ticket) else v for k, v in arguments.items()}
        plan: list[Planned] = verb(stroke.work.ticket(number), rules, **fresh)
        stroke.do(plan)


def write(stroke: Stroke, rules: verbs.Rules, number: int, new: NewMessage) -> None:
    """A message onto a ticket. Raises MovedOn when its author has not seen what came since."""
    ticket = stroke.work.ticket(number)
    check_seen(stroke.work.connection, ticket, new)
    wrote = _arrive(stroke, rules, number, new)
    thanks = new.role is Role.CUSTOMER and ticket.status >= Status.SOLVED and is_thanks(new.body, _names(rules, wrote))
    answered = answer_in(stroke.work.connection, stroke.book(), ticket, new.body) if _may_answer(new) else None
    rests = thanks or (answered is not None and content(answered[1], answered[0]))
    stroke.do(verbs.write(ticket, rules, wrote, then=new.then, thanks=rests))
    if answered is not None:
        stroke.do(rate(stroke.work.ticket(number), rules, answered[0], *answered[1]))
    if new.role is not Role.CUSTOMER:
        _keep_seen(stroke.work.connection, ticket, rules.me, wrote.message)
        named = (
            tuple(agent for agent in mentions(new.body, rules.agents) if agent != rules.me) if "@" in new.body else ()
        )
        stroke.do(verbs.follow(stroke.work.ticket(number), rules, add=named))


def _may_answer(new: NewMessage) -> bool:
    return new.role is Role.CUSTOMER and not new.files


def _names(rules: verbs.Rules, wrote: Wrote) -> list[str]:
    """Who may be named in a message: who wrote it, and who works here."""
    return [wrote.author, *(agent.name for agent in rules.agents.values())]


def create_ticket(stroke: Stroke, rules: verbs.Rules, new: NewTicket, *, requester: int | None = None) -> int:
    """A ticket on somebody's behalf; its number. Who asks is got to know when they are not yet, or is *requester*."""
    connection = stroke.work.connection
    subject = " ".join(new.subject.split())
    if not subject:
        raise Refused("a subject needs at least one word")
    team = rules.teams.get(new.team or "")
    if new.team and team is None:
        raise Refused(f"there is no team {new.team!r}; there are {', '.join(rules.teams) or 'none yet'}")
    if requester is None:
        requester = person_with(stroke, new.email, new.name)
    person = stroke.work.person(requester)
    home = _home(connection, new.home)
    number = next_ticket(connection)
    about = Subject("ticket", number)
    organization = person.organization if person else None
    stroke.record(
        about,
        Create(
            subject, requester, channel=new.channel, organization=organization, team=new.team,
            tier=team.tier if team else 1, priority=int(new.priority), home=home,
        ),
    )  # fmt: skip
    # Also without a text: a ticket is found by its subject with its first message.
    said = NewMessage(Role.CUSTOMER, new.body, markdown=False, files=new.files, person=requester)
    stroke.record(about, _arrive(stroke, rules, number, said, name=new.name, email=new.email))
    work = stroke.work
    if new.tags:
        stroke.do(verbs.tag(work.ticket(number), rules, add=new.tags))
    for field, value in new.fields.items():
        stroke.do(verbs.set_field(work.ticket(number), rules, field, value))
    if new.assignee:
        stroke.do(verbs.assign(work.ticket(number), rules, new.assignee))
    return number


def split(stroke: Stroke, rules: verbs.Rules, number: int, chosen: tuple[int, ...], subject: str = "") -> int:
    """A ticket that begins with the customers' messages *chosen* of another; its number.

    Who wrote the first of them asks there. It lies with the team that has the other, and nobody has it yet. The
    messages keep their time, author and files. What agents wrote is not taken along: it would leave once more.
    """
    connection = stroke.work.connection
    ticket = stroke.work.ticket(number)
    called = label(ticket.id, ticket.number)
    found = [messages.get(connection, each) for each in sorted(set(chosen))]
    there = timeline.family(connection, ticket)
    if not found or any(m.ticket not in there or m.hidden for m in found):
        raise Refused(f"a ticket is split at messages of its own; choose one of {called}")
    if any(m.role is not Role.CUSTOMER for m in found):
        raise Refused("a ticket begins with what a customer wrote; choose such a message")
    home = ticket.home if ticket.home in _where_opened(connection) else ""
    if home and len(found) > 1:
        raise Refused(f"{called} lives at {home}: one message at a time can go on as a ticket there")
    asking = found[0].person if found[0].person is not None else ticket.requester
    who = people.person(connection, asking)
    into = next_ticket(connection)
    about = Subject("ticket", into)
    stroke.record(
        about,
        Create(
            " ".join(subject.split()) or ticket.subject, asking, channel=ticket.channel,
            organization=who.organization if who else ticket.organization, team=ticket.team, tier=ticket.tier,
            priority=int(ticket.priority), home=home,
        ),
    )  # fmt: skip
    for message in found:
        stroke.record(about, _copied(stroke, into, message))
    stroke.do(verbs.split(ticket, rules, into, tuple(message.id for message in found)))
    stroke.words = f"{called}: {_counted(found)} went on as {label(into)}"
    seen.mark_seen(connection, rules.me, into, stroke.work.ticket(into).last_message)
    return into


def _copied(stroke: Stroke, ticket: int, message: Message) -> Wrote:
    """*message* once more, on another ticket. It is no mail there: answers to the mail still belong to the first."""
    files = tuple(
        NewFile(f.name, f.digest, f.size, f.media_type, f.inline_id, f.remote)
        for f in messages.attachments_of(stroke.work.connection, message.id)
    )
    return stroke.work.arrive(
        ticket, message.role, message.body, at=message.at, files=files, author=message.author, address=message.address,
        person=message.person, markdown=message.markdown, to=message.to, cc=message.cc, notice=message.notice,
        edited=message.edited,
    )  # fmt: skip


def _counted(found: list[Message]) -> str:
    return "a message" if len(found) == 1 else f"{len(found)} messages"


def _where_opened(connection: Connection) -> tuple[str, ...]:
    """The connections at which tickets can be opened."""
    there = definitions.all_of(connection, "connection")
    return tuple(c.name for c in there if {"tickets", "open"} <= set(c.can))


def _home(connection: Connection, wanted: str | None) -> str:
    """The connection that a new ticket belongs to; empty: this desk."""
    able = _where_opened(connection)
    if wanted is None:
        return able[0] if len(able) == 1 else ""
    if wanted and wanted not in able:
        there = ", ".join(able) or "none yet"
        raise Refused(f"no tickets can be opened at {wanted!r}; there are: {there}")
    return wanted


def person_with(stroke: Stroke, email: str, name: str = "") -> int:
    """Number of the person with this address, got to know if need be; that stays when the stroke is undone."""
    known = people.by_email(stroke.work.connection, email)
    if known is not None:
        return known.id
    number = next_id(stroke.work.connection, "person")
    house = people.house_of(stroke.work.connection, email)
    stroke.aside(Subject("person", number), PersonIs(name=name or None, email=_address(email), organization=house))
    return number


def stranger(stroke: Stroke, name: str, phone: str = "") -> int:
    """Number of somebody new of whom there is only a name, or a *phone*; they stay when the stroke is undone."""
    number = next_id(stroke.work.connection, "person")
    stroke.aside(Subject("person", number), PersonIs(name=name, phone=phone or None))
    return number


def person_calling(stroke: Stroke, phone: str, name: str = "") -> int:
    """Number of who has this telephone number, got to know if need be; the last that was met where several have it."""
    known = people.by_phone(stroke.work.connection, phone)
    return known[-1].id if known else stranger(stroke, name or phone, phone)


def put_person(stroke: Stroke, number: int | None, given: Mapping[str, Any]) -> int:
    """A person found by address or number, or made, with what is *given*; their number."""
    connection = stroke.work.connection
    wanted = {k: v for k, v in given.items() if v is not None}
    if wanted.get("email"):
        wanted["email"] = _address(wanted["email"])
    known = (
        people.by_email(connection, wanted.get("email", "")) if number is None else people.person(connection, number)
    )
    if known is None and number is not None:
        raise Refused(f"there is no person {number}")
    if known is None and not (wanted.get("email") or wanted.get("name")):
        raise Refused("a person needs a name or a mail address")
    house = people.house_of(connection, wanted.get("email", "")) if known is None else None
    if house is not None:
        wanted.setdefault("organization", house)
    return _put(stroke, "person", known, PersonIs, wanted)


def put_organization(stroke: Stroke, number: int | None, given: Mapping[str, Any]) -> int:
    """An organization found by name or number, or made; its number."""
    connection = stroke.work.connection
    wanted = {k: v for k, v in given.items() if v is not None}
    if "domain" in wanted:
        wanted["domain"] = people.address(wanted["domain"]).removeprefix("@")
    if number is None:
        known = people.organization_named(connection, wanted.get("name", ""))
    else:
        known = people.organization(connection, number)
        if known is None:
            raise Refused(f"there is no organization {number}")
    if known is None and not wanted.get("name"):
        raise Refused("an organization needs a name")
    other = people.organization_named(connection, wanted["name"]) if number is not None and "name" in wanted else None
    if other is not None and other.id != number:
        raise Refused(f"there is an organization {other.name!r} already")
    return _put(stroke, "organization", known, OrganizationIs, wanted)


def put_article(stroke: Stroke, number: int | None, given: Mapping[str, Any]) -> int:
    """A new version of the article with this number or slug, or a new article; its number."""
    connection = stroke.work.connection
    wanted = {k: v for k, v in given.items() if v is not None}
    known = (
        articles.get(connection, wanted["slug"] if number is None else number) if number or "slug" in wanted else None
    )
    if known is None and number is not None:
        raise Refused(f"there is no article {number}")
    if known is None and not wanted.get("title"):
        raise Refused("an article needs a title")
    check_article(wanted)
    return _put(stroke, "article", known, ArticleIs, wanted)


def put_article_told(stroke: Stroke, number: int | None, told: RemoteArticle) -> int:
    """The number of an article as a remote has it by now; one that is gone there becomes a draft here."""
    connection = stroke.work.connection
    known = articles.get(connection, number) if number is not None else None
    wanted: dict[str, Any] = {
        "title": told.title, "body": told.body, "section": told.section, "tags": told.tags,
        "state": "draft" if told.gone else told.state,
    }  # fmt: skip
    if told.visibility is not None or known is None:  # else it stays for whom it is for here
        wanted["visibility"] = told.visibility or "internal"
    if known is None:
        wanted["slug"] = _free_slug(connection, told.title, told.key)
    written = _put(stroke, "article", known, ArticleIs, wanted)
    stroke.flush()
    return written


def put_readers_told(stroke: Stroke, number: int, told: RemoteArticle) -> None:
    """Whoever may read an article there reads it here too, but where a person here said who may."""
    known = articles.get(stroke.work.connection, number)
    if known is None or told.visibility in (None, known.visibility):
        return
    if articles.are_readers_told(stroke.work.connection, number):
        _put(stroke, "article", known, ArticleIs, {"visibility": told.visibility})
        stroke.flush()


def _free_slug(connection: Connection, title: str, key: str) -> str:
    word = "-".join("".join(c if c.isalnum() else " " for c in title.lower()).split())[:80].strip("-")
    plain = word if is_slug(word) else f"article-{''.join(c for c in key.lower() if c.isalnum()) or 'new'}"[:100]
    return plain if articles.get(connection, plain) is None else f"{plain[:60]}-{key.lower()[:30]}"


def define(stroke: Stroke, what: What, name: str, spec: Mapping[str, object] | None) -> None:
    """The desk has a team, agent, macro, view or field of this name, or no longer."""
    there = definitions.load(stroke.work.connection)
    known = there.get((what, name))
    if spec is None:
        if known is None:
            raise Refused(f"there is no {what} {name!r}")
    else:
        checked(what, name, spec)
    if spec != known:
        if what == "connection" and spec is None:
            cards.forget(stroke.work.connection, name)
        stroke.defining(there)
        stroke.record(DESK, Define(what, name, None if spec is None else dict(spec)))


def _put(
    stroke: Stroke,
    kind: SubjectKind,
    known: Person | Organization | Article | None,
    payload: type[PersonIs | OrganizationIs | ArticleIs],
    wanted: Mapping[str, Any],
) -> int:
    """Record what of *wanted* is not so yet about the one *known*, or a new one; its number."""
    changed = {k: v for k, v in wanted.items() if known is None or getattr(known, k) != v}
    number = known.id if known else next_id(stroke.work.connection, kind)
    if changed:
        # An article's versions are kept whole, so that what its text was needs not be said again.
        base = {k: getattr(known, k) for k in changed} if known and kind != "article" else {}
        stroke.record(Subject(kind, number), payload(**changed), base=base)
    return number


def _arrive(
    stroke: Stroke, rules: verbs.Rules, number: int, new: NewMessage, *, name: str = "", email: str = ""
) -> Wrote:
    head: dict[str, Any] = {"markdown": new.markdown, "to": new.to, "cc": new.cc, "bcc": new.bcc}
    if new.role is Role.CUSTOMER:
        who = stroke.work.person(new.person) if new.person is not None else None
        head |= {
            "author": name or (who.name if who else ""),
            "address": email or (who.email if who else ""),
            "person": new.person,
        }
    else:
        agent = rules.agents.get(stroke.actor)
        head |= {
            "author": agent.name if agent else stroke.actor,
            "address": "",
            "agent": stroke.actor,
            "delivery": "kept",
        }
    # Not before what it answers, though the clock may have gone back: what is newest must look newest.
    at = max(stroke.now, message_time(stroke.work.ticket(number).last_message))
    body = leading.as_read(stroke.work, number, new.role, new.body)
    return stroke.work.arrive(number, new.role, body, at=at, files=new.files, **head)


def check_seen(connection: Connection, ticket: Ticket, new: NewMessage) -> None:
    if new.seen_upto is None or not new.role.public:
        return
    marks = ", ".join(map(str, timeline.family(connection, ticket)))
    public = f"{int(Role.CUSTOMER)}, {int(Role.REPLY)}"
    newer = connection.execute(
        f"SELECT id, author FROM message WHERE ticket IN ({marks}) AND id > ? AND role IN ({public}) AND NOT hidden "
        "ORDER BY id",
        (new.seen_upto,),
    ).fetchall()
    if newer:
        name = label(ticket.id, ticket.number)
        raise MovedOn(
            f"{newer[-1][1] or 'somebody'} wrote on {name} since you looked; nothing was sent",
            tuple(row[0] for row in newer),
        )


def _keep_seen(connection: Connection, ticket: Ticket, me: str, message: int) -> None:
    """Who had seen all before has seen what they wrote; what they had not seen stays unread. They know of it though."""
    if seen.seen(connection, me, ticket.id) >= ticket.last_message:
        seen.mark_seen(connection, me, ticket.id, message)
    attention.looked(connection, me, ticket.id)


def _address(text: str) -> str:
    found = people.address(text)
    if found.count("@") != 1 or any(c.isspace() for c in found):
        raise Refused(f"{text!r} is not a mail address")
    return found
