"""Bytes of a mail → text, whatever the mail says about them.

Senders name character sets that do not exist, or name one and write another. Nothing here raises: what
can't be read as declared is read as UTF-8, else as Windows-1252, and the caller is told.
"""

import codecs
import re
from functools import lru_cache
from typing import Final

_ALIASES: Final = {
    "usascii": "cp1252",
    "ascii": "cp1252",
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "ansi": "cp1252",
    "xansi": "cp1252",
    "unicode11utf7": "utf-7",
    "utf8mb4": "utf-8",
    "unicode": "utf-8",
    "gb2312": "gb18030",
    "isogb2312": "gb18030",
    "gb231280": "gb18030",
    "gbk": "gb18030",
    "xgbk": "gb18030",
    "euccn": "gb18030",
    "chinesegb2312": "gb18030",
    "big5": "big5hkscs",
    "chinesebig5": "big5hkscs",
    "xbig5": "big5hkscs",
    "cnbig5": "big5hkscs",
    "isobig5": "big5hkscs",
    "ksc56011987": "cp949",
    "ksc5601": "cp949",
    "euckr": "cp949",
    "windows949": "cp949",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "xsjis": "cp932",
    "windows31j": "cp932",
    "iso2022jp": "iso2022_jp_ext",
    "iso2022jpkddi": "iso2022_jp_ext",
    "iso2022jpms": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "iso88598i": "iso8859_8",
    "iso88598e": "iso8859_8",
    "iso88599": "cp1254",
    "tis620": "cp874",
    "windows874": "cp874",
    "iso885911": "cp874",
    "xmacroman": "mac_roman",
    "macintosh": "mac_roman",
    "xmaccyrillic": "mac_cyrillic",
    "koi8r": "koi8_r",
    "koi8": "koi8_r",
    "koi8ru": "koi8_u",
    "win1251": "cp1251",
    "win1252": "cp1252",
}
"""Names without punctuation → Python's name of the set that the senders really use (as browsers do it)."""

_NOT_TEXT: Final = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
"""Codecs that are no character set; some are slow beyond measure on hostile input."""

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_C1_HOLES: Final = {0x81: "\x81", 0x8D: "\x8d", 0x8F: "\x8f", 0x90: "\x90", 0x9D: "\x9d"}


def _holes_as_latin1(error: UnicodeError) -> tuple[str, int]:
    """Windows-1252 leaves five bytes undefined; they stand for themselves, as in browsers."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(_C1_HOLES.get(b, "\ufffd") for b in bad), error.end


BAD_BYTES: Final = "supportterm-holes"
"""Name of the error handler for `decode`: bytes that are no character become U+FFFD or stand for themselves."""
codecs.register_error(BAD_BYTES, _holes_as_latin1)


@lru_cache(maxsize=256)
def codec_of(charset: str) -> str:
    """Python's codec for a declared character set; empty when there is none that can be trusted."""
    name = charset.strip().strip("\"'").lower()
    if not name or len(name) > 60:
        return ""
    known = _ALIASES.get(re.sub(r"[^a-z0-9]", "", name))
    if known:
        return known
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return ""
    if info.name.replace("-", "_") in _NOT_TEXT or not getattr(info, "_is_text_encoding", True):
        return ""
    return info.name


def decode(raw: bytes, charset: str = "") -> tuple[str, str]:
    """The text of *raw*, and what was wrong with *charset* in a plain sentence (empty when nothing was)."""
    if raw.isascii() and b"\x1b" not in raw and codec_of(charset) in _ASCII_LIKE:
        return raw.decode("ascii"), ""
    codec = codec_of(charset)
    if not codec:
        text = guess(raw)
        known_blank = charset.strip().lower() in ("", "default", "default_charset", "unknown-8bit", "x-unknown")
        if not charset or (known_blank and raw.isascii()):
            return text, ""
        return text, f"the character set “{charset[:60]}” is unknown; the text is a best guess"
    if codec == "cp1252":
        # ASCII and Latin-1 are what programs say that do not know what they send.
        return guess(raw), ""
    try:
        return _whole(raw.decode(codec)), ""
    except (UnicodeError, ValueError):
        return _damaged(raw, codec), f"some characters are not valid {charset[:60]} and were replaced"


_ASCII_LIKE: Final = frozenset({"", "cp1252", "utf-8", "iso8859-15", "iso8859-2", "gb18030", "koi8_r", "cp1251"})


def guess(raw: bytes, hint: str = "") -> str:
    """Text of bytes that nobody declared: ISO-2022-JP when it escapes so, UTF-8, the set *hint*, else Windows-1252."""
    if b"\x1b$" in raw or b"\x1b(" in raw:
        try:
            return raw.decode("iso2022_jp_ext")
        except UnicodeError:
            pass
    for codec in ("utf-8", codec_of(hint)):
        try:
            if codec and codec != "cp1252":
                return _whole(raw.decode(codec))
        except (UnicodeError, ValueError):
            continue
    return raw.decode("cp1252", BAD_BYTES)


def _damaged(raw: bytes, codec: str) -> str:
    if codec == "iso2022_jp_ext":
        # Phones send characters beyond the standard; the Shift-JIS superset knows most of them.
        try:
            return raw.decode("cp932")
        except UnicodeError:
            return raw.decode("iso2022_jp_ext", "replace")
    if codec == "utf-8":
        text = raw.decode("utf-8", "replace")
        # Many bad bytes: it never was UTF-8.
        return text if text.count("\ufffd") * 20 <= len(text) else guess(raw)
    try:
        return raw.decode("utf-8")
    except UnicodeError:
        return _whole(raw.decode(codec, "replace"))


def _whole(text: str) -> str:
    """UTF-7 and UTF-16 can spell halves of characters, which no database takes."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)
