"""Where each pane lies, for a terminal of any size. Pure numbers first, then the Textual layout that applies them."""

import sys
from collections.abc import Callable
from typing import NamedTuple

from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from supportterm.config.sizes import Sizes

WIDE = 120
MEDIUM = 100
SIDE_BY_SIDE = 170
"""Cells of the middle from which the opened pane lies beside the queue rather than under it."""
TALL = 24
"""Lines of the body from which two panes fit over one another."""
ROOMY = 30
"""Lines of a place from which there is room to read and to see the whole draft."""

OVER = ("sheet", "label", "prompt")
"""What lies over the panes."""


ALWAYS = ("header", "queue", "footer")
"""What is on the screen from the beginning."""


class Shown(NamedTuple):
    """What the person has open."""

    focus: str = "queue"
    opened: str = ""
    """The pane beside or under the queue: ticket, chat, knowledge or outbox; empty while only the queue is open."""
    zoomed: bool = False
    composing: bool = False
    """The composer lies under what is opened."""
    sheet: int = 0
    """Lines that the sheet at the bottom (which-key, completions, a list) wants."""
    footer: int = 1
    """Lines of the footer; those above the last lie over the panes."""
    label: int = 0
    """Cells of the label before the line being typed; 0 while nothing is asked."""
    lesson: int = 0
    """Lines under the header in which the tutor speaks."""
    linear: bool = False
    """For who hears the screen: one pane at a time, and nothing lies over it but the line being typed and its list."""


USUAL = Sizes()
LEFT = 40
"""Cells that are left between the panes at the sides, however wide somebody made them."""


def plan(width: int, height: int, shown: Shown, sizes: Sizes = USUAL) -> dict[str, Region]:
    """Regions by widget id; a widget that is not named is not on the screen.

    One line of header, one of footer, the body between. Wide: views | queue over or beside the opened pane | customer;
    narrow or zoomed: the pane in focus alone.
    """
    places = {"header": Region(0, 0, width, 1), "footer": Region(0, height - shown.footer, width, shown.footer)}
    body = Region(0, 1 + shown.lesson, width, max(height - 2 - shown.lesson, 1))
    if shown.lesson:
        places["lesson"] = Region(0, 1, width, shown.lesson)
    if shown.linear:
        body = body._replace(height=max(body.height - shown.footer + 1, 1))
    floor = places["footer"].y
    if shown.label:
        floor -= 1
        places["label"] = Region(0, floor, shown.label, 1)
        places["prompt"] = Region(shown.label, floor, width - shown.label, 1)
    if shown.sheet:
        lines = min(shown.sheet, floor - body.y)
        places["sheet"] = Region(0, floor - lines, width, lines)
    if shown.linear:
        places[shown.focus] = body
        return places
    if shown.zoomed or width < MEDIUM:
        alone = (shown.opened or "queue") if shown.focus == "composer" and not shown.zoomed else shown.focus
        places.update(_with_composer({alone: body}, shown, sizes))
        return places
    if width >= WIDE or shown.focus == "views":
        views = min(sizes.views, body.width - LEFT)
        places["views"] = Region(0, body.y, views, body.height)
        places["rule-left"] = Region(views, body.y, 1, body.height)
        body = Region(views + 1, body.y, width - views - 1, body.height)
    has_customer = shown.opened in ("ticket", "chat") and width >= WIDE + USUAL.customer
    if has_customer or shown.focus == "customer":
        customer = min(sizes.customer, max(body.width - LEFT, USUAL.customer))
        left = body.right - customer
        places["customer"] = Region(left, body.y, customer, body.height)
        places["rule-right"] = Region(left - 1, body.y, 1, body.height)
        body = Region(body.x, body.y, body.width - customer - 1, body.height)
    places.update(_middle(body, shown, sizes))
    return places


def _middle(body: Region, shown: Shown, sizes: Sizes) -> dict[str, Region]:
    if not shown.opened:
        return _with_composer({"queue": body}, shown, sizes)
    needed = {"fitting": SIDE_BY_SIDE, "beside": 2 * LEFT, "over": sys.maxsize}[sizes.way]
    if body.width >= needed:
        half = body.width * sizes.beside // 100
        places = {
            "queue": Region(body.x, body.y, half, body.height),
            "rule-middle": Region(body.x + half, body.y, 1, body.height),
            shown.opened: Region(body.x + half + 1, body.y, body.width - half - 1, body.height),
        }
    elif body.height >= TALL and not (shown.composing and body.height < 2 * TALL):
        upper = min(max(body.height * sizes.over // 100, 7), body.height - 8)
        places = {
            "queue": Region(body.x, body.y, body.width, upper),
            "rule-middle": Region(body.x, body.y + upper, body.width, 1),
            shown.opened: Region(body.x, body.y + upper + 1, body.width, body.height - upper - 1),
        }
    else:
        places = {"queue" if shown.focus == "queue" else shown.opened: body}
    return _with_composer(places, shown, sizes)


def _with_composer(places: dict[str, Region], shown: Shown, sizes: Sizes) -> dict[str, Region]:
    """The composer takes the lower part of the opened pane's place; all of it where that is small and it has the focus;
    only its first line, which says that a draft is there, where that is small and something else has it.

    One may look at the queue and write on: beside a pane that is not the ticket's it makes room for that.
    """
    above = shown.opened if shown.opened in places else "queue"
    if not shown.composing or "composer" in places or above not in places:
        return places
    if above == "queue" and shown.focus == "queue" and shown.opened:
        return places
    place = places[above]
    away = shown.focus != "composer" and place.height < ROOMY
    least = 10 if sizes.composer >= USUAL.composer else 5
    lines = 1 if away else max(place.height * sizes.composer // 100, min(least, place.height))
    if lines < place.height:
        places[above] = Region(place.x, place.y, place.width, place.height - lines)
        places["composer"] = Region(place.x, place.bottom - lines, place.width, lines)
    elif shown.focus == "composer":
        del places[above]
        places["composer"] = place
    return places


def _order(name: str | None) -> int:
    """In which a widget is painted over others."""
    return 2 if name == "footer" else int(name in OVER)


class Tiles(Layout):
    """Places the children of a screen where a plan says."""

    name = "tiles"

    def __init__(self, places: Callable[[int, int], dict[str, Region]]) -> None:
        self._places = places

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """Textual repaints every widget whose place in the painting order changed, counted from the last: what comes
        and goes over the panes is named first, so that nothing else moves."""
        places = self._places(size.width, size.height)
        there = [child for child in children if child.id in places]
        there.sort(key=lambda child: 0 if child.id in OVER else 2 if child.id in ALWAYS else 1)
        return [
            WidgetPlacement(places[child.id or ""], NULL_OFFSET, NULL_SPACING, child, order=_order(child.id))
            for child in there
        ]
