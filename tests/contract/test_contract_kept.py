"""Files, articles, edited messages and searches: what is there is found, and found as it is."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from counterpart import Counterpart
from promises import content, messages

from supportterm.backends import errors
from supportterm.core.remote import OutFile, PutArticle, Say
from supportterm.core.terms import Role
from whole_feed import everything, marker, newest_articles

CONTENT = b"\x00\xff\r\n.\r\n%PDF" + bytes(range(256)) * 400
NAME = "Übersicht “alt” 1.bin"


def test_a_customer_s_file_comes_byte_by_byte(
    counterpart: Counterpart, backend: Any, needs: Callable[[str], None]
) -> None:
    needs("files_down")
    key = counterpart.open("With a file", "see there", {"kuvä 1.bin": CONTENT})
    (file,) = [f for m in messages(everything(backend)[0], key).values() for f in m.files]
    assert (file.name, file.size) == ("kuvä 1.bin", len(CONTENT))
    assert hashlib.sha256(content(backend, file.key)).digest() == hashlib.sha256(CONTENT).digest()


def test_a_file_of_ours_goes_with_its_message(
    counterpart: Counterpart, backend: Any, needs: Callable[[str], None], tmp_path: Path
) -> None:
    needs("files_up")
    needs("files_down")
    here = tmp_path / "digest"
    here.write_bytes(CONTENT)
    key = counterpart.open("A file goes", "please send it")
    out = OutFile(NAME, "application/octet-stream", len(CONTENT), str(here))
    made = backend.write(Say(marker(), key, Role.REPLY, "here it is", files=(out,))).key
    (file,) = messages(everything(backend)[0], key)[made].files
    assert file.name == NAME and content(backend, file.key) == CONTENT


def test_a_file_that_is_gone_here_is_not_sent_without(
    counterpart: Counterpart, backend: Any, needs: Callable[[str], None], tmp_path: Path
) -> None:
    needs("files_up")
    key = counterpart.open("A file is gone", "please send it")
    out = OutFile(NAME, "application/octet-stream", 3, str(tmp_path / "gone"))
    with pytest.raises((errors.Invalid, errors.NotThere)) as caught:
        backend.write(Say(marker(), key, Role.REPLY, "here it is", files=(out,)))
    assert str(tmp_path) not in str(caught.value)
    assert "here it is" not in counterpart.said(key)


def test_of_a_file_that_is_not_there_nothing_is_given(backend: Any, needs: Callable[[str], None]) -> None:
    """Request Tracker answers 500 to it, which says no more than that it has to be asked again."""
    needs("files_down")
    into = BytesIO()
    with pytest.raises((errors.NotThere, errors.Unavailable)):
        backend.download("99999999", into)
    assert not into.getvalue()


def test_a_message_that_was_edited_is_the_same_with_another_text(counterpart: Counterpart, backend: Any) -> None:
    key = counterpart.open("Edited", "hello")
    counterpart.agent(key, "the lever is on the left")
    items, cursor = everything(backend)
    before = {m.body.rstrip(): m.key for m in messages(items, key).values()}
    if not counterpart.edit(key, "the lever is on the left", "the lever is on the right"):
        pytest.skip(f"nobody edits messages at {counterpart.name}")
    after = {m.body.rstrip(): m.key for m in messages(everything(backend, cursor)[0], key).values()}
    assert after["the lever is on the right"] == before["the lever is on the left"]
    assert "the lever is on the left" not in after


def test_tickets_are_found_by_their_words(counterpart: Counterpart, backend: Any, needs: Callable[[str], None]) -> None:
    needs("search")
    word = f"Zahnriemen{marker()[:8]}"
    keys = [counterpart.open(f"{word} number {n}", "text") for n in range(3)]
    assert {t.key for t in backend.search(word.upper(), 10)} == set(keys)
    assert {t.key for t in backend.search(f"{word} number", 10)} == set(keys)
    assert len(backend.search(word, 2)) == 2
    assert backend.search(f"{word} {marker()}", 10) == ()


def test_articles_are_told_and_told_again_only_when_they_change(
    counterpart: Counterpart, backend: Any, needs: Callable[[str], None]
) -> None:
    needs("articles")
    title = f"Belts {marker()[:8]}"
    counterpart.publish(title, "# Belts\n\nUse *the* left one: 印")
    found, cursor = newest_articles(backend)
    (article,) = [a for a in found.values() if a.title == title]
    assert article.body.rstrip() == "# Belts\n\nUse *the* left one: 印" and article.version
    assert article.key not in newest_articles(backend, cursor)[0]


def test_an_article_is_written_once_and_never_over_somebody_s_change(
    counterpart: Counterpart, backend: Any, needs: Callable[[str], None]
) -> None:
    needs("articles")
    if counterpart.capabilities.articles != "write":
        pytest.skip(f"{counterpart.name} takes no articles")
    step = PutArticle(marker(), "", f"Oil {marker()[:8]}", "one drop", section=_section(backend))
    assert backend.find(step) is None
    key = backend.write(step).key
    found = backend.find(step)
    assert found is not None and found.key == key
    first = newest_articles(backend)[0][key].version
    backend.write(PutArticle(marker(), key, step.title, "two drops", section=step.section, version=first))
    with pytest.raises(errors.Conflict):
        backend.write(PutArticle(marker(), key, step.title, "three drops", section=step.section, version=first))
    assert newest_articles(backend)[0][key].body.rstrip() == "two drops"


def _section(backend: Any) -> str:
    """Where articles are, if anywhere in particular."""
    return next((a.section for a in newest_articles(backend)[0].values() if a.section), "")
