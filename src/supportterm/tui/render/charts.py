"""Figures as charts of block characters, with twins for terminals that only know ASCII. One row of text or several."""

from collections.abc import Iterator, Sequence

Values = Sequence[float | None]
"""In the order of time; None where there is no figure."""

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_LEVELS = " .:-=+*#%"
"""Nine steps, as there are of the blocks."""
_LYING = " ▏▎▍▌▋▊▉█"
_SHADES = " ░▒▓█"
_ASCII_SHADES = " .+#@"
STEPS = 8


def spark(values: Values, width: int, *, unicode: bool = True) -> str:
    """One row: each cell as high as its share of the largest. What is more than nothing is never drawn as nothing.

    The highest leaves an eighth of its cell free, or rows one below the other would be one shape.
    """
    signs = _EIGHTHS[:-1] if unicode else _LEVELS
    fitted = squeezed(values, width)
    most = max((value for value in fitted if value is not None), default=0)
    return "".join(signs[_step(value, most, len(signs) - 1)] for value in fitted)


def upright(values: Values, width: int, height: int, *, unicode: bool = True) -> Iterator[str]:
    """*height* rows of upright bars, the highest row first."""
    fitted = squeezed(values, width)
    most = max((value for value in fitted if value is not None), default=0)
    full = [_step(value, most, STEPS * height) for value in fitted]
    for row in range(height - 1, -1, -1):
        steps = (max(0, min(STEPS, bar - row * STEPS)) for bar in full)
        yield "".join(_EIGHTHS[step] if unicode else _upright_ascii(step) for step in steps)


def _upright_ascii(step: int) -> str:
    return "#" if step > STEPS // 2 else "." if step else " "


def bar(value: float, most: float, width: int, *, unicode: bool = True) -> str:
    """A lying bar, filled with blanks to *width* cells."""
    if not unicode:
        return ("#" * _step(value, most, width)).ljust(width)
    whole, rest = divmod(_step(value, most, width * STEPS), STEPS)
    return (_LYING[STEPS] * whole + (_LYING[rest] if rest else "")).ljust(width)


def shade(value: float, most: float, *, unicode: bool = True) -> str:
    """A cell as dark as its share of the largest."""
    signs = _SHADES if unicode else _ASCII_SHADES
    return signs[_step(value, most, len(signs) - 1)]


def squeezed(values: Values, width: int) -> Values:
    """*values* in at most *width* places, each the mean of what falls into it."""
    if len(values) <= width:
        return values
    places: list[float | None] = []
    for place in range(width):
        part = values[place * len(values) // width : (place + 1) * len(values) // width]
        there = [value for value in part if value is not None]
        places.append(sum(there) / len(there) if there else None)
    return places


def _step(value: float | None, most: float, steps: int) -> int:
    """How many of *steps* a value has; one at least, when it is more than nothing."""
    if not value or value < 0 or most <= 0:
        return 0
    return max(1, min(steps, round(value / most * steps)))
