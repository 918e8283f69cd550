"""`escalate`, `accept`, `decline`, `return`: between tiers, with a hand-off card."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Annotated

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import TEAM, Completion, Line, Text, Tickets
from supportterm.commands.records import changed
from supportterm.commands.registry import command
from supportterm.core import handing, verbs
from supportterm.core.refusal import Refused

_PARTS = ("reason", "tried", "question")


def _above(prefix: str, call: Call) -> Iterable[Completion]:
    """Teams of a tier that every selected ticket is still below."""
    floor = max((ticket.tier for ticket in call.desk.tickets(call.selection)), default=0)
    above = {team.handle for team in call.desk.teams() if team.tier > floor}
    return (found for found in TEAM.complete(prefix, call) if found.text in above)


HigherTeam = Annotated[str, TEAM._replace(complete=_above)]


@command(
    "escalate",
    contexts=("queue", "ticket", "chat"),
    examples=(
        "escalate 12 --to backend --reason 'crash on save, logs attached'",
        "escalate 12 --to backend --reason 'crash on save' --edit",
    ),
)
def escalate(
    call: Call,
    tickets: Tickets,
    *,
    to: HigherTeam,
    reason: Text,
    tried: Line = "",
    question: Line = "",
    edit: bool = False,
) -> Outcome:
    """Hand tickets to a team of a higher tier, with a card; the assignee lets go.

    What was tried and what the customer asks is drafted from the log where it is not given; `--edit` opens the card in
    your editor first. The team accepts it or declines with a reason.
    """
    cards = {}
    for number in tickets:
        card = dict(zip(_PARTS, (reason, tried, question), strict=True))
        card |= {part: text for part, text in _drafted(call, number).items() if not card[part]}
        cards[number] = _edited(call, number, to, card) if edit else card
    with call.desk.together() as stroke:
        for number, card in cards.items():
            call.desk.change(number, verbs.escalate, to=to, **card)
    return changed(stroke.change)


@command("accept", contexts=("queue", "ticket", "chat"), examples=("accept 12",))
def accept(call: Call, tickets: Tickets) -> Outcome:
    """Take what was handed to your team (`view handed` lists it), or a chat: its visitor sees who has it."""
    return changed(call.desk.change(tickets, handing.accept))


@command("decline", contexts=("queue", "ticket", "chat"), examples=("decline 12 'the log is missing'",))
def decline(call: Call, tickets: Tickets, reason: Text) -> Outcome:
    """Give what was handed to your team back to those who handed it over, with the reason."""
    return changed(call.desk.change(tickets, handing.decline, reason=reason))


@command("return", contexts=("queue", "ticket", "chat"), examples=("return 12 'fixed in 4.2, please tell them'",))
def hand_back(call: Call, tickets: Tickets, reason: Text) -> Outcome:
    """Give tickets back to the lower tier that handed them over, with what was found."""
    return changed(call.desk.change(tickets, handing.hand_back, reason=reason))


def _drafted(call: Call, ticket: int) -> dict[str, str]:
    from supportterm.core.hand_off_draft import draft

    story = call.desk.story(ticket)
    return draft(chain.from_iterable(story.strokes), story.said)._asdict()


def _edited(call: Call, ticket: int, to: str, card: dict[str, str]) -> dict[str, str]:
    if call.edit_text is None:
        raise Refused("there is no editor here: give --reason, --tried and --question")
    head = f"# {call.desk.label(ticket)} to {to}. Saved without a reason, nothing is handed over."
    text = call.edit_text("\n\n".join([head, *(f"{part}: {card[part]}" for part in _PARTS)]) + "\n")
    if text is None:
        raise Refused("nothing was handed over")
    return _read(text.splitlines())


def _read(lines: Sequence[str]) -> dict[str, str]:
    """The card as it was left in the editor: each part from its name to the next, on one line."""
    card = dict.fromkeys(_PARTS, "")
    now = ""
    for line in lines:
        name, colon, rest = line.partition(":")
        if line.startswith("#"):
            continue
        if colon and name.strip().lower() in _PARTS:
            now, line = name.strip().lower(), rest
        if now:
            card[now] = f"{card[now]} {' '.join(line.split())}".strip()
    return card
