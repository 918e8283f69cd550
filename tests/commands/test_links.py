"""Tickets that belong together: linked, shown, found, answered with one text, and all of it undone as one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from supportterm.commands.call import Call
from supportterm.commands.parse import run
from supportterm.commands.usage import Usage
from supportterm.core import verbs
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.store.audit import audit

NOW = 1_790_000_000_000


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The problem #1, and #2 to #5 of three customers, one of an enterprise."""
    moments = iter(range(NOW, NOW + 10**9, 1000))
    with Desk.create(tmp_path / "d.desk", "d", me="ann", clock=moments.__next__) as desk:
        desk.define("agent", "ann", {"name": "Ann"})
        acme = desk.put_organization(name="Acme", segment="enterprise")
        desk.put_person(email="al@acme.test", name="Al Ay", organization=acme)
        for subject, email in (
            ("Printing is down", "ops@desk.test"),
            ("Can't print", "al@acme.test"),
            ("Printer?", "bo@home.test"),
            ("No paper comes out", "al@acme.test"),
            ("Nothing prints", "cy@home.test"),
        ):
            desk.create_ticket(NewTicket(email, subject, "help"))
        yield desk


def told(desk: Desk, line: str) -> str:
    outcome = run(line, Call(lambda: desk))
    return "\n".join(outcome.lines) if outcome.lines is not None else outcome.words


def found(desk: Desk, query: str) -> list[int]:
    return [row.id for row in desk.window(parse(query), parse_order("number")).rows]


def test_links_are_made_shown_found_and_taken_away(desk: Desk) -> None:
    assert told(desk, "link 2,3 to 1 as incident") == "linked to its problem #1 on 2 tickets"
    assert "incident of #1 Printing is down · new" in told(desk, "show 2")
    assert "2 incidents, open: #2, #3" in told(desk, "show 1")
    assert (found(desk, "is:incident"), found(desk, "is:problem"), found(desk, "linked:1")) == ([2, 3], [1], [2, 3])
    told(desk, "unlink 1 from 3")
    assert (found(desk, "is:incident"), desk.ticket(3).links) == ([2], ())
    told(desk, "undo")
    assert found(desk, "linked:1") == [2, 3]
    told(desk, "link 4 to 5 as child")
    told(desk, "link 3 5 duplicate")
    assert [found(desk, f"is:{word}") for word in ("child", "parent", "duplicate", "original")] == [[4], [5], [3], [5]]
    assert audit(desk.path).ok


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("link 2 to 2 as child", "#2 can't be linked to itself"),
        ("link 2 to 5 as incident", "#2 has a problem already, #1; `unlink` ends that"),
        ("link 1 to 5 as incident", "#1 is itself a problem, of #2"),
        ("link 5 to 2 as incident", "#2 is itself an incident; link #5 to #1"),
        ("unlink 4 from 5", "#4 and #5 are not linked"),
        ("link 4 to 9 as child", "there is no ticket 9"),
    ],
)
def test_what_can_not_be_linked_is_refused(desk: Desk, line: str, words: str) -> None:
    told(desk, "link 2 to 1 as incident")
    with pytest.raises(Refused, match=words.replace("`", ".")):
        told(desk, line)
    assert found(desk, "is:incident,child,duplicate") == [2]
    with pytest.raises(Usage, match="link as what"):
        told(desk, "link 4 to 5")
    with pytest.raises(Usage, match="is not a ticket number"):
        told(desk, "link 4 to cousin")


def test_one_text_answers_what_one_problem_caused(desk: Desk) -> None:
    told(desk, "link 2,3,4,5 to 1 as incident")
    told(desk, "solve 3")
    line = "incidents answer 1 'Hello {{ requester.first_name }}, it prints again.'"
    assert told(desk, line).splitlines() == [
        "answer 3 incidents, reaching 2 customers of 1 organization, 1 of them enterprise, and solve them and #1",
        "#2       Can't print  Al Ay, Acme (enterprise)",
        "#4       No paper comes out  Al Ay, Acme (enterprise)",
        "#5       Nothing prints  cy@home.test",
        "nothing was done; `--apply` does it",
    ]
    assert [desk.ticket(n).messages for n in range(1, 6)] == [1] * 5, "it was only said what would happen"
    told(desk, f"{line} --apply")
    assert desk.message(desk.ticket(4).last_message).body == "Hello Al, it prints again."
    assert [desk.ticket(n).status for n in (1, 2, 4, 5)] == [Status.SOLVED] * 4
    assert desk.ticket(3).messages == 1, "what was solved is not answered again"
    with pytest.raises(Refused, match="no incident of #1 is open"):
        told(desk, f"{line} --apply")
    told(desk, "undo")
    assert [desk.ticket(n).messages for n in (1, 2, 4, 5)] == [1] * 4
    assert desk.ticket(1).status is Status.NEW


def test_what_can_not_be_answered_is_named_and_the_problem_stays_open(desk: Desk) -> None:
    told(desk, "link 2,5 to 1 as incident")
    assert told(desk, "solve 1").endswith("2 incidents of it are open: `incidents answer` answers with one text")
    told(desk, "undo")
    desk.change(5, verbs.suspend)
    told(desk, "reopen 2")
    desk.change(5, verbs.release)
    assert told(desk, "incidents 1").splitlines() == [
        "#2       Can't print  Al Ay, Acme (enterprise)  open",
        "#5       Nothing prints  cy@home.test  new",
    ]
    told(desk, "incidents answer 1 'We are at it.' --keep-open --apply")
    assert [desk.ticket(n).status for n in (1, 2, 5)] == [Status.NEW, Status.OPEN, Status.OPEN]
    assert desk.message(desk.ticket(5).last_message).role is Role.REPLY
