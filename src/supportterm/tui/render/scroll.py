"""Scrolling through cards of rows whose heights nobody has measured.

The place on the screen is a card and a row in it, so a card far away costs nothing: two thousand messages scroll
like two. Heights are asked for only of cards that are scrolled over backwards.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from supportterm.tui.render.line import Line
from supportterm.tui.render.rows import Rows


class Place(NamedTuple):
    """A row of a card."""

    card: int
    row: int


START = Place(0, 0)


def visible(cards: Sequence[Rows], top: Place, height: int) -> Iterator[tuple[Place, Line]]:
    """Up to *height* rows from *top* on, each with its place."""
    left = height
    for number in range(top.card, len(cards)):
        row = top.row if number == top.card else 0
        while left > 0 and (found := cards[number].get(row)) is not None:
            yield Place(number, row), found
            row += 1
            left -= 1
        if left <= 0:
            return


def moved(cards: Sequence[Rows], top: Place, by: int, height: int) -> Place:
    """*top* moved down by *by* rows, up when negative; the last row never leaves the bottom of the screen."""
    return settled(cards, _down(cards, top, by), height) if by > 0 else _up(cards, top, -by)


def settled(cards: Sequence[Rows], top: Place, height: int) -> Place:
    """*top*, or a place above it when fewer than *height* rows follow it."""
    shown = sum(1 for _ in visible(cards, top, height))
    return _up(cards, top, height - shown) if shown < height else top


def at_end(cards: Sequence[Rows], top: Place, height: int) -> bool:
    """Whether the last row is in sight."""
    return sum(1 for _ in visible(cards, top, height + 1)) <= height


def end(cards: Sequence[Rows], height: int) -> Place:
    """The place from which the last row stands at the bottom."""
    return _up(cards, Place(len(cards), 0), height) if cards else START


def _down(cards: Sequence[Rows], place: Place, by: int) -> Place:
    number, row = place
    while number < len(cards):
        if cards[number].reaches(row + by + 1):
            return Place(number, row + by)
        by -= cards[number].height() - row
        number, row = number + 1, 0
    return end(cards, 1)


def _up(cards: Sequence[Rows], place: Place, by: int) -> Place:
    number, row = place
    while by > row and number > 0:
        by -= row
        number -= 1
        row = cards[number].height()
    return Place(number, max(row - by, 0))
