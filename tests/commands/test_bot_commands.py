"""`bot try` and `bot evaluate`, as a shell has them."""

import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from supportterm.assist.evaluation import read, try_all, verdict
from supportterm.desk import Desk
from supportterm.exchange.articles import import_articles

Shell = Callable[..., str]
CASES = Path(__file__).parents[1] / "cases"


KNOWN = {
    "reset-password": ("Reset your password", "## Steps\n\nClick on *Forgot*.", ""),
    "change-password": ("Change the password of an agent", "Ask your admin for it.", "visibility: internal"),
    "export-invoices": ("Export your invoices", "Open Billing and choose Export.", ""),
    "import-data": ("Import data from a file", "Choose a file of data.", "state: draft"),
}


@pytest.fixture
def articles(dana: Shell, tmp_path: Path) -> Shell:
    folder = tmp_path / "kb"
    folder.mkdir()
    for slug, (title, body, more) in KNOWN.items():
        (folder / f"{slug}.md").write_text(f"---\ntitle: {title}\n{more}\n---\n\n{body}\n")
    dana("kb", "import", str(folder))
    return dana


def test_an_answer_shows_its_source_and_why(articles: Shell) -> None:
    said = articles("bot", "try", "how do I reset my password?")
    assert "Reset your password" in said
    assert "Click on *Forgot*." in said
    assert "source: reset-password" in said
    assert "of the question 100% in its title" in said


def test_what_no_article_answers_is_not_known(articles: Shell) -> None:
    assert "I don't know" in articles("bot", "try", "does the blue jacket come in my size?")
    assert "I don't know" in articles("bot", "try", "zzz qqq")


@pytest.mark.parametrize("question", ["change the password of an agent", "import data from a file"])
def test_customers_are_told_only_what_is_published_and_public(articles: Shell, question: str) -> None:
    told = [json.loads(line)["article"] for line in articles("bot", "try", "--json", question).splitlines()]
    assert not {"change-password", "import-data"} & set(told)


def test_questions_with_known_answers_tell_how_good_it_is(articles: Shell, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    lines = (
        {"question": "reset my password", "answers": ["reset-password"]},
        {"question": "export invoices", "answers": ["reset-password"]},
        {"question": "is there a jacket in blue"},
        {"question": "zzz qqq"},
    )
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    (found,) = map(json.loads, articles("bot", "evaluate", str(file), "--json").splitlines())
    assert (found["questions"], found["answerable"], found["given"], found["wrong"]) == (4, 2, 2, 1)
    assert found["coverage"] == 0.5
    assert found["mistakes"] == [{"question": "export invoices", "article": "export-invoices"}]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"question": "a"}\nnonsense\n', ":2: no question"),
        ('{"question": "a", "answers": ["no-such-article"]}', "there is no article 'no-such-article'"),
        ('{"asked": "a"}', ":1: no question"),
    ],
)
def test_a_file_that_is_none_is_told_by_its_line(articles: Shell, tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(text)
    assert says in articles("bot", "evaluate", str(file), status=1)


@pytest.mark.long
def test_on_questions_it_was_not_set_by_few_answers_are_wrong(
    tmp_path: Path, shared: Path, effort: Callable[[int, int], int]
) -> None:
    if not effort(0, 1):
        pytest.skip("2,457 articles and 490 questions take half a minute: SUPPORTTERM_LONG=1")
    with tarfile.open(shared / "data" / "kb" / "officedocs-support-md.tar.gz") as archive:
        archive.extractall(tmp_path / "articles", filter="data")
    with Desk.create(tmp_path / "kb.desk", "kb") as desk:
        import_articles(desk, tmp_path / "articles")
        held_out, tuning = (try_all(desk, read(CASES / name)) for name in ("bot_questions.jsonl", "bot_tuning.jsonl"))
    assert not {each.asked.question for each in held_out} & {each.asked.question for each in tuning}
    judged = verdict(held_out)
    assert judged.questions >= 300
    assert judged.answerable * 3 <= judged.questions * 2
    assert judged.coverage >= 0.4
    assert judged.wrong_share <= 0.05
