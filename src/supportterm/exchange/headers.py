"""The header block of a mail or of one of its parts: fields, encoded words, parameters.

All is linear in the size of its input and capped before it is looked at: header fields are where broken
and hostile mails are worst.
"""

import binascii
import re
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from supportterm.exchange import charsets

MAX_BLOCK: Final = 1 << 20
"""Bytes of header block looked at."""
MAX_FIELDS: Final = 1_000
MAX_VALUE: Final = 16_384
"""Bytes of one field's value that are kept."""
MAX_ADDRESSES: Final = 65_536
"""Bytes of a list of recipients that are kept."""

_FIELD: Final = re.compile(rb"([!-9;-~]{1,100})[ \t]*:(.*(?:\n[ \t].*)*)\n?")
_FIELD_START: Final = re.compile(rb"^[A-Za-z][A-Za-z0-9-]{0,60}[ \t]*:", re.MULTILINE)
_FOLD: Final = re.compile(rb"\r?\n[ \t]+")
_WORD: Final = re.compile(r"=\?([^?\s=]{1,60})\?([BbQq])\?(.{0,2000}?)\?=", re.DOTALL)
_BETWEEN_WORDS: Final = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s=]{1,60}\?[BbQq]\?)")
_UNCLOSED_WORD: Final = re.compile(r"=\?([^?\s=]{1,60})\?([BbQq])\?([^?]{1,2000})\??$")
_SPACE: Final = re.compile(r"[\t\r\n\v\f ]+")
_Q_HEX: Final = re.compile(rb"=([0-9A-Fa-f]{2})")
_PARAMETER: Final = re.compile(
    r"""[;\s]\s*([A-Za-z0-9!#$&+.^_`|~*-]{1,60})\s*=\s*
    ("(?:[^"\\]|\\.){0,2000}" | "[^"]*$ | '[^';]*'(?=\s*(?:;|$)) | [^;"\s]*(?:\s+[^;"\s=]++(?!\s*=))*)""",
    re.DOTALL | re.VERBOSE,
)


class Block(NamedTuple):
    """Header fields in order, and where the body begins."""

    fields: list[tuple[str, bytes]]
    """Name in lower case → raw value, unfolded."""
    body: int
    notice: str = ""


def split(raw: bytes, start: int = 0, end: int | None = None) -> Block:
    """Header fields of raw[start:end]. A block that ends without a blank line ends where no field follows."""
    block, body, notice = _cut_out(raw, start, len(raw) if end is None else end)
    fields: list[tuple[str, bytes]] = []
    at = 0
    size = len(block)
    match = _FIELD.match
    ahead = [0]
    while at < size:
        found = match(block, at)
        if found is not None:
            if len(fields) >= MAX_FIELDS:
                notice = f"the header has more than {MAX_FIELDS} fields; the rest was left out"
                break
            name, value = found.groups()
            if b"\n" in value:
                value = _FOLD.sub(b" ", value)
            cap = MAX_ADDRESSES if name.lower() in (b"to", b"cc", b"bcc") else MAX_VALUE
            if len(value) > cap:
                value, notice = value[:cap], f"the field {name.decode('ascii')} is too long; it was cut"
            fields.append((name.decode("ascii").lower(), value.strip()))
            at = found.end()
            continue
        line_end = block.find(b"\n", at)
        line_end = size if line_end < 0 else line_end
        line = block[at:line_end]
        if at == 0 and line.lstrip(b">").startswith(b"From "):
            at = line_end + 1  # an mbox separator left on top
        elif _next_field(block, line_end, ahead) >= 0:
            # More fields follow: a wrapped line that lost its indent, or rubbish between fields.
            if fields and line.strip() and len(fields[-1][1]) < MAX_VALUE:
                fields[-1] = (fields[-1][0], (fields[-1][1] + b" " + line.strip())[:MAX_VALUE])
                notice = notice or "a header line was broken; it was joined to the one before"
            at = line_end + 1
        else:
            body = _offset_in_raw(raw, start, block, at)
            notice = notice or "no empty line parts header and body"
            break
    return Block(fields, body, notice)


def _cut_out(raw: bytes, start: int, end: int) -> tuple[bytes, int, str]:
    """The header of raw[start:end] with plain line feeds, where the body begins, and what is wrong, for people."""
    stop = min(end, start + MAX_BLOCK)
    blank = _blank_line(raw, start, stop)
    body, notice = (end, "") if stop == end else (stop, "the header has no end; it was cut")
    if blank is not None:
        stop, body, notice = blank[0], blank[1], ""
    block = raw[start:stop]
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return block, body, notice


def _next_field(block: bytes, at: int, ahead: list[int]) -> int:
    """Where the next field begins at or after *at*, else -1. *ahead* remembers it, so that it is found once."""
    if 0 <= ahead[0] < at:
        found = _FIELD_START.search(block, at)
        ahead[0] = found.start() if found else -1
    return ahead[0]


def _blank_line(raw: bytes, start: int, stop: int) -> tuple[int, int] | None:
    """(end of header block, start of body) at the first empty line."""
    if raw.startswith(b"\n", start):
        return start, start + 1
    if raw.startswith(b"\r\n", start):
        return start, start + 2
    best: tuple[int, int] | None = None
    limit = stop
    for mark, keep in ((b"\n\n", 1), (b"\n\r\n", 1), (b"\r\r", 1)):
        at = raw.find(mark, start, limit)
        if at >= 0 and (mark != b"\r\r" or b"\n" not in raw[start:at]):
            best, limit = (at + keep, at + len(mark)), at + len(mark)
    return best


def _offset_in_raw(raw: bytes, start: int, block: bytes, at: int) -> int:
    """Where position *at* of a block with normalised line ends lies in *raw*."""
    lines = block.count(b"\n", 0, at)
    offset = start
    mark = b"\n" if b"\n" in raw[start : start + MAX_BLOCK] else b"\r"
    for _ in range(lines):
        found = raw.find(mark, offset)
        if found < 0:
            break
        offset = found + 1
    return offset


def text_of(value: bytes, charset: str = "") -> str:
    """A raw field as text, encoded words still as they are; control characters that break lines are spaces.

    *charset* is that of the mail's text: what bytes beyond ASCII may be, though no field may hold them.
    """
    text = value.decode("ascii") if value.isascii() else charsets.guess(value, charset)
    return _SPACE.sub(" ", text)


def decode_words(text: str) -> str:
    """Encoded words (RFC 2047) as their text, broken ones too where their meaning is plain.

    Neighbours in one character set are joined before decoding: senders cut in the middle of a character.
    """
    if "=?" not in text:
        return text
    text = _BETWEEN_WORDS.sub(r"\1", text)
    out: list[str] = []
    held, held_charset = b"", ""
    at = 0
    for found in _WORD.finditer(text):
        charset, how, payload = found.groups()
        raw = _word_bytes(how, payload)
        if found.start() > at or charset.lower() != held_charset.lower():
            out.append(_word_text(held, held_charset))
            out.append(text[at : found.start()])
            held, held_charset = b"", charset
        held += raw
        held_charset = charset
        at = found.end()
    out.append(_word_text(held, held_charset))
    tail = text[at:]
    if "=?" in tail:
        unclosed = _UNCLOSED_WORD.search(tail)
        if unclosed:
            charset, how, payload = unclosed.groups()
            tail = tail[: unclosed.start()] + _word_text(_word_bytes(how, payload), charset)
    out.append(tail)
    return _SPACE.sub(" ", "".join(out))


def _word_text(raw: bytes, charset: str) -> str:
    return charsets.decode(raw, charset.partition("*")[0])[0] if raw else ""


def _word_bytes(how: str, payload: str) -> bytes:
    raw = payload.encode("utf-8", "replace")
    if how in "qQ":
        return _Q_HEX.sub(lambda m: bytes((int(m[1], 16),)), raw.replace(b"_", b" "))
    return base64_bytes(raw)


def base64_bytes(raw: bytes) -> bytes:
    """What can be had from base64, padded or not, with rubbish in it, several pieces after each other."""
    if b"=" not in raw.rstrip(b"=\r\n\t "):
        return _base64_piece(raw)
    return b"".join(_base64_piece(piece) for piece in re.split(rb"=+", raw) if piece)


_NOT_BASE64: Final = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
)


def _base64_piece(raw: bytes) -> bytes:
    digits = raw.translate(None, _NOT_BASE64)
    if len(digits) % 4 == 1:
        digits = digits[:-1]
    return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))


def parameters(text: str) -> tuple[str, dict[str, str]]:
    """The value of a field and its parameters: RFC 2231 pieces joined, raw 8-bit and encoded words decoded.

    Names are in lower case; of a parameter given twice the first counts.
    """
    cut = re.search(r"[;\s]", text)
    value = (text[: cut.start()] if cut else text).strip().strip("\"'").lower()
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _PARAMETER.finditer(text, cut.start() if cut else len(text)):
        name, raw = found[1].lower(), found[2].strip()
        if raw[:1] == '"':
            raw = raw[1:-1] if len(raw) > 1 and raw.endswith('"') else raw[1:]
            raw = raw.replace('\\"', '"').replace("\\\\", "\\")
        elif len(raw) > 1 and raw[0] == raw[-1] == "'":
            raw = raw[1:-1]
        base, star, rest = name.partition("*")
        if not star:
            plain.setdefault(base, raw)
            continue
        number, encoded = rest.rstrip("*"), rest == "" or rest.endswith("*")
        index = int(number) if number.isdecimal() and len(number) < 4 else 0
        pieces.setdefault(base, {}).setdefault(index, (raw, encoded))
    result = {name: decode_words(raw).strip() for name, raw in plain.items()}
    for name, parts in pieces.items():
        joined = _join_pieces([parts[i] for i in sorted(parts)])
        if joined:
            result[name] = joined
    return value, result


def _join_pieces(parts: list[tuple[str, bool]]) -> str:
    charset, raw = "", b""
    for at, (piece, encoded) in enumerate(parts):
        if at == 0 and encoded and piece.count("'") >= 2:
            charset, _, piece = piece.split("'", 2)
        raw += unquote_to_bytes(piece) if encoded else piece.encode("utf-8", "replace")
    return decode_words(_SPACE.sub(" ", charsets.decode(raw, charset)[0])).strip()
