"""Links to articles in what is written, and where they lead for who reads it."""

import pytest

from supportterm.core.article_links import addressed, broken, link


def where(slug: str) -> str:
    return "" if slug == "hidden" else f"https://help.test/articles/{slug}"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("see [a](kb:one)", "see [a](https://help.test/articles/one)"),
        ('see [a](<kb:one> "why")', 'see [a](<https://help.test/articles/one> "why")'),
        ("see [a](kb:one#How-To)", "see [a](https://help.test/articles/one#at-how-to)"),
        ("see [a][1]\n\n[1]: kb:one", "see [a][1]\n\n[1]: https://help.test/articles/one"),
        ("see [Error [404]](kb:one)", "see [Error [404]](https://help.test/articles/one)"),
        ("see [the plan](kb:hidden), please", "see the plan, please"),
        ("see [a](../setup/First_steps.md)", "see [a](https://help.test/articles/first-steps)"),
        ("`[a](kb:one)`\n\n~~~\n[a](kb:one)\n~~~", "`[a](kb:one)`\n\n~~~\n[a](kb:one)\n~~~"),
        ("[a](https://else.test/kb:one) [b](mailto:c@d.md)", "[a](https://else.test/kb:one) [b](mailto:c@d.md)"),
        ("[a](#here) [b](/path.md)", "[a](#here) [b](/path.md)"),
    ],
)
def test_links_lead_where_their_readers_find_the_article(text: str, read: str) -> None:
    assert addressed(text, where) == read


@pytest.mark.parametrize("title", ["Plain", "Error [404]", "a ] b", "`x` *y* _z_ <b>", "back\\slash", "[[deep] er]"])
def test_a_link_says_the_title_whatever_is_in_it(title: str) -> None:
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark", {"html": True}).render(addressed(link(title, "one"), where))
    said = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert html == f'<p><a href="https://help.test/articles/one">{said}</a></p>\n'


def test_a_link_to_no_article_is_broken() -> None:
    assert [b.link for b in broken("[a](kb:) [b](kb:gone) [c](gone.md) [d](kb:one)", {"one"})] == [
        "kb:", "kb:gone", "gone.md",
    ]  # fmt: skip
