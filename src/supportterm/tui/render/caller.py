"""A call, as rows above who is at its other end: how it stands, and what can be done about it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from supportterm.core.calls import length_words
from supportterm.core.moments import moment_words
from supportterm.core.safe import safe_line
from supportterm.tui.render.card import Setting
from supportterm.tui.render.line import BLANK, Line, fit, line

if TYPE_CHECKING:
    from supportterm.desk.calls import PhoneCall


def call_rows(call: "PhoneCall", setting: Setting, *, mine: bool) -> Iterator[Line]:
    """*mine*: who is at the console is at this end of it."""
    width = setting.width
    yield fit(line(_headline(call, setting, mine), "urgent" if call.state == "ringing" else "heading"), width)
    yield fit(line(safe_line(call.phone or "no number", 60), "strong"), width)
    if call.name:
        yield fit(line(f"says it is {safe_line(call.name, 100)}", "dim"), width)
    for words, act in _doings(call, mine):
        yield fit(line(words, "link", act), width)
    yield BLANK


def _headline(call: "PhoneCall", setting: Setting, mine: bool) -> str:
    since = moment_words(call.at, setting.now)
    match call.state:
        case "ringing":
            return f"calls since {since}" if call.incoming else f"rings there since {since}"
        case "talking":
            whose = f" with {safe_line(call.agent, 40)}" if call.agent and not mine else ""
            return f"on the phone{whose} since {since}"
        case "missed":
            return f"called {since}, nobody answered" if call.incoming else f"did not answer {since}"
        case "ended":
            return f"{'called' if call.incoming else 'was called'} {since}, {length_words(call.seconds(setting.now))}"


def _doings(call: "PhoneCall", mine: bool) -> Iterator[tuple[str, str]]:
    """What to choose, and the command line it stands for."""
    if call.logged:
        return
    if call.state == "ringing" and call.incoming:
        yield "take the call", f"call take {call.id}"
    elif mine:
        if call.ticket is None:
            yield "open a ticket", "call open"
        yield "end it and write it down", "call end"
        yield "end it, nothing to write down", "call drop"
    else:
        yield "nothing to write down", f"call drop {call.id}"
