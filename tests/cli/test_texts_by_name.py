"""A text may be given by its name too: `escalate` and `kb decline` take `--reason`, and so does what answers them."""

import pytest
from shell_words import Shell


@pytest.mark.parametrize(
    "words",
    [
        ("return", "1", "--reason", "fixed in 4.2"),
        ("return", "1", "--reason=fixed in 4.2"),
        ("return", "--reason", "fixed in 4.2", "1"),
        ("return", "1", "fixed in 4.2"),
        ("return", "1", "fixed", "in", "4.2"),
    ],
)
def test_what_is_handed_back_takes_its_reason_as_what_was_handed_over_did(shell: Shell, words: tuple[str, ...]) -> None:
    shell("escalate", "1", "--to", "backend", "--reason", "crash on save")
    assert shell("accept", "1", "--me", "sam").status == 0
    answer = shell(*words, "--me", "sam")
    assert (answer.status, answer.err) == (0, "")
    assert "fixed in 4.2" in shell("log", "1").out


def test_what_is_no_text_is_not_named_and_a_text_that_begins_with_dashes_comes_after_two(shell: Shell) -> None:
    assert shell("note", "1", "--body", "seen").status == 0
    assert "seen" in shell("show", "1").out
    assert "note has no option --tickets" in shell("note", "--tickets", "1", "seen").err
    assert "--reason needs a text" in shell("return", "1", "--reason").err
    assert shell("note", "1", "--", "--body is meant").status == 0
    assert "--body is meant" in shell("show", "1").out


def test_a_text_is_given_once(shell: Shell) -> None:
    answer = shell("note", "1", "--body", "seen", "twice")
    assert (answer.status, "one word too many" in answer.err) == (2, True)
