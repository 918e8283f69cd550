"""What a question asks for, and the passage that answers it."""

import pytest

from supportterm.core.passage import LONGEST, passage
from supportterm.core.question import Sought, share, sought


def asked(text: str) -> list[str]:
    return [word.text for word in sought(text, 40)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("How do I reset my password?", ["reset", "password"]),
        ("Deliveries were delivered, delivering", ["deliver"]),
        ("it stopped; the stops", ["stop"]),
        ("the class, the boss", ["class", "boss"]),
        ("Wie kann ich meine Rechnung ändern?", ["rechnung", "andern"]),
        ("error 0x80070057 in C", ["error", "0x80070057"]),
        ("what is it", []),
        ("", []),
    ],
)
def test_words_that_say_nothing_and_endings_are_left_out(text: str, found: list[str]) -> None:
    assert asked(text) == found


def test_a_word_stands_for_what_begins_with_it_but_a_number_only_for_itself() -> None:
    assert sought("delivered", 9)[0].found_in(["deliveries"])
    assert not sought("8007", 9)[0].found_in(["80070057"])


def test_at_most_so_many_words_are_sought() -> None:
    assert asked(" ".join(f"word{n}" for n in range(99))) == [f"word{n}" for n in range(40)]


def test_a_share_is_of_the_weight_not_of_the_words() -> None:
    weights = {Sought("rare", True): 9.0, Sought("often", True): 1.0}
    assert share(weights, ["rare"]) == pytest.approx(0.9)
    assert share({}, ["rare"]) == 0.0


ARTICLE = """Intro about mail.

## Symptoms

The mail bounces with an error and the mail is lost, the mail server says no.

```
# Resolution
not a heading
```

## Resolution

Allow the sender in the list of mail.
"""


def test_what_to_do_is_shown_before_what_is_wrong() -> None:
    assert passage(ARTICLE, "mail bounces with an error") == "Allow the sender in the list of mail."


def test_of_like_sections_the_one_with_most_of_the_question_is_shown() -> None:
    text = "# One\n\nApples are red.\n\n# Two\n\nPears are green and sweet."
    assert passage(text, "when are pears sweet") == "Pears are green and sweet."


def test_a_long_section_is_cut_between_paragraphs() -> None:
    text = "\n\n".join(f"Paragraph {n}. {'word ' * 60}".strip() for n in range(9))
    cut = passage(text, "word")
    assert len(cut) <= LONGEST + 2
    assert cut.endswith("word …")


def test_an_article_without_text_has_no_passage() -> None:
    assert passage("# Only a heading", "heading") == ""
