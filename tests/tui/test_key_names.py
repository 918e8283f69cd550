"""Our names of keys are those that Textual reports, and our list of what terminals can't send is true."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._xterm_parser import XTermParser
from textual.events import Key
from textual.keys import _character_to_key

from supportterm.config.keynames import BadKey, character_of, key_named, key_pressed, shown
from supportterm.config.keys_legacy import arrives_as, legacy_trouble

LEGACY = {
    "a": "a",
    "A": "A",
    "?": "?",
    "é": "é",
    "space": " ",
    "enter": "\r",
    "tab": "\t",
    "backspace": "\x7f",
    "ctrl+s": "\x13",
    "ctrl+j": "\n",
    "ctrl+space": "\x00",
    "ctrl+_": "\x1f",
    "ctrl+\\": "\x1c",
    "shift+tab": "\x1b[Z",
    "up": "\x1b[A",
    "shift+up": "\x1b[1;2A",
    "ctrl+left": "\x1b[1;5D",
    "pageup": "\x1b[5~",
    "ctrl+pagedown": "\x1b[6;5~",
    "f1": "\x1bOP",
    "f12": "\x1b[24~",
    "alt+x": "\x1bx",
    "alt+X": "\x1bX",
}
"""What a terminal without the kitty protocol sends."""

SAME_AS = {
    "ctrl+i": "\t",
    "ctrl+m": "\r",
    "ctrl+h": "\x08",
    "alt+enter": "\x1b\r",
    "alt+b": "\x1bb",
    "alt+f": "\x1bf",
    "alt+backspace": "\x1b\x7f",
    "ctrl+/": "\x1f",
}
"""What it sends for keys that it does not tell from others."""


def reported(sent: str) -> str:
    """The key that Textual makes of bytes."""
    parser = XTermParser(False)
    tokens = list(parser.feed(sent))
    if not tokens:  # after an escape the parser waits for more
        time.sleep(0.15)
        tokens = list(parser.tick())
    [key] = [token.key for token in tokens if isinstance(token, Key)]
    return key


@pytest.mark.parametrize(("written", "sent"), LEGACY.items())
def test_a_key_as_written_is_the_key_that_arrives(written: str, sent: str) -> None:
    key = key_named(written)
    assert key_pressed(reported(sent)) == key
    assert legacy_trouble(key) is None


@pytest.mark.parametrize(("written", "sent"), SAME_AS.items())
def test_a_key_that_is_said_to_arrive_as_another_does(written: str, sent: str) -> None:
    assert key_pressed(reported(sent)) == arrives_as(key_named(written))


@given(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]))
def test_every_character_has_the_name_that_textual_gives_it(character: str) -> None:
    assert key_named(character) == _character_to_key(character)
    assert character_of(key_named(character)) == character


@given(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]))
def test_what_is_shown_can_be_written(character: str) -> None:
    assert key_named(shown(key_named(character))) == key_named(character)


parts = st.sampled_from(["ctrl", "alt", "shift", "+", "a", "A", "?", "enter", "tab", "C-x"])


@given(st.text(max_size=12) | st.lists(parts, max_size=4).map("+".join))
def test_any_text_is_a_key_or_a_sentence(written: str) -> None:
    try:
        key = key_named(written)
    except BadKey as e:
        assert str(e)
        return
    assert key_named(shown(key)) == key
    assert key_pressed(key) == key
    legacy_trouble(key)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Esc", "escape"),
        ("PgDn", "pagedown"),
        ("Return", "enter"),
        ("backtab", "shift+tab"),
        ("Ctrl+Space", "ctrl+space"),
        ("ctrl+@", "ctrl+space"),
        ("question_mark", "question_mark"),
        ("shift+ctrl+left", "ctrl+shift+left"),
        ("ctrl++", "ctrl+plus"),
        ("+", "plus"),
    ],
)
def test_the_ways_people_write_keys_are_understood(written: str, key: str) -> None:
    assert key_named(written) == key
