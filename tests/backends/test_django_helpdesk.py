"""A real django-helpdesk: templates, what leaves no trace, pages, statuses, files it refuses, answers that get lost."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from loopback import Asked, Line, Told

from servers.django_helpdesk import Helpdesk
from supportterm.backends import errors, sweeping
from supportterm.backends.django_helpdesk import DJANGO_HELPDESK, rest
from supportterm.backends.django_helpdesk.backend import DjangoHelpdesk
from supportterm.core.remote import MergeTickets, OpenTicket, OutFile, RemotePerson, Say, SetFields, TicketGone
from supportterm.core.terms import Role, Status
from whole_feed import everything, marker


def connect(desk: Helpdesk, url: str = "", user: str = "sync", **settings: str) -> DjangoHelpdesk:
    return DJANGO_HELPDESK.open({"url": url or desk.url} | settings, lambda: desk.tokens[user])


@pytest.fixture
def backend(django_helpdesk: Helpdesk) -> Iterator[DjangoHelpdesk]:
    with closing(connect(django_helpdesk)) as opened:
        yield opened


@pytest.fixture
def line(django_helpdesk: Helpdesk) -> Iterator[Line]:
    line = Line(django_helpdesk.url)
    with line.serving():
        yield line


TEMPLATES = (
    "{{ ticket.title }}", "{% now 'Y' %}", "{# gone #}", "%} alone", "{% alone", "{{ alone", "{%verbatim%}{{x}}",
    '{"a": {"b": {}}}', "  blanks around \n", "{{ ''|add:'{%' }}", "}{ }}{{ %}{%",
)  # fmt: skip


def test_a_message_is_no_template(backend: DjangoHelpdesk, django_helpdesk: Helpdesk) -> None:
    key = django_helpdesk.mail("Templates", "hello")
    for text in TEMPLATES:
        backend.write(Say(marker(), key, Role.REPLY, text))
    assert tuple(message.body for message in backend.fetch(key).messages[1:]) == TEMPLATES


def test_what_people_write_is_heard_soon_and_what_leaves_no_trace_with_the_next_walk(
    django_helpdesk: Helpdesk,
) -> None:
    keys = [django_helpdesk.mail(f"Heard {n}", "hello") for n in range(14)]
    with closing(connect(django_helpdesk)) as often, closing(connect(django_helpdesk, sweep="0")) as walking:
        _, cursor = everything(often)
        for key in keys:
            django_helpdesk.say(key, "on it")
        items, cursor = everything(often, cursor)
        assert [item.ticket.key for item in items] == keys
        assert all(item.messages[-1].body == "on it" for item in items)
        django_helpdesk.patch(keys[3], title="Renamed")
        django_helpdesk.call("DELETE", f"tickets/{keys[5]}/")
        assert everything(often, cursor)[0] == []
        items, cursor = everything(walking, cursor)
        assert TicketGone(keys[5]) in items
        (renamed,) = [i.ticket for i in items if not isinstance(i, TicketGone) and i.ticket.key == keys[3]]
        assert renamed.subject == "Renamed"
        assert everything(walking, cursor)[0] == []  # what is as it was told is not told again


def test_many_pages_of_which_some_go_while_they_are_read(
    fresh_django_helpdesk: Helpdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rest, "PAGE", 7)
    monkeypatch.setattr(rest, "NEWS", 6)
    monkeypatch.setattr(sweeping, "AT_A_TIME", 4)
    keys = [fresh_django_helpdesk.mail(f"Many {n}", "hello") for n in range(30)]
    with closing(connect(fresh_django_helpdesk, sweep="0")) as backend:
        first = backend.changes("")
        assert first.more and first.total == 30 and len(first.items) == 7
        for key in keys[:6]:
            fresh_django_helpdesk.call("DELETE", f"tickets/{key}/")
        items, cursor = everything(backend, first.cursor)
        rest_of_all, _ = everything(backend, cursor)
        told = {item.ticket.key for item in (*first.items, *items, *rest_of_all) if not isinstance(item, TicketGone)}
        assert told >= set(keys[6:])
        assert {i.key for i in (*items, *rest_of_all) if isinstance(i, TicketGone)} == set(keys[:6])


def test_a_customer_writes_by_mail_and_an_agent_s_words_are_a_reply(
    backend: DjangoHelpdesk, django_helpdesk: Helpdesk
) -> None:
    key = django_helpdesk.mail("Roles", "it smokes")
    django_helpdesk.mail(f"Re: [support-{key}] Roles", "and burns")
    django_helpdesk.say(key, "run")
    seen = backend.fetch(key)
    assert [(m.role, m.body.strip(), m.agent) for m in seen.messages] == [
        (Role.CUSTOMER, "it smokes", None), (Role.CUSTOMER, "and burns", None), (Role.REPLY, "run", "bob"),
    ]  # fmt: skip
    assert seen.messages[1].message_id.endswith("@customer.test")
    assert (seen.ticket.requester.email, seen.ticket.team) == ("carol@customer.test", "support")


def test_on_hold_solved_and_reopened_and_what_our_words_tell_less_exactly(
    backend: DjangoHelpdesk, django_helpdesk: Helpdesk
) -> None:
    key = django_helpdesk.mail("Statuses", "hello")
    was = Status.OPEN
    for status in (Status.ON_HOLD, Status.SOLVED, Status.OPEN):
        backend.write(SetFields(marker(), key, {"status": int(status)}, {"status": int(was)}))
        was = status
        assert backend.fetch(key).ticket.status == status
    assert backend.fetch(key).ticket.fields["exact-status"] == "Reopened"
    backend.write(SetFields(marker(), key, {"field.exact-status": "Duplicate", "field.exact-priority": "5. Very Low"}))
    ticket = backend.fetch(key).ticket
    assert (ticket.status, ticket.fields["exact-priority"]) == (Status.CLOSED, "5. Very Low")
    with pytest.raises(errors.Invalid, match="the setting `statuses` can name one"):
        backend.write(SetFields(marker(), key, {"status": int(Status.PENDING)}, {"status": int(Status.CLOSED)}))


def test_fields_of_the_site_are_set_and_refused_with_its_words(
    backend: DjangoHelpdesk, django_helpdesk: Helpdesk
) -> None:
    key = django_helpdesk.mail("Fields", "hello")
    values = {"field.serial": "SN-1", "field.units": "12", "field.severity": "S2", "assignee": "alice"}
    values |= {"due": 1_800_000_000_000}
    backend.write(SetFields(marker(), key, values))  # type: ignore[arg-type]
    ticket = backend.fetch(key).ticket
    assert {name: ticket.values()[name] for name in values} == values
    backend.write(SetFields(marker(), key, {"assignee": None, "due": None}, values))  # type: ignore[arg-type]
    ticket = backend.fetch(key).ticket
    assert (ticket.assignee, ticket.due, ticket.fields["units"]) == (None, None, "12")
    with pytest.raises(errors.Invalid, match="serial: This field may not be null"):
        backend.write(SetFields(marker(), key, {"field.serial": None}, {"field.serial": "SN-1"}))
    with pytest.raises(errors.Invalid, match=r"severity.*S9"):
        backend.write(SetFields(marker(), key, {"field.severity": "S9"}, {"field.severity": "S2"}))
    catalog = backend.catalog()
    (severity,) = [field for field in catalog.fields if field.name == "severity"]
    assert severity.choices == ("S1", "S2", "S3")
    assert {team.name for team in catalog.teams} == {"Support", "Tier 2", "Billing & <Co>"}


def test_a_ticket_opened_as_a_solved_one_is_solved(backend: DjangoHelpdesk, tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_bytes(b"beep")
    values = {"status": int(Status.SOLVED), "team": "billing----co", "field.serial": "SN-2"}
    file = OutFile("log.txt", "text/plain", 4, str(tmp_path / "log.txt"))
    step = OpenTicket(marker(), "A call", RemotePerson("", "Bo", "bo@acme.test"), "it was loud", values, files=(file,))  # type: ignore[arg-type]
    seen = backend.fetch(backend.write(step).key)
    assert {name: seen.ticket.values()[name] for name in values} == values
    assert [(m.body, [f.name for f in m.files]) for m in seen.messages] == [("it was loud", ["log.txt"])]


def test_a_file_it_would_refuse_halfway_is_not_sent(backend: DjangoHelpdesk, django_helpdesk: Helpdesk) -> None:
    key = django_helpdesk.mail("A kind of file", "hello")
    file = OutFile("run.exe", "application/octet-stream", 1, __file__)
    with pytest.raises(errors.Invalid, match=r"takes no \.exe"):
        backend.write(Say(marker(), key, Role.REPLY, "here", files=(file,)))
    assert len(backend.fetch(key).messages) == 1


def test_merged_tickets_say_where_they_go_on(backend: DjangoHelpdesk, django_helpdesk: Helpdesk) -> None:
    one, other = django_helpdesk.mail("One", "a"), django_helpdesk.mail("Other", "b")
    step = MergeTickets(marker(), one, other)
    assert backend.find(step) is None
    backend.write(step)
    assert backend.find(step) is not None
    ticket = backend.fetch(one).ticket
    assert (ticket.merged_into, ticket.fields["exact-status"]) == (other, "Duplicate")


def test_after_a_lost_answer_a_person_is_asked(line: Line, django_helpdesk: Helpdesk) -> None:
    key = django_helpdesk.mail("Lost", "?")
    with closing(connect(django_helpdesk, line.url)) as backend:
        step = Say(marker(), key, Role.REPLY, "once")

        def silent(asked: Asked, told: Told) -> Told:
            return Told(silent=True) if asked.method == "POST" else told

        line.lose = silent
        with pytest.raises(errors.Uncertain):
            backend.write(step)
        assert backend.find(step) is None
        assert [m.body for m in backend.fetch(key).messages].count("once") == 1


def test_without_its_page_for_people_names_come_from_the_settings(line: Line, django_helpdesk: Helpdesk) -> None:
    """The line hands no `Accept` on: no page is given."""
    key = django_helpdesk.mail("Names", "?")
    django_helpdesk.patch(key, assigned_to=3)
    with closing(connect(django_helpdesk, line.url)) as backend:
        assert "`agents`" in " ".join(backend.probe().remarks)
        ticket = backend.fetch(key).ticket
        assert (ticket.assignee, ticket.team) == ("user-3", "queue-1")
        backend.write(SetFields(marker(), key, {"assignee": "user-2"}, {"assignee": "user-3"}))
    with closing(connect(django_helpdesk, line.url, agents="Alice A=2, bob=3", queues="Support=1")) as backend:
        assert backend.probe().remarks == ()
        ticket = backend.fetch(key).ticket
        assert (ticket.assignee, ticket.team) == ("alice-a", "support")


def test_who_is_not_of_the_staff_is_told_so(django_helpdesk: Helpdesk) -> None:
    backend, refused = connect(django_helpdesk, user="carol"), pytest.raises(errors.NotAllowed, match="permission")
    with closing(backend), refused:
        backend.probe()
