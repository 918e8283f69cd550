"""A desk in front of a real Request Tracker: worked on without the network, then both sides agree."""

import os
import random
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from person import Home

from servers import request_tracker as server
from servers.request_tracker import Tracker
from servers.rt_fixtures import fresh_tracker

__all__ = ["fresh_tracker"]

SETTINGS = "me: alice\nzone: UTC\nundo_window: 0\n"
KILLS = 20


class Connected:
    """A person's desk in front of a Request Tracker, through the program as they run it."""

    def __init__(self, home: Home, tracker: Tracker) -> None:
        self.home = home
        self.tracker = tracker

    def arrived(self) -> None:
        self.home.eventually(lambda: self.home.json("outbox") == [])

    def pulled(self) -> None:
        self.home.shell("sync")

    def number(self, key: str) -> int:
        self.home.eventually(lambda: any(r["number"] == int(key) for r in self.home.json("list", f"id:{key}")))
        return int(key)

    def said_there(self, key: str) -> list[str]:
        """Texts of replies and notes on the ticket there, oldest first."""
        history = self.tracker.call("GET", f"/ticket/{key}/history?per_page=100&fields=Type,id")
        texts = []
        for item in history["items"]:
            if item["Type"] in ("Correspond", "Comment", "Create"):
                found = self.tracker.call(
                    "GET", f"/transaction/{item['id']}/attachments?fields=Content,ContentType,Filename"
                )
                texts += [
                    a["Content"]
                    for a in found["items"]
                    if a["ContentType"].startswith("text/plain") and not a.get("Filename")
                ]
        return texts

    def keeper(self) -> int:
        """The process that keeps the desk; 0 when none does."""
        note = self.home.desk.with_name(self.home.desk.name + ".keeper")
        found = re.search(r"process (\d+)", note.read_text()) if note.exists() else None
        return int(found[1]) if found and Path(f"/proc/{found[1]}").exists() else 0

    def end(self) -> None:
        pid = self.keeper()
        if pid:
            os.kill(pid, signal.SIGTERM)
            self.home.eventually(lambda: not Path(f"/proc/{pid}").exists(), 30)


@pytest.fixture
def connected(own_home: Path, fresh_tracker: Tracker) -> Iterator[Connected]:
    settings = own_home / ".config" / "supportterm" / "config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(SETTINGS)
    home = Home(own_home)
    home.environment["SUPPORTTERM_SECRET_RT"] = fresh_tracker.tokens["sync"]
    there = Connected(home, fresh_tracker)
    home.shell("connect", "request-tracker", "rt", f"url={fresh_tracker.url}", "poll=1", "settle=5", "--prove", "1")
    there.pulled()
    yield there
    there.end()


def test_a_day_offline_ends_with_both_sides_agreeing(connected: Connected, tmp_path: Path) -> None:
    home, tracker = connected.home, connected.tracker
    mine, other, both = (tracker.open(f"Story {n}", Content=f"it is broken {n}") for n in range(3))
    connected.pulled()
    numbers = [connected.number(key) for key in (mine, other, both)]

    server.down(tracker.folder)
    file = tmp_path / "log.txt"
    file.write_text("a log\n" * 100)
    home.shell("set", mine, "status=open", "priority=high", "+triaged")
    home.shell("reply", mine, "Please try *again*.", "--attach", str(file))
    home.shell("note", mine, "It is the proxy.")
    home.shell("escalate", other, "--to", "tier2", "--reason", "needs a developer")
    home.shell("set", both, "priority=urgent")
    home.shell("reply", both, "We look into it.")
    assert len(home.json("outbox")) >= 7

    server.start(tracker.folder, int(tracker.url.rpartition(":")[2]))
    tracker.put(both, Priority=75)
    tracker.say(both, "correspond", "I did it already.", user="bob")
    tracker.put(other, Subject="Story renamed")
    home.eventually(lambda: [c for c in home.json("conflicts") if c["fields"]])
    (clash,) = home.json("conflicts")
    (field,) = clash["fields"]
    assert (field["field"], field["mine"], field["theirs"], field["by"]) == ("priority", 3, 2, "alice")
    home.shell("conflicts", "take", clash["id"], "theirs")
    home.eventually(lambda: [c for c in home.json("conflicts") if c["since"]])  # bob answered meanwhile
    (moved,) = home.json("conflicts")
    assert [m["body"] for m in moved["since"]] == ["I did it already."]
    home.shell("outbox", "again", moved["id"])
    connected.arrived()
    connected.pulled()

    (sent,) = [a for a in _attachments(tracker, mine) if a.get("Filename") == "log.txt"]
    assert sent["Content"] == file.read_text()
    assert connected.said_there(mine)[1:] == ["Please try *again*.", "It is the proxy."]
    assert connected.said_there(both)[-2:] == ["I did it already.", "We look into it."]
    there = [tracker.call("GET", f"/ticket/{key}") for key in (mine, other, both)]
    here = [home.ticket(number) for number in numbers]
    assert [t["Status"] for t in there] == ["open", "open", "open"]
    assert [h["priority"] for h in here] == ["high", "low", "high"]
    assert tracker.call("GET", f"/queue/{there[1]['Queue']['id']}")["Name"] == "Tier2" and here[1]["team"] == "tier2"
    assert here[1]["subject"] == there[1]["Subject"] == "Story renamed"
    assert "triaged" in here[0]["tags"]
    assert {m["body"] for m in here[2]["messages"]} >= {"I did it already.", "We look into it."}


def test_a_keeper_killed_while_it_sends_loses_nothing_and_sends_nothing_twice(connected: Connected) -> None:
    chance = random.Random(7)
    keys = [connected.tracker.open(f"Kill {n}", Content="please answer") for n in range(4)]
    connected.pulled()
    for key in keys:
        connected.number(key)
    said: dict[str, list[str]] = {key: [] for key in keys}
    for kill in range(KILLS):
        key = keys[kill % len(keys)]
        text = f"answer {kill}"
        connected.home.shell("reply", key, text)
        said[key].append(text)
        pid = connected.home.eventually(connected.keeper)
        time.sleep(chance.uniform(0, 0.4))
        try:
            os.kill(int(str(pid)), signal.SIGKILL)
        except ProcessLookupError:
            continue
    connected.home.shell("sync", status=0)
    connected.arrived()
    for key in keys:
        assert connected.said_there(key)[1:] == said[key]


def _attachments(tracker: Tracker, key: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = tracker.call("GET", f"/ticket/{key}/attachments?fields=Content,Filename")["items"]
    return found
