"""The plot: conversations as operations, as the verbs themselves would plan them."""

from random import Random

import pytest

from supportterm.core.fold import fold
from supportterm.core.operations import Operation, Subject
from supportterm.core.terms import Role, Status
from supportterm.demo import content
from supportterm.demo.everyday import conversations
from supportterm.demo.plot import Done, Opened, Written, plot
from supportterm.demo.vocabulary import sentences, words

NOW = 1_800_000_000_000
COMPANY = content.company()
ARTICLES = {a.slug: a.id for a in content.articles()}


def plotted(seed=7, now=NOW):
    random = Random(seed)
    written = [*content.threads(), *conversations(COMPANY, content.everyday(), random, 110)]
    return plot(COMPANY, written, ARTICLES, now, random)


def test_the_same_seed_and_moment_tell_the_same_story():
    assert plotted() == plotted()
    assert plotted(seed=8) != plotted()


def test_everything_happened_in_order_and_before_now():
    events, _ = plotted()
    times = [event.at for event in events]
    assert times == sorted(times)
    assert times[-1] <= NOW


def test_tickets_open_before_anything_happens_to_them_and_are_numbered_as_they_come():
    events, threads = plotted()
    opened = []
    for event in events:
        if isinstance(event, Opened):
            opened.append(event.ticket)
        else:
            assert event.ticket in opened
    assert opened == list(threads) == list(range(1, len(threads) + 1))


def test_a_merged_ticket_is_closed_and_its_target_knows_it():
    tickets = {}
    events, _ = plotted()
    for event in events:
        if isinstance(event, Written):
            continue
        payload = event.create if isinstance(event, Opened) else event.payload
        operation = Operation(b"", b"", Subject("ticket", event.ticket), payload, event.actor, event.at)
        tickets[event.ticket] = fold(tickets.get(event.ticket), event.ticket, operation)
    merged = [t for t in tickets.values() if t.merged_into]
    assert merged
    for ticket in merged:
        assert ticket.status is Status.CLOSED
        assert ticket.id in tickets[ticket.merged_into].absorbed
    escalated = [t for t in tickets.values() if t.hand_off]
    assert {t.tier for t in escalated} == {2, 3}
    assert all(t.hand_off.reason for t in escalated)


def test_agents_do_the_work_and_customers_write():
    events, _ = plotted()
    assert {e.actor for e in events if isinstance(e, Done)} >= set(COMPANY.agents) - {"gwen"}
    roles = {e.says.role for e in events if isinstance(e, Written)}
    assert roles == set(Role)


def test_a_conversation_that_the_desk_would_refuse_is_named():
    talk = ({"dana": "hi"}, {"escalate sam": {"to": "support", "reason": "x"}})
    odd = content.Thread("Downwards", "dana", talk, "2h")
    with pytest.raises(ValueError, match="Downwards: Support is tier 1"):
        plot(COMPANY, [odd], ARTICLES, NOW, Random(1))


def test_the_vocabulary_is_some_thousand_words_and_the_common_ones_are_common():
    assert 3_000 <= len(words()) == len(set(words())) <= 6_000
    drawn = " ".join(sentences(Random(2), 4_000)).lower().replace(".", "").split()
    first, hundredth = (drawn.count(words()[rank].lower()) for rank in (0, 99))
    assert first > 10 * hundredth > 0
