"""Transfer encodings: what stands in a mail → the bytes that were meant."""

import binascii
import re
from typing import Final, NamedTuple

from supportterm.exchange.headers import base64_bytes

_UU_BEGIN: Final = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n(?=[!-`][^\r\n]{0,90}\r?\n)", re.MULTILINE)
_UU_END: Final = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)
_MAX_UU: Final = 200
"""Files of one text."""


def undo(raw: bytes, encoding: str) -> tuple[bytes, str]:
    """The content of a part under its Content-Transfer-Encoding, and what was wrong (empty when nothing was)."""
    how = "".join(c for c in encoding.lower() if c.isalnum())
    if how in ("", "7bit", "8bit", "binary", "7bits", "8bits", "none"):
        return raw, ""
    if how.startswith("base64"):
        return _from_base64(raw)
    if how.startswith("quoted"):
        return binascii.a2b_qp(raw), ""
    if how in ("xuuencode", "uuencode", "xuue", "uue"):
        found = _UU_BEGIN.search(raw)
        return _from_uu(raw[found.end() if found else 0 :]), ""
    if how in ("plain", "ascii", "usascii", "text", "texthtml", "textplain"):
        return raw, ""
    return raw, f"the transfer encoding “{encoding[:40]}” is unknown; the part is shown as it came"


_PLAIN_SIGNS: Final = re.compile(rb"[^A-Za-z0-9+/=\s]")


def _from_base64(raw: bytes) -> tuple[bytes, str]:
    sample = raw[:4096]
    strange = len(_PLAIN_SIGNS.findall(sample))
    if strange and strange * 50 > len(sample) and b" " in sample.strip():
        return raw, "the part says base64 but is plain text"
    content = base64_bytes(raw)
    return content, "the base64 is damaged; what could be read is kept" if strange else ""


def _from_uu(raw: bytes) -> bytes:
    out: list[bytes] = []
    for line in raw.split(b"\n"):
        line = line.rstrip(b"\r")
        if not line or line == b"end" or line == b"`":
            if line == b"end":
                break
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Encoders that pad wrongly: take as many characters as the length byte asks for.
            wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[:wanted]))
            except binascii.Error:
                continue
    return b"".join(out)


class Uuencoded(NamedTuple):
    name: bytes
    content: bytes


def take_uuencoded(raw: bytes) -> tuple[bytes, list[Uuencoded]]:
    """A text without the uuencoded files in it, and these files."""
    if b"begin " not in raw:
        return raw, []
    files: list[Uuencoded] = []
    kept: list[bytes] = []
    at = 0
    while len(files) < _MAX_UU:
        begin = _UU_BEGIN.search(raw, at)
        if begin is None:
            break
        end = _UU_END.search(raw, begin.end())
        if end is None:
            break
        kept.append(raw[at : begin.start()])
        files.append(Uuencoded(begin[1].strip(), _from_uu(raw[begin.end() : end.start()])))
        at = end.end()
    kept.append(raw[at:])
    return b"".join(kept), files
