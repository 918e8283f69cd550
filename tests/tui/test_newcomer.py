"""Somebody's first hour: wrong answers, empty ones, a draft left open, a desk with nothing on it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from supportterm.commands.reading import diff_painted
from supportterm.config.settings import Confirm, Settings
from supportterm.core.terms import Status
from supportterm.core.views import DEFAULT_VIEWS
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm
from supportterm.tui.dialogs.lists import Reading

START = 1_790_000_000_000
MINUTE = 60_000
KEYS = {
    " ": "space", ":": "colon", "@": "at", ".": "full_stop", "+": "plus", "!": "exclamation_mark", "/": "slash",
    "=": "equals_sign",
}  # fmt: skip


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Desk]:
    """A desk with views and teams, and not one ticket; dana is at it."""
    clock = count(START, 1000).__next__
    with Desk.create(tmp_path / "acme.desk", "Acme", me="dana", clock=clock) as desk:
        for view in DEFAULT_VIEWS:
            desk.define("view", view.name, msgspec.to_builtins(view))
        for team, tier in (("support", 1), ("backend", 2)):
            desk.define("team", team, {"tier": tier, "name": team.title()})
        desk.define("agent", "dana", {"name": "Dana"})
        yield desk


@pytest.fixture
def desk(empty: Desk) -> Desk:
    """Three tickets of three customers."""
    for number, name in enumerate(("kim", "lee", "max"), 1):
        empty.create_ticket(NewTicket(f"{name}@mail.test", f"Question {number}", "Hello", name=name, team="support"))
    return empty


@asynccontextmanager
async def console(desk: Desk, width: int = 80, height: int = 24, **settings: object) -> AsyncIterator[Pilot[None]]:
    unicode = bool(settings.pop("unicode", True))
    app = SupportTerm(desk, unicode=unicode, settings=Settings(start_view="all", **settings))  # type: ignore[arg-type]
    async with app.run_test(size=(width, height)) as pilot:
        await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def typed(pilot: Pilot[None], text: str, *then: str) -> None:
    await pilot.press(*(KEYS.get(c, c) for c in text), *then)
    await settle(pilot)


def lines(pilot: Pilot[None]) -> list[str]:
    return [strip.text for strip in pilot.app.screen._compositor.render_strips(pilot.app.screen.size)]


def seen(pilot: Pilot[None], words: str) -> bool:
    return any(words in line for line in lines(pilot))


def answer(pilot: Pilot[None]) -> str:
    return pilot.app.screen.query_one("#prompt", Input).value


async def test_enter_without_an_answer_chooses_the_first_and_enter_again_takes_it(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "!", "enter")
        assert seen(pilot, "escalate · to:")
        await typed(pilot, "", "enter")
        assert seen(pilot, "escalate · reason:")
        await typed(pilot, "", "enter")
        assert seen(pilot, "type an answer")
        await typed(pilot, "crashes", "enter")
    assert desk.ticket(3).team == "backend"


async def test_a_team_that_a_ticket_cannot_go_up_to_is_not_offered(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "!")
        assert seen(pilot, "backend") and not seen(pilot, "Support, tier 1")


async def test_a_wrong_answer_stays_to_be_mended(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "bsoonish", "enter")
        assert answer(pilot) == "soonish"
        assert seen(pilot, "'soonish' is not a time")
        await pilot.press(*["backspace"] * 7)
        await typed(pilot, "2h", "enter")
    assert desk.ticket(3).snoozed_until is not None


async def test_a_name_that_finds_one_customer_is_taken_for_the_address(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "c")
        await typed(pilot, "nobody", "enter")
        assert answer(pilot) == "nobody"
        assert seen(pilot, "'nobody' is not a mail address")
        await pilot.press(*["backspace"] * 6)
        await typed(pilot, "lee", "enter")
        assert seen(pilot, "NEW TICKET for lee@mail.test")


async def test_sending_a_new_ticket_without_a_customer_asks_who_it_is(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "c", "escape")
        await typed(pilot, "Cannot print", "ctrl+s", "s")
        assert pilot.app.frame.asker.question_name == "to"  # type: ignore[attr-defined]
        assert seen(pilot, "name an address")


async def test_a_question_of_yes_and_no_is_answered_by_one_key(desk: Desk) -> None:
    async with console(desk, confirm=Confirm(merge=True)) as pilot:
        await typed(pilot, ":merge 1", "enter")
        assert seen(pilot, "merge #3 into #1?") and seen(pilot, "  no   nothing happens")
        assert seen(pilot, "merge #3  Question 3 · max") and seen(pilot, "into  #1  Question 1 · kim")
        assert seen(pilot, "they were asked by different people")
        await typed(pilot, "n")
        assert not seen(pilot, "into #1?")
        assert desk.ticket(3).merged_into is None
        await typed(pilot, ":merge 1", "enter")
        await typed(pilot, "y")
    assert desk.ticket(3).merged_into == 1


async def test_a_ticket_is_not_asked_about_where_it_cannot_be_merged(desk: Desk) -> None:
    async with console(desk, confirm=Confirm(merge=True)) as pilot:
        await typed(pilot, ":merge 3", "enter")
        assert not seen(pilot, "into #3?") and seen(pilot, "itself")


async def test_the_footer_names_a_list_only_where_there_is_one(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "b")
        assert seen(pilot, "enter accept   esc cancel") and not seen(pilot, "choose")
        await typed(pilot, "", "escape")
        await typed(pilot, ":")
        assert seen(pilot, "↑↓ choose   enter run   tab complete   esc cancel")


async def test_the_views_on_a_screen_of_their_own_say_what_they_list(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "gw")
        assert any(line.split()[:4] == ["Mine", "0", "g", "m"] and "assignee:me" in line for line in lines(pilot))


async def test_where_nothing_waits_to_leave_nothing_can_be_decided(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "gs")
        assert seen(pilot, "Everything has arrived.") and lines(pilot)[-1].split() == ["u", "back", "?", "help"]


async def test_a_list_where_nothing_is_says_what_to_do(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "/zebra", "enter")
        assert seen(pilot, "/ changes the filter, u ends it, g / looks through all messages")
        await typed(pilot, "ugm")
        assert seen(pilot, "nothing in Mine: well done") and seen(pilot, "g w shows the other views")


async def test_a_draft_one_looks_away_from_leaves_the_screen_and_its_key_leads_back(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "r")
        await typed(pilot, "half a thought", "escape")
        at = next(y for y, line in enumerate(lines(pilot)) if "PUBLIC REPLY" in line)
        assert at == 22
        assert "g r go on writing" in lines(pilot)[23]
        await typed(pilot, "gr")
        await typed(pilot, "!")
        assert seen(pilot, "half a thought!")


async def test_a_new_ticket_begun_before_is_told_of_at_the_start(desk: Desk) -> None:
    async with console(desk) as pilot:
        assert not seen(pilot, "a new ticket is begun")
        await typed(pilot, "c", "escape")
        await typed(pilot, "Cannot print")
    async with console(desk) as pilot:
        assert seen(pilot, "a new ticket is begun and kept; c goes on with it")
        await typed(pilot, "c", "escape")
        assert seen(pilot, "Cannot print")


async def test_the_header_names_the_ticket_that_is_written_on(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "r")
        assert "#3" in lines(pilot)[0]


async def test_ones_own_words_are_never_unread(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "", "enter")
        await typed(pilot, "u")
        await typed(pilot, "", "enter")
        assert not seen(pilot, "unread")
        await typed(pilot, "r")
        await typed(pilot, "an answer", "ctrl+s", "s")
        assert seen(pilot, "an answer") and not seen(pilot, "unread")


async def test_a_low_screen_keeps_room_for_the_conversation_below_those_who_wait(desk: Desk) -> None:
    for number in range(6):
        desk.create_ticket(NewTicket(f"c{number}@mail.test", f"Chat {number}", "hello?", channel="chat"))
    async with console(desk) as pilot:
        await typed(pilot, ":open 9", "enter")
        assert sum("waits" in line for line in lines(pilot)) == 6
        await typed(pilot, "n")
        assert 1 <= sum("waits" in line for line in lines(pilot)) <= 3
        await pilot.resize_terminal(80, 40)
        await settle(pilot)
        assert sum("waits" in line for line in lines(pilot)) > 3


async def test_the_way_to_a_draft_works_from_the_queue_too(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "gr")
        assert seen(pilot, "nothing is being written")
        await typed(pilot, "c", "escape", "escape")
        await typed(pilot, "gr")
        await typed(pilot, "printer")
        assert seen(pilot, "printer")


async def test_an_empty_desk_says_how_to_begin(empty: Desk) -> None:
    async with console(empty) as pilot:
        assert seen(pilot, "No tickets yet.")
        assert seen(pilot, "supportterm connect   connects a mailbox")
        assert seen(pilot, "supportterm import")
        empty.create_ticket(NewTicket("kim@mail.test", "First", "Hello", team="support"))
        await settle(pilot)
        assert seen(pilot, "First")
        await typed(pilot, "/zebra", "enter")
        assert seen(pilot, "nothing in All matches")
        assert not seen(pilot, "No tickets yet.")


async def test_a_key_that_does_nothing_while_writing_names_keys_that_work_there(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "n")
        await typed(pilot, "for us", "ctrl+s", "s")
        assert "ctrl+s n sends; f1 lists the keys" in lines(pilot)[23]
        await typed(pilot, "", "f1")
        assert seen(pilot, "keys in compose")


async def test_what_was_done_to_tickets_that_left_the_list_is_undone_from_the_list(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, ":view unassigned", "enter")
        await typed(pilot, "xxe")
        assert seen(pilot, "solved on 2 tickets") and not seen(pilot, "Question 3")
        await typed(pilot, "z")
        assert seen(pilot, "undone: ") and seen(pilot, "Question 3")
        assert {desk.ticket(number).status for number in (1, 2, 3)} == {Status.NEW}


async def test_the_keys_that_would_leave_elsewhere_say_how_to_leave(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "q")
        assert seen(pilot, "ctrl+q leaves")
        await typed(pilot, "", "ctrl+c")
        assert seen(pilot, "ctrl+q leaves")
        assert pilot.app.is_running


async def test_a_terminal_without_unicode_is_told_of_keys_in_letters(desk: Desk) -> None:
    async with console(desk, unicode=False) as pilot:
        await typed(pilot, "?")
        assert "up/down choose" in lines(pilot)[23] and "↑" not in "".join(lines(pilot))


async def test_help_lists_a_command_once_with_all_its_keys_and_says_when_nothing_matches(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "?")
        assert not seen(pilot, "Move the cursor")
        await typed(pilot, "move 1")
        assert seen(pilot, "j  down")
        await typed(pilot, "qq")
        assert seen(pilot, "nothing matches")


async def test_help_about_a_command_is_whole_and_worded_for_where_it_is_asked(desk: Desk) -> None:
    async with console(desk, 60, 20) as pilot:
        await typed(pilot, ":help merge", "enter")
        assert seen(pilot, "  :merge TICKETS INTO") and not seen(pilot, "supportterm merge")
        assert seen(pilot, "apart again")


async def test_a_long_sentence_is_read_to_its_end(desk: Desk) -> None:
    async with console(desk, 60, 20) as pilot:
        words = "a sentence of more than sixty cells, " * 2 + "whose end says what to do"
        pilot.app.frame.say(words)  # type: ignore[attr-defined]
        await settle(pilot)
        shown = " ".join(line.strip(" ✓") for line in lines(pilot)[-2:])
        assert shown == words
        await typed(pilot, "j")
        assert seen(pilot, "r reply") and not seen(pilot, "a sentence of more")


async def test_words_for_another_search_replace_those_of_the_last(desk: Desk) -> None:
    desk.put_article(slug="reset", title="Reset it", body="Hold the button.")
    async with console(desk) as pilot:
        await typed(pilot, ":kb printer", "enter")
        await typed(pilot, "/reset")
        assert answer(pilot) == "reset"


async def test_themes_and_keymaps_are_completed(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, ":theme high", "tab")
        assert answer(pilot).strip() == "theme high-contrast"


async def test_the_customer_beside_a_ticket_is_its_own_after_the_screen_grew(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "gc")
        assert seen(pilot, "max@mail.test")
        await typed(pilot, "gq")
        await typed(pilot, "j", "enter")
        await pilot.resize_terminal(170, 48)
        await settle(pilot)
        assert seen(pilot, "lee@mail.test") and not seen(pilot, "max@mail.test")
    assert desk.ticket(3).status is Status.NEW


async def test_a_question_says_to_which_tickets_its_answer_will_be_done(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "b")
        assert seen(pilot, "── snooze #3 Question 3 ──")
        await typed(pilot, "", "escape")
        await typed(pilot, "xxtt")
        assert seen(pilot, "── tag 2 tickets ──")


async def test_while_something_is_asked_one_sees_the_row_it_is_about(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "b")
        drawn = pilot.app.screen._compositor.render_strips(pilot.app.screen.size)
        (row,) = [strip for strip in drawn if "Question 3 " in strip.text and "snooze" not in strip.text]
        (other,) = [strip for strip in drawn if "Question 2 " in strip.text]
        assert all(s.style and s.style.underline for s in row if "Question" in s.text)
        assert not any(s.style and s.style.underline for s in other)


async def test_what_is_read_is_walked_by_the_keys_of_every_pane_until_one_types_to_narrow_it(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "=")
        assert seen(pilot, "why #3") and lines(pilot)[-1].strip() == "j k move   / narrow   esc close"
        before = lines(pilot)
        await typed(pilot, "jjG")
        assert seen(pilot, "created") and lines(pilot) != before and not seen(pilot, "jj")
        await typed(pilot, "/status")
        assert answer(pilot) == "status" and seen(pilot, "status ") and not seen(pilot, "assignee ")
        await typed(pilot, "", "escape")
        for key in "qu":
            await typed(pilot, "=")
            assert seen(pilot, "why #3")
            await typed(pilot, key)
            assert not seen(pilot, "why #3")


async def test_what_stands_out_or_back_in_a_shell_does_so_in_the_list_that_is_read(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, ":blame", "enter")
        screen = pilot.app.screen
        told = {s.text.split()[0]: s for s in screen._compositor.render_strips(screen.size) if s.text.split()}
        look = pilot.app._desk_screen.look  # type: ignore[attr-defined]
        for word, role in (("#3:", "strong"), ("tier", "dim")):
            styles = {(s.style.bold, s.style.color) for s in told[word] if s.style and word in s.text}
            assert styles == {(look[role].bold, look[role].color)}


def test_a_difference_that_is_read_has_the_colours_of_what_came_and_what_went() -> None:
    lines = Reading("kb diff", [diff_painted(line) for line in ("@@ -1 +1 @@", "-old", "+new", " same")], 80)
    assert [option.role for option in lines.options("")] == ["dim", "error", "ok", "text"]


async def test_a_number_after_the_colon_or_before_enter_opens_that_ticket(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, ":1")
        assert seen(pilot, "1  Question 1")
        await typed(pilot, "", "enter")
        assert pilot.app.frame.subjects() == (1,)  # type: ignore[attr-defined]
        await typed(pilot, "u2", "enter")
        assert pilot.app.frame.subjects() == (2,)  # type: ignore[attr-defined]
        await typed(pilot, "u9", "enter")
        assert seen(pilot, "there is no ticket 9")
        await typed(pilot, ":#3", "enter")
        assert pilot.app.frame.subjects() == (3,)  # type: ignore[attr-defined]


async def test_tags_are_parted_by_commas_too_and_a_bad_one_stays_to_be_mended(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "tta:b", "enter")
        assert seen(pilot, "'a:b' can't be a tag") and answer(pilot) == "a:b"
        await pilot.press(*["backspace"] * 3)
        await typed(pilot, "vip,", *"late", "enter")
    assert desk.ticket(3).tags == ("late", "vip")


async def test_a_view_is_called_as_people_write_and_found_by_a_word_of_it(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "/question", "enter")
        await typed(pilot, "vs")
        await typed(pilot, "Questions, All!", "enter")
        assert seen(pilot, "Questions, All!")
    (view,) = [view for view in desk.views() if view.title == "Questions, All!"]
    assert (view.name, view.query) == ("questions-all", "question")


async def test_an_empty_text_says_what_can_be_put_in_and_a_key_does_it(desk: Desk) -> None:
    desk.put_article(slug="refunds", title="Refunds", body="Within **14** days.", state="published")
    async with console(desk) as pilot:
        await typed(pilot, "r")
        assert seen(pilot, "?? puts in an article, :: a macro, @@ a colleague")
        await typed(pilot, "x")
        assert not seen(pilot, "?? puts in")
        await typed(pilot, "", "f1")
        await typed(pilot, "put")
        assert seen(pilot, "ctrl+s i") and seen(pilot, "put article")
        await typed(pilot, "", "escape")
        await pilot.press("ctrl+s", "i")
        await settle(pilot)
        await typed(pilot, "", "enter")
        await settle(pilot)
        assert seen(pilot, "xWithin **14** days.")


async def test_what_the_list_of_keys_has_no_room_for_stands_whole_below_it(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "", "question_mark")
        await typed(pilot, "g 2")
        assert seen(pilot, "Show For me")
        await pilot.press(*["backspace"] * 3)
        await typed(pilot, "rebind")
        assert seen(pilot, "bind") and seen(pilot, "▎ its meaning away")
        await pilot.press(*["backspace"] * 6)
        await typed(pilot, "history")
        assert seen(pilot, "what was undone is marked")


async def test_of_several_it_is_said_how_many_were_so_already(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "ph")
        await typed(pilot, "xxph")
        assert seen(pilot, "#2 priority normal → high; 1 was so already")


async def test_help_offers_what_it_can_explain(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, ":help esc")
        assert seen(pilot, "escalate  Hand tickets to a team of a higher tier")
        await pilot.press(*["backspace"] * 3)
        await typed(pilot, "que")
        assert seen(pilot, "query  how lists are narrowed and searched")
