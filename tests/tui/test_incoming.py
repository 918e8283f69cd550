"""The bytes of a terminal mean what Textual's parser says they mean, however they come in pieces."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from textual._xterm_parser import XTermParser
from textual.events import Key, Paste
from textual.message import Message

from supportterm.tui.incoming import Incoming

PIECES = (
    *(b"j", b"k", b"G", b"7", b" ", b"\r", b"\x7f", b"\x01", b"?", b"\x1b", b"[", b"[A", b"O", b"~", b";"),
    *("é".encode(), "日本".encode(), b"\x1b[B", b"\x1b[1;5C", b"\x1bOP", b"\x1b[I", b"\x1b[106u"),
    *(b"\x1b[200~", b"\x1b[201~", b"\x1b[20", b"0~", b"1~", b"jj\x1b[200~k"),
)


def told(message: Message) -> tuple[object, ...]:
    match message:
        case Key():
            return "key", message.key, message.character
        case Paste():
            return "paste", message.text
    return (type(message).__name__,)


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.booleans(), st.data())
def test_pieces_of_bytes_mean_what_they_mean_at_once(pieces: list[bytes], single: bool, data: st.DataObject) -> None:
    stream = b"".join(pieces)
    if single:
        chunks = [stream[n : n + 1] for n in range(len(stream))]
    else:
        cuts = sorted({0, len(stream), *data.draw(st.lists(st.integers(0, len(stream)), max_size=8))})
        chunks = [stream[a:b] for a, b in pairwise(cuts)]
    incoming, parser = Incoming(), XTermParser()
    found = []
    for chunk in chunks:
        found += [told(message) for message in (*incoming.feed(chunk), *incoming.tick())]
    assert found == ([told(message) for message in parser.feed(stream.decode())] if stream else [])


def test_what_is_pasted_is_no_key_however_slowly_it_comes() -> None:
    incoming = Incoming()
    found: list[Message] = []
    for byte in b"\x1b[200~dd\x1b[201~j":
        found += incoming.feed(bytes([byte]))
        found += incoming.tick()
    assert [told(message) for message in found] == [("paste", "dd"), ("key", "j", "j")]


def test_a_burst_of_text_into_a_text_was_pasted_and_anywhere_else_it_is_keys() -> None:
    burst, log = "r\x20größe:\r1\t2\r\n".encode() * 4, "r größe:\n1\t2\n" * 4
    assert [told(m) for m in Incoming().feed(burst, into_text=lambda: True)] == [("paste", log)]
    assert {told(m)[0] for m in Incoming().feed(burst)} == {"key"}
    assert {told(m)[0] for m in Incoming().feed(b"typed fast", into_text=lambda: True)} == {"key"}
    assert {told(m)[0] for m in Incoming().feed(b"typed on a slow line\x13s", into_text=lambda: True)} == {"key"}


def test_a_burst_that_ends_in_the_middle_of_a_letter_goes_on_with_the_next() -> None:
    incoming, text = Incoming(), "日本語のとても長い文章です。".encode()
    found = [told(m) for half in (text[:20], text[20:]) for m in incoming.feed(half, into_text=lambda: True)]
    assert "".join(str(words) for _, words in found) == text.decode()


def test_what_is_bracketed_as_pasted_stays_one_piece() -> None:
    incoming, found = Incoming(), []
    for piece in (b"\x1b[200~" + b"a" * 40, b"b" * 40, b"c" * 40 + b"\x1b[201~"):
        found += [told(m) for m in incoming.feed(piece, into_text=lambda: True)]
    assert found == [("paste", "a" * 40 + "b" * 40 + "c" * 40)]
