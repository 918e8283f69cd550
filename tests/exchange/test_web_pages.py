"""A page of HTML as Markdown, and the page again: what nobody touched stays as it was, byte for byte."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.backends.confluence.storage import Storage, written
from supportterm.exchange.html_markdown import Dialect
from supportterm.exchange.web_page import blocks, markdown, patched

BASE = "https://acme.test/wiki/"


def read(source: str) -> str:
    return markdown(blocks(source, Storage(BASE)))


def edited(source: str, old: str, new: str) -> tuple[str, tuple[str, ...]]:
    pieces = blocks(source, Storage(BASE))
    text = markdown(pieces)
    assert old in text
    return patched(pieces, text.replace(old, new), written)


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<h2>Reset <em>it</em></h2><p>a<br/>b</p>", "## Reset *it*\n\na\\\nb"),
        ("<p>one</p>two <b>three</b><p>four</p>", "one\n\ntwo **three**\n\nfour"),
        ('<p><a href="/x?a=1&amp;b=2">here</a></p>', "[here](https://acme.test/x?a=1&b=2)"),
        ('<p><a href="javascript:alert(1)">here</a></p>', "here"),
        ('<p><a href="https://x.test/">https://x.test/</a></p>', "<https://x.test/>"),
        ("<ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul>", "- a\n- b\n  1. c\n  2. d"),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"),
        ('<pre><code class="language-sh">a  b\n  c\n</code></pre>', "```sh\na  b\n  c\n```"),
        ("<pre>```\nx\n```</pre>", "````\n```\nx\n```\n````"),
        ("<p><code>a`b</code> <code>`</code></p>", "``a`b`` `` ` ``"),
        ("<blockquote><p>q</p><p>r</p></blockquote>", "> q\n>\n> r"),
        (
            "<table><tr><th>A</th></tr><tr><td>x|y<br/>z</td><td>2</td></tr></table>",
            "| A |  |\n| --- | --- |\n| x\\|y z | 2 |",
        ),
        ("<p>1. no</p><p># no</p><p>- no</p><p>&gt; no</p>", "1\\. no\n\n\\# no\n\n\\- no\n\n\\> no"),
        ("<p>2*3*4 _x_ a_b [a](b) &lt;b&gt; &amp;amp;</p>", "2\\*3\\*4 \\_x\\_ a_b \\[a](b) \\<b> &amp;"),
        ("<p>a&nbsp;&nbsp; b</p><p> </p><p>&nbsp;</p>", "a b"),
        ("<p>a<p>b<li>c", "a\n\nb\n\n- c"),
        ("<script>alert(1)</script><style>x</style><p>a</p><iframe src='x'></iframe>", "a"),
        ('<img src="/a b.png" alt="A"/>', "![A](https://acme.test/a%20b.png)"),
        ("", ""),
        ("plain", "plain"),
    ],
)
def test_a_page_is_read_as_markdown(page: str, text: str) -> None:
    assert read(page) == text


def test_elements_of_confluence_are_read() -> None:
    code = '<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">py</ac:parameter>'
    code += "<ac:plain-text-body><![CDATA[if a < b && c:\n    x]]></ac:plain-text-body></ac:structured-macro>"
    assert read(code) == "```py\nif a < b && c:\n    x\n```"
    info = (
        '<ac:structured-macro ac:name="info"><ac:rich-text-body><p>Mind.</p></ac:rich-text-body></ac:structured-macro>'
    )
    link = '<p>see <ac:link><ri:page ri:content-title="Other *page*" /></ac:link></p>'
    task = "<ac:task-list><ac:task><ac:task-status>complete</ac:task-status><ac:task-body>do</ac:task-body></ac:task>"
    picture = '<ac:image ac:alt="A"><ri:url ri:value="https://x.test/a.png" /></ac:image>'
    columns = "<ac:layout><ac:layout-section><ac:layout-cell><p>l</p></ac:layout-cell></ac:layout-section></ac:layout>"
    assert read(info + link + task + "</ac:task-list>" + picture + columns) == (
        "Mind.\n\nsee Other \\*page\\*\n\n- [x] do\n\n![A](https://x.test/a.png)\n\nl"
    )


TOC = '<ac:structured-macro ac:name="toc" />'
RED = '<p style="color: red;" local-id="7">red &eacute;</p>'
PAGE = f'{TOC}<p>first</p>\n<!-- x -->{RED}<div class="c"><p>left</p></div><div><ul><li>a</li></ul></div>'


def test_what_was_not_touched_stays_byte_for_byte() -> None:
    assert edited(PAGE, "first", "1st") == (PAGE.replace("first", "1st"), ())
    assert edited(PAGE, "left\n\n- a", "L\n\n- b")[0] == PAGE.replace("left", "L").replace(
        "<ul><li>a</li></ul>", "<ul>\n<li>b</li>\n</ul>"
    )
    assert edited(PAGE, "first", "first\n\nnew")[0] == PAGE.replace(RED, f"<p>new</p>{RED}")
    assert edited(PAGE, "first\n\n", "")[0] == PAGE.replace("<p>first</p>", "")
    assert edited(PAGE, "- a", "- a\n\nlast")[0] == PAGE + "<p>last</p>"


def test_what_can_not_be_said_anew_is_told_and_only_when_it_would_go() -> None:
    assert edited(PAGE, "red é", "green")[1] == ("colours and other styles",)
    assert edited(PAGE, "red é\n\n", "") == (PAGE.replace(RED, ""), ()), "taking it away is meant"
    assert edited(PAGE, "left", "right")[1] == ()


def test_html_that_somebody_writes_into_markdown_is_text_there() -> None:
    page, _ = edited(PAGE, "first", "<script>alert(1)</script> ]]> <b>x</b>")
    assert "&lt;script&gt;" in page and "<b>" not in page


TAGS = ["p", "div", "ul", "li", "table", "tr", "td", "pre", "b", "a", "ac:layout", "blockquote", "span"]
leaves = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
leaves |= st.sampled_from(["<br/>", "<!-- c -->", "&amp;"])
pages = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda tag, parts, way: f"<{tag}{way}>{''.join(parts)}</{tag}>",
        st.sampled_from(TAGS),
        st.lists(inner, max_size=3), st.sampled_from(["", ' style="color:red"', ' href="/x"']),
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(pages, max_size=4).map("".join))
def test_any_page_is_the_sum_of_its_blocks_and_stays_as_it_is_when_nothing_is_changed(page: str) -> None:
    pieces = blocks(page, Storage(BASE))
    assert "".join(piece.source for piece in pieces) == page
    assert patched(pieces, markdown(pieces), written) == (page, ())


@given(st.lists(pages, min_size=1, max_size=4).map("".join), st.text(max_size=20), st.integers(0, 200))
def test_any_change_of_any_page_leaves_all_other_blocks(page: str, words: str, at: int) -> None:
    pieces = blocks(page, Storage(BASE))
    text = markdown(pieces)
    changed = text[: at % (len(text) + 1)] + words + text[at % (len(text) + 1) :]
    told = patched(pieces, changed, written)
    same = [piece.source for piece in pieces if not piece.text]
    for source in same:  # what can't be seen can't have been touched
        assert source in told.page


words = st.text("ab *_`[]<>#&\\", min_size=1, max_size=12).map(str.strip).filter(lambda w: re.search("[ab]", w))


@given(st.lists(words, min_size=1, max_size=4))
def test_text_comes_back_as_it_was_written(paragraphs: list[str]) -> None:
    source = "".join(f"<p>{w.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</p>" for w in paragraphs)
    again = written(read(source))
    assert [" ".join(w.split()) for w in paragraphs] == [
        p.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
        for p in re.findall("<p>(.*?)</p>", again, re.DOTALL)
    ]


@pytest.mark.parametrize(
    "page",
    ["<p>" * 50_000, "<div>" * 20_000 + "x", "<" * 100_000, "<a " * 50_000, "&" * 100_000, "<![CDATA[" * 20_000,
     "<table><tr><td>" * 5_000, "`" * 50_000, "<ul><li>" * 5_000],
)  # fmt: skip
def test_a_page_made_to_take_long_does_not(page: str) -> None:
    began = time.process_time()
    markdown(blocks(page, Dialect()))
    assert time.process_time() - began < 8
