"""What an engineer reads over SSH on 80 columns is parted between words, and what goes on is set in."""

from pathlib import Path

import pytest

from supportterm.commands.call import Call
from supportterm.commands.parse import run
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk

REASON = "the consumer can't read a job state that the portal now sends, which holds up all events of this customer"


@pytest.mark.parametrize("line", ["log 1", "blame 1"])
def test_reasons_are_parted_between_words(line: str, tmp_path: Path) -> None:
    with Desk.create(tmp_path / "acme.desk", "Acme", me="dana") as desk:
        desk.define("team", "support", {"tier": 1, "name": "Support"})
        desk.define("team", "backend", {"tier": 2, "name": "Backend"})
        desk.define("agent", "dana", {"name": "Dana", "teams": ["support"]})
        desk.create_ticket(NewTicket("kim@mail.test", "Board frozen", "help", team="support"))
        run(["escalate", "1", "--to", "backend", "--reason", REASON], Call(lambda: desk))
        whole = list(run(line, Call(lambda: desk)).lines or ())
        narrow = list(run(line, Call(lambda: desk, columns=80)).lines or ())
    assert any(len(row) > 80 for row in whole) and all(len(row) <= 80 for row in narrow)
    assert " ".join(" ".join(narrow).split()) == " ".join(" ".join(whole).split())
    assert all(row.startswith("    ") for row in narrow if row.split()[0] in REASON.split())
