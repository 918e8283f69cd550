"""A desk out of a file goes on to another system: all that it can hold, each thing once, and nobody is told anew."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from remote_in_memory import ALL, Remote
from synced import Synced

from supportterm.backends.abilities import abilities
from supportterm.backends.protocol import Capabilities
from supportterm.core import verbs
from supportterm.core.moving import Target, target
from supportterm.core.nouns import Message
from supportterm.core.orders import Order
from supportterm.core.query import parse
from supportterm.core.remote import Catalog, OpenTicket, PutArticle, RemoteAgent, RemoteField, RemoteTeam, Say
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.exchange.export import export_all
from supportterm.exchange.jsonl_in import import_jsonl
from supportterm.exchange.report import Report
from supportterm.exchange.stock import stock

THERE = Catalog(
    agents=(RemoteAgent("kim", "1", "Kim"),),
    teams=(RemoteTeam("support", "1", "Support"),),
    fields=(RemoteField("plan", "Plan", "choice", ("free", "paid")),),
    statuses=(0, 1, 2, 4),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A desk: a ticket with some life, one that goes on in it, and one that was only spoken of among colleagues."""
    now = 1_704_103_200_000

    def clock() -> int:
        nonlocal now
        now += 1000
        return now

    with Desk.create(tmp_path / "old.desk", "old", me="kim", clock=clock) as old:
        for team in ("support", "billing"):
            old.define("team", team, {"name": team.title()})
        for agent in ("kim", "lee"):
            old.define("agent", agent, {"name": agent.title()})
        for field in ("plan", "floor"):
            old.define("field", field, {"title": field})
        old.define("macro", "thanks", {"reply": "Thanks"})
        letter = old.attach(b"a letter", "letter.txt")
        new = NewTicket("dana@x.test", "Printer", "it burns", name="Dana", tags=("fire",), files=(letter,))
        old.create_ticket(new)
        old.change_many(1, [
            (verbs.set_team, {"team": "support"}), (verbs.assign, {"agent": "kim"}),
            (verbs.set_priority, {"priority": Priority.URGENT}), (verbs.set_field, {"name": "plan", "value": "paid"}),
            (verbs.set_field, {"name": "floor", "value": "3"}),
        ])  # fmt: skip
        old.write(1, NewMessage(Role.NOTE, "odd", files=(old.attach(b"x" * 99, "trace.bin"),)))
        old.write(1, NewMessage(Role.REPLY, "Try *water*.", then=Status.ON_HOLD))
        old.create_ticket(NewTicket("dana@x.test", "Printer again", "still", name="Dana"))
        old.change(2, verbs.merge, into=old.ticket(1))
        old.create_ticket(NewTicket("bo@x.test", "Quiet"))
        old.change(3, verbs.set_team, team="billing")
        old.put_article(slug="reset", title="Reset", body="Turn it off.")
        old.put_article(slug="draft", title="Draft", body="not yet", state="draft")
        old.put_article(slug="keys", title="Keys", body="Under the mat.", visibility="internal")
        old.put_article(slug="gold", title="Gold", body="Call us.", visibility="enterprise,paid")
        export_all(old, str(tmp_path / "all.jsonl"))
    return tmp_path / "all.jsonl"


@pytest.fixture
def arrives(tmp_path: Path) -> Iterator[Callable[[Remote], Synced]]:
    """Desks in front of remotes."""
    made: list[Synced] = []

    def one(remote: Remote) -> Synced:
        remote.catalog_of = THERE
        made.append(Synced(tmp_path / f"new{len(made)}.desk", remote))
        made[-1].run(10)
        return made[-1]

    yield one
    for each in made:
        each.desk.close()


DRAFTS = "Far can't keep drafts among its articles: whoever reads those there would read this one"


def numbers(desk: Desk) -> list[int]:
    return [row.id for row in desk.window(parse(""), Order("number", False), size=50).rows]


def messages(desk: Desk, ticket: int) -> list[Message]:
    return [m for m in desk.timeline(ticket, size=50) if isinstance(m, Message) and m.ticket == ticket]


def there(capabilities: Capabilities) -> Target:
    return target("Far", abilities(capabilities), THERE, capabilities.most_bytes)


def move(synced: Synced, file: Path, *, notes: bool = False) -> tuple[Report, int]:
    report = import_jsonl(synced.desk, file, home="far")
    replica, where = synced.desk.replica("far"), there(synced.remote.capabilities)
    return report, replica.move(where, report.tickets, report.articles, actor="kim", notes=notes)


def test_what_the_target_can_hold_is_there_and_comes_back(
    file: Path, arrives: Callable[[Remote], Synced]
) -> None:
    remote = Remote(replace(ALL, most_bytes=50))
    synced = arrives(remote)
    assert move(synced, file)[1] == 4
    synced.run(60)
    assert synced.states() == []
    back = arrives(remote).desk
    tickets = {back.ticket(n).subject: back.ticket(n) for n in numbers(back)}
    printer, again, quiet = (tickets[s] for s in ("Printer", "Printer again", "Quiet"))
    assert (printer.status, printer.priority, printer.team, printer.assignee) == (
        Status.PENDING, Priority.URGENT, "support", "kim",
    )  # fmt: skip
    assert (printer.tags, printer.fields) == (("fire",), {"plan": "paid"})
    assert again.merged_into == printer.id and quiet.team is None
    assert [(m.role, m.body) for m in messages(back, printer.id)] == [
        (Role.CUSTOMER, "Dana <dana@x.test> wrote on 2024-01-01 10:00 UTC:\n\nit burns"),
        (Role.NOTE, "Kim noted on 2024-01-01 10:00 UTC:\n\nodd"),
        (Role.REPLY, "Kim wrote on 2024-01-01 10:00 UTC:\n\nTry *water*."),
    ]
    assert back.person(printer.requester).email == "dana@x.test"
    assert [a.title for a in back.articles()] == ["Reset"]
    assert {name for step in remote.written for name in (f.name for f in getattr(step, "files", ()))} == {"letter.txt"}
    # Where it was moved from here it reads as it was written.
    assert [m.body for m in messages(synced.desk, numbers(synced.desk)[0])] == ["it burns", "odd", "Try *water*."]


@pytest.mark.parametrize("mode", ["drop", "lost", "late", "throttle"])
def test_each_thing_arrives_once_whatever_becomes_of_the_answer(
    file: Path, arrives: Callable[[Remote], Synced], mode: str
) -> None:
    synced = arrives(Remote())
    move(synced, file)
    for _ in range(12):
        synced.remote.mode = mode
        synced.run(8)
        synced.remote.deliver_late()
    synced.remote.mode = ""
    synced.run(300)
    assert synced.states() == []
    there = [[m.body for m in said] for said in synced.remote.said.values()]
    assert sorted(map(len, there)) == [1, 1, 3] and len({text for said in there for text in said}) == 5
    assert len(synced.remote.texts) == 1


def test_moved_again_nothing_goes_twice_and_what_was_left_out_follows(
    file: Path, arrives: Callable[[Remote], Synced]
) -> None:
    synced = arrives(Remote())
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:-6]))
    move(synced, file)
    synced.run(60)
    first = len(synced.remote.tickets)
    file.write_text("".join(lines))
    report, queued = move(synced, file)
    assert (report.new_tickets, queued) == (3 - first, 3 - first) and 0 < first < 3
    synced.run(60)
    assert move(synced, file)[1] == 0 and len(synced.remote.tickets) == 3


def test_notes_only_keep_what_was_public_from_customers(file: Path, arrives: Callable[[Remote], Synced]) -> None:
    synced = arrives(Remote())
    move(synced, file, notes=True)
    synced.run(60)
    assert {m.role for said in synced.remote.said.values() for m in said[1:]} == {Role.NOTE}


def test_a_ticket_is_not_merged_into_one_that_is_not_there_yet(
    file: Path, arrives: Callable[[Remote], Synced]
) -> None:
    synced = arrives(Remote())
    move(synced, file)
    refused = synced.desk.replica("far").claim("another")
    assert refused is not None
    synced.desk.replica("far").refused(refused[0], "not now")
    synced.run(60)
    assert ("merge", "queued") in synced.states() and not any(t.merged_into for t in synced.remote.tickets.values())
    synced.desk.decide(refused[0].id, "again")
    synced.run(60)
    assert synced.states() == [] and any(t.merged_into for t in synced.remote.tickets.values())


def test_what_is_said_meanwhile_does_not_wait_for_the_rest_of_the_history(
    file: Path, arrives: Callable[[Remote], Synced]
) -> None:
    remote = Remote()
    remote.open("900", "Now")
    synced = arrives(remote)
    (now,) = (number for number in numbers(synced.desk) if synced.desk.ticket(number).subject == "Now")
    move(synced, file)
    while not remote.written:
        synced.engine.step()
    synced.desk.write(now, NewMessage(Role.REPLY, "at once"))
    synced.now += 11_000  # it can be taken back no more
    synced.run(60)
    said = [step.body for step in remote.written if isinstance(step, OpenTicket | Say)]
    assert said.index("at once") <= 2 and len(said) == 6 and synced.states() == []


def test_a_customer_who_writes_meanwhile_stops_nothing(file: Path, arrives: Callable[[Remote], Synced]) -> None:
    synced = arrives(Remote())
    move(synced, file)
    while not synced.remote.tickets:
        synced.engine.step()
    synced.remote.hear(next(iter(synced.remote.tickets)), "hello?")
    synced.run(60)
    assert synced.states() == []


def lost(file: Path, capabilities: Capabilities, *, notes: bool = False) -> dict[str, int]:
    found = stock(file, there(capabilities), notes=notes)
    assert found.bad == []
    return {f"{what} / {kind}": count for (what, kind), count in found.lost.items()}


def test_it_is_said_beforehand_what_can_not_be_held(file: Path) -> None:
    always = {
        "macros / macros": 1, "drafts / articles": 1, "internal ones / articles": 1,
        "those for some customers / articles": 1,
    }  # fmt: skip
    assert lost(file, replace(ALL, most_bytes=50)) == always | {
        "the field floor / tickets": 1,
        "the team billing / tickets": 1,
        "the status on-hold, which becomes pending / tickets": 1,
        "the status closed, which becomes solved / tickets": 1,
        "the content / files": 1,
    }
    assert lost(file, ALL, notes=True)["that customers see them, who won't, / messages"] == 1
    poor = replace(ALL, tags="none", merge=False, articles="none", note=False, fields=frozenset({"priority"}))
    assert lost(file, poor) == {
        "macros / macros": 1,
        "articles / articles": 4,
        "the tags / tickets": 1,
        "that it goes on in another / tickets": 1,
        "the team support / tickets": 1,
        "the team billing / tickets": 1,
        "the assignee kim / tickets": 1,
        "the field plan / tickets": 1,
        "the field floor / tickets": 1,
        "the status / tickets": 3,
        "the text / messages": 1,
        "the content / files": 1,
    }
    books = replace(ALL, open_tickets=False)
    assert lost(file, books) == always | {"tickets / tickets": 3}
    inner = {what for what in lost(file, replace(ALL, inner_articles=True)) if what.endswith("/ articles")}
    assert inner == {"drafts / articles", "those for some customers / articles"}
    assert lost(file, replace(ALL, titles=False)) == lost(file, ALL) | {
        "capitals and punctuation of the title / articles": 1
    }


def test_an_article_goes_only_where_nobody_reads_it_who_may_not(
    file: Path, arrives: Callable[[Remote], Synced]
) -> None:
    for inner, wanted in ((False, ["Reset"]), (True, ["Keys", "Reset"])):
        remote = Remote(replace(ALL, inner_articles=inner))
        synced = arrives(remote)
        move(synced, file)
        synced.run(60)
        told = {step.title: step.visibility for step in remote.written if isinstance(step, PutArticle)}
        assert sorted(told) == wanted and told.get("Keys", "internal") == "internal"


def test_an_article_that_became_a_draft_before_it_left_stays(
    file: Path, arrives: Callable[[Remote], Synced]
) -> None:
    for drafts in (False, True):
        remote = Remote(replace(ALL, drafts=drafts))
        synced = arrives(remote)
        move(synced, file)
        (reset,) = (a for a in synced.desk.articles(limit=100) if a.title == "Reset")
        synced.desk.put_article(id=reset.id, state="draft")
        synced.run(60)
        told = [step.state for step in remote.written if isinstance(step, PutArticle) and step.title == "Reset"]
        assert told == ["draft"] * drafts
        assert [entry.words for entry in synced.desk.outbox()] == [DRAFTS] * (not drafts)
