"""A desk with real mail servers: a customer's mail becomes a ticket, is answered, and the answer threads."""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from correspondence import DOMAIN, Post
from person import Home

from servers.mail import MailServers

SETTINGS = "me: dana\nzone: UTC\nundo_window: 0\n"
KILLS = 20


@pytest.fixture
def post(own_home: Path, mail_servers: MailServers) -> Iterator[Post]:
    settings = own_home / ".config" / "supportterm" / "config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(SETTINGS)
    home = Home(own_home)
    home.shell("agent", "add", "dana", "--name", "Dana", "--teams", "support")
    there = Post(home, mail_servers)
    home.shell("sync")
    yield there
    home.end_keeper()


def test_a_customer_is_answered_in_their_thread_until_it_is_solved(post: Post) -> None:
    home = post.home
    post.write("My invoice is wrong.", "Invoice 12")
    home.eventually(lambda: home.json("list", "status:new"))
    (ticket,) = home.json("list", "status:new")
    number = ticket["number"]
    assert ticket["team"] == "support"
    home.shell("reply", str(number), "Which **line** is it?", "--pending", "--wait")
    (answer,) = home.eventually(post.got)
    (asked,) = [m for m in home.ticket(number)["messages"] if m["role"] == "customer"]
    assert asked["message_id"] in answer["References"] and answer["Subject"] == "Re: Invoice 12"
    assert "<strong>line</strong>" in answer.get_body(("html",)).get_content()
    assert "**line**" in answer.get_body(("plain",)).get_content()

    post.write("Line three.", "Re: Invoice 12", answers=answer)
    home.eventually(lambda: post.texts(number)[-1:] == ["Line three."])
    assert home.ticket(number)["status"] == "open"
    home.shell("reply", str(number), "It is right now.", "--solve", "--wait")
    home.eventually(lambda: len(post.got()) == 2)
    last = post.got()[-1]
    assert answer["Message-ID"] in last["References"]
    # A mail program that loses all headers finds the ticket by the address alone.
    post.write("Thank you!", "thanks", to=str(last["Reply-To"]))
    home.eventually(lambda: post.texts(number)[-1:] == ["Thank you!"])
    assert len(home.json("list", "")) == 1


def test_what_comes_before_the_first_look_after_connecting_is_answered_as_all_that_follows(
    own_home: Path, mail_servers: MailServers
) -> None:
    home = Home(own_home)
    home.settings(config=SETTINGS)
    home.shell("team", "add", "support", "--auto-reply", "We have it.")
    there = Post(home, mail_servers)
    home.end_keeper(signal.SIGKILL)  # which connecting began
    there.write("Is anybody there?", "Hello")
    home.shell("sync")
    home.eventually(lambda: there.texts(1) == ["Is anybody there?", "We have it."])
    home.eventually(there.got)
    home.end_keeper()


def test_a_keeper_killed_while_it_mails_loses_nothing_and_mails_nothing_twice(post: Post) -> None:
    chance = random.Random(11)
    post.write("please answer", "Kill")
    post.home.eventually(lambda: post.home.json("list", "status:new"))
    number = str(post.home.json("list", "")[0]["number"])
    post.home.shell("reply", number, "the first", "--wait")
    post.home.eventually(post.got)
    said = ["the first"]
    for kill in range(KILLS):
        post.home.shell("reply", number, f"answer {kill}")
        said.append(f"answer {kill}")
        pid = post.home.eventually(post.home.keeper)
        time.sleep(chance.uniform(0, 0.5))
        try:
            os.kill(int(str(pid)), signal.SIGKILL)
        except ProcessLookupError:
            continue
    post.home.shell("sync")
    post.home.eventually(lambda: post.home.json("outbox") == [], 120)
    post.home.eventually(lambda: len(post.got()) >= len(said))
    bodies = [m.get_body(("plain",)).get_content().strip() for m in post.got()]  # type: ignore[union-attr]
    assert bodies == said


def test_offline_a_reply_waits_and_leaves_when_the_servers_are_back(post: Post) -> None:
    post.write("hello?", "Offline")
    post.home.eventually(lambda: post.home.json("list", "status:new"))
    number = str(post.home.json("list", "")[0]["number"])
    post.servers.offline()
    try:
        post.home.shell("reply", number, "written on the train")
        post.home.eventually(lambda: "offline" in post.home.shell("connections"))
        assert post.home.json("outbox")
    finally:
        post.servers.online()
    post.home.eventually(lambda: [m for m in post.got() if "train" in m.get_body(("plain",)).get_content()])  # type: ignore[union-attr]


def test_a_wrong_password_is_told_and_nothing_is_kept(own_home: Path, mail_servers: MailServers) -> None:
    home = Home(own_home)
    person = mail_servers.person()
    home.environment["SUPPORTTERM_SECRET_MAIL"] = "not-the-secret"
    ports = mail_servers.ports
    home.shell(
        "connect", "mail", f"address={person}@{DOMAIN}", f"imap=localhost:{ports['imaps']}",
        f"smtp=localhost:{ports['submission']}", f"ca_file={mail_servers.ca}", status=1,
    )  # fmt: skip
    assert home.json("connections") == []
    assert not any(b"not-the-secret" in f.read_bytes() for f in own_home.rglob("*") if f.is_file())
