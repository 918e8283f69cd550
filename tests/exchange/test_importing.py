"""Mail archives into a desk."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from supportterm.core.nouns import Message
from supportterm.core.terms import Role, Status
from supportterm.desk import Desk
from supportterm.exchange import conversations, importing
from supportterm.exchange.importing import import_mail
from supportterm.exchange.mime import parse


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "team.desk", "team") as made:
        yield made


class Box:
    """An mbox that is written mail by mail."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0

    def add(self, *, day: int = 1, body: str = "it burns", raw: bytes | None = None, **fields: str) -> "Box":
        self.count += 1
        if raw is None:
            head = {
                "From": "Dana Reyes <dana@acme.example>",
                "To": "support@desk.example",
                "Subject": "Printer",
                "Date": f"{day:02} Jan 2024 10:00:00 +0000",
                "Message-ID": f"<{self.count}@acme.example>",
            } | {name.replace("_", "-"): value for name, value in fields.items()}
            raw = "".join(f"{n}: {v}\n" for n, v in head.items() if v).encode() + b"\n" + body.encode() + b"\n"
        with self.path.open("ab") as file:
            file.write(b"From x@y Mon Jan  1 10:00:00 2024\n" + raw + b"\n")
        return self


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path / "box")


def messages(desk: Desk, ticket: int) -> list[Message]:
    return [m for m in desk.timeline(ticket, size=500) if isinstance(m, Message)]


def test_a_conversation_becomes_a_ticket(desk: Desk, box: Box) -> None:
    box.add().add(
        day=2, From="Bo <bo@acme.example>", In_Reply_To="<1@acme.example>", Subject="Re: Printer", body="here too"
    )
    report = import_mail(desk, "mbox", box.path)
    assert (report.new_tickets, report.new_messages, report.known, report.bad) == (1, 2, 0, [])
    assert report.words == "2 messages imported into 1 new ticket"
    ticket = desk.ticket(1)
    assert (ticket.subject, ticket.status, ticket.channel, ticket.messages) == ("Printer", Status.NEW, "mail", 2)
    assert (ticket.created_at, ticket.updated_at) == (1_704_103_200_000, 1_704_189_600_000)
    assert desk.person(ticket.requester).email == "dana@acme.example"
    assert [desk.person(p).name for p in ticket.participants] == ["Bo"]
    first, second = messages(desk, 1)
    assert (first.author, first.address, first.body, first.role) == (
        "Dana Reyes",
        "dana@acme.example",
        "it burns",
        Role.CUSTOMER,
    )
    assert (second.body, second.to) == ("here too", ("support@desk.example",))


def test_importing_again_adds_nothing(desk: Desk, box: Box) -> None:
    box.add().add(raw=b"From: nobody@x.example\nSubject: no id\n\nhi").add(day=3, Message_ID="", body="no id either")
    box.add(Date="Thu, 01 Jan 1970 00:00:00 +0000", From="Clock <unset@x.example>", Subject="never set")
    assert import_mail(desk, "mbox", box.path).new_messages == 4
    again = import_mail(desk, "mbox", box.path)
    assert (again.new_tickets, again.new_messages, again.known) == (0, 0, 4)
    box.add(day=9, In_Reply_To="<1@acme.example>", body="still")
    more = import_mail(desk, "mbox", box.path)
    assert (more.new_tickets, more.new_messages, more.known) == (0, 1, 4)
    assert [m.body for m in messages(desk, 1)] == ["it burns", "still"]


def test_two_mails_that_share_an_id_are_both_kept(desk: Desk, box: Box) -> None:
    box.add(Message_ID="<same@x>").add(day=2, Message_ID="<same@x>", body="another")
    assert import_mail(desk, "mbox", box.path).new_messages == 2
    assert import_mail(desk, "mbox", box.path).new_messages == 0


@pytest.mark.parametrize("split", [False, True], ids=["in one import", "in two"])
def test_an_answer_that_comes_first_is_joined_by_its_question(desk: Desk, tmp_path: Path, split: bool) -> None:
    answer, question = Box(tmp_path / "a"), Box(tmp_path / "b" if split else tmp_path / "a")
    answer.add(
        day=5, From="bo@acme.example", Subject="Re: Printer", Message_ID="<2@x>", In_Reply_To="<1@x>", body="same here"
    )
    question.add(day=1, Message_ID="<1@x>")
    for path in {answer.path: None, question.path: None}:
        import_mail(desk, "mbox", path)
    ticket = desk.ticket(1)
    assert (ticket.messages, ticket.subject) == (2, "Printer")
    assert desk.person(ticket.requester).email == "dana@acme.example"
    assert [m.body for m in messages(desk, 1)] == ["it burns", "same here"]


def test_tickets_are_of_the_organization_of_who_asks(desk: Desk, tmp_path: Path) -> None:
    acme = desk.put_organization(name="Acme", domain="acme.example")
    box = Box(tmp_path / "box").add()
    box.add(day=5, From="bo@far.example", Subject="Re: Pipes", Message_ID="<3@x>", In_Reply_To="<2@x>")
    box.add(day=6, From="eve@far.example", Subject="Doors").add(day=2, Subject="Pipes", Message_ID="<2@x>")
    import_mail(desk, "mbox", box.path)
    found = {(ticket := desk.ticket(number)).subject: ticket.organization for number in (1, 2, 3)}
    assert found == {"Printer": acme, "Pipes": acme, "Doors": None}


def test_what_agents_sent_is_a_reply(desk: Desk, box: Box) -> None:
    desk.define("agent", "kim", {"name": "Kim", "email": "Kim@Desk.example"})
    box.add().add(
        day=2, From="Kim <kim@desk.example>", To="dana@acme.example", In_Reply_To="<1@acme.example>", body="try water"
    )
    box.add(day=3, From="Kim <kim@desk.example>", To="Cy <cy@acme.example>", Subject="Hello", body="how is it?")
    import_mail(desk, "mbox", box.path)
    _, reply = messages(desk, 1)
    assert (reply.role, reply.agent, reply.person) == (Role.REPLY, "kim", None)
    assert desk.person(desk.ticket(2).requester).email == "cy@acme.example"


def test_a_stranger_who_knows_a_subject_gets_a_ticket_of_their_own(desk: Desk, box: Box) -> None:
    box.add().add(day=2, From="mallory@evil.example", Subject="Re: Printer").add(day=3, Subject="Re: Printer")
    import_mail(desk, "mbox", box.path)
    assert [desk.ticket(n).messages for n in (1, 2)] == [2, 1]
    box.add(day=4, From="mallory2@evil.example", Subject="Re: Printer").add(day=5, Subject="Re: Printer")
    import_mail(desk, "mbox", box.path)
    assert desk.ticket(1).messages == 3


def test_originals_attachments_and_notices_are_kept(desk: Desk, box: Box) -> None:
    raw = (
        b"From: a@x.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: text/plain; charset=nope\n\nsee \xff\n"
        b"--b\nContent-Type: image/png; name=a.png\nContent-ID: <i@x>\n"
        b"Content-Transfer-Encoding: base64\n\niVBO\n--b--\n"
    )
    box.add(raw=raw)
    import_mail(desk, "mbox", box.path)
    (message,) = messages(desk, 1)
    (file,) = desk.attachments(message.id)
    assert (file.name, file.media_type, file.inline_id) == ("a.png", "image/png", "i@x")
    assert desk.attachment_path(file.digest).read_bytes() == b"\x89PN"
    assert desk.original(message.id) == raw
    assert "unknown" in message.notice and "date" in message.notice
    assert desk.ticket(1).attachments == 1


def test_bad_mails_are_named_and_the_rest_goes_in(desk: Desk, box: Box) -> None:
    box.add().add(raw=b"X-Nothing: x\n\n").add(day=2, Subject="Other")
    report = import_mail(desk, "mbox", box.path)
    assert report.new_messages == 2
    assert report.bad == [("box mail 2", "it holds no mail")]
    assert report.words.endswith("1 could not be read")
    assert report.record()["bad"] == [{"where": "box mail 2", "reason": "it holds no mail"}]


def test_stopping_keeps_what_is_in_and_the_same_import_goes_on(desk: Desk, box: Box) -> None:
    for day in range(1, 21):
        box.add(day=day, Subject=f"ticket {day}")
    asked = iter(range(100))
    report = import_mail(desk, "mbox", box.path, stop=lambda: next(asked) >= 7)
    assert (report.new_messages, report.stopped) == (7, True)
    assert "goes on from there" in report.words
    rest = import_mail(desk, "mbox", box.path)
    assert (rest.new_messages, rest.known) == (13, 7)


def test_ctrl_c_keeps_what_is_in(desk: Desk, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(1, 21):
        box.add(day=day, Subject=f"ticket {day}")
    monkeypatch.setattr(importing, "_BATCH", 5)
    before = signal.getsignal(signal.SIGINT)
    pressed: list[int] = []

    def press(done: int, total: int | None, words: str) -> None:
        if not pressed:
            pressed.append(done)
            signal.raise_signal(signal.SIGINT)

    report = import_mail(desk, "mbox", box.path, progress=press)
    assert (report.new_messages, report.stopped) == (5, True)
    assert desk.ticket(5).messages == 1
    assert signal.getsignal(signal.SIGINT) is before


def test_progress_ends_at_the_end(desk: Desk, box: Box) -> None:
    for day in range(1, 29):
        box.add(day=day)
    seen: list[tuple[int, int | None]] = []
    import_mail(desk, "mbox", box.path, progress=lambda done, total, words: seen.append((done, total)))
    size = box.path.stat().st_size
    assert seen[-1] == (size, size)


def test_a_date_in_the_future_does_not_put_a_mail_on_top_for_ever(desk: Desk, box: Box) -> None:
    box.add(Date="Mon, 1 Jan 2096 10:00:00 +0000")
    import_mail(desk, "mbox", box.path, status=Status.SOLVED)
    assert desk.ticket(1).created_at == 1_704_103_200_000
    assert desk.ticket(1).status is Status.SOLVED
    assert import_mail(desk, "mbox", box.path).new_messages == 0


def test_a_year_of_a_real_list(desk: Desk, shared: Path) -> None:
    archive = shared / "data/maillist/r-help_2019-03.txt.gz"
    report = import_mail(desk, "mbox", archive)
    assert (report.new_messages + report.known, report.bad) == (346, [])
    assert 50 < report.new_tickets < 150
    again = import_mail(desk, "mbox", archive)
    assert (again.new_tickets, again.new_messages) == (0, 0)
    shown = [m for n in range(1, report.new_tickets + 1) for m in messages(desk, n)]
    assert len(shown) == report.new_messages
    for message in shown[:50]:
        raw = desk.original(message.id)
        assert raw is not None and parse(raw).text == message.body


def test_an_import_larger_than_memory_asks_the_desk(desk: Desk, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "KEPT", 3)
    for day in range(1, 11):
        box.add(day=day, Subject=f"ticket {day}")
    for day in range(1, 11):
        box.add(day=day + 10, Subject="Re", In_Reply_To=f"<{day}@acme.example>")
    report = import_mail(desk, "mbox", box.path)
    assert (report.new_tickets, report.new_messages) == (10, 20)
    assert import_mail(desk, "mbox", box.path).known == 20
