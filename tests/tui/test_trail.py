"""Escape goes back to where one came from, step by step, wherever that was, and to the queue at last."""

from pathlib import Path

import pytest
from desk_of_sixty import chosen, console, says, shown, typed, until
from textual.pilot import Pilot

from desk.asking import ticket
from desk.promising import promising
from supportterm.core.terms import Role
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk


def at(pilot: Pilot[None]) -> str:
    """The pane with the keys, or the question that is asked."""
    frame = pilot.app.frame  # type: ignore[attr-defined]
    return str(frame.asker.question_name or pilot.app.screen.shown.focus)  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [60, 80, 160])
async def test_from_a_ticket_of_the_radar_back_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    with promising(tmp_path) as (desk, _):
        for subject in ("Charged twice", "Refund", "Late"):
            ticket(desk, subject)
        async with console(desk, width, 30) as pilot:
            await typed(pilot, "g", "R")
            await until(pilot, "3 due within")
            await typed(pilot, "j", "enter")
            assert at(pilot) == "ticket"
            opened = chosen(pilot)
            await typed(pilot, "l", "escape", "escape")
            await until(pilot, "3 due within")
            assert at(pilot) == "radar" and chosen(pilot) == opened
            await typed(pilot, "escape")
            assert at(pilot) == "queue" and not pilot.app.screen.shown.opened  # type: ignore[attr-defined]


async def test_from_a_hit_back_to_the_search_and_what_it_was_asked_over(desk: Desk) -> None:
    desk.write(5, NewMessage(Role.REPLY, "the giraffe is paid"))
    desk.write(9, NewMessage(Role.REPLY, "a giraffe"))
    async with console(desk) as pilot:
        await typed(pilot, "j", "j", "enter", "g", "/", '"giraffe')
        await until(pilot, "2 ")
        await typed(pilot, "down", "enter")
        assert (at(pilot), chosen(pilot)) == ("ticket", [5])
        await typed(pilot, "escape")
        assert at(pilot) == "search"
        await until(pilot, "2/2")
        await typed(pilot, "enter")
        assert chosen(pilot) == [5], "the hit that was chosen still is"
        await typed(pilot, "escape", "escape")
        assert (at(pilot), chosen(pilot)) == ("ticket", [60])
        await typed(pilot, "escape")
        assert at(pilot) == "queue"


async def test_from_a_customers_other_ticket_back_to_them_and_to_the_first(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "enter", "g", "c")
        assert at(pilot) == "customer" and chosen(pilot) == [60]
        await typed(pilot, "j", "enter")
        assert at(pilot) == "ticket" and chosen(pilot) != [60]
        await typed(pilot, "escape")
        assert at(pilot) == "customer" and chosen(pilot) == [60]
        await typed(pilot, "escape")
        assert at(pilot) == "ticket" and chosen(pilot) == [60]
        await typed(pilot, "escape")
        assert at(pilot) == "queue"


async def test_from_the_customer_of_a_row_back_to_them(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "g", "c", "j", "enter", "escape")
        assert at(pilot) == "customer" and chosen(pilot) == [60]
        await typed(pilot, "escape")
        assert at(pilot) == "queue"


async def test_from_articles_and_logs_back_to_the_ticket_they_were_read_for(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "enter", "g", "k")
        assert at(pilot) == "knowledge"
        await typed(pilot, "escape")
        assert (at(pilot), chosen(pilot)) == ("ticket", [60])
        await typed(pilot, "l", "g", "k")
        assert at(pilot) == "articles", "asked for a second time it asks for words"
        await typed(pilot, "escape", "escape")
        assert at(pilot) == "log"
        await typed(pilot, "escape", "escape")
        assert at(pilot) == "queue"


async def test_what_is_opened_from_the_queue_leads_back_to_the_queue(desk: Desk) -> None:
    async with console(desk, 160, 40) as pilot:
        await typed(pilot, "enter", "g", "k", "g", "v", "tab", "j", "enter")
        assert (at(pilot), chosen(pilot)) == ("ticket", [59])
        await typed(pilot, "escape")
        assert at(pilot) == "queue"
        await typed(pilot, "escape")
        assert says(pilot).startswith("there is nothing to go back to")


async def test_what_is_gone_meanwhile_is_passed_over(desk: Desk) -> None:
    made = desk.create_ticket(NewTicket("eve@mail.test", "A mistake", "Hello"))
    async with console(desk) as pilot:
        await typed(pilot, "enter", "g", "k")
        assert chosen(pilot) == [61]
        desk.undo(made.id)
        await typed(pilot, "escape")
        assert at(pilot) == "queue" and "failed" not in says(pilot)


async def test_from_the_tickets_of_who_asks_back_to_the_ticket_and_the_list_it_stood_in(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "/", '"question', "enter", "j", "j", "enter", "h")
        asked = 57
        assert at(pilot) == "queue" and "customer1@mail.test" in shown(pilot)
        await typed(pilot, "j", "enter")
        assert at(pilot) == "ticket" and chosen(pilot) != [asked]
        await typed(pilot, "escape")
        assert at(pilot) == "queue"
        await typed(pilot, "escape")
        assert (at(pilot), chosen(pilot)) == ("ticket", [asked])
        await typed(pilot, "escape")
        assert at(pilot) == "queue" and "/question" in shown(pilot) and chosen(pilot) == [asked]


async def test_from_the_tickets_of_who_asks_for_a_row_back_to_the_list(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "j", "h")
        assert "customer3@mail.test" in shown(pilot).splitlines()[0]
        await typed(pilot, "h", "escape")
        assert (at(pilot), chosen(pilot)) == ("queue", [59])
        assert "All" in shown(pilot).splitlines()[0]
