"""What concerns an agent finds them: mentions, assignments, answers on what is theirs; it is over once they looked."""

from collections.abc import Iterator

import pytest
from asking import ticket

from supportterm.core import verbs
from supportterm.core.attention import mentions, words
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.core.terms import Role
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk


@pytest.fixture
def sams(desk: Desk) -> Iterator[Desk]:
    """The desk as sam sees it; in the fixture it is dana's."""
    with Desk.open(desk.path, me="sam", clock=desk.clock) as there:
        yield there


def for_me(desk: Desk) -> dict[int, str]:
    rows = desk.window(parse("for:me"), parse_order("number")).rows
    return {row.id: words(*row.why.split(" ", 1)) for row in rows}


def test_a_ticket_that_somebody_gives_me_is_for_me_until_i_have_looked(desk: Desk, sams: Desk) -> None:
    number = ticket(desk)
    desk.change(number, verbs.assign, agent="sam")
    assert for_me(sams) == {number: "given to you by dana"} and for_me(desk) == {}
    sams.mark_seen(number)
    assert for_me(sams) == {}


def test_what_i_do_myself_concerns_others_and_not_me(desk: Desk, sams: Desk) -> None:
    number = ticket(desk)
    sams.change(number, verbs.assign, agent="sam")
    sams.write(number, NewMessage(Role.NOTE, "note to @sam and to @dana"))
    assert for_me(sams) == {} and for_me(desk) == {number: "Sam mentions you"}


def test_answers_and_notes_on_mine_and_on_what_i_follow_are_for_me(desk: Desk, sams: Desk) -> None:
    mine, followed, other = (ticket(desk) for _ in range(3))
    sams.change(mine, verbs.assign, agent="sam")
    sams.change(followed, verbs.follow, add=("sam",))
    for number in (mine, followed, other):
        desk.write(number, NewMessage(Role.CUSTOMER, "still broken", markdown=False, person=1))
    assert for_me(sams) == {mine: "Al wrote", followed: "Al wrote"}
    sams.write(mine, NewMessage(Role.REPLY, "I look into it"))
    assert for_me(sams) == {followed: "Al wrote"}, "who answers has looked"
    desk.write(mine, NewMessage(Role.NOTE, "it is the cable"))
    assert for_me(sams)[mine] == "Dana noted"


def test_undone_it_concerns_nobody_and_done_again_it_does(desk: Desk, sams: Desk) -> None:
    number = ticket(desk)
    desk.write(number, NewMessage(Role.NOTE, "@sam, can you?"))
    desk.undo()
    assert for_me(sams) == {}
    desk.redo()
    assert for_me(sams) == {number: "Dana mentions you"}


def test_history_concerns_nobody(desk: Desk, sams: Desk) -> None:
    with desk.bulk() as bulk:
        person = bulk.person("bo@acme.test", "Bo")
        number = bulk.ticket("Old", person, at=1_700_000_000_000)
        bulk.message(number, Role.NOTE, "ask @sam", at=1_700_000_000_000, agent="dana")
    assert for_me(sams) == {}


def test_a_ticket_that_was_read_can_be_new_again(desk: Desk, sams: Desk) -> None:
    number = ticket(desk)
    sams.mark_seen(number)
    assert sams.row(number).unread is False
    sams.mark_unseen(number)
    assert sams.row(number).unread is True and desk.row(number).unread is True
    with desk.bulk() as bulk:
        old = bulk.ticket("Old", bulk.person("bo@acme.test"), at=1_700_000_000_000)
        bulk.message(old, Role.CUSTOMER, "hello", at=1_700_000_000_000)
    assert sams.row(old).unread is False, "what everybody has seen"
    sams.mark_unseen(old)
    assert sams.row(old).unread is True and desk.row(old).unread is False
    sams.mark_seen(old)
    assert sams.row(old).unread is False


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@sam", ("sam",)), ("ask @Sam. And (@dana)", ("sam", "dana")), ("sam@acme.test and a/@sam", ()),
        ("@sam @sam", ("sam",)), ("@samuel", ()), ("@sam-", ("sam",)), ("see @kim", ()), ("@@sam", ()),
    ],
)  # fmt: skip
def test_a_mention_is_an_agents_handle_behind_an_at(text: str, named: tuple[str, ...]) -> None:
    assert mentions(text, {"sam", "dana"}) == named


def test_whom_an_agent_mentions_follows_the_ticket_and_undo_takes_both_back(desk: Desk, sams: Desk) -> None:
    number = ticket(desk)
    desk.write(number, NewMessage(Role.NOTE, "can @sam look? (@dana, nobody@sam.test, @stranger)"))
    assert desk.ticket(number).followers == ("sam",)
    desk.write(number, NewMessage(Role.CUSTOMER, "ask @dana", markdown=False, person=1))
    assert desk.ticket(number).followers == ("sam",)
    desk.undo()
    desk.undo()
    assert desk.ticket(number).followers == ()
