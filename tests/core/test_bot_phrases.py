"""What the bot says: in the customer's language, in the desk's own words where it has some, in none of them empty."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.bot import Bot, mistakes
from supportterm.core.bot_phrases import SHIPPED, Phrases, language_of, phrases
from supportterm.core.bot_words import is_settled

CASES = Path(__file__).resolve().parents[1] / "cases"
OTHERWISE = {"Wie kann ich", "Kann ich die", "Où est ma", "¿Dónde puedo"}
"""How those of the questions begin that are in another language."""


@pytest.mark.parametrize("language", SHIPPED)
def test_each_language_is_told_by_what_is_said_in_it_and_its_yes_is_understood(language: str) -> None:
    shipped = SHIPPED[language]
    assert all(shipped[:-1])
    assert language_of(" ".join((shipped.asks, shipped.hands_over, shipped.solved))) == language
    assert shipped.yes in shipped.asks
    assert is_settled(f"{shipped.yes.title()}!", ())


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Wie exportiere ich meine Rechnungen?", "de"),
        ("Comment exporter mes factures ?", "fr"),
        ("¿Cómo exporto mis facturas?", "es"),
        ("How do I export my invoices?", "en"),
        ("Passwort vergessen", ""),
        ("请问怎么导出发票", ""),
        ("", ""),
    ],
)
def test_a_question_tells_its_language_or_none(said: str, language: str) -> None:
    assert language_of(said) == language


def test_no_english_question_is_taken_for_another_language() -> None:
    asked = [
        json.loads(line)["question"]
        for file in ("bot_questions.jsonl", "bot_tuning.jsonl")
        for line in (CASES / file).read_text().splitlines()
    ]
    wrong = [one for one in asked if language_of(one) not in ("en", "")]
    assert len(asked) > 400 and all(any(one.startswith(each) for each in OTHERWISE) for one in wrong)


def test_the_desk_s_words_for_a_language_come_first_then_its_words_for_everybody() -> None:
    bot = Bot(
        greeting="Hello.", phrases={"asks": "All well?"}, languages={"de": {"greeting": "Hallo.", "solved": "Prima."}}
    )
    german = phrases(bot, "Wie kann ich das machen?")
    assert german == SHIPPED["de"]._replace(greeting="Hallo.", asks="All well?", solved="Prima.")
    assert phrases(bot, "zzz") == SHIPPED["en"]._replace(greeting="Hello.", asks="All well?")


@given(st.text(), st.dictionaries(st.sampled_from(Phrases._fields), st.text()))
def test_nothing_but_the_greeting_is_ever_empty(said: str, own: dict[str, str]) -> None:
    bot = Bot(phrases=own, languages=dict.fromkeys(SHIPPED, own))
    assert all(phrases(bot, said)[:-1])


def test_a_yes_of_the_desk_s_own_is_understood() -> None:
    assert not is_settled("igen", ())
    assert is_settled("Igen!", (), "igen, persze") and is_settled("persze", (), "igen, persze")


def test_what_can_not_be_said_is_a_mistake_where_it_stands() -> None:
    bot = Bot(phrases={"ask": "x"}, languages={"de": {"solvd": "x"}, "tlh": {}})
    told = {one.part: one.words for one in mistakes(bot, ())}
    assert told[("phrases", "ask")].startswith("it has no phrase 'ask'; did you mean asks?")
    assert told[("languages", "de", "solvd")].startswith("it has no phrase 'solvd'")
    assert "can't be told from others; those that can be told are en, de, fr, es" in told[("languages", "tlh")]
