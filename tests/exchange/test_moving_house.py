"""A whole desk goes into a file and comes out of it on another desk."""

import json
import tempfile
import tracemalloc
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import effort
from supportterm.core import verbs
from supportterm.core.nouns import Message, Person
from supportterm.core.operations import Rated, Undo, kind_of
from supportterm.core.orders import Order
from supportterm.core.query import parse as query
from supportterm.core.refusal import Refused
from supportterm.core.terms import LINKS, Priority, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.exchange.export import export_all
from supportterm.exchange.jsonl_in import import_jsonl
from supportterm.exchange.jsonl_out import PIECE
from supportterm.store.audit import audit

PEOPLE = ("al@acme.test", "bo@acme.test", "cy@else.test")
WORDS = ("zebra", "<b>giraffe</b>", "\x1b]52;c;cm0=\x07 refund", "line\r\nline", "ünïcode 🦓", "")
NUMBERS = ("id", "requester", "participants", "merged_into", "absorbed", "links", "split_from", "articles", "unknown")
"""Fields of a ticket that name others by the numbers of a desk, or say how much of its log can't be read."""

picks = st.integers(0, 50)
words = st.sampled_from(WORDS)
files = st.lists(st.tuples(words, st.binary(max_size=9)), max_size=2)
actions = st.one_of(
    st.tuples(st.just("new"), st.sampled_from(PEOPLE), words, words, files),
    st.tuples(st.just("write"), picks, st.sampled_from(Role), words, files),
    st.tuples(st.just("status"), picks, st.sampled_from(Status)),
    st.tuples(st.just("more"), picks, st.sampled_from(Priority), st.sampled_from(["vip", "bug"]), words),
    st.tuples(st.just("hand"), picks, st.sampled_from(["dana", "sam", None])),
    st.tuples(st.just("asks"), picks, st.integers(1, 3)),
    st.tuples(st.just("merge"), picks, picks),
    st.tuples(st.just("link"), picks, picks, st.sampled_from(sorted(LINKS))),
    st.tuples(st.just("split"), picks),
    st.tuples(st.just("rate"), picks, st.integers(1, 5)),
    st.tuples(st.just("article"), st.sampled_from(["reset", "login"]), words, words, st.booleans()),
    st.tuples(st.just("learn"), picks, st.sampled_from(["reset", "login"])),
    st.tuples(st.just("undo")),
)


class House:
    """A desk that things happen on."""

    def __init__(self, path: Path) -> None:
        self.now = 1_700_000_000_000
        self.desk = Desk.create(path, "house", me="dana", clock=self.clock)
        self.desk.define("team", "support", {"name": "Support"})
        self.desk.define("team", "backend", {"name": "Backend", "tier": 2})
        self.desk.define("agent", "dana", {"name": "Dana", "teams": ["support"], "unix_user": "dana"})
        self.desk.define("agent", "sam", {"name": "Sam"})
        self.desk.define("field", "floor", {"title": "Floor"})
        self.desk.define("macro", "thanks", {"title": "Thanks", "reply": "Thank you, {{ requester.name }}."})
        acme = self.desk.put_organization(name="Acme", domain="acme.test", segment="paid", notes="VIP")
        self.desk.put_person(email="al@acme.test", name="Al", phone="+1", title="CTO", notes="tea", organization=acme)
        for email in PEOPLE[1:]:
            self.desk.put_person(email=email)
        with self.desk.bulk() as bulk:
            for at in (1, 2):  # two people who are called the same
                voice = bulk.person("", "A voice")
                bulk.message(bulk.ticket("by phone", voice, at=at), Role.CUSTOMER, "hello", at=at, person=voice)

    def clock(self) -> int:
        self.now += 7
        return self.now

    def ticket(self, pick: int) -> int:
        there = tickets(self.desk)
        return there[pick % len(there)]

    def do(self, action: tuple[Any, ...]) -> None:
        with suppress(Refused):
            getattr(self, f"_{action[0]}")(*action[1:])

    def _new(self, email: str, subject: str, body: str, files: list[tuple[str, bytes]]) -> None:
        self.desk.create_ticket(NewTicket(email, subject, body=body, files=self._files(files), fields={"floor": body}))

    def _write(self, pick: int, role: Role, body: str, files: list[tuple[str, bytes]]) -> None:
        person = 1 if role is Role.CUSTOMER else None
        new = NewMessage(role, body, person=person, files=self._files(files), to=("x@y.test",))
        self.desk.write(self.ticket(pick), new)

    def _files(self, files: list[tuple[str, bytes]]) -> Any:
        return tuple(self.desk.attach(content, name, "text/odd") for name, content in files)

    def _status(self, pick: int, status: Status) -> None:
        self.desk.change(self.ticket(pick), verbs.set_status, status=status)

    def _more(self, pick: int, priority: Priority, tag: str, subject: str) -> None:
        many: list[Any] = [(verbs.set_priority, {"priority": priority}), (verbs.tag, {"add": (tag,)})]
        self.desk.change_many(self.ticket(pick), [*many, (verbs.set_subject, {"subject": subject})])

    def _hand(self, pick: int, to: str | None) -> None:
        self.desk.change(self.ticket(pick), verbs.assign, agent=to)
        self.desk.change(self.ticket(pick), verbs.escalate, to="backend", reason="hard", tried="all")

    def _asks(self, pick: int, person: int) -> None:
        there = list(self.desk.everybody())
        self.desk.change(self.ticket(pick), verbs.set_requester, person=there[person % len(there)].id)

    def _merge(self, pick: int, into: int) -> None:
        self.desk.change(self.ticket(pick), verbs.merge, into=self.desk.ticket(self.ticket(into)))

    def _link(self, pick: int, to: int, kind: str) -> None:
        from supportterm.core.linking import link

        self.desk.change(self.ticket(pick), link, to=self.desk.ticket(self.ticket(to)), kind=kind)

    def _split(self, pick: int) -> None:
        number = self.ticket(pick)
        self.desk.split(number, [m.id for m in messages(self.desk, number) if m.role is Role.CUSTOMER][:1])

    def _rate(self, pick: int, score: int) -> None:
        with self.desk.bulk() as bulk:
            bulk.do(self.ticket(pick), Rated("happy", score), at=self.clock(), actor="customer")

    def _article(self, slug: str, title: str, body: str, internal: bool) -> None:
        told = {"visibility": "internal" if internal else "public", "section": "All", "tags": ("a",)}
        self.desk.put_article(slug=slug, title=title or slug, body=body, **told)

    def _learn(self, pick: int, slug: str) -> None:
        self.desk.change(self.ticket(pick), verbs.link_article, article=self.desk.article(slug).id)

    def _undo(self) -> None:
        self.desk.undo()


def tickets(desk: Desk) -> list[int]:
    return [row.id for row in desk.window(query(""), Order("number", False), size=500).rows]


def messages(desk: Desk, ticket: int) -> list[Message]:
    return [m for m in desk.timeline(ticket, size=500) if isinstance(m, Message) and m.ticket == ticket]


def whole(desk: Desk) -> dict[str, Any]:
    """All that a desk holds, with everything called by its place instead of its number."""
    places = {number: place for place, number in enumerate(tickets(desk))}
    people = {p.id: place for place, p in enumerate(desk.everybody())}
    houses = {o.id: o.name for o in desk.every_organization()}
    slugs = {a.id: a.slug for a in desk.every_article()}

    def ticket(number: int) -> dict[str, Any]:
        t = desk.ticket(number)
        plain = {f: getattr(t, f) for f in t.__struct_fields__ if f not in (*NUMBERS, "last_message", "organization")}
        return {
            **plain,
            "organization": houses.get(t.organization or 0),
            "people": [people[p] for p in (t.requester, *t.participants)],
            "others": (places.get(t.merged_into or 0), sorted(places[n] for n in t.absorbed)),
            "links": sorted((link.kind, places[link.ticket]) for link in t.links),
            "split": places.get(t.split_from or 0),
            "articles": sorted(slugs[a] for a in t.articles),
            "messages": [message(m) for m in messages(desk, number)],
            "log": sorted((e.operation.at, e.operation.actor, kind_of(e.operation.payload)) for e in log(number)),
        }

    def log(number: int) -> list[Any]:
        return [e for e in desk.log(number) if not e.undone and not isinstance(e.operation.payload, Undo)]

    def message(m: Message) -> tuple[Any, ...]:
        files = [
            (a.name, a.media_type, a.size, a.inline_id, desk.attachment_path(a.digest).read_bytes())
            for a in desk.attachments(m.id)
        ]
        told = (m.role, m.at, m.body, m.author, m.address, m.agent, m.to, m.cc, m.delivery, m.markdown)
        return (*told, people.get(m.person or 0), files, desk.original(m.id))

    def person(p: Person) -> tuple[Any, ...]:
        return p.name, p.email, p.phone, p.title, p.notes, houses.get(p.organization or 0)

    return {
        "tickets": [ticket(number) for number in places],
        "people": [person(p) for p in desk.everybody()],
        "organizations": [(o.name, o.domain, o.segment, o.manager, o.notes) for o in desk.every_organization()],
        "articles": {
            a.slug: (a.title, a.body, a.section, a.tags, a.visibility, a.state, a.updated_at, a.author, [
                (v.version, v.at, v.author, v.title, v.body) for v in desk.article_versions(a.id)])
            for a in desk.every_article()
        },
    }  # fmt: skip


@settings(max_examples=effort(15, 200))
@given(st.lists(actions, max_size=14))
def test_a_desk_that_moved_is_the_same_desk(happened: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house, path = House(Path(folder, "old.desk")), Path(folder, "all.jsonl")
        for action in happened:
            house.do(action)
        export_all(house.desk, str(path))
        with Desk.create(Path(folder, "new.desk"), "new", me="kim") as new:
            report = import_jsonl(new, path)
            assert report.bad == []
            assert whole(new) == whole(house.desk)
            again = import_jsonl(new, path)
            assert (again.new_tickets, again.new_messages, again.bad) == (0, 0, [])
            assert whole(new) == whole(house.desk)
        house.desk.close()
        assert audit(Path(folder, "new.desk")).ok


def test_what_the_desk_defines_moves_along_but_for_rights_rules_and_connections(tmp_path: Path) -> None:
    house, path = House(tmp_path / "old.desk"), tmp_path / "all.jsonl"
    house.desk.define("connection", "far", {"backend": "mail", "settings": {"url": "imap.far.test"}})
    house.desk.define("rule", "hello", {"on": ["created"], "do": ["tag +greeted"]})
    house.desk.define("agent", "dana", {"name": "Dana", "teams": ["support"], "unix_user": "dana", "role": "admin"})
    export_all(house.desk, str(path))
    house.desk.close()
    with Desk.create(tmp_path / "new.desk", "new") as new:
        new.define("macro", "thanks", {"title": "Ours", "reply": "as it is here"})
        assert import_jsonl(new, path).bad == []
        there = new.definitions()
        assert {what for what, _ in there} == {"team", "agent", "field", "macro"}
        assert there["agent", "dana"] == {"name": "Dana", "teams": ["support"]}
        assert there["macro", "thanks"]["title"] == "Ours"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"kind": "definition", "what": "rule", "name": "x", "spec": {"on": ["created"], "do": ["tag +x"]}}, "'rule'"),
        ({"kind": "definition", "what": "connection", "name": "x", "spec": {"backend": "mail"}}, "'connection'"),
        ({"kind": "definition", "what": "macro", "name": "x", "spec": {"reply": "{{ secrets }}"}}, "secrets"),
        ({"kind": "definition", "what": "team", "name": "../x", "spec": {}}, "can't be the name of a team"),
        ({"kind": "content", "sha256": "ab" * 32, "piece": "aGk="}, "not what it was"),
        ({"kind": "content", "sha256": "../../x", "piece": "aGk="}, "not what it was"),
        ({"kind": "desk", "name": "x", "version": 3}, "reads 1 to 2"),
        (
            {"kind": "article", "id": 1, "slug": "x", "title": "x", "body": "x", "before": [{"at": "then"}]},
            "no line of such an export",
        ),
    ],
)
def test_a_line_that_no_desk_wrote_is_named_and_changes_nothing(tmp_path: Path, line: dict[str, Any], why: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(line))
    with Desk.create(tmp_path / "new.desk", "new") as new:
        ((where, told),) = import_jsonl(new, path).bad
        assert where == "line 1" and why in told
        assert not new.definitions() and not list(new.every_article())


def test_a_file_is_written_once_and_none_is_had_that_did_not_come_along(tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    with Desk.create(tmp_path / "old.desk", "old") as old, Desk.create(tmp_path / "new.desk", "new") as new:
        file = old.attach(b"x" * (PIECE + 1), "big.bin")
        for subject in ("one", "two"):
            old.create_ticket(NewTicket("a@x.test", subject, files=(file,)))
        export_all(old, str(path))
        lines = [json.loads(line) for line in path.read_bytes().splitlines()]
        assert [line.get("more", False) for line in lines if line["kind"] == "content"] == [True, False]
        # What lies beside the new desk already is nothing that a file from elsewhere may name.
        secret = new.attach(b"secret", "secret.txt")
        for line in lines:
            if line.get("ticket") == 2 and line["kind"] == "message":
                line["attachments"][0]["sha256"] = secret.digest
        path.write_text("\n".join(map(json.dumps, lines)))
        report = import_jsonl(new, path)
        assert report.bad == [("a message of ticket 2", "the content of big.bin is missing")]
        assert [len(new.attachments(m.id)) for n in (1, 2) for m in messages(new, n)] == [1, 0]


def test_a_large_file_takes_no_memory(tmp_path: Path) -> None:
    size, path = 64 << 20, tmp_path / "all.jsonl"
    with (tmp_path / "large").open("wb") as file:
        file.truncate(size)
    with Desk.create(tmp_path / "old.desk", "old") as old, Desk.create(tmp_path / "new.desk", "new") as new:
        tracemalloc.start()
        old.create_ticket(NewTicket("a@x.test", "large", files=(old.attach(tmp_path / "large", "large"),)))
        export_all(old, str(path))
        import_jsonl(new, path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        (message,) = messages(new, 1)
        assert new.attachments(message.id)[0].size == size
    assert peak < size // 2
