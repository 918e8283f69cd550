"""`suggest`: what may help with a ticket, as a shell has it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Shell = Callable[..., str]


@pytest.fixture
def desk(dana: Shell, tmp_path: Path) -> Shell:
    folder = tmp_path / "kb"
    folder.mkdir()
    for slug, title, body, more in (
        ("export-invoices", "Export your invoices", "Open Billing and choose Export.", ""),
        ("vat-for-agents", "Which VAT goes on invoices", "Ask finance.", "visibility: internal"),
        ("reset-password", "Reset your password", "Click on Forgot.", ""),
        ("invoices-draft", "Export invoices, a draft", "Not yet.", "state: draft"),
    ):
        (folder / f"{slug}.md").write_text(f"---\ntitle: {title}\n{more}\n---\n\n{body}\n")
    dana("kb", "import", str(folder))
    for name, title, reply in (("refund", "Refund an invoice", "We give it back."), ("greet", "Say hello", "Hello.")):
        (tmp_path / f"{name}.yaml").write_text(f"name: {name}\ntitle: {title}\nreply: {reply}\n")
        dana("macro", "add", str(tmp_path / f"{name}.yaml"))
    asks(dana, "Export of invoices fails", "I can not export my invoices from Billing")
    return dana


def asks(shell: Shell, subject: str, text: str) -> None:
    shell("new", "--from", "al@acme.test", "--subject", subject, text)


def suggested(shell: Shell, number: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"article": [], "macro": [], "ticket": []}
    for line in shell("suggest", str(number), "--json").splitlines():
        record = json.loads(line)
        found[record["kind"]].append(record.get(record["kind"]) or record["number"])
    return found


def test_articles_are_suggested_also_internal_ones_but_no_drafts(desk: Shell) -> None:
    articles = suggested(desk, 1)["article"]
    assert articles[0] == "export-invoices"
    assert not {"reset-password", "invoices-draft"} & set(articles)


def test_an_article_that_is_linked_is_not_suggested_again(desk: Shell) -> None:
    desk("link-article", "1", "export-invoices")
    assert "export-invoices" not in suggested(desk, 1)["article"]


def test_a_macro_that_shares_nothing_is_not_suggested(desk: Shell) -> None:
    assert suggested(desk, 1)["macro"] == ["refund"]


def test_the_same_question_answered_before_is_suggested(desk: Shell) -> None:
    desk("reply", "1", "Use the other button.")
    asks(desk, "Invoices", "how to export invoices from Billing")
    assert [str(number) for number in suggested(desk, 2)["ticket"]] == ["1"]


def test_where_nothing_comes_near_that_is_said(desk: Shell) -> None:
    asks(desk, "zzz", "qqq")
    assert "nothing comes near to #2 yet" in desk("suggest", "2")
