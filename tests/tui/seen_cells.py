"""The cells of a terminal as eyes see them."""

import pyte


def seen(screen: pyte.Screen) -> list[list[tuple[object, ...]]]:
    """Character and looks of each cell, line by line. A blank has a ground and lines, and no colour of its own."""
    return [[_seen(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]


def _seen(cell: object) -> tuple[object, ...]:
    data, fg, bg, bold, italics, underscore, strike, reverse, blink = tuple(cell)  # type: ignore[arg-type,misc]
    if data == " " and not (underscore or strike or reverse):
        return " ", bg
    return data, fg, bg, bold, italics, underscore, strike, reverse, blink
