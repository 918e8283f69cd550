"""While a query is typed, what may come next is offered: fields, values, people, tags."""

from desk_of_sixty import console, lines, says, shown, typed, under_cursor

from supportterm.core import verbs
from supportterm.desk import Desk


async def test_the_filter_offers_fields_and_values_and_tab_takes_them(desk: Desk) -> None:
    desk.change((7,), verbs.tag, add=("billing",))
    desk.change((9,), verbs.assign, agent="sam")
    async with console(desk) as pilot:
        await typed(pilot, "/", '"ta')
        assert "tag:" in shown(pilot) and "a label" in shown(pilot)
        await typed(pilot, "tab", '"bi')
        assert "billing" in "\n".join(lines(pilot)[-4:])
        await typed(pilot, "tab")
        assert "tag:billing" in lines(pilot)[-2] and under_cursor(pilot) == 7
        await typed(pilot, "enter")
        assert "/tag:billing" in lines(pilot)[0]
        await typed(pilot, "escape", "/", '"assignee:', "down", "down", "enter")
        assert "/assignee:dana" in lines(pilot)[0] or "/assignee:sam" in lines(pilot)[0]
        await typed(pilot, "escape", "/", '"from:customer3', "tab", "enter")
        assert "/from:customer3@mail.test" in lines(pilot)[0]
        assert not says(pilot)


async def test_the_command_line_completes_the_query_of_a_command(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, ":", '"select-matching prio', "tab", '"urg', "tab", "enter")
        assert "4 selected" in shown(pilot)


async def test_plain_words_are_looked_for_and_nothing_is_in_the_way(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "/", '"refund')
        assert "filter" not in "\n".join(lines(pilot)[-8:-2])
        await typed(pilot, "enter")
        assert under_cursor(pilot) == 60
