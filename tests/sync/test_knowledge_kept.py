"""A knowledge base in front of a desk: its articles come, are edited here, go back, and clash when both did."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from fakes.books import Books
from fakes.knowledge_kinds import KINDS, WRITERS, Kind
from fakes.vendor import Told, Vendor
from supportterm.backends.abilities import abilities
from supportterm.commands.call import Call
from supportterm.commands.outbox import short
from supportterm.commands.parse import run
from supportterm.core.outbox import State
from supportterm.core.refusal import Refused
from supportterm.desk import Desk
from supportterm.sync.engine import Engine
from supportterm.sync.standing import in_full

START = 1_790_000_000_000


@pytest.fixture(params=WRITERS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def vendor(kind: Kind) -> Iterator[Vendor]:
    with kind.served() as vendor:
        yield vendor


@pytest.fixture
def readers() -> str:
    """Who may read the articles there."""
    return "internal"


@pytest.fixture
def there(
    kind: Kind, vendor: Vendor, tmp_path: Path, readers: str
) -> Iterator[tuple[Desk, Books, Engine, list[int]]]:
    now = [START]
    with (
        closing(kind.connect(vendor, readers=readers)) as backend,
        Desk.create(tmp_path / "d.desk", "d", me="kim", clock=lambda: now[0]) as desk,
    ):
        spec = {"title": "Wiki", "backend": kind.driver.name, "can": abilities(backend.capabilities)}
        desk.define("connection", "wiki", spec)
        engine = Engine(desk.replica("wiki"), backend, clock=lambda: now[0], random=Random(1), fence="one")
        yield desk, vendor.face.books, engine, now


def kept(engine: Engine, now: list[int], seconds: int = 400) -> None:
    end = now[0] + seconds * 1000
    while now[0] < end:
        now[0] = min(end, now[0] + max(engine.step(), 0))


def test_articles_come_are_found_and_go_back(there: tuple[Desk, Books, Engine, list[int]]) -> None:
    desk, books, engine, now = there
    book = books.write("Reset a password", '<p style="color: red">careful</p><p>Press the zebra button.</p>')
    kept(engine, now)
    assert desk.connection_state("wiki").state == "ok"
    (article,) = desk.articles("zebra")
    assert (article.title, article.visibility) == ("Reset a password", "internal")
    desk.put_article(id=article.id, body=article.body.replace("zebra", "giraffe"))
    kept(engine, now)
    assert book.page == '<p style="color: red">careful</p><p>Press the giraffe button.</p>' and desk.outbox() == ()
    books.drop(book)
    kept(engine, now)
    assert desk.article(article.id).state == "draft"


def test_it_is_not_in_sync_before_all_articles_are_there(there: tuple[Desk, Books, Engine, list[int]]) -> None:
    desk, books, engine, now = there
    for n in range(40):
        books.write(f"Article {n}", "<p>giraffe</p>")
    said = set()
    while len(desk.articles("giraffe", limit=100)) < 40:
        said.add(in_full("wiki", desk.connection_state("wiki"), now[0]).partition(" ")[0])
        now[0] += engine.step()
    assert said == {"connecting", "pulling"}
    kept(engine, now)
    assert in_full("wiki", desk.connection_state("wiki"), now[0]) == "in sync"


def test_who_may_read_articles_follows_the_setting_but_where_a_person_said_so(
    kind: Kind, vendor: Vendor, there: tuple[Desk, Books, Engine, list[int]]
) -> None:
    desk, books, engine, now = there
    for title in ("Follows", "Chosen", "Edited"):
        books.write(title, "<p>giraffe</p>")
    kept(engine, now)
    numbers = {article.title: article.id for article in desk.articles("giraffe")}
    desk.put_article(id=numbers["Chosen"], visibility="public")
    desk.put_article(id=numbers["Edited"], body="zebra")
    kept(engine, now)
    for readers in ("public", "internal"):
        with closing(kind.connect(vendor, readers=readers)) as backend:
            again = Engine(desk.replica("wiki"), backend, clock=lambda: now[0], random=Random(1), fence="one")
            kept(again, now)
            seen = {title: desk.article(number).visibility for title, number in numbers.items()}
            assert seen == {"Follows": readers, "Chosen": "public", "Edited": readers}
            versions = {desk.article(number).body for number in numbers.values()}
            assert versions == {"giraffe", "zebra"} and desk.outbox() == ()


def test_what_both_changed_is_for_a_person(there: tuple[Desk, Books, Engine, list[int]]) -> None:
    desk, books, engine, now = there
    book = books.write("Reset", "<p>old</p>")
    kept(engine, now)
    (article,) = desk.articles("old")
    books.change(book, page="<p>theirs</p>")
    desk.put_article(id=article.id, body="mine")
    kept(engine, now)
    assert [str(entry.state) for entry in desk.outbox()] == ["conflict"] and book.page == "<p>theirs</p>"


def test_what_another_wrote_while_nobody_knew_whether_ours_arrived_is_not_written_over(
    there: tuple[Desk, Books, Engine, list[int]], vendor: Vendor
) -> None:
    desk, books, engine, now = there
    book = books.write("Reset", "<p>old</p>")
    kept(engine, now)
    (article,) = desk.articles("old")
    desk.put_article(id=article.id, body="mine")
    vendor.limits = lambda asked, answer: Told(502) if asked.method == "PUT" else answer()  # it never gets there
    while not [entry for entry in desk.outbox() if entry.state is State.UNCERTAIN]:
        now[0] += max(engine.step(), 0)
    vendor.limits = lambda asked, answer: answer()
    books.change(book, page="<p>theirs</p>")
    kept(engine, now)
    assert book.page == "<p>theirs</p>" and [entry.state for entry in desk.outbox()] == [State.CONFLICT]
    call = Call(lambda: desk)
    assert "-theirs\n+mine" in "\n".join(run("conflicts", call).lines or ())
    run(f"conflicts take {short(desk.outbox()[0])} mine", call)
    kept(engine, now)
    assert book.page == "<p>mine</p>" and desk.outbox() == ()


def test_what_another_wrote_over_what_was_refused_is_shown_before_it_is_sent_again(
    there: tuple[Desk, Books, Engine, list[int]],
) -> None:
    desk, books, engine, now = there
    book = books.write("Reset", '<p style="color: red">old</p>')
    kept(engine, now)
    (article,) = desk.articles("old")
    desk.put_article(id=article.id, body="mine")
    kept(engine, now)
    assert [entry.state for entry in desk.outbox()] == [State.REJECTED]  # the colour would be lost
    books.change(book, page="<p>theirs</p>")
    kept(engine, now)
    run(f"outbox again {short(desk.outbox()[0])}", Call(lambda: desk))
    kept(engine, now)
    assert book.page == "<p>theirs</p>" and [entry.state for entry in desk.outbox()] == [State.CONFLICT]
    run(f"conflicts take {short(desk.outbox()[0])} theirs", Call(lambda: desk))
    assert desk.article(article.id).body == "theirs" and desk.outbox() == ()


def test_an_edit_that_is_discarded_is_gone_here_too(there: tuple[Desk, Books, Engine, list[int]]) -> None:
    desk, books, engine, now = there
    book = books.write("Reset", '<p style="color: red">old</p>')
    kept(engine, now)
    (article,) = desk.articles("old")
    for seconds in (0, 400):  # before it left, and when it was refused: the colour would be lost
        desk.put_article(id=article.id, body="mine", title="Mine")
        kept(engine, now, seconds)
        run(f"outbox discard {short(desk.outbox()[0])}", Call(lambda: desk))
        there_now = desk.article(article.id)
        assert (there_now.body, there_now.title, desk.outbox()) == (article.body, "Reset", ())
    kept(engine, now)
    assert book.version == 1


def test_who_decides_about_an_article_sees_how_the_two_differ(there: tuple[Desk, Books, Engine, list[int]]) -> None:
    desk, books, engine, now = there
    first, second = (books.write(f"Reset {n}", f"<p>old {n}</p><p>same</p>") for n in (1, 2))
    kept(engine, now)
    for book in (first, second):
        (article,) = desk.articles(f"old {book.key}")
        books.change(book, page="<p>theirs</p><p>same</p>", title=f"Reset {book.key} now")
        desk.put_article(id=article.id, body="mine\n\nsame")
    kept(engine, now)
    call = Call(lambda: desk)
    shown = "\n".join(run("conflicts", call).lines or ())
    assert shown.count("--- theirs, kim-lee\n+++ mine") == 2
    assert "-# Reset 1 now\n+# Reset 1\n \n-theirs\n+mine\n \n same" in shown
    over, under = sorted(desk.outbox(), key=lambda entry: entry.seq)
    assert run(f"conflicts take {short(over)} mine", call).words.endswith("yours leaves for Wiki")
    assert run(f"conflicts take {short(under)} theirs", call).words.endswith("as it is at Wiki")
    kept(engine, now)
    assert first.page == "<p>mine</p><p>same</p>" and second.page == "<p>theirs</p><p>same</p>"
    assert [article.body for article in desk.articles("theirs")] == ["theirs\n\nsame"] and desk.outbox() == ()


@pytest.mark.parametrize("readers", ["public"])
def test_what_everybody_reads_there_can_t_be_for_some_here(there: tuple[Desk, Books, Engine, list[int]]) -> None:
    desk, books, engine, now = there
    books.write("Reset", "<p>old</p>")
    kept(engine, now)
    (article,) = desk.articles("old")
    for reader, what in (("internal", "internal ones"), ("enterprise", "those for some customers")):
        with pytest.raises(Refused, match=f"Wiki can't keep {what} among its articles"):
            desk.put_article(id=article.id, body="ours alone", visibility=reader)
    assert desk.article(article.id) == article and desk.outbox() == ()


def test_what_came_when_only_we_read_it_there_does_not_go_back_to_everybody(
    there: tuple[Desk, Books, Engine, list[int]], kind: Kind, vendor: Vendor
) -> None:
    desk, books, engine, now = there
    book = books.write("Reset", "<p>old</p>")
    kept(engine, now)
    (article,) = desk.articles("old")
    desk.put_article(id=article.id, body="ours alone")
    with closing(kind.connect(vendor, readers="public")) as backend:
        kept(Engine(desk.replica("wiki"), backend, clock=lambda: now[0], random=Random(2), fence="two"), now)
    (entry,) = desk.outbox()
    assert entry.state is State.REJECTED and "for everybody" in entry.words and book.page == "<p>old</p>"


def test_what_is_internal_there_may_be_said_so_here(there: tuple[Desk, Books, Engine, list[int]]) -> None:
    desk, books, engine, now = there
    book = books.write("Reset", "<p>old</p>")
    kept(engine, now)
    (article,) = desk.articles("old")
    desk.put_article(id=article.id, visibility="public")
    desk.put_article(id=article.id, visibility="internal", body="new")
    kept(engine, now)
    assert book.page == "<p>new</p>" and desk.outbox() == ()


@pytest.mark.parametrize("kind", ["confluence"], indirect=True)
def test_where_drafts_are_unknown_nothing_becomes_one_while_it_is_there(
    there: tuple[Desk, Books, Engine, list[int]],
) -> None:
    desk, books, engine, now = there
    book = books.write("Reset", "<p>old</p>")
    kept(engine, now)
    (article,) = desk.articles("old")
    for state in ("draft", "in-review"):
        with pytest.raises(Refused, match="Wiki can't keep drafts among its articles"):
            desk.put_article(id=article.id, state=state)
    books.drop(book)
    kept(engine, now)
    desk.put_article(id=article.id, body="ours by now")
    assert desk.article(article.id).state == "draft" and desk.outbox() == ()
