"""An article's way to its readers: asked to be reviewed, given back, published, and for whom it is."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from supportterm.cli.main import main
from supportterm.config.paths import paths
from supportterm.desk import Desk

Shell = Callable[..., str]


@pytest.fixture
def desk(dana: Shell) -> Shell:
    dana("agent", "add", "lee")
    dana("kb", "edit", "prices", "Ten a month.", "--title", "Prices")
    return dana


@pytest.fixture
def lee(desk: Shell, capsys: pytest.CaptureFixture[str]) -> Shell:
    def run(*words: str, status: int = 0) -> str:
        assert main(["--me", "lee", *words]) == status
        printed = capsys.readouterr()
        return printed.out + printed.err

    return run


def test_a_colleague_is_asked_sees_it_and_publishes(desk: Shell, lee: Shell) -> None:
    assert "lee is asked to review prices" in desk("kb", "review", "prices", "Are they right?", "--by", "lee")
    assert "dana asks lee" in lee("kb", "reviews", "--mine") and "Are they right?" in lee("kb", "reviews")
    assert "no article waits" in desk("kb", "reviews", "--mine")
    assert "(in review) Prices" in desk("kb", "list") and "dana asks lee to review it" in desk("kb", "show", "prices")
    assert "lee was asked to review it; `--anyway`" in desk("kb", "publish", "prices", status=1)
    assert "is published" in lee("kb", "publish", "prices")
    record = json.loads(desk("kb", "show", "prices", "--json"))
    assert (record["state"], record["reviewer"], record["asked_by"]) == ("published", None, None)
    assert "no article waits" in lee("kb", "reviews")


def test_it_is_given_back_with_the_reason_and_asked_again(desk: Shell, lee: Shell) -> None:
    desk("kb", "review", "prices", "--by", "lee")
    assert "dana sees why" in lee("kb", "decline", "prices", "--reason", "They rose in May.")
    said = desk("kb", "show", "prices")
    assert "draft" in said and "They rose in May." in said and "asks" not in said
    desk("kb", "review", "prices", "Now?", "--by", "lee")
    assert "They rose" not in desk("kb", "show", "prices")
    assert "is published" in desk("kb", "publish", "prices", "--anyway")


def test_what_can_not_be_is_refused_and_changes_nothing(desk: Shell) -> None:
    assert "there is no agent 'zoe'" in desk("kb", "review", "prices", "--by", "zoe", status=1)
    assert "a review is somebody else's" in desk("kb", "review", "prices", "--by", "me", status=1)
    assert "nobody was asked" in desk("kb", "decline", "prices", "--reason", "No.", status=1)
    assert "needs" in desk("kb", "review", "prices", status=2)
    desk("kb", "publish", "prices")
    assert "`kb publish prices --back` makes it a draft" in desk("kb", "review", "prices", "--by", "lee", status=1)
    with Desk.open(paths().desk) as opened:
        assert opened.in_review() == () and opened.article("prices").reviewer == ""


def test_undo_takes_a_review_back(desk: Shell, lee: Shell) -> None:
    desk("kb", "review", "prices", "--by", "lee")
    desk("undo")
    assert "no article waits" in lee("kb", "reviews")


def test_it_is_for_whom_it_is_said_to_be(desk: Shell, tmp_path: Path) -> None:
    desk("kb", "edit", "prices", "--visibility", "paid,enterprise")
    assert "(draft, for enterprise, paid) Prices" in desk("kb", "list")
    refused = desk("kb", "edit", "prices", "--visibility", "vip", status=2)
    assert "an article is for public, internal, or segments" in refused
    (tmp_path / "kb").mkdir()
    for name, visibility in (("one", "[paid, enterprise]"), ("two", "interal"), ("three", "enterprise")):
        (tmp_path / "kb" / f"{name}.md").write_text(f"---\ntitle: {name}\nvisibility: {visibility}\n---\n\nText.\n")
    assert "it is internal now" in desk("kb", "import", str(tmp_path / "kb"), status=1)
    found = {slug: json.loads(desk("kb", "show", slug, "--json"))["visibility"] for slug in ("one", "two", "three")}
    assert found == {"one": "enterprise,paid", "two": "internal", "three": "enterprise"}


def test_the_bot_is_tried_as_a_segment_hears_it(desk: Shell) -> None:
    desk("kb", "edit", "prices", "--visibility", "enterprise")
    desk("kb", "publish", "prices")
    for segment in ((), ("--segment", "paid")):
        assert "I don't know" in desk("bot", "try", "Prices", *segment)
    assert "source: prices" in desk("bot", "try", "Prices", "--segment", "enterprise")


def test_suggestions_are_what_the_customer_may_read_and_what_is_internal(desk: Shell) -> None:
    desk("organization", "set", "Big", "--segment", "enterprise", "--domain", "big.test")
    there = {"export-of-invoices": "enterprise", "export-inside": "internal", "export-paid": "paid"}
    for slug, visibility in there.items():
        desk("kb", "edit", slug, "Export your invoices.", "--title", "Export of invoices", "--visibility", visibility)
        desk("kb", "publish", slug)
    for email in ("al@big.test", "bo@small.test"):
        desk("new", "--from", email, "--subject", "Export of invoices", "How do I export invoices?")
    said = [desk("suggest", number) for number in ("1", "2")]
    assert "export-of-invoices  for enterprise" in said[0] and "export-inside  internal" in said[0]
    assert "export-of-invoices" not in said[1] and "export-inside" in said[1]
    assert all("export-paid" not in each for each in said)
