"""Who may do what: asked of every change, whichever way it comes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from asking import ticket

from supportterm.core import verbs
from supportterm.core.refusal import Refused
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk

At = Callable[[str], Desk]
NOTE = NewMessage(Role.NOTE, "I know these people")


@pytest.fixture
def at(tmp_path: Path) -> Iterator[At]:
    """The desk with somebody at it: al, an admin; lea, a lead; dana, an agent; lu, a light agent; or anybody else."""
    path = tmp_path / "d.desk"
    with ExitStack() as open_:
        al = open_.enter_context(Desk.create(path, "d", me="al"))
        for handle, role in (("al", "admin"), ("lea", "lead"), ("dana", "agent"), ("lu", "light")):
            al.define("agent", handle, {"name": handle.title(), "role": role})
        al.define("team", "support", {})
        ticket(al)
        yield lambda who: open_.enter_context(Desk.open(path, me=who))


def test_a_light_agent_writes_notes_follows_and_keeps_views_of_their_own(at: At) -> None:
    lu = at("lu")
    lu.write(1, NOTE)
    lu.change(1, verbs.follow, add=("lu",))
    lu.define("view", "mine", {"query": "is:mine", "owner": "lu"})
    lu.define("agent", "lu", {"name": "Lu", "role": "light", "away": "lunch"})
    lu.undo()
    assert lu.ticket(1).followers == ("lu",)


@pytest.mark.parametrize(
    "does",
    [
        lambda desk: desk.write(1, NewMessage(Role.REPLY, "Hello")),
        lambda desk: desk.write(1, NewMessage(Role.NOTE, "Done", then=Status.SOLVED)),
        lambda desk: desk.write(1, NewMessage(Role.FORWARD, "Look", to=("x@y.test",))),
        lambda desk: desk.change(1, verbs.set_priority, priority=Priority.HIGH),
        lambda desk: desk.create_ticket(NewTicket("x@y.test", "Help")),
        lambda desk: desk.put_person(email="x@y.test"),
        lambda desk: desk.put_organization(name="Acme"),
        lambda desk: desk.put_article(title="How", body="so"),
        lambda desk: desk.define("view", "all", {"query": ""}),
        lambda desk: desk.define("agent", "lu", {"name": "Lu"}),
        lambda desk: desk.define("agent", "lu", {"name": "Lu", "role": "admin"}),
    ],
)
def test_a_light_agent_does_nothing_else(at: At, does: Callable[[Desk], object]) -> None:
    lu = at("lu")
    before = lu.ticket(1), dict(lu.definitions()), len(lu.log(1)), lu.people()
    with pytest.raises(Refused, match=r"lu is (one|a light agent)"):
        does(lu)
    with pytest.raises(Refused), lu.together():
        lu.write(1, NOTE)
        does(lu)
    assert (lu.ticket(1), dict(lu.definitions()), len(lu.log(1)), lu.people()) == before


def test_an_agent_works_tickets_and_says_of_themselves_whether_they_are_away(at: At) -> None:
    dana = at("dana")
    dana.write(1, NewMessage(Role.REPLY, "Hello"))
    dana.define("agent", "dana", {"away": "lunch", "signature": "D."} | {"name": "Dana"})
    for what, name, spec, words in [
        ("macro", "hi", {"reply": "Hi"}, "defining macros is for leads and admins, and dana is an agent"),
        ("agent", "lea", {"name": "Lea", "role": "lead", "away": "gone"}, "is for leads and admins"),
        ("agent", "dana", {"name": "Dana", "role": "admin"}, "defining agents is for admins, and dana is an agent"),
        ("team", "other", {}, "defining teams is for admins"),
    ]:
        with pytest.raises(Refused, match=words):
            dana.define(what, name, spec)  # type: ignore[arg-type]


def test_a_lead_also_defines_macros_and_views_and_says_who_works_where(at: At) -> None:
    lea = at("lea")
    lea.define("macro", "hi", {"reply": "Hi"})
    lea.define("view", "all", {"query": ""})
    lea.define("agent", "dana", {"name": "Dana", "teams": ["support"], "skills": ["german"], "away": "ill"})
    with pytest.raises(Refused, match="is for admins, and lea is a lead"):
        lea.define("agent", "dana", {"name": "Dana", "role": "lead"})
    with pytest.raises(Refused, match="defining policies is for admins"):
        lea.declare({}, (), lambda there, numbers: [_policy()], words="")


def _policy() -> object:
    from supportterm.core.operations import Define

    return Define("policy", "all", {"schedule": "office@1", "promises": []})


def test_who_is_no_agent_does_nothing(at: At) -> None:
    with pytest.raises(Refused, match="who is no agent of this desk; an admin adds them with `agent add eve`"):
        at("eve").write(1, NOTE)


def test_imports_decisions_and_which_copy_counts_are_asked_too(at: At) -> None:
    dana, lu = at("dana"), at("lu")
    with pytest.raises(Refused, match="importing is for admins, and dana is an agent"):
        dana.bulk()
    with pytest.raises(Refused, match="saying which copy counts is for admins"):
        dana.claim()
    with pytest.raises(Refused, match="deciding what leaves is not for a light agent"):
        lu.decide(b"", "again")


def test_what_one_may_not_do_one_may_not_undo(at: At) -> None:
    al = at("al")
    lea = at("lea")
    reply = lea.write(1, NewMessage(Role.REPLY, "Hello"))
    macro = lea.define("macro", "hi", {"reply": "Hi"})
    al.define("agent", "lea", {"name": "Lea", "role": "light"})
    for change in (reply, macro):
        with pytest.raises(Refused, match="lea is"):
            lea.undo(change.id)
    al.define("agent", "lea", {"name": "Lea"})
    lea.undo(reply.id)
    lea.redo()
    with pytest.raises(Refused, match="for leads and admins"):
        lea.undo(macro.id)


def test_nobody_is_locked_out_an_admin_remains(at: At) -> None:
    al = at("al")
    for spec in (None, {"name": "Al"}, {"name": "Al", "role": "lead"}):
        with pytest.raises(Refused, match="first make somebody admin"):
            al.define("agent", "al", spec)
    with al.together():
        for handle in ("lea", "dana", "lu"):
            al.define("agent", handle, None)
        al.define("agent", "al", {"name": "Al"})
    at("eve").write(1, NOTE)  # no roles, no rights to ask for


def test_the_first_role_on_a_desk_is_an_admin(desk: Desk) -> None:
    desk.define("agent", "sam", {})
    with pytest.raises(Refused, match="light can't be the only role here"):
        desk.define("agent", "sam", {"role": "light"})
    desk.define("agent", "sam", {"role": "admin"})
    with pytest.raises(Refused, match="defining teams is for admins, and dana is an agent"):
        desk.define("team", "new", {})


def test_a_light_agent_has_no_tickets(at: At) -> None:
    with pytest.raises(Refused, match="lu is a light agent, who writes notes and has no tickets"):
        at("dana").change(1, verbs.assign, agent="lu")


def test_what_rules_do_is_theirs_and_the_log_says_who_did_what(at: At) -> None:
    at("al").define("rule", "seen", {"on": ["note"], "do": ["tag +noted"]})
    at("lu").write(1, NOTE)
    assert [(e.operation.actor, e.operation.payload.__class__.__name__) for e in at("dana").log(1)[-2:]] == [
        ("lu", "Wrote"),
        ("rule:seen", "Tag"),
    ]
