"""Text made to attack a terminal, in every place of a card: shown, and inert."""

import ast
import json
import re
from pathlib import Path

import pytest

from supportterm.core.hand_off_card import card_of
from supportterm.core.nouns import Article, Attachment, HandOff, Message, Organization, Person, Ticket
from supportterm.core.remote import RemoteCard, RemoteDeal
from supportterm.core.terms import Role
from supportterm.desk.directories import Card as DirectoryCard
from supportterm.tui.render.article import article_rows
from supportterm.tui.render.bubble import bubble_rows
from supportterm.tui.render.card import Setting, event_rows, message_rows
from supportterm.tui.render.customer import customer_rows
from supportterm.tui.render.directory import card_rows
from supportterm.tui.render.head import head_rows
from supportterm.tui.render.line import Line

SETTING = Setting(60, 1_700_000_000_000)
OBEYED = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f\ud800-\udfff]"
)
OWN = ["\x1b]52;c;cm0=\x07", "a\r\nb\x9b2J", "\u202eabc", "[@click=app.quit]x[/]", "e" + "\u0301" * 500, "\U000e0041"]


def cards(text: str) -> list[Line]:
    """Every kind of row with *text* wherever a stranger may put it."""
    file = Attachment(1, 1, text, text, 5, "d")
    rows: list[Line] = []
    for role in Role:
        for markdown in (False, True):
            message = Message(1, 1, role, text, text, 0, text, markdown, (text,), (text,), attachments=1, notice=text)
            rows += message_rows(message, [file], SETTING)
            rows += bubble_rows(message, [file], SETTING)
    card = HandOff(text, 2, text, text, 0, text, text)
    ticket = Ticket(1, text, 1, 0, 0, tags=(text,), fields={"f": text}, team=text, hand_off=card, channel=text)
    asks, of = Person(1, text, text), Organization(1, text, segment=text)
    rows += head_rows(ticket, SETTING, 40, card=card_of(ticket, 0, asks, of, str))
    rows += event_rows(0, text, [text], SETTING)
    rows += customer_rows(Person(1, text, text, text, 1, text, text), Organization(1, text, text, text, text, text), [],
                          SETTING)  # fmt: skip
    known = RemoteCard(text, text, text, text, text, text, (RemoteDeal(text, text, text, text),), text)
    for told in (known, None):
        rows += card_rows(DirectoryCard("c", text, 1, told, 1, text), SETTING)
    rows += article_rows(Article(1, text, text, text, text, (text,)), SETTING)
    return rows


def check(text: str) -> str:
    rows = cards(text)
    assert all(row.cells <= SETTING.width for row in rows)
    shown = "\n".join(row.text for row in rows)
    assert not OBEYED.search(shown.replace("\n", ""))
    return shown


@pytest.mark.parametrize("text", OWN)
def test_nothing_a_terminal_obeys_comes_through(text: str) -> None:
    check(text)


def test_markup_is_shown_as_the_text_it_is() -> None:
    assert "[@click=app.quit]x[/]" in check("[@click=app.quit]x[/]")


def test_the_corpus_of_hostile_text_is_inert_in_every_card(shared: Path) -> None:
    tried = 0
    for case in json.loads((shared / "data" / "hostile.json").read_text())["cases"]:
        if "payload" not in case:
            continue
        payload = ast.literal_eval(case["payload"])
        parts = payload if isinstance(payload, list) else [payload]
        text = "".join(p.decode("utf-8", "surrogateescape") if isinstance(p, bytes) else str(p) for p in parts)
        check(text)
        tried += 1
    assert tried > 40
