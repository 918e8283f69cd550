"""Which conversation a mail belongs to."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.exchange import threading
from supportterm.exchange.addresses import Address
from supportterm.exchange.mime import ParsedMail
from supportterm.exchange.threading import Place, normal_subject, place

DAY = 86_400_000


class Memory(threading.Known):
    """All that was placed so far, in dictionaries."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.awaited: dict[str, int] = {}
        self.talks: list[tuple[int, str, set[str], int]] = []
        self.tickets = 0

    def by_id(self, message_id: str) -> int | None:
        return self.ids.get(message_id)

    def awaiting(self, message_id: str) -> int | None:
        return self.awaited.get(message_id)

    def by_subject(self, subject: str, people: Iterable[str]) -> Iterable[Place]:
        return [Place(t, at) for t, s, who, at in self.talks if s == subject and who & set(people)]

    def put(self, mail: ParsedMail, at: int = 0, **options: object) -> int:
        ticket = place(mail, at, self, **options)  # type: ignore[arg-type]
        if ticket is None:
            self.tickets += 1
            ticket = self.tickets
        self.ids[mail.message_id] = ticket
        for ancestor in threading.ancestors(mail):
            if ancestor not in self.ids:
                self.awaited.setdefault(ancestor, ticket)
        self.talks.append((ticket, normal_subject(mail.subject), set(threading.people(mail)), at))
        return ticket


def mail(
    id: str, subject: str = "", *, sender: str = "a@x", to: str = "s@desk", answers: Iterable[str] = ()
) -> ParsedMail:
    ids = tuple(answers)
    return ParsedMail(
        sender=Address("", sender),
        to=(Address("", to),),
        subject=subject,
        message_id=id,
        in_reply_to=ids[-1:],
        references=ids,
    )


@pytest.mark.parametrize(
    ("subject", "normal"),
    [
        ("Re: Printer", "printer"),
        ("AW: RE: Fwd: Printer on  Fire", "printer on fire"),
        ("[R] Re: [R] Barplot", "barplot"),
        ("Re[2]: SV: Printer", "printer"),
        ("回复：打印机", "打印机"),
        ("Regarding: Printer", "regarding: printer"),
        ("[R]", "[r]"),
        ("", ""),
    ],
)
def test_subjects_without_what_answering_adds(subject: str, normal: str) -> None:
    assert normal_subject(subject) == normal


@given(st.text(max_size=60))
def test_a_normal_subject_stays_as_it_is(subject: str) -> None:
    once = normal_subject(subject)
    assert normal_subject(once) == once
    assert normal_subject("Re: " + subject) == once


def test_ids_decide_whatever_the_subject_says() -> None:
    known = Memory()
    first = known.put(mail("1", "Printer"))
    assert known.put(mail("2", "Something else", sender="b@y", answers=["1"])) == first
    assert known.put(mail("3", "Printer", sender="a@x")) != first


def test_the_nearest_known_ancestor_decides() -> None:
    known = Memory()
    one, two = known.put(mail("1", "a")), known.put(mail("2", "b"))
    assert one != two
    assert known.put(mail("3", "", answers=["1", "2", "gone"])) == two


def test_an_answer_read_before_its_question_is_joined_by_it() -> None:
    known = Memory()
    answer = known.put(mail("2", "Re: Printer", sender="b@y", answers=["1"]))
    assert known.put(mail("1", "Printer")) == answer


def test_answers_to_a_mail_that_is_not_here_are_together() -> None:
    known = Memory()
    assert known.put(mail("2", answers=["1"])) == known.put(mail("3", answers=["1"], sender="c@z"))


def test_subject_and_sender_join_and_a_stranger_does_not() -> None:
    known = Memory()
    first = known.put(mail("1", "Printer", sender="dana@acme"))
    assert known.put(mail("2", "Re: Printer", sender="dana@acme"), DAY) == first
    assert known.put(mail("3", "Re: Printer", sender="mallory@evil"), DAY) != first
    assert known.put(mail("4", "Re: Printer", sender="mallory@evil", to="dana@acme"), DAY) != first
    assert known.put(mail("5", "Re: Printer", sender="dana@acme"), 90 * DAY) != first
    assert known.put(mail("6", "Printer", sender="dana@acme"), DAY) != first


def test_what_an_agent_wrote_belongs_where_its_recipients_are() -> None:
    known = Memory()
    ours = frozenset({"agent@desk"})
    dana = known.put(mail("1", "Hello", sender="dana@acme"), ours=ours)
    bo = known.put(mail("2", "Hello", sender="bo@acme"), ours=ours)
    assert known.put(mail("3", "Re: Hello", sender="agent@desk", to="bo@acme"), ours=ours) == bo != dana


@given(st.permutations(range(8)), st.lists(st.integers(0, 6), min_size=8, max_size=8))
def test_whole_references_give_the_same_conversations_in_any_order(order: list[int], parents: list[int]) -> None:
    """Mail n answers an earlier one, and names all its ancestors as programs do."""
    chains: list[list[str]] = []
    for number, parent in enumerate(parents):
        chains.append([*chains[parent], str(parent)] if parent < number and parent % 3 else [])
    mails = [mail(str(n), "x", sender=f"{n}@x", answers=chain) for n, chain in enumerate(chains)]
    roots = [chain[0] if chain else str(n) for n, chain in enumerate(chains)]
    known = Memory()
    tickets = {n: known.put(mails[n]) for n in order}
    by_root: dict[str, set[int]] = {}
    for number, root in enumerate(roots):
        by_root.setdefault(root, set()).add(tickets[number])
    assert all(len(found) == 1 for found in by_root.values())
    assert len({t for found in by_root.values() for t in found}) == len(by_root)
