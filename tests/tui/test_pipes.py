"""Tickets go into a program, and what it prints comes back as something to read, a note, a draft or changes."""

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
from desk_of_sixty import shown, until
from textual.pilot import Pilot

from supportterm.config.settings import Settings
from supportterm.core.nouns import Message
from supportterm.core.terms import Priority, Role
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm

clock = count(1_790_000_000_000, 1000).__next__
HOSTILE = "$(touch pwned); `touch pwned` '\"; touch pwned #\x1b[2J\x1b]0;owned\x07"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Three tickets, the second one's subject and text written by somebody who means harm."""
    monkeypatch.setenv("SHELL", "/bin/sh")
    monkeypatch.chdir(tmp_path)
    with Desk.create(tmp_path / "acme.desk", "Acme", me="dana", clock=clock) as opened:
        opened.define("agent", "dana", {"name": "Dana"})
        for number, words in enumerate(("Refund", HOSTILE, "Login"), 1):
            opened.create_ticket(NewTicket("kim@mail.test", f"{number} {words}", words, name="Kim"))
        yield opened


@asynccontextmanager
async def console(desk: Desk, ticket: int = 0, **settings: object) -> AsyncIterator[Pilot[None]]:
    app = SupportTerm(desk, settings=Settings(start_view="all", **settings))  # type: ignore[arg-type]
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause(0.05)
        if ticket:
            app.frame.open(ticket)
        await pilot.pause(0.05)
        yield pilot


def run(pilot: Pilot[None], line: str) -> None:
    pilot.app.frame.run(line)  # type: ignore[attr-defined]


def messages(desk: Desk, ticket: int) -> list[tuple[Role, str]]:
    return [(m.role, m.body) for m in desk.timeline(ticket) if isinstance(m, Message)]


async def test_what_a_program_prints_is_shown_and_leads_back_to_the_ticket(desk: Desk) -> None:
    async with console(desk, 1) as pilot:
        await pilot.press("vertical_line")
        await pilot.pause(0.05)
        await until(pilot, lambda: pilot.app.frame.asker.asking)  # type: ignore[attr-defined]
        await pilot.press(*"grep", "space", *"from", "space", "vertical_line", "space", *"tr", "space", *"a-z", "space")
        await pilot.press(*"A-Z", "enter")
        await until(pilot, lambda: "FROM KIM <KIM@MAIL.TEST>" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "FROM KIM" not in shown(pilot) and "1 Refund" in shown(pilot))
        assert pilot.app.frame.subjects() == (1,)  # type: ignore[attr-defined]


async def test_what_people_outside_wrote_is_never_part_of_a_line_and_never_obeyed(desk: Desk, tmp_path: Path) -> None:
    async with console(desk, 2) as pilot:
        run(pilot, "|cat; env | grep SUPPORTTERM_; echo $SUPPORTTERM_TICKETS")
        await until(pilot, lambda: "SUPPORTTERM_TICKETS=#2" in shown(pilot))
        assert "$(touch pwned)" in shown(pilot)
        assert "\x1b" not in shown(pilot) and "␛[2J" in shown(pilot)
        assert not list(tmp_path.glob("pwned"))
        run(pilot, "!cat")
        await until(pilot, lambda: '"subject": "2 $(touch pwned)' in shown(pilot))
        assert not list(tmp_path.glob("pwned"))


async def test_a_note_of_each_ticket_is_one_change(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("x", "x")
        run(pilot, "!--note grep -o '\"number\": [0-9]*'")
        await until(pilot, lambda: messages(desk, 3)[-1][0] is Role.NOTE)
        assert messages(desk, 3)[-1] == (Role.NOTE, '"number": 3')
        assert messages(desk, 2)[-1] == (Role.NOTE, '"number": 2')
        await pilot.press("z")
        await pilot.pause(0.05)
        assert len(messages(desk, 3)) == len(messages(desk, 2)) == 1


async def test_a_draft_is_read_before_it_is_sent(desk: Desk) -> None:
    async with console(desk, 1) as pilot:
        run(pilot, "|--draft echo 'Dear Kim'")
        await until(pilot, lambda: "PUBLIC REPLY" in shown(pilot) and "Dear Kim" in shown(pilot))
        assert len(messages(desk, 1)) == 1


async def test_what_differs_from_what_was_told_is_changed_on_all_tickets_or_none(desk: Desk) -> None:
    script = "import json, sys; t = json.load(sys.stdin); t['priority'] = 'high'; t['tags'].append('late'); "
    async with console(desk) as pilot:
        await pilot.press("x", "x")
        run(pilot, f'!--set {sys.executable} -c "{script} print(json.dumps(t))"')
        await until(pilot, lambda: desk.ticket(3).priority is Priority.HIGH)
        assert desk.ticket(2).tags == ("late",)
        run(pilot, f'!--set {sys.executable} -c "{script} t[\'status\'] = [\'x\', \'pending\'][t[\'id\'] == 2]; '
                   'print(json.dumps(t))"')  # fmt: skip
        await until(pilot, lambda: "is none of" in shown(pilot))
        assert desk.ticket(2).status.word == "new"


async def test_a_failure_changes_nothing_and_says_why(desk: Desk) -> None:
    async with console(desk, 1) as pilot:
        run(pilot, "|--note echo half; echo 'no network' >&2; exit 4")
        await until(pilot, lambda: "ended with status 4: no network; nothing was changed" in shown(pilot))
        assert len(messages(desk, 1)) == 1
        run(pilot, "|nonsuch-program")
        await until(pilot, lambda: "not found" in shown(pilot) and "(ended with status 127" in shown(pilot))


async def test_keys_stay_free_while_a_program_runs_and_a_key_ends_it(desk: Desk) -> None:
    async with console(desk) as pilot:
        run(pilot, "|sleep 30")
        await until(pilot, lambda: "running |sleep 30" in shown(pilot))
        await pilot.press("j")
        assert pilot.app.frame.subjects() == (2,)  # type: ignore[attr-defined]
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "was ended" in shown(pilot))
        assert "running" not in shown(pilot)
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "nothing is running" in shown(pilot))


async def test_a_program_has_so_much_time(desk: Desk) -> None:
    async with console(desk, program_seconds=0.2) as pilot:
        run(pilot, "|sleep 30")
        await until(pilot, lambda: "took too long and was ended" in shown(pilot))


# --- commands of one's own


@pytest.fixture
def label(own_home: Path) -> None:
    folder = own_home / ".config" / "supportterm" / "commands"
    folder.mkdir(parents=True)
    (folder / "label.yaml").write_text(
        "title: Label it elsewhere\n"
        "ask:\n  kind: {about: what it is, choices: [bug, question], default: question}\n"
        "confirm: label {{ ticket.number }} as {{ answer.kind }}?\n"
        "run: [echo, '{{ ticket.number }} is a {{ answer.kind }}']\noutput: note\nthen: [tag +labelled]\n"
    )


async def test_a_command_of_ones_own_asks_and_then_acts_on_all_that_is_chosen(desk: Desk, label: None) -> None:
    async with console(desk) as pilot:
        await pilot.press("x", "x")
        await pilot.press("colon", *"lab", "tab", "enter")
        await until(pilot, lambda: "what it is:" in shown(pilot) and "question" in shown(pilot))
        await pilot.press("down", "enter")
        await until(pilot, lambda: "label 2 as bug? (2 tickets)" in shown(pilot))
        await pilot.press("y")
        await until(pilot, lambda: desk.ticket(2).tags == ("labelled",))
        assert messages(desk, 2)[-1] == (Role.NOTE, "2 is a bug")
        assert messages(desk, 3)[-1] == (Role.NOTE, "3 is a bug")
        await pilot.press("z")
        await pilot.pause(0.05)
        assert desk.ticket(2).tags == () and len(messages(desk, 3)) == 1


async def test_who_says_no_to_a_command_of_ones_own_has_done_nothing(desk: Desk, label: None) -> None:
    async with console(desk, 1) as pilot:
        run(pilot, "label --kind bug")
        await until(pilot, lambda: "label 1 as bug?" in shown(pilot))
        await pilot.press("n")
        await until(pilot, lambda: "label: nothing was done" in shown(pilot))
        assert len(messages(desk, 1)) == 1


async def test_the_palette_offers_them_and_a_key_may_run_them(desk: Desk, label: None, own_home: Path) -> None:
    keymaps = own_home / ".config" / "supportterm" / "keymaps"
    keymaps.mkdir()
    (keymaps / "mine.yaml").write_text("extends: default\nqueue:\n  f6: label --kind bug\n")
    async with console(desk) as pilot:
        pilot.app.change_keymap("mine")  # type: ignore[attr-defined]
        await pilot.press("ctrl+p", *"elsewhere")
        assert "Label it elsewhere" in shown(pilot)
        await pilot.press("escape", "f6")
        await until(pilot, lambda: "label 3 as bug?" in shown(pilot))
