"""Between tiers by command: handed over with a drafted card, taken, declined, returned; undone as one."""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from supportterm.commands.call import Call
from supportterm.commands.parse import run
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.store.audit import audit

NOW = 1_790_000_000_000


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Ann is of the support, lin of the backend, tier 2."""
    with Desk.create(tmp_path / "d.desk", "d", me="ann", clock=lambda: NOW) as desk:
        for team, tier in (("support", 1), ("backend", 2)):
            desk.define("team", team, {"tier": tier})
        for agent, team in (("ann", "support"), ("lin", "backend"), ("kim", "backend")):
            desk.define("agent", agent, {"teams": [team]})
        acme = desk.put_organization(name="Acme", segment="enterprise")
        desk.put_person(email="al@acme.test", name="Al", organization=acme)
        new = NewTicket("al@acme.test", "Crash", "When will it work?", team="support", assignee="ann")
        desk.create_ticket(new)
        desk.define("view", "all", {"query": ""})
        yield desk


def told(desk: Desk, line: str, **call: object) -> str:
    outcome = run(line, Call(lambda: desk, zone=UTC, **call))  # type: ignore[arg-type]
    return "\n".join(outcome.lines) if outcome.lines is not None else outcome.words


def at(desk: Desk, me: str) -> Desk:
    return Desk.open(desk.path, me=me, clock=lambda: NOW)


def waiting(desk: Desk) -> list[int]:
    view = next(v for v in Call(lambda: desk).views if v.name == "handed")
    return [row.id for row in desk.window(parse(view.query), parse_order(view.order)).rows]


def test_a_ticket_goes_up_is_declined_goes_up_again_and_comes_back(desk: Desk) -> None:
    told(desk, "reply 1 'Have you tried to restart?'")
    told(desk, "escalate 1 --to backend --reason 'crash on save'")
    page = told(desk, "show 1")
    assert "backend, tier 2, from ann, waits to be accepted since 14:13: crash on save" in page
    assert "tried: ann replied, the last time: “Have you tried to restart?”" in page
    assert "question: When will it work?" in page and "customer: Al, Acme (enterprise)" in page
    with at(desk, "lin") as lin:
        assert waiting(desk) == [] and waiting(lin) == [1]
        assert told(lin, "decline 1 'no log'") == "#1 hand-off declined, back to support, tier 1: no log"
        assert waiting(lin) == []
        assert "lin of backend declined it 14:13: no log" in told(desk, "show 1")
        assert (desk.ticket(1).assignee, desk.ticket(1).team) == ("ann", "support")
        told(desk, "escalate 1 --to backend --reason 'with the log' --tried 'all of it'")
        told(lin, "accept 1")
        assert desk.ticket(1).assignee == "lin"
        told(lin, "return 1 'fixed in 4.2'")
        told(lin, "undo")
        assert (desk.ticket(1).assignee, desk.ticket(1).tier) == ("lin", 2), "what was returned is taken back as one"
        told(lin, "redo")
    assert (desk.ticket(1).assignee, desk.ticket(1).tier, desk.ticket(1).escalations) == ("ann", 1, 2)
    [record] = run("show 1", Call(lambda: desk, json=True)).records
    assert record["hand_off"]["state"] == "returned" and record["hand_off"]["answer"] == "fixed in 4.2"  # type: ignore[index]
    assert audit(desk.path).ok


def test_the_card_can_be_written_in_the_editor(desk: Desk) -> None:
    def edit(text: str) -> str:
        assert text.splitlines()[0] == "# #1 to backend. Saved without a reason, nothing is handed over."
        assert "question: When will it work?" in text
        return "reason: crash\n  on save\ntried: a restart\n# no more\nquestion:\n"

    told(desk, "escalate 1 --to backend --reason '?' --edit", edit_text=edit)
    card = desk.ticket(1).hand_off
    assert card is not None and (card.reason, card.tried, card.question) == ("crash on save", "a restart", "")
    told(desk, "undo")
    with pytest.raises(Refused, match="nothing was handed over"):
        told(desk, "escalate 1 --to backend --reason '?' --edit", edit_text=lambda text: None)
    with pytest.raises(Refused, match="needs a reason"):
        told(desk, "escalate 1 --to backend --reason '?' --edit", edit_text=lambda text: "")
    assert desk.ticket(1).hand_off is None


def test_rules_escalate_what_repeats_and_what_nobody_takes(desk: Desk) -> None:
    up = "escalate --to backend --reason 'asked thrice'"
    told(desk, f'rule add again --on customer --when "contacts:>=3 tier:1" --do "{up}"')
    told(desk, "rule add back --on handed-back --when 'team:support' --do 'priority high'")
    person = desk.ticket(1).requester
    for n in range(2):
        desk.write(1, NewMessage(Role.CUSTOMER, f"hello {n}", person=person))
    assert (desk.ticket(1).contacts, desk.ticket(1).team) == (3, "backend")
    with at(desk, "kim") as kim:
        told(kim, "decline 1 'not ours'")
    assert (desk.ticket(1).priority.word, desk.ticket(1).assignee) == ("high", "ann")


def test_what_comes_back_and_is_nobodys_is_routed(desk: Desk) -> None:
    told(desk, "route add home --team support --by longest-idle")
    told(desk, "escalate 1 --to backend --reason x")
    assert desk.ticket(1).assignee is None, "it waits to be accepted, and is not routed"
    told(desk, "away ill")
    desk.define("agent", "eve", {"teams": ["support"]})
    with at(desk, "lin") as lin:
        told(lin, "decline 1 'no log'")
    assert desk.ticket(1).assignee == "eve"
