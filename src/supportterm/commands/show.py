"""`show`: a ticket with everything that was written on it."""

from collections.abc import Iterator

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.hand_off import card_of_ticket
from supportterm.commands.kinds import OneTicket, Past
from supportterm.commands.linked import links_in_words
from supportterm.commands.reading import wrapped
from supportterm.commands.records import moment, of_message, of_row
from supportterm.commands.registry import SHELL, command
from supportterm.core.nouns import HandOff, Message
from supportterm.core.numbers import label
from supportterm.store.rows import TicketRow

_PAGE = 200


@command("show", faces=(SHELL,), examples=("show 12", "show 12 --json | jq .messages", "show 12 --at 'yesterday 9am'"))
def show(call: Call, ticket: OneTicket, *, at: Past = 0) -> Outcome:
    """Show a ticket and its messages, oldest first; `--at` a moment that has been, as it was then."""
    if at:
        return _as_it_was(call, ticket, at)
    if call.json:
        return Outcome(records=[record(call, ticket)])
    return Outcome(lines=page(call, call.desk.row(ticket)))


def record(call: Call, ticket: int) -> dict[str, object]:
    """All there is of a ticket, its messages too, for programs."""
    messages = [of_message(m, call.desk.attachments(m.id)) for m in _messages(call, ticket)]
    return {**of_row(call.desk.row(ticket)), **more(call, ticket), "messages": messages}


def _as_it_was(call: Call, number: int, at: int) -> Outcome:
    from supportterm.core.blame import values
    from supportterm.core.describe import value_words
    from supportterm.core.moments import moment_words

    past = call.desk.past(at)
    ticket = past.ticket(number)
    wrote = [item for item in past.timeline(number, size=100_000) if isinstance(item, Message)]
    if call.json:
        messages = [of_message(m, past.attachments(m.id)) for m in wrote]
        held = {name: value for name, value in values(ticket).items() if not name.startswith(("tag ", "follower "))}
        status = {"status": ticket.status.word, "priority": ticket.priority.word}
        whole = {"at": moment(at), **held, **status, "tags": list(ticket.tags), "messages": messages}
        return Outcome(records=[whole])

    def when(moment: int) -> str:
        return moment_words(moment, call.now, call.zone)

    facts = [value_words(name, getattr(ticket, name), when) for name in ("status", "priority")]
    facts += [f"assigned to {ticket.assignee or 'nobody'}", *([ticket.team] if ticket.team else [])]
    facts += [f"#{tag}" for tag in ticket.tags]
    lines: list[str] = [Bold(f"{call.desk.label(number)}  {ticket.subject}"), Dim(f"as it was {when(at)}")]
    lines.append(" · ".join(facts))
    for message in wrote:
        who = message.author or message.agent or message.address
        lines += ["", Bold(f"── {message.role.word} · {who} · {when(message.at)}")]
        lines += wrapped(message.body, call.columns)
    return Outcome(lines=lines)


def more(call: Call, number: int) -> dict[str, object]:
    """What lists do not show of a ticket."""
    ticket = call.desk.ticket(number)
    card = ticket.hand_off
    return {
        "followers": list(ticket.followers),
        "fields": ticket.fields,
        "merged_into": ticket.merged_into,
        "absorbed": list(ticket.absorbed),
        "articles": list(ticket.articles),
        "links": [{"ticket": link.ticket, "is": link.kind} for link in ticket.links],
        "hand_off": card and _hand_off(card),
    }


def _hand_off(card: HandOff) -> dict[str, object]:
    return {
        "team": card.team,
        "tier": card.tier,
        "reason": card.reason,
        "tried": card.tried,
        "question": card.question,
        "by": card.by,
        "at": moment(card.at),
        "from_team": card.from_team,
        "state": card.state,
        "answer": card.answer,
        "answered_by": card.answered_by or None,
        "answered_at": moment(card.answered_at),
    }


def _messages(call: Call, number: int) -> Iterator[Message]:
    after = 0
    while True:
        page = call.desk.timeline(number, after=after, size=_PAGE)
        yield from (item for item in page if isinstance(item, Message))
        if len(page) < _PAGE:
            return
        after = page[-1].id


def page(call: Call, row: TicketRow) -> Iterator[str]:
    """The same for people, line by line."""
    from supportterm.commands.departures import BECAME, state_words
    from supportterm.core.moments import moment_words
    from supportterm.core.terms import Priority, Status

    ticket = call.desk.ticket(row.id)
    yield Bold(f"{label(row.id, row.number)}  {row.subject}")
    who = f"{row.requester} <{row.email}>" if row.email and row.requester else row.requester or row.email
    yield f"from {who}" + (f", {row.organization} ({row.segment})" if row.organization else "")
    facts = [Status(row.status).word, Priority(row.priority).word, f"assigned to {row.assignee or 'nobody'}"]
    if row.team:
        facts.append(f"{row.team}, tier {row.tier}")
    facts += [f"#{t}" for t in row.tags]
    facts += [f"{name}={value}" for name, value in ticket.fields.items()]
    yield " · ".join(facts)
    if ticket.merged_into:
        yield f"merged into {call.desk.label(ticket.merged_into)}"
    yield from links_in_words(call.desk, ticket)
    if card := card_of_ticket(call.desk, ticket, call.zone):
        yield card.headline
        yield from (Dim(f"  {name}: {text}") for name, text in card.facts)
    leaving = {entry.message: state_words(entry, call.now) for entry in call.desk.outbox(row.id)}
    for message in _messages(call, row.id):
        yield ""
        when = moment_words(message.at, call.now, call.zone)
        became = leaving.get(message.id) or BECAME.get(message.delivery, "")
        who = message.author or message.agent or message.address
        yield Bold(f"── {message.role.word} · {who} · {when}{f' · {became}' if became else ''}")
        for attachment in call.desk.attachments(message.id):
            yield Dim(f"   file: {attachment.name} ({attachment.size} bytes)")
        yield from (Dim(line) if line.startswith(">") else line for line in wrapped(message.body, call.columns))
