"""Any outside text, made safe for a terminal, a file name, a CSV cell or a link.

What customers send is stored exactly as it came. On its way out it passes through here: a terminal obeys control
characters, so each becomes a visible glyph; what turns text round, hides in it or stacks without end is shown as
its number, `⟨202E⟩`. Everything is idempotent, and clean text costs one scan. Work grows with the length of the
text: `cut` what may be large first.
"""

import re
import unicodedata
from functools import cache
from typing import Final

MARKS_PER_CELL: Final = 8
"""Accents that may stand on one character; more is an attack on the renderer, not a language."""
FILE_NAME_BYTES: Final = 150
TAB: Final = 8

_WESTERN = (
    " -~\xa1-\xac\xae-\u02ff"  # Latin
    "\u0391-\u03a1\u03a3-\u03c9\u0400-\u0482\u048a-\u04ff"  # Greek, Cyrillic
    "\u2010-\u2027\u2030-\u205e\u20ac\u2190-\u2193\u2500-\u25ff"  # punctuation, arrows, boxes
)
_EASTERN = "\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3"  # Japanese, Chinese, Korean
_NOT_WESTERN: Final = re.compile(f"[^{_WESTERN}]")

_PICTURE = "\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_JOINING = "\u0620-\u06d3\u0900-\u0dff"  # scripts whose spelling needs a non-joiner between letters
_IDEOGRAPH = "\u3400-\u9fff\U00020000-\U000323af"
_OUT_OF_PLACE: Final = (
    f"(?<![{_PICTURE}\ufe0f])\u200d|\u200d(?![{_PICTURE}])"  # joins pictures into one
    f"|(?<![{_JOINING}])\u200c|\u200c(?![{_JOINING}])"
    f"|(?<![{_IDEOGRAPH}])[\U000e0100-\U000e01ef]"  # chooses a form of an ideograph
)
_RIGHT_IN_PLACE: Final = frozenset({0x200C, 0x200D, *range(0xE0100, 0xE01F0)})
_BLANK_LETTERS: Final = frozenset({0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0})
_MARKS: Final = re.compile(rf"[^\x00-\x7f\w]{{{MARKS_PER_CELL + 1},}}")
_LINE_ENDS: Final = re.compile(r"[ \t]*(?:\r?\n[ \t]*)+")
_CONTROLS: Final = re.compile(
    "\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def safe(text: str, *, keep_newlines: bool = False) -> str:
    """*text* with nothing in it that a terminal would obey or a reader could not see.

    One line comes out unless *keep_newlines*; then LF and CRLF end lines and tabs are spaced out.
    """
    if (text.isascii() and text.isprintable()) or _NOT_WESTERN.search(text) is None or _is_clean(text, keep_newlines):
        return text
    if keep_newlines:
        text = text.replace("\r\n", "\n").expandtabs(TAB)
    text = _MARKS.sub(_cap_marks, text.translate(_GLYPHS))
    text = _compiled(_OUT_OF_PLACE).sub(lambda found: _number(ord(found[0])), text)
    return text if keep_newlines else text.replace("\n", "␊")


def _is_clean(text: str, keep_newlines: bool) -> bool:
    return _compiled(f"[^{_WESTERN}{_EASTERN}\n]" if keep_newlines else f"[^{_WESTERN}{_EASTERN}]").search(text) is None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Sets of ten thousands of characters take milliseconds to compile: those of the first screen, if it needs none."""
    return re.compile(pattern)


def safe_line(text: str, limit: int) -> str:
    """One line of at most *limit* characters for a row, a title or a message: line ends become spaces."""
    return cut(safe(_LINE_ENDS.sub(" ", cut(text, 4 * limit))), limit)


def cut(text: str, limit: int) -> str:
    """The first *limit* characters, the last of them `…` when some are missing."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


def has_controls(text: str) -> bool:
    """Whether *text* tries to steer a terminal or the reader's eye; shown as a badge beside it."""
    return _CONTROLS.search(text) is not None


def storable(text: str) -> str:
    """*text* that can be encoded: half a surrogate pair, as broken JSON or a shell's raw bytes leave it, is U+FFFD."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Glyphs(dict[int, str]):
    """What each code point is shown as, worked out when first met. Its size is bounded: a text may hold them all."""

    def __missing__(self, code: int) -> str:
        glyph = _glyph(code)
        if len(self) < 4096:
            self[code] = glyph
        return glyph


_GLYPHS: Final = _Glyphs({0x09: " ", 0x0A: "\n", 0x7F: "␡", 0x2800: " ", 0x3000: "\u3000"})


def _glyph(code: int) -> str:
    char = chr(code)
    if code in _BLANK_LETTERS:
        return _number(code)
    if code in _RIGHT_IN_PLACE or char.isprintable():
        return char
    if code < 0x20:
        return chr(0x2400 + code)
    if unicodedata.category(char) == "Zs":
        return " "
    if 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return "\ufffd"
    return _number(code)


def _number(code: int) -> str:
    return f"⟨{code:02X}⟩"


def _cap_marks(found: re.Match[str]) -> str:
    kept, marks = [], 0
    for char in found[0]:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me", "Mc") else 0
        if marks <= MARKS_PER_CELL:
            kept.append(char)
    return "".join(kept)


# --- places that are not a screen

_FORMULA: Final = re.compile(r"[\t\r\n]|[\x00-\x20\s]*[=+\-@＝＋－＠]")
_SEPARATOR: Final = re.compile(r"[/\\]")
_UNFIT_FOR_FILES: Final = re.compile(  # what shells and other systems read, and what looks like a slash or a colon
    r'[<>:"|?*⟨⟩\u2044\u2215\u2216\u29f5\u29f8\u29f9\ufe68\uff0f\uff3c\uff1a\u2400-\u2421\ufffd]'
)
_DEVICE: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def safe_filename(name: str) -> str:
    """A name for a file in a folder of ours: no folder, no control character, no leading dot or dash.

    At most 150 bytes of UTF-8; the extension stays when it is a short one. Never empty.
    """
    last = _SEPARATOR.split(cut(name, 4096).rstrip("/\\"))[-1]
    last = _UNFIT_FOR_FILES.sub("_", safe(unicodedata.normalize("NFC", last)))
    last = " ".join(last.split()).lstrip(".-~ ").rstrip(". ")
    if _DEVICE.fullmatch(last):
        last = "_" + last
    stem, dot, extension = last.rpartition(".")
    if not dot or len(extension.encode()) > 20:
        stem, extension = last, ""
    room = FILE_NAME_BYTES - len((dot + extension).encode() if extension else b"")
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    return f"{stem}.{extension}" if stem and extension else stem or "attachment"


def safe_cell(text: str) -> str:
    """*text* as a CSV cell that a spreadsheet shows and does not compute."""
    text = storable(text)
    return "'" + text if _FORMULA.match(text) else text


def safe_url(url: str) -> str | None:
    """A link that may be shown and offered for opening, or None when it is not one.

    Only http, https and mailto; the host in punycode, so that look-alike letters show; everything that is not
    plain ASCII percent-encoded. A name or password before the host is refused: it hides where the link leads.
    """
    from urllib.parse import quote, urlsplit

    def plain(part: str) -> str:
        return quote(part, safe="%!$&'()*+,;=:@/?-._~[]", errors="replace")

    if len(url) > 8192:
        return None
    url = re.sub(r"[\x00-\x20\x7f\\]", lambda found: f"%{ord(found[0]):02X}", url.strip())
    try:
        parts = urlsplit(url)
        if parts.scheme == "mailto":
            return f"mailto:{plain(parts.path)}" if parts.path else None
        if parts.scheme not in ("http", "https") or "@" in parts.netloc:
            return None
        host, port = _punycode(parts.hostname or ""), parts.port
    except ValueError:
        return None
    where = f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "") + plain(parts.path)
    query = f"?{plain(parts.query)}" if parts.query else ""
    return where + query + (f"#{plain(parts.fragment)}" if parts.fragment else "")


def _punycode(host: str) -> str:
    """ASCII form of a host name, in lower case. Raises ValueError when it is none."""
    if ":" in host and re.fullmatch(r"[0-9a-f:.]+", host):
        return f"[{host}]"
    if not host.isascii():
        import idna

        host = idna.encode(host, uts46=True).decode()
    if not re.fullmatch(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9.])?", host):
        raise ValueError(f"{host!r} is no host")
    return host
