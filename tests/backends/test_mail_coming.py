"""Mail in, from a real Dovecot: every mail once, in order, unread as it was, however the mailbox behaves."""

import threading

import pytest

from backends.mailing import Connect, connect, everything, mail, names, plain_imap, team
from servers.mail import DOMAIN, MailServers
from servers.mail_fixtures import mail_servers
from servers.wire import Wire
from supportterm.backends import errors
from supportterm.backends.mail import feed, watch
from supportterm.backends.mail.driver import MAIL
from supportterm.backends.mail.imap import Listed, Session
from supportterm.core.remote import MailCame, Page, TicketSeen

__all__ = ["connect", "mail_servers", "team"]


def test_what_lies_there_already_stays_there_unless_everything_is_asked_for(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    mail_servers.put(team, mail("old"))
    now, whole = connect(), connect(since="all")

    nothing, cursor = everything(now)
    assert nothing == []
    mail_servers.deliver(mail("new"), f"{team}@{DOMAIN}")
    mail_servers.await_mail(team, "Message-ID", "new@")

    assert names(everything(now, cursor)[0]) == ["new"]
    assert names(everything(whole)[0]) == ["old", "new"]


def test_at_another_server_what_came_since_the_connection_was_made_is_read_once_and_nothing_older(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    """Its numbers may be the same by chance: none of them counts."""
    with mail_servers.mailbox(team) as imap:
        imap.append("INBOX", "", '"01-Jan-2020 10:00:00 +0000"', mail("old"))
    backend = connect()
    _, cursor = everything(backend)
    mail_servers.put(team, mail("meanwhile"))
    _, ahead = everything(backend, cursor)

    came, behind = everything(backend, MAIL.elsewhere(ahead))

    assert names(came) == ["meanwhile"]
    assert everything(backend, behind)[0] == []
    assert MAIL.elsewhere("") == ""


def test_a_mail_comes_as_the_bytes_it_is_and_stays_unread(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    raw = mail("bytes", "tür .\r\n.\r\n..\r\n\x07\x1b") + b"\xff\xfe"
    mail_servers.put(team, raw)

    (came,), _ = everything(connect(since="all", mailboxes="INBOX=support"))

    assert came.raw == raw
    assert (came.mailbox, came.team) == ("INBOX", "support")
    assert came.at > 1_700_000_000_000
    with mail_servers.mailbox(team) as imap:
        assert imap.search(None, "UNSEEN")[1] == [b"1"]


def test_a_long_mailbox_comes_in_pages_of_a_hundred_each_mail_once(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    with mail_servers.mailbox(team) as imap:
        for number in range(230):
            imap.append("INBOX", "", "", mail(f"n{number}"))
        imap.store("3,7:90", "+FLAGS", r"(\Deleted)")  # UIDs with holes
        imap.expunge()
    backend = connect(since="all")
    first = backend.changes("")

    rest, cursor = everything(backend, first.cursor)

    assert (len(first.items), first.more, first.total) == (100, True, 145)
    left = [f"n{n}" for n in range(230) if n + 1 != 3 and not 7 <= n + 1 <= 90]
    assert names([*first.items, *rest]) == left
    assert everything(backend, cursor)[0] == []


def test_a_page_holds_no_more_bytes_than_it_should_and_a_giant_comes_with_its_header_only(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    line = "x" * 76 + "\r\n"
    for number in range(3):
        mail_servers.put(team, mail(f"big{number}", line * 90_000))
    mail_servers.put(team, mail("giant", line * (feed.LARGEST // 78 + 100), "Content-Type: text/html\r\n"))
    backend = connect(since="all")

    first = backend.changes("")
    rest, _ = everything(backend, first.cursor)

    assert (names(first.items), first.more) == (["big0", "big1"], True)
    assert names(rest) == ["big2", "giant"]
    giant = rest[-1].raw
    assert len(giant) < 2_000
    assert b"text/html" not in giant
    assert b"was not fetched" in giant


def test_many_mails_cost_few_ways_to_the_server_whatever_it_says_of_their_size(
    mail_servers: MailServers, connect: Connect, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "x" * 76 + "\r\n"
    with mail_servers.mailbox(team) as imap:
        for number in range(30):
            imap.append("INBOX", "", "", mail(f"n{number}", line * number))
    backend = connect(since="all")
    asked: list[int] = []
    fetch = Session.content
    monkeypatch.setattr(Session, "content", lambda self, uid, *a: asked.append(uid) or fetch(self, uid, *a))

    assert names(everything(backend)[0]) == [f"n{n}" for n in range(30)] and asked == []

    monkeypatch.setattr(feed, "SMALL", 600)  # the last ones are more than twice as large as a small mail
    monkeypatch.setattr(Session, "listed", lambda self, uids: [Listed(uid, 500, 0) for uid in sorted(uids)])
    came = everything(backend)[0]
    assert names(came) == [f"n{n}" for n in range(30)] and 0 < len(asked) < 30
    assert all(m.raw.count(b"xx\r\n") == n for n, m in enumerate(came))


def test_a_mailbox_that_was_numbered_anew_is_read_anew_but_not_what_is_older_than_the_connection(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    with mail_servers.mailbox(team) as imap:
        imap.create("Billing")
        imap.append("Billing", "", '"01-Jan-2020 10:00:00 +0000"', mail("years-ago"))
    backend = connect(mailboxes="Billing=billing")
    _, cursor = everything(backend)
    mail_servers.put(team, mail("known"), "Billing")
    came, cursor = everything(backend, cursor)
    assert names(came) == ["known"]

    with mail_servers.mailbox(team, "Billing") as imap:
        imap.create("Elsewhere")
        imap.copy("1:*", "Elsewhere")
        imap.close()
        imap.delete("Billing")
        imap.rename("Elsewhere", "Billing")
    mail_servers.put(team, mail("news"), "Billing")
    again, cursor = everything(backend, cursor)

    assert names(again) == ["known", "news"]
    assert again[0].key != came[0].key
    with mail_servers.mailbox(team) as imap:  # what a person moves here afterwards counts, however old it is
        imap.append("Billing", "", '"01-Jan-2020 10:00:00 +0000"', mail("moved-here"))
    assert names(everything(backend, cursor)[0]) == ["moved-here"]


def test_each_mailbox_is_read_from_where_it_was_read_to(mail_servers: MailServers, connect: Connect, team: str) -> None:
    with mail_servers.mailbox(team) as imap:
        imap.create('"&AMQ-rger &- more"')
    backend = connect(mailboxes="INBOX=support, Ärger & more=billing")
    _, cursor = everything(backend)

    mail_servers.put(team, mail("a"))
    mail_servers.put(team, mail("b"), '"&AMQ-rger &- more"')
    both, cursor = everything(backend, cursor)

    assert [(names([m])[0], m.team) for m in both] == [("a", "support"), ("b", "billing")]
    assert [t.handle for t in backend.catalog().teams] == ["support", "billing"]
    mail_servers.put(team, mail("c"))
    assert names(everything(backend, cursor)[0]) == ["c"]
    assert backend.fetch(both[1].key) == both[1]


def test_a_mailbox_that_is_not_there_is_named(connect: Connect) -> None:
    with pytest.raises(errors.NotThere, match="Nowhere"):
        connect(mailboxes="INBOX, Nowhere").probe()


def test_a_damaged_cursor_skips_nothing(connect: Connect) -> None:
    with pytest.raises(errors.Unreadable):
        connect().changes('{"mailboxes": 7}')


@pytest.mark.parametrize("missing", [b"", b" MOVE", b" MOVE UIDPLUS"])
def test_what_was_taken_in_is_put_away_and_nothing_else(
    mail_servers: MailServers, connect: Connect, team: str, missing: bytes
) -> None:
    for name in ("one", "two", "three"):
        mail_servers.put(team, mail(name))
    with mail_servers.mailbox(team) as imap:
        imap.store("3", "+FLAGS", r"(\Deleted)")  # somebody else's wish, which is not ours to carry out
    with Wire("127.0.0.1", mail_servers.ports["imap"]).laid() as wire:
        wire.blot("server", *missing.split())
        backend = connect(since="all", handled="Done & gone", **plain_imap(wire.port))
        came, cursor = everything(backend)
        one, two, three = (item.key for item in came)

        if b"UIDPLUS" in missing:
            with pytest.raises(errors.CannotDo):
                backend.handled((one, two))
            assert names(mail_servers.mails(team)) == ["one", "two", "three"]
            return
        backend.handled((one, two))
        backend.handled((one,))  # told again, it does no harm

        assert names(mail_servers.mails(team)) == ["three"]
        assert names(mail_servers.mails(team, '"Done &- gone"')) == ["one", "two"]
        assert everything(backend, cursor)[0] == []
        with pytest.raises(errors.NotThere):
            backend.fetch(one)
        assert three


def test_without_a_folder_for_them_mails_stay_where_they_are(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    mail_servers.put(team, mail("here"))
    backend = connect(since="all")

    backend.handled(tuple(item.key for item in everything(backend)[0]))

    assert names(mail_servers.mails(team)) == ["here"]


def test_a_mail_wakes_who_waits_for_one(mail_servers: MailServers, connect: Connect, team: str) -> None:
    backend = connect()
    assert backend.wait(0.1) is False  # what is there from here on is news

    woken: list[bool] = []
    waiting = threading.Thread(target=lambda: woken.append(backend.wait(120)))
    waiting.start()
    mail_servers.deliver(mail("wake"), f"{team}@{DOMAIN}")
    waiting.join()

    assert woken == [True]
    assert backend.wait(0.1) is False


def test_what_came_while_nobody_waited_is_heard_at_once(mail_servers: MailServers, connect: Connect, team: str) -> None:
    backend = connect()
    backend.wait(0.1)
    mail_servers.put(team, mail("meanwhile"))
    assert backend.wait(120) is True


def test_waiting_survives_that_the_server_hangs_up(mail_servers: MailServers, connect: Connect, team: str) -> None:
    with Wire("127.0.0.1", mail_servers.ports["imap"]).laid() as wire:
        backend = connect(**plain_imap(wire.port))
        backend.wait(0.1)
        wire.cut_now()
        assert backend.wait(120) is True  # something may have come meanwhile
        assert backend.wait(0.1) is False
        mail_servers.put(team, mail("after"))
        assert backend.wait(120) is True


def test_a_mailbox_beside_the_first_is_looked_at_now_and_then(
    mail_servers: MailServers, connect: Connect, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LOOK", 0.1)
    with mail_servers.mailbox(team) as imap:
        imap.create("Billing")
    backend = connect(mailboxes="INBOX, Billing")
    assert backend.wait(0.3) is False
    mail_servers.put(team, mail("beside"), "Billing")
    assert backend.wait(120) is True
    assert backend.wait(0.3) is False


def test_closing_wakes_who_waits(connect: Connect) -> None:
    backend = connect()
    backend.wait(0.1)
    waiting = threading.Thread(target=lambda: backend.wait(3600))
    waiting.start()
    backend.close()
    waiting.join(60)
    assert not waiting.is_alive()


def test_a_server_without_idle_is_asked_now_and_then_and_that_is_said(
    mail_servers: MailServers, connect: Connect
) -> None:
    with Wire("127.0.0.1", mail_servers.ports["imap"]).laid() as wire:
        wire.blot("server", b"IDLE")
        backend = connect(**plain_imap(wire.port))
        assert backend.wait(0.1) is False
        assert any("no IDLE" in remark for remark in backend.probe().remarks)


def test_a_line_that_died_between_two_looks_is_drawn_anew(
    mail_servers: MailServers, connect: Connect, team: str
) -> None:
    with Wire("127.0.0.1", mail_servers.ports["imap"]).laid() as wire:
        backend = connect(since="all", **plain_imap(wire.port))
        _, cursor = everything(backend)
        wire.cut_now()
        mail_servers.put(team, mail("later"))
        assert names(everything(backend, cursor)[0]) == ["later"]


@pytest.mark.parametrize("after", [0, 20, 200, 700, 1_500, 20_000])
def test_a_line_cut_in_the_middle_of_an_answer_loses_nothing(
    mail_servers: MailServers, connect: Connect, team: str, after: int
) -> None:
    mail_servers.put(team, mail("whole", "y" * 40_000))
    with Wire("127.0.0.1", mail_servers.ports["imap"]).laid() as wire:
        backend = connect(since="all", **plain_imap(wire.port))
        wire.cut_after(after, "server")
        with pytest.raises(errors.Unavailable):
            backend.changes("")
        wire.mend()
        assert [len(m.raw) > 40_000 for m in everything(backend)[0]] == [True]


def test_nonsense_from_a_server_is_told_as_such(mail_servers: MailServers, connect: Connect) -> None:
    with Wire("127.0.0.1", mail_servers.ports["imap"]).laid() as wire:
        wire.change("server", b"UIDVALIDITY", b"UIDVAGARITY")
        page = connect(since="all", **plain_imap(wire.port)).changes("")
        assert isinstance(page, Page)
        wire.change("server", b"* OK", b"<!DOCTYPE html>")
        with pytest.raises((errors.Unreadable, errors.Unavailable)):
            connect(**plain_imap(wire.port)).changes("")


def test_mail_brings_mails_and_never_tickets(mail_servers: MailServers, connect: Connect, team: str) -> None:
    mail_servers.put(team, mail("m"))
    items = connect(since="all").changes("").items
    assert [type(i) for i in items] == [MailCame]
    assert not any(isinstance(i, TicketSeen) for i in items)
