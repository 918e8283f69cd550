"""Articles of several knowledge bases with one title: each list says where they come from."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from desk_of_sixty import shown
from hypothesis import given
from hypothesis import strategies as st

from supportterm.commands.call import Call
from supportterm.commands.kinds import ARTICLE
from supportterm.commands.parse import run
from supportterm.core.nouns import Article
from supportterm.core.origins import origins
from supportterm.core.remote import Page, RemoteArticle
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.sync.pulling import ARTICLES
from supportterm.tui.app import SupportTerm

clock = count(1_790_000_000_000, 1000).__next__


def bring(desk: Desk, name: str, *titles: str) -> None:
    """A knowledge base of the desk brings articles with these titles."""
    desk.define("connection", name, {"title": name.title(), "backend": "confluence", "can": ["articles"]})
    found = tuple(
        RemoteArticle(str(n), "1", title, f"{title}, says {name}.", 1, visibility="public")
        for n, title in enumerate(titles)
    )
    desk.replica(name).take(Page(found, "1"), stream=ARTICLES)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "acme.desk", "Acme", me="dana", clock=clock) as made:
        made.define("agent", "dana", {"name": "Dana"})
        made.put_article(slug="refunds", title="Refunds", body="We refund.", section="Money")
        made.put_article(slug="hours", title="Opening hours", body="Nine to five.", section="Money")
        made.create_ticket(NewTicket("kim@acme.test", "Refunds", "How do refunds work?"))
        yield made


def lines(desk: Desk, words: str) -> list[str]:
    return [str(line) for line in run(words, Call(lambda: desk)).lines or ()]


def test_one_knowledge_base_and_this_desk_are_told_apart_where_titles_are_the_same(desk: Desk) -> None:
    assert not any("here" in line or "at " in line for line in lines(desk, "kb list"))
    bring(desk, "wiki", " refunds", "Shipping")
    listed = lines(desk, "kb list")
    assert sorted(line.partition("(")[2] for line in listed) == [
        "", "", "at wiki)  refunds", "here) Refunds",
    ]  # fmt: skip
    assert {one["slug"]: one["home"] for one in run("kb list", Call(lambda: desk)).records or ()} == {
        "refunds": None, "hours": None, "refunds-0": "wiki", "shipping": "wiki",
    }  # fmt: skip


def test_with_several_knowledge_bases_each_article_says_where_it_comes_from(desk: Desk) -> None:
    bring(desk, "wiki", "Shipping")
    bring(desk, "docs", "Shipping")
    assert sorted(line[40:].strip() for line in lines(desk, "kb search shipping")) == [
        "(at docs) Shipping", "(at wiki) Shipping",
    ]  # fmt: skip
    assert all("(here)" in line or "(at " in line for line in lines(desk, "kb list"))
    assert ARTICLE.complete is not None
    notes = {found.note for found in ARTICLE.complete("shipping", Call(lambda: desk))}
    assert notes == {"Shipping, at docs", "Shipping, at wiki"}
    assert "at docs" in lines(desk, "kb show shipping-0")[1] and "at wiki" in lines(desk, "kb show shipping")[1]


async def test_the_console_says_it_in_its_list_its_article_and_while_one_writes(desk: Desk) -> None:
    bring(desk, "wiki", "Refunds")
    async with SupportTerm(desk).run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.press("g", "k")
        await pilot.pause()
        screen = shown(pilot)
        assert "Money · here" in screen and "at wiki" in screen and "here" not in _row(screen, "Opening hours")
        await pilot.press("/", *"wiki")
        await pilot.pause()
        assert "public · published · at wiki" in shown(pilot)
        await pilot.press("escape", "escape")
        pilot.app.frame.open(1)  # type: ignore[attr-defined]
        await pilot.pause()
        await pilot.press("r", "question_mark", "question_mark", *"refund")
        await pilot.pause(0.5)
        screen = shown(pilot)
        assert "text, Money, here" in screen and "text, at wiki" in screen and "link, at wiki" in screen


def _row(screen: str, words: str) -> str:
    return next(row for row in screen.splitlines() if words in row)


@given(st.lists(st.tuples(st.sampled_from(["A", "a ", "B", "C"]), st.sampled_from(["", "wiki", "docs"])), max_size=6))
def test_no_two_of_a_list_look_alike_but_those_of_one_place(found: list[tuple[str, str]]) -> None:
    articles = [Article(n, f"s{n}", title, "") for n, (title, _) in enumerate(found)]
    told = origins(articles, {n: home for n, (_, home) in enumerate(found) if home})
    seen = [(title.strip().lower(), told.get(n, ""), home) for n, (title, home) in enumerate(found)]
    assert all(a[2] == b[2] for a in seen for b in seen if a[:2] == b[:2])
    if len({title.strip().lower() for title, _ in found}) == len(found) and len({h for _, h in found if h}) < 2:
        assert told == {}
