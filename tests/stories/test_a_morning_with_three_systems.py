"""A morning in front of a help desk, a knowledge base and a CRM: on a train, and back on the network.

The console and the keeper are killed on the way, as a machine out of memory kills, and answers are lost on the wire.
What was written leaves once; what somebody else changed too is shown; in the end all sides say the same.
"""

import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from person import Home
from terminal import Terminal
from three_systems import ThreeSystems

from fakes.crm import Company, Deal
from fakes.doors import as_agent, customer
from fakes.vendor import Asked, Told
from supportterm.commands.cases import cases
from supportterm.core.terms import Priority, Status
from supportterm.desk import Desk
from supportterm.sync.standing import standing

pytestmark = [pytest.mark.slow, pytest.mark.long]

CARD = ("Acme GmbH", "plan Enterprise", "owner Kim Lee", "99.50 USD")
RESET = '<p style="color: red">careful</p><p>Press the zebra button.</p>'


class Morning:
    """Bob's desk, and who writes to it."""

    def __init__(self, home: Home, far: ThreeSystems) -> None:
        self.home, self.far = home, far
        self.dana = customer(far.remote, "dana@acme.test", "Dana")
        self.ann = as_agent(far.remote, "ann")
        self.password = self.dana.opens("Cannot sign in", "My password is not taken.")
        self.invoice = customer(far.remote, "lou@bolt.test").opens("Invoice missing", "Where is March?")
        self.export = customer(far.remote, "kim@acme.test").opens("Export hangs", "It hangs at 80 %.")
        self.reset = far.books.write("Reset a password", RESET)
        self.shipping = far.books.write("Shipping", "<p>Three days.</p>")
        seats = Deal("Seats", 99.5, "USD", "Contract", "2026-11-30")
        acme = Company("Acme GmbH", plan="Enterprise", owner="Kim Lee", deals=[seats])
        far.crm.knows("dana@acme.test", first="Dana", last="Quade", company=acme)

    def console(self) -> AbstractContextManager[Terminal]:
        return self.home.console(columns=170, rows=44, **self.home.environment)

    def said(self, key: str) -> list[str]:
        """All that was said on a ticket there, oldest first."""
        return [message.body for message in self.far.remote.ledger.messages[key]]

    def waits_for_bob(self) -> int:
        """How many things; 0 while anything else is still to leave by itself."""
        with Desk.open(self.home.desk, me="bob", read_only=True) as desk:
            now = standing(desk, desk.clock())
            held = sum(bool(case.held) for case in cases(desk))
        return now.attention if now.waiting == held else 0


@pytest.fixture
def morning(own_home: Path) -> Iterator[Morning]:
    home = Home(own_home)
    home.settings(config="me: bob\nzone: UTC\nundo_window: 0\n")
    with ThreeSystems() as far:
        morning = Morning(home, far)
        far.connect(home)
        home.shell("sync")
        yield morning
        home.end_keeper()


def test_a_morning_on_a_train_and_back_ends_with_all_sides_agreeing(
    morning: Morning, effort: Callable[[int, int], int]
) -> None:
    before_the_train(morning)
    morning.far.offline()
    on_the_train(morning)
    meanwhile_there(morning)
    lose_answers(morning.far)
    back(morning, kills=effort(2, 20))
    decide(morning)
    all_agree(morning)


def before_the_train(morning: Morning) -> None:
    with morning.console() as bob:
        bob.see("Cannot sign in", "Invoice missing", "Export hangs")
        bob.command(f"open {morning.password}")
        bob.see("My password is not taken.", *CARD)
        assert re.search(r"HubSpot +just now", bob.text)


def on_the_train(morning: Morning) -> None:
    home = morning.home
    with morning.console() as bob:
        bob.see("Cannot sign in", "offline since")
        bob.command(f"open {morning.password}")
        bob.see("My password is not taken.", *CARD)
        assert re.search(r"HubSpot +(just now|\dm ago)", bob.text)  # what was known stays, with its age
        bob.press("r")
        bob.see("PUBLIC REPLY", "leaves for Zendesk")
        bob.type("Try this: ??")
        bob.see("Reset a password")
        bob.press("enter")
        bob.see("Press the zebra button.")
        bob.press("ctrl+s", "s")
        bob.see("waiting to leave")
        bob.command(f"open {morning.invoice}")
        bob.see("Where is March?")
        bob.press("n")
        bob.see("INTERNAL NOTE")
        bob.type("It went to the old address.")
        bob.press("ctrl+s", "n")
        bob.see(f"note on #{morning.invoice}")
        bob.command(f"open {morning.export}")
        bob.see("It hangs at 80 %.")
        bob.press("r")
        bob.see("PUBLIC REPLY")
        bob.type("Which version is it?")
        bob.wait_for(lambda: draft(home, morning.export) == "Which version is it?", "the draft was never kept", 10)
        bob.kill()
    home.end_keeper(signal.SIGKILL)
    with morning.console() as bob:
        bob.see("Export hangs", "waiting")
        bob.command(f"open {morning.export}")
        bob.see("It hangs at 80 %.")
        bob.press("r")
        bob.see("Which version is it?", "your draft is here again")
        bob.press("ctrl+s", "s")
        bob.see("replied")
        bob.press("p", "u")
        bob.see("priority normal → urgent")
        bob.command("tag +export")
        bob.see("tags +export")
        bob.command(f"open {morning.invoice}")
        bob.press("s", "p")
        bob.see("status new → pending")
        bob.kill()
    article = "reset-a-password"
    home.shell("kb", "edit", article, "careful\n\nPress the giraffe button.")
    home.shell("kb", "edit", "shipping", "Four days.")


def draft(home: Home, key: str) -> str:
    with Desk.open(home.desk, me="bob", read_only=True) as desk:
        found = desk.draft(int(key), "reply")
        return found.body if found else ""


def meanwhile_there(morning: Morning) -> None:
    morning.dana.writes(morning.password, "Are you there?")
    morning.ann.set(morning.export, priority=int(Priority.LOW))
    morning.ann.set(morning.invoice, subject="Invoice of March missing")
    morning.far.books.change(morning.shipping, page="<p>Five days.</p>")


def lose_answers(far: ThreeSystems) -> None:
    """The first answers to what is written are lost on the wire, once it was done."""
    for name, count in (("zd", 3), ("wiki", 1)):
        left = iter([True] * count)

        def lost(asked: Asked, told: Told, left: Iterator[bool] = left) -> Told:
            return Told(502) if asked.method != "GET" and told.status < 300 and next(left, False) else told

        far.vendors[name].fault = lost


def back(morning: Morning, *, kills: int) -> None:
    """The network is there again, while the machine is short of memory."""
    home, chance = morning.home, random.Random(5)
    morning.far.online()
    with morning.console() as bob:
        bob.see("Export hangs")
        for _ in range(kills):
            bob.command("sync")
            morning.home.eventually(home.keeper)
            time.sleep(chance.uniform(0, 0.6))
            home.end_keeper(signal.SIGKILL)
        bob.command("sync")
        morning.home.eventually(lambda: morning.waits_for_bob() == 3)
        bob.kill()


def decide(morning: Morning) -> None:
    with morning.console() as bob:
        bob.see("3 conflicts")
        bob.press("g", "s")
        bob.see("The ticket went on after you read it", "since then, Dana", "Are you there?", "Press the zebra button.")
        bob.press("s")
        bob.see("changed here and at Zendesk", "normal", "urgent", "low")
        bob.press("t")
        bob.see("The article was changed at Confluence too", "-Five days.", "+Four days.")
        bob.press("m")
        bob.see("Everything has arrived.")


def all_agree(morning: Morning) -> None:
    home, remote = morning.home, morning.far.remote
    assert home.json("outbox") == home.json("conflicts") == []
    assert [morning.said(key) for key in (morning.password, morning.invoice, morning.export)] == [
        ["My password is not taken.", "Are you there?", "Try this: careful\n\nPress the zebra button."],
        ["Where is March?", "It went to the old address."],
        ["It hangs at 80 %.", "Which version is it?"],
    ]
    for key, wanted in (
        (morning.password, ("Cannot sign in", Status.OPEN, Priority.NORMAL, ())),
        (morning.invoice, ("Invoice of March missing", Status.PENDING, Priority.NORMAL, ())),
        (morning.export, ("Export hangs", Status.OPEN, Priority.LOW, ("export",))),
    ):
        there, here = remote.ticket(key), home.reads(int(key))
        assert (there.subject, there.status, there.priority, there.tags) == wanted
        assert (here.subject, here.status, here.priority, here.tags) == wanted
        assert [body for _, body in home.wrote(int(key))] == morning.said(key)
    assert morning.reset.page == RESET.replace("zebra", "giraffe")
    assert morning.shipping.page == "<p>Four days.</p>"
    assert [found["body"] for found in home.json("kb", "show", "shipping")] == ["Four days."]
    assert "operations in order" in home.shell("doctor", "--audit")
