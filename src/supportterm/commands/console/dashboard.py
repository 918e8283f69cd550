"""`dashboard`, `dashboard by`, `dashboard days`, `across`: the desk in figures, live."""

from typing import Annotated

from supportterm.commands.call import Call
from supportterm.commands.kinds import Number, choice
from supportterm.commands.registry import CONSOLE, command
from supportterm.core.metrics_cells import WAYS

WayName = Annotated[str, choice("way", *(way for way in WAYS if way != "hour"))]


@command("dashboard", faces=(CONSOLE,), group="panes")
def dashboard(call: Call) -> None:
    """Show the desk in figures, live.

    Enter on a number goes to the tickets behind it, `=` says what it means.
    """
    call.console.figures.show()


@command("dashboard by", faces=(CONSOLE,), group="panes", examples=("dashboard by agent",))
def by(call: Call, way: WayName = "") -> None:
    """Divide the figures by agent, team, tier, tag, segment or channel; without one, by the next of them."""
    call.console.figures.divide(way)


@command("dashboard days", faces=(CONSOLE,), group="panes", examples=("dashboard days 90",))
def days(call: Call, number: Number = 0) -> None:
    """Look at so many days up to today; without a number, at the next of 7, 30, 90 and 365."""
    call.console.figures.look_back(max(number, 0))


@command("dashboard business", faces=(CONSOLE,), group="panes")
def business(call: Call) -> None:
    """Show lengths in business time, or in calendar time again."""
    call.console.figures.in_business()


@command("across", faces=(CONSOLE,), group="moving")
def across(call: Call, by: Number = 1) -> None:
    """Go to the next number of the row, or with -1 to the one before."""
    call.console.figures.across(by)
