"""HTML of mails, read as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.exchange.html import to_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One</p><p>Two<br>lines</p>", "One\n\nTwo\nlines"),
        ("<div>a</div>\n<div>b</div>", "a\nb"),
        ("a  b\n\t c&nbsp;d &lt;tag&gt; &#233;", "a b c d <tag> é"),
        ("<ul><li>one<li>two<ul><li>deep</ul></ul>after", "• one\n• two\n  • deep\n\nafter"),
        ('<ol start="3"><li>three</li><li>four</li></ol>', "3. three\n4. four"),
        ("<table><tr><th>Name<th>Price</tr><tr><td>Pen</td><td>2 €</td></tr></table>", "Name | Price\nPen | 2 €"),
        ("<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>", "a | b"),
        ("yes<blockquote>asked<blockquote>first</blockquote></blockquote>no", "yes\n\n> asked\n>\n> > first\n\nno"),
        ("<pre>  two\n    four</pre>", "  two\n    four"),
        ("<h1>Title</h1>text", "Title\n\ntext"),
        ("<style>*{display:none}</style><script>alert(1)</script><p>hi</p>", "hi"),
        ("<title>no</title>yes<!-- no --><![if x]>!<![endif]>", "yes!"),
        ('<div style="display:none">preview text</div>seen', "seen"),
        ('<p style="display: none">only this</p>', "only this"),
        ('<p hidden>no</p><p style="color:red">yes</p>', "yes"),
        ('<img alt="A  cat" src="https://x.example/c.png">', "[image: A cat]"),
        ('<img src="https://t.example/p.gif?id=42">', ""),
        ('<img src="cid:1@x">', "[image]"),
        (
            '<a href="https://evil.example/">https://bank.example/</a>',
            "https://bank.example/ (→ https://evil.example/)",
        ),
        ('<a href="https://a.example/x">here</a> now', "here (→ https://a.example/x) now"),
        ('<a href="https://www.a.example/">a.example</a>', "a.example"),
        ('<a href="mailto:dana@acme.example">dana@acme.example</a>', "dana@acme.example"),
        ('<a href="javascript:alert(1)">https://bank.example/</a>', "https://bank.example/ (→ javascript: link)"),
        ('<a href="#top">top</a>', "top"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<p>never closed <b>bold", "never closed bold"),
        ('<a title="a > b" href="https://a.example/">x</a>', "x (→ https://a.example/)"),
        ("", ""),
    ],
)
def test_html_reads_as(source: str, text: str) -> None:
    assert to_text(source) == text


def test_escapes_are_stored_as_they_were_meant() -> None:
    """Whoever shows text makes it safe; here nothing is hidden from them, but what HTML itself forbids."""
    assert to_text("<p>\x1b]0;x\x07<img alt='\x1b[2J'>") == "\x1b]0;x\x07[image: \x1b[2J]"
    assert "\x1b" not in to_text("&#27;]52;c;cm0=&#7;x &#x1b;")


def test_depth_has_no_end_and_no_cost() -> None:
    assert to_text("<div>" * 100_000 + "x") == "x"
    assert to_text("<blockquote>" * 2_000 + "x").endswith("> x")


@given(st.lists(st.sampled_from(
    ["<div>", "</div>", "<p>", "<a href=x:y>", "</a>", "<blockquote>", "</blockquote>", "<td>", "<tr>", "<ul>", "<li>",
     "</ul>", "<pre>", "</pre>", "<!--", "-->", "<", ">", '"', "'", "a", " ", "\n", "&amp;", "<script>", "</script>",
     "<img alt=", "<br>", "<title>", "<p hidden>", "</", "<hr>"]
), max_size=60))  # fmt: skip
def test_any_soup_is_read(pieces: list[str]) -> None:
    to_text("".join(pieces)).encode("utf-8")


@given(st.lists(st.text("abcdefg", min_size=1, max_size=8), min_size=1, max_size=20))
def test_no_word_is_lost(words: list[str]) -> None:
    html = "".join(
        f"<{tag}>{word} " for tag, word in zip(["p", "td", "li", "b", "blockquote"] * 4, words, strict=False)
    )
    assert [w for w in to_text(html).replace("|", " ").split() if w.isalpha()] == words
