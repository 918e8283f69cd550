"""`connect hubspot` and `person show`: who somebody is, with what a directory (CRM) knows of them."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import keyring
import pytest
from keyring.backends import fail

from fakes.crm import Company, Crm, Deal
from fakes.directory_kinds import KINDS
from fakes.server import TOKEN
from supportterm.commands.call import Call, Outcome
from supportterm.commands.opening import opened
from supportterm.commands.parse import run
from supportterm.config.paths import paths
from supportterm.core.refusal import Refused
from supportterm.desk import Desk
from supportterm.desk.fresh import make
from supportterm.sync import starting
from supportterm.sync.engine import Engine


@pytest.fixture
def crm() -> Crm:
    return Crm()


@pytest.fixture
def desk(own_home: Path, monkeypatch: pytest.MonkeyPatch, crm: Crm) -> Iterator[Desk]:
    """In front of a CRM, on a machine without a keyring; no keeper is started for it."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    monkeypatch.setattr(starting, "start", lambda *_, **__: None)
    paths().data.mkdir(parents=True)
    make(paths().desk)
    vendor = KINDS["hubspot"].vendor()
    vendor.face.crm = crm
    with Desk.open(paths().desk) as desk, vendor.serving():
        said = say(desk, f"connect hubspot hub plan=plan_name url={vendor.url} --secret", stdin=f"{TOKEN}\n")
        assert "hub is connected as account 4711" in said and "from here you can look people up" in said
        assert "lost" not in said and "can't be done" not in said
        yield desk
    keyring.set_keyring(before)


def say(desk: Desk, line: str, *, stdin: str = "") -> str:
    outcome = answered(desk, line, stdin=stdin)
    return "\n".join(outcome.lines or [outcome.words])


def answered(desk: Desk, line: str, *, stdin: str = "") -> Outcome:
    return run(line, Call(lambda: desk, read_text=lambda: stdin))


def kept(desk: Desk) -> None:
    """What its keeper does until there is nothing more to do."""
    (connected,) = desk.connections()
    backend = opened(connected, desk.id)
    engine = Engine(desk.replica("hub"), backend, clock=desk.clock, random=Random(1), fence="one")  # type: ignore[arg-type]
    while engine.step() == 0:
        pass
    backend.close()


def test_somebody_is_shown_with_what_is_known_here_and_there(desk: Desk, crm: Crm) -> None:
    acme = Company("Acme GmbH", plan="Gold", owner="Kim Lee", deals=[Deal("Seats", 99.5, "USD", closes="2026-11-30")])
    crm.knows("dana@x.test", first="Dana", last="Quade", title="CTO", company=acme)
    with pytest.raises(Refused, match=r"nobody here has the address dana@x\.test; directories are being asked"):
        say(desk, "person show dana@x.test")
    kept(desk)
    words = say(desk, "person show dana@x.test").splitlines()
    assert words[:3] == ["dana@x.test", "", "HubSpot, just now"]
    assert words[3:8] == [
        "company:  Acme GmbH", "plan:     Gold", "owner:    Kim Lee", "stage:    customer",
        "deal:     Seats, 99.50 USD, Offer sent, closes 2026-11-30",
    ]  # fmt: skip
    desk.put_person(email="dana@x.test", name="Dana", phone="+49 30", title="boss")
    (record,) = answered(desk, "person show dana@x.test").records
    assert (record["name"], record["phone"]) == ("Dana", "+49 30")
    (told,) = record["directories"]  # type: ignore[misc]
    assert told["found"]["company"] == "Acme GmbH" and told["title"] == "HubSpot"  # type: ignore[index]


def test_whom_a_directory_does_not_know_is_said(desk: Desk) -> None:
    desk.put_person(email="bo@x.test", name="Bo")
    assert "has not answered yet" in say(desk, "person show bo@x.test")
    kept(desk)
    assert say(desk, "person show bo@x.test").splitlines()[-1] == "does not know this address"


def test_doctor_says_how_it_stands_and_promises_nothing_of_sending(desk: Desk) -> None:
    kept(desk)
    said = say(desk, "doctor")
    (line,) = [line for line in said.splitlines() if "HubSpot" in line]
    assert "twice" not in line
