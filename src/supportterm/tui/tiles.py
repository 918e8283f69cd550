"""Where each pane lies, for a terminal of any size. Pure numbers first, then the Textual layout that applies them."""

from collections.abc import Callable
from typing import NamedTuple

from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

WIDE = 120
MEDIUM = 100
SIDE_BY_SIDE = 170
"""Cells of the middle from which the opened pane lies beside the queue rather than under it."""
TALL = 24
"""Lines of the body from which two panes fit over one another."""
VIEWS_WIDTH = 22
CUSTOMER_WIDTH = 34


class Shown(NamedTuple):
    """What the person has open."""

    focus: str = "queue"
    opened: str = ""
    """The pane beside or under the queue: ticket, chat or knowledge; empty while only the queue is open."""
    zoomed: bool = False
    sheet: int = 0
    """Lines that the sheet at the bottom (which-key, command line, list) wants."""


def plan(width: int, height: int, shown: Shown) -> dict[str, Region]:
    """Regions by widget id; a widget that is not named is not on the screen.

    One line of header, one of footer, the body between. Wide: views | queue over or beside the opened pane | customer;
    narrow or zoomed: the pane in focus alone.
    """
    places = {"header": Region(0, 0, width, 1), "footer": Region(0, height - 1, width, 1)}
    body = Region(0, 1, width, max(height - 2, 1))
    if shown.sheet:
        lines = min(shown.sheet, body.height)
        places["sheet"] = Region(0, body.bottom - lines, width, lines)
    if shown.zoomed or width < MEDIUM:
        places[shown.focus] = body
        return places
    if width >= WIDE or shown.focus == "views":
        places["views"] = Region(0, body.y, VIEWS_WIDTH, body.height)
        places["rule-left"] = Region(VIEWS_WIDTH, body.y, 1, body.height)
        body = Region(VIEWS_WIDTH + 1, body.y, width - VIEWS_WIDTH - 1, body.height)
    has_customer = shown.opened in ("ticket", "chat") and width >= WIDE + CUSTOMER_WIDTH
    if has_customer or shown.focus == "customer":
        left = body.right - CUSTOMER_WIDTH
        places["customer"] = Region(left, body.y, CUSTOMER_WIDTH, body.height)
        places["rule-right"] = Region(left - 1, body.y, 1, body.height)
        body = Region(body.x, body.y, body.width - CUSTOMER_WIDTH - 1, body.height)
    places.update(_middle(body, shown))
    return places


def _middle(body: Region, shown: Shown) -> dict[str, Region]:
    if not shown.opened:
        return {"queue": body}
    if body.width >= SIDE_BY_SIDE:
        half = body.width * 2 // 5
        return {
            "queue": Region(body.x, body.y, half, body.height),
            "rule-middle": Region(body.x + half, body.y, 1, body.height),
            shown.opened: Region(body.x + half + 1, body.y, body.width - half - 1, body.height),
        }
    if body.height >= TALL:
        upper = max(body.height // 4, 7)
        return {
            "queue": Region(body.x, body.y, body.width, upper),
            "rule-middle": Region(body.x, body.y + upper, body.width, 1),
            shown.opened: Region(body.x, body.y + upper + 1, body.width, body.height - upper - 1),
        }
    return {"queue" if shown.focus == "queue" else shown.opened: body}


class Tiles(Layout):
    """Places the children of a screen where a plan says."""

    name = "tiles"

    def __init__(self, places: Callable[[int, int], dict[str, Region]]) -> None:
        self._places = places

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        places = self._places(size.width, size.height)
        return [
            WidgetPlacement(places[child.id], NULL_OFFSET, NULL_SPACING, child, order=child.id == "sheet")
            for child in children
            if child.id in places
        ]
