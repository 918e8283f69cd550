"""Somebody who knows only Zendesk's words finds each of its actions from `?`, from the palette and from `:`."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from textual.pilot import Pilot

from supportterm.commands.call import Call
from supportterm.commands.elsewhere import ZENDESK
from supportterm.commands.parse import run
from supportterm.commands.registry import CONSOLE, find
from supportterm.commands.usage import Usage
from supportterm.config.settings import Settings
from supportterm.core.commandline import texts
from supportterm.core.terms import Status
from supportterm.core.views import DEFAULT_VIEWS
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm

WORDS: Final = {
    "macro": "macro", "apply macro": "macro", "view": "views", "assignee": "assign", "assign": "assign",
    "take it": "take", "group": 'command "set team="', "submit as open": "status open",
    "submit as pending": "status pending", "submit as on-hold": "status on-hold", "hold": "status on-hold",
    "submit as solved": "solve", "submit as closed": "status closed", "internal note": "note",
    "public reply": "reply", "merge": "merge", "follower": "follow", "CC": "reply", "tags": "tag", "tag": "tag",
    "satisfaction rating": "surveys", "satisfaction": "surveys", "CSAT": "surveys",
    "suspended tickets": "view suspended", "suspended ticket": "view suspended", "mark as spam": "suspend",
    "recover ticket": "release", "trigger": "rules", "automation": "rules", "create trigger": "rule add",
    "SLA": "sla explain", "SLA policy": "sla explain", "light agent": "agent add", "side conversation": "forward",
    "child ticket": "link", "play": "next", "skip": "skip", "problem": "link", "incident": "link",
    "linked incidents": "incidents", "redact": "", "requester": 'command "set requester="',
    "due date": 'command "set due="', "ticket type": "set", "priority": "priority", "events": "log",
    "explore": "dashboard", "guide": "kb", "help center": "kb", "knowledge capture": "kb from",
    "link article": "link-article", "user profile": "customer", "organization": "customer", "talk": "call",
    "messaging": "view chats", "new ticket": "new", "search": "search", "bulk update": "select",
    "agent status": "away", "omnichannel routing": "routes", "webhook": "webhooks", "apps": "hooks",
    "business hours": "desk export", "export": "", "delete": "", "attachment": "reply",
    "triggers": "rules", "ccs": "reply", "followers": "follow",
    "ticket": "open", "on-hold": "status on-hold", "custom status": "field add", "custom field": "field add",
    "user segment": "kb edit", "trigger order": "desk export", "agent collision": "", "sort": "order",
    "print": "pipe", "brands": "switch", "log out": "quit", "mention": "note", "my tickets": "view mine",
    "first reply time": "dashboard", "article": "article", "import": "", "ticket status": "status",
    "macros": "macro", "groups": 'command "set team="', "requesters": 'command "set requester="',
    "SLA policies": "sla explain", "problem & incident": "link", "problem and incident": "link",
    "ticket form": "set", "apply a macro": "macro", "run the macro": "macro", "add internal note": "note",
    "side conversations": "forward", "submit on hold": "status on-hold",
}  # fmt: skip
"""What Zendesk calls things, and the line that is to be chosen; nothing where it can't be done from here."""
OURS_TOO: Final = ("group", "CC", "play")
"""Words that are a command of another meaning here, which stands before it."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "acme.desk", "Acme", me="dana") as desk:
        for view in DEFAULT_VIEWS:
            desk.define("view", view.name, msgspec.to_builtins(view))
        desk.define("team", "support", {"tier": 1, "name": "Support"})
        desk.define("agent", "dana", {"name": "Dana"})
        desk.create_ticket(NewTicket("kim@mail.test", "Question", "Hello", name="Kim", team="support"))
        yield desk


@asynccontextmanager
async def console(desk: Desk) -> AsyncIterator[Pilot[None]]:
    async with SupportTerm(desk, settings=Settings(start_view="all")).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        yield pilot


def screen(pilot: Pilot[None]) -> str:
    return "\n".join("".join(s.text for s in strip) for strip in pilot.app.screen._compositor.render_strips())


async def asked(pilot: Pilot[None], key: str) -> Any:
    """The question that a key opens."""
    await pilot.press(key)
    await pilot.pause()
    app: Any = pilot.app
    return app.frame.asker._question


@pytest.mark.parametrize("key", ["question_mark", "ctrl+p"])
@pytest.mark.parametrize("opened", [False, True], ids=["list", "ticket"])
async def test_each_word_is_found_and_leads_to_its_command(desk: Desk, key: str, opened: bool) -> None:
    async with console(desk) as pilot:
        if opened:
            await pilot.press("enter")
            await pilot.pause()
        question = await asked(pilot, key)
        for word, line in WORDS.items():
            found = question.options(word)[: 2 if word in OURS_TOO else 1]
            assert line in ["" if one.off else one.means for one in found], f"{word}: {found}"


async def test_every_line_that_is_named_is_one_of_the_console() -> None:
    for one in ZENDESK:
        if one.line:
            found, size = find(texts(one.line.rstrip("=")))
            assert CONSOLE in found.faces, one
            assert " ".join(texts(one.line.rstrip("="))[:size]) == found.name
        assert one.line or one.says
        assert all(word == word.lower() for word in one.words)
    words = [word for one in ZENDESK for word in one.words]
    assert sorted(words) == sorted(set(words)), "a word leads to one thing"


async def test_the_word_stands_beside_what_it_leads_to_and_enter_does_it(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("question_mark", "o", "n", "space", *"hold")
        await pilot.pause()
        (row,) = [line for line in screen(pilot).splitlines() if "status on-hold" in line]
        assert "s h" in row and row.rstrip().endswith("on hold")
        await pilot.press("enter")
        await pilot.pause()
        assert desk.ticket(1).status is Status.ON_HOLD


async def test_what_needs_a_word_more_asks_for_it(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("question_mark", *"group", "down", "enter")
        await pilot.pause()
        assert ": set team=" in screen(pilot) and "support" in screen(pilot)
        await pilot.press(*"support", "enter")
        await pilot.pause()
        assert desk.ticket(1).team == "support"


async def test_what_cannot_be_done_from_here_says_why(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("question_mark", *"redact")
        await pilot.pause()
        assert "Done at Zendesk itself" in screen(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "Done at Zendesk itself" in screen(pilot)


async def test_the_command_line_completes_words_from_elsewhere(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("colon", *"trig")
        await pilot.pause()
        assert "rules" in screen(pilot) and "trigger" in screen(pilot)
        await pilot.press("tab")
        await pilot.pause()
        assert ": rules" in screen(pilot)


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("problem & incident", ["link"]),
        ("run the macro", ["macro"]),
        ("macros", ["macro"]),
        ("note the macro", []),
        ("view", ["view", "views"]),
    ],
)
async def test_the_command_line_understands_more_words_than_one(desk: Desk, typed: str, lines: list[str]) -> None:
    """A word that stands among others counts where the line begins with no command of ours; nothing stands twice."""
    async with console(desk) as pilot:
        question = await asked(pilot, "colon")
        assert [option.means for option in question.options(typed)] == lines


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("trigger", "what is called trigger elsewhere is `rules` here"),
        ("hold", "what is called hold elsewhere is `status on-hold` here"),
        ("redact", "Done at Zendesk itself"),
        ("esclate", "did you mean escalate?"),
    ],
)
def test_who_types_it_hears_what_it_is_here(desk: Desk, line: str, words: str) -> None:
    with pytest.raises(Usage, match=words):
        run(line, Call(lambda: desk))
