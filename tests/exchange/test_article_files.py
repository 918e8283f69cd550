"""Articles from Markdown files, and back."""

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.nouns import Article
from supportterm.core.refusal import Refused
from supportterm.desk import Desk
from supportterm.exchange import articles as article_files
from supportterm.exchange.articles import as_markdown, export_articles, import_articles, parse, slug_of


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "team.desk", "team") as made:
        yield made


def test_front_matter_says_what_an_article_is() -> None:
    article = parse(
        "---\ntitle: Reset a password\nslug: Reset Password!\nsection: Accounts\ntags: [Login, two words]\n"
        "visibility: internal\ndraft: true\n---\n\n# Another heading\n\nText.\n"
    )
    assert (article.title, article.slug, article.section) == ("Reset a password", "reset-password", "Accounts")
    assert (article.tags, article.visibility, article.state) == (("login", "two-words"), "internal", "draft")
    assert article.body == "# Another heading\n\nText."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The heading #\n\ntext", "The heading"),
        ("text only", "file name"),
        ("---\nauthor: x\n---\n## Second\n", "Second"),
        ("---\ntitle:\n---\ntext", "file name"),
        ("--- no front matter\ntext", "file name"),
        ("---\n- a list\n---\ntext", "file name"),
    ],
)
def test_without_a_title_the_heading_or_the_file_name_is_one(text: str, title: str) -> None:
    assert parse(text, "file-name").title == title


BOMB = "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\ntitle: Bomb"


@pytest.mark.parametrize(
    ("front", "title"),
    [
        (BOMB, "Bomb"),
        ("title: 'unclosed\nother: x", "unclosed"),
        ("title: !!python/object/apply:os.system ['id']", "!!python/object/apply:os.system ['id']"),
        ("title: x\nk: " + "[" * 5_000, "x"),
        ("title: x\n" + "k: v\n" * 50_000, "x"),
    ],
    ids=["aliases", "no YAML", "a Python tag", "5,000 brackets", "250 kB"],
)
def test_front_matter_that_can_not_be_trusted_is_read_line_by_line(front: str, title: str) -> None:
    article = parse(f"---\n{front}\n---\ntext")
    assert (article.title, article.body) == (title, "text")
    assert "front matter" in article.notice


@pytest.mark.parametrize(
    ("front", "visibility"),
    [
        ("visibility:\n  - internal\ntags: [a", "internal"),
        ("title: [Salaries", "internal"),
        ("visibility: enterprise\ntags: [a", "enterprise"),
        ("visibility: public\ntags: [a", "public"),
    ],
)
def test_an_article_whose_front_matter_was_not_read_is_for_nobody_outside_unless_it_says_so(
    front: str, visibility: str
) -> None:
    article = parse(f"---\n{front}\n---\ntext")
    assert article.visibility == visibility
    assert ("it is internal now" in article.notice) is (visibility == "internal")


_words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)


@given(
    _words,
    _words,
    st.text(st.characters(codec="utf-8", exclude_characters="\r")).map(lambda t: t.strip("\n\ufeff")),
    st.booleans(),
)
def test_an_article_written_is_read_as_itself(title: str, section: str, body: str, draft: bool) -> None:
    article = Article(1, "slug", title, body, section=section, tags=("a", "b"), state="draft" if draft else "published")
    again = parse(as_markdown(article))
    assert (again.title, again.section, again.body, again.tags, again.state, again.slug, again.notice) == (
        title,
        section,
        body,
        ("a", "b"),
        article.state,
        "slug",
        "",
    )


def test_a_folder_goes_in_and_comes_out(desk: Desk, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "billing").mkdir(parents=True)
    (docs / "reset.md").write_text("---\ntitle: Reset\n---\nClick.")
    (docs / "billing" / "reset.md").write_text("# Reset a bill\n\nAsk.")
    (docs / "billing" / "notes.txt").write_text("no article")
    report = import_articles(desk, docs)
    assert (report.new, report.changed, report.known, report.bad) == (2, 0, 0, [])
    assert desk.article("reset").title == "Reset a bill"  # files come in the order of their paths
    assert (desk.article("reset").section, desk.article("reset-2").body) == ("billing", "Click.")
    again = import_articles(desk, docs)
    assert (again.new, again.changed, again.known) == (0, 0, 2)
    (docs / "reset.md").write_text("---\ntitle: Reset\n---\nClick twice.")
    assert import_articles(desk, docs).changed == 1
    assert desk.article("reset-2").version == 2
    assert export_articles(desk, tmp_path / "out") == 2
    assert import_articles(desk, tmp_path / "out").known == 2


def test_a_folder_goes_in_page_by_page_each_undone_as_one(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(article_files, "PAGE", 2)
    for name in ("a", "b", "c", "d", "e"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\ntext")
    assert import_articles(desk, tmp_path).new == 5
    assert len({a.id for a in desk.articles()}) == 5
    desk.undo()
    assert [a.slug for a in desk.articles()] == ["a", "b", "c", "d"]
    desk.undo()
    assert [a.slug for a in desk.articles()] == ["a", "b"]
    again = import_articles(desk, tmp_path)
    assert (again.new, again.known, again.bad) == (3, 2, [])


def test_a_folder_without_articles_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no Markdown file"):
        import_articles(desk, tmp_path)


def test_slugs_are_plain() -> None:
    assert slug_of("../Über uns_2!.md") == "über-uns-2-md"


def test_thousands_of_real_articles_are_read(shared: Path) -> None:
    count = 0
    with tarfile.open(shared / "data/kb/officedocs-support-md.tar.gz") as packed:
        for member in packed:
            if not member.name.endswith(".md"):
                continue
            file = packed.extractfile(member)
            assert file is not None
            article = parse(file.read().decode("utf-8", "replace"), Path(member.name).stem)
            assert article.notice == "" and article.title and article.body, member.name
            count += 1
    assert count > 2_400
