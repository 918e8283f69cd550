"""Reviews in the console: who is asked sees it in the header, and publishes or declines what is under the cursor."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_of_sixty import build, console, lines, opened, says, shown, typed

from supportterm.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = build(tmp_path / "acme.desk", 4)
    with Desk.open(path, me="sam") as sam:
        sam.put_article(slug="prices", title="Prices", body="Ten a month.", state="draft", visibility="enterprise")
        sam.put_article(slug="terms", title="Terms", body="None.", state="published")
        number = sam.article("prices").id
        sam.put_article(id=number, state="in-review", reviewer="dana", remark="Right?\x1b[31m")
    yield from opened(path)


async def test_who_is_asked_sees_it_and_publishes_it_by_a_key(desk: Desk) -> None:
    async with console(desk, 120, 30) as pilot:
        assert "an article waits for your review" in lines(pilot)[0]
        await typed(pilot, "g", "k")
        await typed(pilot, '"/prices', "enter")
        text = shown(pilot)
        assert "in review, for enterprise" in text and "sam asks dana to review it" in text
        assert "Right?" in text and "\x1b" not in text
        await typed(pilot, "p")
        assert desk.article("prices").state == "published" and "is published" in says(pilot)
        assert "waits for your review" not in lines(pilot)[0]


async def test_it_is_declined_with_a_reason_that_is_asked_for(desk: Desk) -> None:
    async with console(desk, 120, 30) as pilot:
        await typed(pilot, "g", "k", '"/prices', "enter", "d", '"They rose.', "enter")
        article = desk.article("prices")
        assert (article.state, article.remark) == ("draft", "They rose.")


async def test_a_colleague_is_asked_by_name(desk: Desk) -> None:
    async with console(desk, 120, 30) as pilot:
        desk.put_article(id=desk.article("prices").id, state="draft")
        await typed(pilot, "g", "k", '"/prices', "enter", "a", '"sam', "enter")
        article = desk.article("prices")
        assert (article.state, article.reviewer, article.asked_by) == ("in-review", "sam", "dana")
        await typed(pilot, "w")
        assert "dana asks sam" in shown(pilot)
