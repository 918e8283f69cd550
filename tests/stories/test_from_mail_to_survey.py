"""A mail becomes a ticket, is answered, escalated, solved and surveyed: real servers, terminals and a real Chromium.

At each step one of the processes is killed, as a machine out of memory kills: nothing is lost, nothing comes twice.
"""

import contextlib
import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

import httpx
import pytest
from correspondence import Post
from person import Home
from served import Served
from terminal import Terminal

from servers.mail import MailServers
from supportterm.core.terms import Status
from supportterm.desk import Desk

pytestmark = pytest.mark.slow

DESK = """
surveys: {content: {kind: csat, question: How was it?, after: 0m}}
rules:
  unhappy:
    on: rated
    when: csat:<3
    do: [reopen, assign gwen, note 'Please call them.']
"""
SETTINGS = "me: dana\nzone: UTC\nundo_window: 0\n"


@pytest.fixture
def post(own_home: Path, mail_servers: MailServers) -> Iterator[Post]:
    """Dana's desk, with Sam at its second tier and Gwen who leads, a mailbox and a survey."""
    home = Home(own_home)
    home.settings(config=SETTINGS)
    home.shell("team", "add", "backend", "--tier", "2")
    home.shell("team", "add", "support", "--auto-reply", "We have your mail, {{ name }}.")
    for handle, team in (("dana", "support"), ("sam", "backend"), ("gwen", "support")):
        home.shell("agent", "add", handle, "--name", handle.title(), "--teams", team)
    (own_home / "desk.yaml").write_text(DESK)
    home.shell("desk", "apply", "desk.yaml")
    there = Post(home, mail_servers)
    yield there
    home.end_keeper()


def test_a_mail_is_answered_escalated_solved_and_rated_whatever_dies_on_the_way(post: Post, tab: Any) -> None:
    home = post.home
    with Served(home) as side:
        with home.console() as dana:
            dana.see("No tickets yet", "in sync")
            home.eventually(home.keeper)
            home.end_keeper(signal.SIGKILL)  # who fetches mail is gone when it comes
            post.write("My export is empty since Monday.", "The export is empty")
            dana.see("The export is empty", seconds=60)
            letters(post, 1)  # that it was received
            compose(dana, 1, "Which project")
            dana.wait_for(lambda: drafted(home, 1, "dana") == "Which project", "the answer begun was never kept")
            dana.kill()
        with home.console() as dana:
            dana.see("The export is empty")
            compose(dana, 1, " is it?", "Which project is it?")
            dana.press("ctrl+s", "p")
            home.end_keeper(signal.SIGKILL)  # while the answer leaves
            dana.see("#1 replied")
        _, answer = letters(post, 2)
        post.write("Project seven.", "Re: The export is empty", answers=answer)
        with home.console() as dana:
            dana.see("The export is empty")
            dana.command("open 1")
            dana.see("Project seven.", seconds=60)
            escalate(dana)
            dana.kill()
        with home.console("--me", "sam") as sam:
            sam.see("The export is empty")
            sam.press("g", "H")
            sam.see("The export is empty")
            sam.press("a")
            sam.see("accepted")
            sam.kill()
        with home.console("--me", "sam") as sam:
            sam.see("The export is empty")
            compose(sam, 1, "It is full again.")
            sam.press("ctrl+s", "c")
            sam.see("#1 replied")
            home.end_keeper(signal.SIGKILL)  # while the answer leaves, and the survey is due
        *_, last, survey = letters(post, 4)
        assert answer["Message-ID"] in last["References"]
        rates(side, tab, survey, 2)
        home.eventually(lambda: home.reads(1).assignee == "gwen")
        assert (home.reads(1).status, home.reads(1).csat) == (Status.OPEN, 2)
        home.shell("--me", "gwen", "set", "1", "status=solved")
        rates(side, tab, survey, 5)
    assert texts(home, 1) == [
        ("customer", "My export is empty since Monday."),
        ("reply", "We have your mail, Kim."),
        ("reply", "Which project is it?"),
        ("customer", "Project seven."),
        ("reply", "It is full again."),
        ("reply", "Hello Kim,"),
        ("note", "Please call them."),
    ]
    ticket = home.reads(1)
    assert (ticket.status, ticket.team, ticket.assignee, ticket.csat) == (Status.SOLVED, "backend", "gwen", 5)
    assert home.json("report", "--since", "1h")[0]["csat"] == 100.0
    nothing_twice(post, letters=4)


class Reaper(Thread):
    """Kills, at moments that nobody chose, who keeps the desk and who serves its customers."""

    def __init__(self, home: Home, side: Served, chance: random.Random) -> None:
        super().__init__()
        self._home, self._side, self._chance = home, side, chance
        self._over = Event()
        self.kills = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        while not self._over.wait(self._chance.uniform(0.2, 6)):
            if self._chance.random() < 0.6:
                self._home.end_keeper(signal.SIGKILL)
            else:
                self._side.end()
                self._side.start()
            self.kills += 1


@pytest.mark.timeout(600)  # half a minute for each customer: what was begun when its process was killed is looked up
def test_whoever_is_killed_at_whatever_moment_each_is_answered_and_rates_once(
    post: Post, effort: Callable[[int, int], int]
) -> None:
    home, chance, rated = post.home, random.Random(7), {}
    post.write("hello", "Before")
    letters(post, 1)
    home.eventually(lambda: post.servers.mails(post.desk, "Sent"))  # what was lost can be looked up from here on
    with Served(home) as side, Reaper(home, side, chance) as reaper:
        for number in range(2, effort(4, 12)):
            post.customer = post.servers.person()
            post.write(f"question {number}", f"Question {number}")
            home.eventually(lambda n=number: home.json("list", f'subject:"Question {n}"'))
            letters(post, 1)
            answer(home, chance, "dana", number, "Which one?", "p")
            asked = letters(post, 2)[-1]
            post.write(f"that one {number}", f"Re: Question {number}", answers=asked)
            home.eventually(lambda n=number: ("customer", f"that one {n}") in texts(home, n))
            home.shell("escalate", str(number), "--to", "backend", "--reason", "no rights")
            answer(home, chance, "sam", number, "It is full again.", "c")
            rated[number] = chance.randint(3, 5)
            click(post, links_in(letters(post, 4)[-1])[rated[number] - 1])
    assert reaper.kills > 5
    nothing_twice(post, letters=4)
    assert {n: home.reads(n).csat for n in rated} == rated
    for number in rated:
        assert texts(home, number) == [
            ("customer", f"question {number}"),
            ("reply", "We have your mail, Kim."),
            ("reply", "Which one?"),
            ("customer", f"that one {number}"),
            ("reply", "It is full again."),
            ("reply", "Hello Kim,"),
        ]


def answer(home: Home, chance: random.Random, who: str, number: int, text: str, key: str) -> None:
    """Write an answer, send it, and be killed in it; what was not sent by then is there still, and is sent."""
    with home.console("--me", who) as console:
        console.see(f"Question {number}")
        compose(console, number, text)
        console.wait_for(lambda: drafted(home, number, who) == text, "the answer was never kept")
        console.write(f"\x13{key}")  # ctrl+s
        time.sleep(chance.uniform(0, 0.4))
        console.kill()
    gone = ("reply", text) in texts(home, number)
    assert drafted(home, number, who) == ("" if gone else text)
    if not gone:
        with home.console("--me", who) as console:
            console.see(f"Question {number}")
            compose(console, number, "", text)
            console.press("ctrl+s", key)
            console.see(f"#{number} replied")


def click(post: Post, link: str) -> None:
    """A click, again and again while nobody answers, as a person does."""

    def done() -> bool:
        with contextlib.suppress(httpx.TransportError):
            held = re.search(r'name="pass" value="([^"]+)"', httpx.get(link).text)
            score = link.partition("/survey/")[2].partition("?")[0]
            if held is None:
                return False
            there = f"{link.partition('/survey/')[0]}/survey"
            return httpx.post(there, data={"pass": held[1], "score": score}).status_code == 303
        return False

    post.home.eventually(done)


def texts(home: Home, number: int) -> list[tuple[str, str]]:
    """Who said what, the first paragraph of each."""
    return [(role, body.split("\n\n")[0].strip()) for role, body in home.wrote(number)]


def compose(console: Terminal, number: int, text: str, whole: str = "") -> None:
    console.command(f"open {number}")
    console.see(f"#{number} ", "r reply")
    console.press("r")
    console.see("PUBLIC REPLY")
    console.type(text)
    console.see(whole or text)


def escalate(console: Terminal) -> None:
    console.press("!")
    console.see("backend  Backend, tier 2")
    console.type("backend")
    console.press("enter")
    console.see("reason:")
    console.type("the job has no rights")
    console.press("enter")
    console.see("escalated to backend, tier 2")


def rates(side: Served, tab: Any, survey: EmailMessage, score: int) -> None:
    """One click in the mail; the customers' side is gone when it shall be told, and again when it was."""
    tab.goto(links_in(survey)[score - 1])
    tab.get_by_role("radio", name=str(score)).and_(tab.get_by_role("radio", checked=True)).wait_for()
    side.end()
    tab.mouse.move(200, 200)
    tab.get_by_text("Trying again").wait_for()
    side.start()
    tab.get_by_text("We have it").wait_for()
    side.end()
    side.start()


def links_in(survey: EmailMessage) -> list[str]:
    """Where a click leads, by score."""
    body = survey.get_body(("plain",))
    assert body is not None
    return re.findall(r"<(http\S+/survey/\d+\S*)>", body.get_content())


def nothing_twice(post: Post, letters: int) -> None:
    """All has left, so much came to the customer, and the log of the desk is whole."""
    post.home.eventually(lambda: post.home.json("outbox") == [])
    post.home.shell("sync")
    assert len(post.got()) == letters
    assert "operations in order" in post.home.shell("doctor", "--audit")


def letters(post: Post, many: int) -> list[EmailMessage]:
    """What came to the customer, as soon as it is so many."""
    post.home.eventually(lambda: len(post.got()) >= many)
    found = post.got()
    assert len(found) == many, [m["Subject"] for m in found]
    return found


def drafted(home: Home, number: int, who: str) -> str:
    with Desk.open(home.desk, me=who, read_only=True) as desk:
        draft = desk.draft(number, "reply")
        return draft.body if draft else ""
