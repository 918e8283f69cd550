"""What keeps a knowledge base true, as a shell has it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from time_machine import travel

from supportterm.core.article_links import broken

Shell = Callable[..., str]


@pytest.fixture
def kb(dana: Shell, tmp_path: Path) -> Callable[..., Shell]:
    """`kb(name=text, …)`: a shell on a desk with these articles."""

    def made(**articles: str) -> Shell:
        folder = tmp_path / "kb"
        folder.mkdir(exist_ok=True)
        for name, text in articles.items():
            (folder / f"{name}.md").write_text(text)
        dana("kb", "import", str(folder))
        return dana

    return made


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("see [this](kb:there) and [that](kb:gone)", ["kb:gone"]),
        ("see [this](There.md#part) and ![a picture](pic.png)", []),
        ("see [this](sub/gone.md 'a title')", ["sub/gone.md"]),
        ("see [this](https://x.test/gone.md), [that](/gone.md), [mail](mailto:a@b.test)", []),
        ("# A part, here!\n\n[up](#a-part-here) [down](#no-such-part)", ["#no-such-part"]),
        ("`[code](kb:gone)`\n\n```\n[code](kb:gone)\n```\n", []),
        ("see [this][1]\n\n[1]: kb:gone\n", ["kb:gone"]),
        ("# ]( [x]( <kb:gone> )", ["kb:gone"]),
    ],
)
def test_a_link_that_leads_nowhere_is_found(body: str, links: list[str]) -> None:
    assert [one.link for one in broken(body, {"there"})] == links


def test_check_lists_them_and_says_so_by_its_status(kb: Callable[..., Shell]) -> None:
    shell = kb(one="# One\n\n[two](kb:two)", two="# Two\n\n[three](three.md)")
    (found,) = map(json.loads, shell("kb", "check", "--json", status=1).splitlines())
    assert (found["slug"], found["link"]) == ("two", "three.md")
    kb(three="# Three\n\nText.")
    assert "3 articles, no link that leads nowhere" in shell("kb", "check")


def test_diff_shows_what_changed_since_a_version(kb: Callable[..., Shell]) -> None:
    shell = kb(one="# One\n\nRed.\n")
    assert "one has one version" in shell("kb", "diff", "one")
    kb(one="# One\n\nGreen.\n")
    kb(one="# One\n\nBlue.\n")
    last, both = shell("kb", "diff", "one"), shell("kb", "diff", "one", "--since", "1")
    assert ("-Green." in last, "+Blue." in last, "-Red." in last) == (True, True, False)
    assert ("-Red." in both, "+Blue." in both) == (True, True)
    assert "one has no version 9; it has 1 to 3" in shell("kb", "diff", "one", "--since", "9", status=1)


def test_what_is_published_and_nobody_touched_for_long_is_stale(kb: Callable[..., Shell]) -> None:
    shell = kb(one="# One\n\nText.", two="---\nstate: draft\n---\n# Two\n\nText.")
    assert "no article failed, and none is old" in shell("kb", "stale")
    with travel(datetime.now(UTC) + timedelta(days=31)):
        assert json.loads(shell("kb", "stale", "--days", "30", "--json"))["slug"] == "one"
        assert "no article failed, and none is old" in shell("kb", "stale", "--days", "32")


def test_an_answer_becomes_a_draft_that_is_linked_to_its_ticket(dana: Shell) -> None:
    dana("new", "--from", "al@acme.test", "--subject", "Which VAT for Norway?", "please tell", "--tags", "vat")
    assert "nobody has answered #1 in public yet" in dana("kb", "from", "1", status=1)
    dana("reply", "1", "Take 25 percent.")
    assert "article which-vat-for-norway made" in dana("kb", "from", "1")
    made = json.loads(dana("kb", "show", "which-vat-for-norway", "--json"))
    assert (made["state"], made["visibility"]) == ("draft", "internal")
    assert made["body"].endswith("## Answer\n\nTake 25 percent.")
    assert "article 1 linked" in dana("log", "1")
    assert "there is an article 'which-vat-for-norway' already" in dana("kb", "from", "1", status=1)
    assert "article norway made" in dana("kb", "from", "1", "norway")
    dana("undo")
    assert "there is no article 'norway'" in dana("kb", "show", "norway", status=1)
