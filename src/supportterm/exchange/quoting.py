"""Where quoted text and signatures lie in a reply, so that they can be folded. Nothing is ever removed.

One pass over the lines, each looked at a bounded number of times: a quote of a megabyte costs milliseconds.
"""

import re
from typing import Final, Literal, NamedTuple

from supportterm.exchange import mailer_words

Kind = Literal["quote", "signature"]

MAX_INTRODUCTION: Final = 4
"""Lines over which mailers wrap "On … somebody wrote:"."""
MAX_SIGNATURE: Final = 20
SHORT_QUOTE: Final = 6
"""Lines of a quote between answers that stay open: without them the answer makes no sense."""
_MAX_LINE: Final = 400

_TAIL: Final = 40
"""Characters at the end of a line that tell whether it closes an introduction."""
_MAX_LINES: Final = 20_000
"""Beyond, only lines that begin with `>` are known as quotes."""


def _any(*words: str) -> str:
    return f"(?:{'|'.join(words)})"


_VERB: Final = _any(*mailer_words.WROTE)
_CLOSES: Final = re.compile(rf"(?:{_VERB}\s*(?:[:：]|-{{2,}}|\.{{3}})?|[:：])\s*$", re.IGNORECASE)
_HAS_VERB: Final = re.compile(rf"{_VERB}\b", re.IGNORECASE)
_DATE: Final = re.compile(
    r"\d{1,2}[./:h時]\d\d|\d{4}[-/.年]\d|\b(?:19|20)\d\d\b|\d{1,2}[. ]+\w{3,9}\.? \d{4}", re.IGNORECASE
)
_OPENER: Final = re.compile(
    rf"[-*_ ]*(?:{_any(*mailer_words.BEFORE_A_DATE)}\b|\d{{1,4}}[-./年 ]|{_any(*mailer_words.WEEKDAYS)}[a-z]*[,. ]|"
    rf"{_any(*mailer_words.WEEKDAYS_WHOLE)}|\"|<?\S+@)",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"[\w.+-]@[\w.-]|\[mailto:")
_QUOTED: Final = re.compile(r"\s*(?:[A-Za-z]{0,3}>|&gt;)")
_RULER: Final = re.compile(r"\s*(?:[-_=*#~+—–─]{2,}|—|ᐧ)\s*")
_ORIGINAL: Final = re.compile(_any(*mailer_words.ABOVE_A_MAIL), re.IGNORECASE)
_FORWARD: Final = re.compile(_any(*mailer_words.BEGINS_A_FORWARD), re.IGNORECASE)
_HEADER: Final = re.compile(
    rf"[\s*|>]*(?:({_any(*mailer_words.FROM_FIELDS)})|{_any(*mailer_words.OTHER_FIELDS)})\s*\*?\s*[:：]", re.IGNORECASE
)
_SIGNATURE_MARK: Final = re.compile(r"--\s?|__|—\s?")
_MOBILE: Final = re.compile(rf"[\s(<\[]*{_any(*mailer_words.SENT_FROM)}", re.IGNORECASE)


class Span(NamedTuple):
    """Lines start … end (exclusive) of the text split at line ends."""

    kind: Kind
    start: int
    end: int


def spans(text: str) -> tuple[Span, ...]:
    """What to fold, in order, without overlap. Empty when nothing would be left to see."""
    lines = [line[:_MAX_LINE] for line in text.split("\n")]
    marks = _marks(lines)
    last_text = max((i for i, m in enumerate(marks) if m == "t"), default=-1)
    if last_text < 0:
        return ()
    found: list[Span] = []
    at = 0
    size = len(lines)
    while at < size:
        if marks[at] not in "qs":
            at += 1
            continue
        start, kind = at, marks[at]
        while at < size and (marks[at] == kind or marks[at] in " d"):
            at += 1
        end = at
        while end > start and marks[end - 1] in " d" and at < size:
            end -= 1
        if start > last_text or end - start > SHORT_QUOTE:
            found.append(Span("quote" if kind == "q" else "signature", start, end))
    return tuple(found)


def visible(text: str) -> str:
    """The text without what lies folded at its end."""
    folded = spans(text)
    lines = text.split("\n")
    end = len(lines)
    for span in reversed(folded):
        if any(line.strip() and not _RULER.fullmatch(line[:_MAX_LINE]) for line in lines[span.end : end]):
            break
        end = span.start
    while end and (not lines[end - 1].strip() or _RULER.fullmatch(lines[end - 1][:_MAX_LINE])):
        end -= 1
    return "\n".join(lines[:end])


def _marks(lines: list[str]) -> str:
    """A letter for each line: t text, q quoted, s signature, d a ruler, blank for an empty one."""
    marks: list[str] = []
    size = len(lines)
    fenced = False
    at = 0
    while at < size:
        line = lines[at]
        stripped = line.strip()
        if stripped.startswith("```"):
            fenced = not fenced
        if not stripped:
            marks.append(" ")
        elif fenced:
            marks.append("t")
        elif at > _MAX_LINES:
            marks.append("q" if stripped[0] == ">" else "t")
        elif _QUOTED.match(line):
            marks.append("q")
        else:
            length = _introduction(lines, at)
            if length:
                following = next((x for x in lines[at + length : at + length + 4] if x.strip()), "")
                quoted = _QUOTED.match(following) is not None
                reach = length if quoted else size - at
                marks += "q" * reach
                at += reach
                continue
            if _header_block(lines, at) or _begins_original(stripped):
                _rulers_belong_to(marks, "q")
                marks += "q" * (size - at)
                break
            reach = _signature(lines, at)
            if reach:
                marks += "s" * reach
                at += reach
                continue
            marks.append("d" if _RULER.fullmatch(stripped) else "t")
        at += 1
    return _mobile_endings(lines, "".join(marks))


def _introduction(lines: list[str], at: int) -> int:
    """How many lines from *at* are an "On … wrote:"; 0 when there is none."""
    if not any(_CLOSES.search(line[-_TAIL:]) for line in lines[at : at + MAX_INTRODUCTION]):
        return 0
    if at and lines[at - 1].strip() and not _OPENER.match(lines[at]):
        return 0
    joined = ""
    for length in range(1, MAX_INTRODUCTION + 1):
        if at + length > len(lines):
            return 0
        line = lines[at + length - 1].strip()
        if not line or (length > 1 and _OPENER.match(line) and joined.endswith(":")):
            return 0
        joined = f"{joined} {line.lstrip('> ')}".strip()
        if len(joined) > 600:
            return 0
        if not _CLOSES.search(line[-_TAIL:]):
            continue
        named = bool(_ADDRESS.search(lines[at]))
        dated, addressed = bool(_DATE.search(joined)), bool(_ADDRESS.search(joined))
        opened = bool(_OPENER.match(joined))
        if _HAS_VERB.search(joined) and ((opened and dated) or (named and len(joined) < 200)):
            return length
        if opened and dated and addressed and joined[-1] in ":：":
            return length
    return 0


def _header_block(lines: list[str], at: int) -> bool:
    """Whether the header of a quoted mail begins here: three of its fields, its sender among them."""
    first = _HEADER.match(lines[at])
    if not first:
        return False
    fields, sender = 1, bool(first[1])
    for line in lines[at + 1 : at + 10]:
        if not line.strip():
            continue
        found = _HEADER.match(line)
        if found:
            fields += 1
            sender = sender or bool(found[1])
        elif line[:1] not in " \t" and fields < 2:
            return False
        if fields >= 3 and sender:
            return True
    return False


def _begins_original(line: str) -> bool:
    """Whether this is what programs write above a whole mail: all that follows is that mail."""
    words = line.strip("-_*=> \t:")
    ruled = len(line) - len(words) >= 4 and ("--" in line or "__" in line)
    return bool((ruled and _ORIGINAL.fullmatch(words)) or _FORWARD.fullmatch(line))


def _rulers_belong_to(marks: list[str], mark: str) -> None:
    at = len(marks) - 1
    while at >= 0 and marks[at] in " d":
        marks[at] = mark if marks[at] == "d" else marks[at]
        at -= 1


def _signature(lines: list[str], at: int) -> int:
    """Lines of a signature that begins here with `-- `; 0 when none does."""
    if not _SIGNATURE_MARK.fullmatch(lines[at].rstrip("\r")):
        return 0
    end = at + 1
    while end < len(lines) and end - at <= MAX_SIGNATURE + 1:
        line = lines[end]
        if _QUOTED.match(line) or _SIGNATURE_MARK.fullmatch(line):
            break
        if _introduction(lines, end) or _header_block(lines, end):
            break
        end += 1
    return end - at if end - at <= MAX_SIGNATURE + 1 else 0


def _mobile_endings(lines: list[str], marks: str) -> str:
    """Marks with "Sent from my phone" at the end of what was written as signature."""
    result = list(marks)
    at = len(result) - 1
    while at >= 0:
        if result[at] == "t":
            if _MOBILE.match(lines[at]) and len(lines[at].strip()) <= 120:
                result[at] = "s"
            else:
                break
        at -= 1
    return "".join(result)
