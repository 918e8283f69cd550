"""Hooks by command: listed, tried, and told of where things are looked after."""

from collections.abc import Callable

from supportterm.config.paths import paths
from supportterm.desk import Desk

Shell = Callable[..., str]


def put(name: str, script: str, mode: int = 0o700) -> None:
    file = paths().hooks / name
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(mode)


def test_hooks_are_listed_with_why_one_is_not_run(dana: Shell) -> None:
    assert "no hooks" in dana("hooks")
    put("assigned-log", "cat")
    put("assigned-open", "cat", 0o777)
    put("asigned", "cat")
    put("note-written", "cat", 0o600)
    said = dana("hooks")
    assert "assigned-log                     has not run" in said
    assert "wrong: others may write; `chmod go-w` it" in said
    assert "its name says no event; did you mean assigned?" in said
    assert "off: it can't be executed; `chmod u+x` switches it on" in said
    told = dana("doctor", status=1)
    assert "LOOK hooks        asigned is not run" in told and "LOOK hooks        assigned-open" in told


def test_one_is_tried_on_a_ticket_and_told_of_the_last_time(dana: Shell) -> None:
    put("assigned-log", "cat")
    put("assigned-fails", "echo no network >&2; exit 4")
    dana("new", "--from", "al@acme.test", "--subject", "Case")
    assert '"happened":false' in dana("hooks", "try", "assigned", "1", status=1)
    dana("assign", "1", "dana")
    said = dana("hooks", "try", "assigned", "1", status=1)
    assert '"changed":{"assignee":{"from":null,"to":"dana"}}' in said and '"subject":"Case"' in said
    assert "(ended with status 4: no network)" in said and "(it ended well)" in said
    assert "did you mean assigned?" in dana("hooks", "try", "asigned", "1", status=2)
    assert "no hook follows escalated" in dana("hooks", "try", "escalated", "1", status=1)


def test_what_went_wrong_is_told_until_it_is_forgotten(dana: Shell) -> None:
    put("ticket-created", "cat")
    dana("new", "--from", "al@acme.test", "--subject", "Case")
    with Desk.open(paths().desk) as desk:
        door = desk.hooks()
        door.settle({"ticket-created": 0})
        door.begin("ticket-created", desk.log(1)[0].seq, 1)
        door.doubt()
    assert "uncertain  #1" in dana("hooks")
    assert "ticket-created on #1: it was running when" in dana("doctor", status=1)
    assert "1 run forgotten" in dana("hooks", "forget")
    assert "uncertain" not in dana("hooks") and "nothing went wrong" in dana("hooks", "again")
