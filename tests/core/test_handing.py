"""Hand-offs between tiers: up with a card, taken or declined there, and back; nothing of them is ever lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from supportterm.core import handing, verbs
from supportterm.core.fold import fold
from supportterm.core.fold_hand_off import open_card
from supportterm.core.hand_off_draft import draft
from supportterm.core.ids import message_floor
from supportterm.core.nouns import Agent, HandOff, Team, Ticket
from supportterm.core.operations import Accept, Escalate, HandBack, LinkArticle, Operation, Planned, Set, Subject, Wrote
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role, Status

NOW = 1_700_000_000_000
MINUTE, HOUR = 60_000, 3_600_000
TEAMS = {
    "support": Team("support", "Support", 1),
    "backend": Team("backend", "Backend", 2),
    "core": Team("core", "Core", 3),
}
AGENTS = {
    name: Agent(name, name.title(), teams=(team,))
    for name, team in (("ada", "support"), ("lin", "backend"), ("kim", "core"))
}
MINE = Ticket(1, "Crash", 7, NOW, NOW, team="support", assignee="ada", status=Status.OPEN)


def rules(me: str, **away: str) -> verbs.Rules:
    agents = {name: replace(agent, away=away.get(name, "")) for name, agent in AGENTS.items()}
    return verbs.Rules(NOW, me, agents, TEAMS)


def after(ticket: Ticket, actor: str, plan: list[Planned]) -> Ticket:
    for planned in plan:
        ticket = fold(ticket, 1, Operation(b"", b"", planned.subject, planned.payload, actor, NOW))
    return ticket


def do(ticket: Ticket, me: str, verb: Any, **arguments: Any) -> Ticket:
    return after(ticket, me, verb(ticket, rules(me), **arguments))


def up(ticket: Ticket = MINE, me: str = "ada", to: str = "backend") -> Ticket:
    return do(ticket, me, verbs.escalate, to=to, reason="crash on save")


def card(ticket: Ticket) -> HandOff:
    assert ticket.hand_off is not None
    return ticket.hand_off


def test_it_waits_until_somebody_of_the_team_takes_it() -> None:
    waiting = up()
    assert (waiting.team, waiting.tier, waiting.assignee, waiting.handed_at) == ("backend", 2, None, NOW)
    with pytest.raises(Refused, match="was handed to backend, and you are of core"):
        handing.accept(waiting, rules("kim"))
    taken = do(waiting, "lin", handing.accept)
    assert (taken.assignee, taken.handed_at) == ("lin", None)
    assert (card(taken).state, card(taken).answered_by) == ("accepted", "lin")
    with pytest.raises(Refused, match="waits for nobody to accept it; lin accepted it"):
        handing.accept(taken, rules("lin"))


def test_who_is_given_it_has_accepted_it() -> None:
    taken = do(up(), "kim", verbs.assign, agent="lin")
    assert (card(taken).state, card(taken).answered_by, taken.handed_at) == ("accepted", "lin", None)


def test_what_is_declined_is_back_with_whose_it_was_and_says_why() -> None:
    back = do(up(), "lin", handing.decline, reason="the log is missing")
    assert (back.team, back.tier, back.assignee, back.status) == ("support", 1, "ada", Status.OPEN)
    assert (card(back).state, card(back).answer, card(back).answered_by) == ("declined", "the log is missing", "lin")
    away = handing.decline(up(), rules("lin", ada="ill"), "the log is missing")
    assert after(up(), "lin", away).assignee is None, "somebody who is away would leave it lying"
    with pytest.raises(Refused, match="who declines says why"):
        handing.decline(up(), rules("lin"), " ")
    again = up(back)
    assert (card(again).state, [c.state for c in again.hand_offs], again.escalations) == ("waiting", ["declined"], 2)


def test_two_tiers_up_and_down_again() -> None:
    third = up(do(up(), "lin", handing.accept), "lin", "core")
    assert [c.state for c in third.hand_offs] == ["accepted"]
    declined = do(third, "kim", handing.decline, reason="not ours")
    assert (declined.team, declined.tier, declined.assignee) == ("backend", 2, "lin")
    home = do(declined, "lin", handing.hand_back, reason="fixed in 4.2")
    assert (home.team, home.tier, home.assignee) == ("support", 1, "ada")
    assert (card(home).state, card(home).answer, card(home).team) == ("returned", "fixed in 4.2", "backend")
    assert [(c.team, c.state) for c in home.hand_offs] == [("core", "declined")]
    with pytest.raises(Refused, match="was not handed over by a lower tier"):
        handing.hand_back(home, rules("ada"), "once more")


def test_it_is_over_once_the_ticket_is_moved_down_by_hand() -> None:
    moved = do(up(), "lin", verbs.set_team, team="support")
    assert (card(moved).state, moved.handed_at, moved.tier) == ("returned", None, 1)
    solved = do(do(up(), "lin", handing.accept), "lin", verbs.set_status, status=Status.SOLVED)
    with pytest.raises(Refused, match="is solved; `reopen` opens it again first"):
        handing.hand_back(solved, rules("lin"), "done")


STEPS = st.lists(
    st.sampled_from(["up", "accept", "decline", "back", "give", "drop", "down", "solve", "reopen"]), max_size=12
)


@given(STEPS)
def test_whatever_happens_a_ticket_is_with_the_tier_its_open_card_says(steps: list[str]) -> None:
    ticket = MINE
    for step in steps:
        above = next((t for t in TEAMS.values() if t.tier == ticket.tier + 1), None)
        me = next((a.handle for a in AGENTS.values() if ticket.team in a.teams), "ada")
        actions = {
            "up": (verbs.escalate, {"to": above.handle if above else "core", "reason": "x"}),
            "accept": (handing.accept, {}),
            "decline": (handing.decline, {"reason": "no"}),
            "back": (handing.hand_back, {"reason": "done"}),
            "give": (verbs.assign, {"agent": me}),
            "drop": (verbs.assign, {"agent": None}),
            "down": (verbs.set_team, {"team": "support"}),
            "solve": (verbs.set_status, {"status": Status.SOLVED}),
            "reopen": (verbs.set_status, {"status": Status.OPEN}),
        }
        verb, arguments = actions[step]
        try:
            ticket = do(ticket, me, verb, **arguments)
        except Refused:
            continue
        opened = open_card(ticket)
        assert ticket.tier == (opened.tier if opened is not None else 1)
        assert ticket.handed_at is None or ticket.assignee is None
        cards = [*ticket.hand_offs, *filter(None, [ticket.hand_off])]
        assert len(cards) == ticket.escalations
        assert sum(c.waiting for c in cards) <= 1 and len({c.tier for c in cards if c.open}) == sum(
            c.open for c in cards
        )


def test_the_card_is_drafted_from_what_was_done() -> None:
    said: dict[int, str] = {}
    past: list[Operation] = []

    def happen(minutes: int, payload: Any, actor: str = "ada") -> None:
        past.append(Operation(b"", b"", Subject("ticket", 1), payload, actor, NOW + minutes * MINUTE))

    def write(minutes: int, role: Role, text: str, agent: str | None = None) -> None:
        message = message_floor(NOW + minutes * MINUTE)
        said[message] = text
        happen(minutes, Wrote(message, int(role), "Al", agent=agent))

    write(0, Role.CUSTOMER, "It crashes. Why does it?\n> How are you?")
    write(1, Role.REPLY, "Please clear the cache.\n\nAda", "ada")
    happen(1, Set("status", int(Status.PENDING)))
    happen(181, Set("status", int(Status.OPEN)))
    write(181, Role.CUSTOMER, "Still the same. When will it be fixed?")
    write(185, Role.NOTE, "Reproduced on 4.2, " + "x" * 200, "lin")
    write(186, Role.REPLY, "We look into it.", "lin")
    happen(187, LinkArticle(3))
    happen(188, HandBack("support", 1, "no log", declined=True), "kim")
    happen(190, Escalate("backend", 2, "x"))
    happen(191, Accept())
    made = draft(past, said)
    assert made.question == "When will it be fixed?"
    assert made.tried.split("; ") == [
        "ada, lin replied 2 times, the last time: “We look into it.”",
        f"lin noted: “Reproduced on 4.2, {'x' * 80}…”",
        "an article is linked",
        "once waited for somebody else, 3h in all",
        "kim declined it: “no log”",
    ]
    assert draft([], {}) == ("", "")
