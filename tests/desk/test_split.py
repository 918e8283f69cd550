"""A message goes on as a ticket of its own."""

import pytest
from asking import found, ticket

from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.refusal import Refused
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk
from supportterm.store.audit import audit


def said(desk: Desk, number: int) -> list[Message]:
    return [item for item in desk.timeline(number) if isinstance(item, Message)]


@pytest.fixture
def asked_twice(desk: Desk) -> int:
    """A ticket on which another customer asks something else, with a file, between what agents write."""
    number = ticket(desk, "Charged twice", team="support", priority=Priority.HIGH)
    desk.write(number, NewMessage(Role.REPLY, "which month?"))
    cy = desk.put_person(email="cy@acme.test", name="Cy")
    file = desk.attach(b"giraffe", "photo.txt", "text/plain")
    desk.write(number, NewMessage(Role.CUSTOMER, "and my giraffe is hungry", markdown=False, person=cy, files=(file,)))
    desk.write(number, NewMessage(Role.CUSTOMER, "she eats leaves", markdown=False, person=cy))
    return number


def test_the_new_ticket_has_the_message_its_author_and_its_file(desk: Desk, asked_twice: int) -> None:
    before = said(desk, asked_twice)
    change = desk.split(asked_twice, [before[2].id], subject="Hungry giraffe")
    number = max(change.tickets)
    assert change.words == f"#{asked_twice}: a message went on as #{number}"
    new = desk.ticket(number)
    assert (new.subject, new.team, new.priority, new.assignee) == ("Hungry giraffe", "support", Priority.HIGH, None)
    assert (new.split_from, desk.person(new.requester).email, new.status) == (asked_twice, "cy@acme.test", Status.NEW)
    [message] = said(desk, number)
    assert (message.body, message.at, message.author) == (before[2].body, before[2].at, before[2].author)
    assert [(f.name, f.size) for f in desk.attachments(message.id)] == [("photo.txt", 7)]
    assert desk.row(number).unread is False
    assert said(desk, asked_twice) == before, "what was said there can still be followed"
    assert sorted(found(desk, "giraffe")) == sorted({asked_twice, number})


def test_it_is_undone_and_done_again_as_one(desk: Desk, asked_twice: int) -> None:
    wrote = said(desk, asked_twice)
    number = max(desk.split(asked_twice, [wrote[2].id, wrote[3].id]).tickets)
    assert [m.body for m in said(desk, number)] == [wrote[2].body, wrote[3].body]
    desk.undo()
    with pytest.raises(Refused, match="there is no ticket"):
        desk.ticket(number)
    assert found(desk, "giraffe") == [asked_twice] and desk.ticket(asked_twice).messages == 4
    desk.redo()
    assert desk.ticket(number).split_from == asked_twice
    desk.change(number, verbs.tag, add=("zoo",))
    desk.undo()
    desk.undo()
    assert audit(desk.path).ok


def test_what_colleagues_did_since_is_not_taken_from_under_them(desk: Desk, asked_twice: int) -> None:
    number = max(desk.split(asked_twice, [said(desk, asked_twice)[2].id]).tickets)
    with Desk.open(desk.path, me="sam", clock=desk.clock) as sams:
        sams.change(number, verbs.set_status, status=Status.OPEN)
    with pytest.raises(Refused, match=f"#{number} has been worked on since by sam"):
        desk.undo()


def test_what_agents_wrote_and_what_stands_elsewhere_begins_no_ticket(desk: Desk, asked_twice: int) -> None:
    other = ticket(desk, "Another")
    wrote = said(desk, asked_twice)
    with pytest.raises(Refused, match="begins with what a customer wrote"):
        desk.split(asked_twice, [wrote[1].id])
    with pytest.raises(Refused, match="messages of its own"):
        desk.split(asked_twice, [said(desk, other)[0].id])
    with pytest.raises(Refused, match="messages of its own"):
        desk.split(asked_twice, [])
