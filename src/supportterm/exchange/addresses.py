"""Lists of mail addresses as they come: groups, comments, routes, quotes, and every way to get them wrong.

Addresses are taken from the raw field and only the names are decoded afterwards, so that an encoded word
can't smuggle in an address that the mail servers on the way did not see.
"""

import re
from typing import Final, NamedTuple

from supportterm.exchange.headers import decode_words

MAX_ENTRIES: Final = 1_000
_LONGEST_ENTRY: Final = 1_000
"""Characters of one entry in which an address is looked for."""

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.){0,150}"|<[^<>]*>?|\[[^\][<>,]*\]|[^",;:<>()\[\]\\]+|\\.|.', re.DOTALL)
_SPEC: Final = re.compile(r'((?:"(?:[^"\\]|\\.){0,300}"|[^\s"<>(),;:@]+)@(?:\[[^\]]*\]|[^\s"<>(),;:\[\]]+))')
_MASKED: Final = re.compile(r"(\S+) at (\S+\.\S+)")
_RIDDLE: Final = re.compile(r"(\S+) @end\|ng \|rom (\S+)")
"""How newer list archives mask `somebody@host.example`: letters and dots replaced by | and @."""
_ESCAPED: Final = re.compile(r"\\(.)")
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_COMMENT: Final = re.compile(r"\([^()]{0,200}\)")
_LOOSE_DOT: Final = re.compile(r"(?<=\w)\s+\.\s+(?=\w)")
_BRACKETED: Final = re.compile(r"\[mailto:([^\]\[<>]{1,200})\]")
_LOCAL: Final = re.compile(r"<[A-Za-z0-9._+-]{1,64}>")
_LOCAL_WORD: Final = re.compile(r"[A-Za-z0-9._+-]{1,64}")
_ENCODED: Final = re.compile(r"=\?[^?\s]+\?[BbQq]\?.*?\?=")


class Address(NamedTuple):
    """A name (decoded, without quotes, maybe empty) and an address as it came (empty when there is none)."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """What the same person's address compares equal by."""
        return self.address.lower()


NOBODY: Final = Address("", "")


def parse(text: str) -> tuple[Address, ...]:
    """The addresses of a From, To, Cc, Reply-To or Sender field (raw text, encoded words not yet decoded)."""
    if "@end|ng |rom" in text:
        text = _RIDDLE.sub(lambda m: f"{m[1].replace('@', '*')}@{m[2].replace('@', '*')}", text)
    if "[mailto:" in text:
        text = _BRACKETED.sub(r"<\1>", text)
    simple = _simple(text)
    return (simple,) if simple is not None else _List().read(text)


class _List:
    """A field while it is read, token by token."""

    def __init__(self) -> None:
        self._found: list[Address] = []
        self._held: list[Address] = []
        """Names without an address, maybe the first half of `Reyes, Dana <dana@acme.example>`."""
        self._phrase: list[str] = []
        self._angle: str | None = None
        self._named = 0
        """How much of the phrase stands before what is in angle brackets: its name."""
        self._comments: list[str] = []
        self._comment: list[str] = []
        self._depth = 0
        """Of the comment that is open; 0: none is."""

    def read(self, text: str) -> tuple[Address, ...]:
        for token in _TOKEN.findall(text):
            first = token[0]
            if self._depth or first == "(":
                self._in_comment(token, first)
            elif first == "<":
                self._bracketed(token)
            elif first in ",;":
                self._end(first)
                if len(self._found) >= MAX_ENTRIES:
                    return tuple(self._found)
            elif first == ":" and self._angle is None and not any("@" in p for p in self._phrase):
                self._phrase.clear()  # the name of a group
                self._comments.clear()
            else:
                self._phrase.append(token)
        if self._comment:
            self._comments.append("".join(self._comment))
        self._end()
        return (*self._found, *self._held)

    def _in_comment(self, token: str, first: str) -> None:
        """Comments may have comments in them; what is in the outermost is all one."""
        if first == ")":
            self._depth -= 1
        if self._depth:
            self._comment.append(token)
        elif first == ")":
            self._comments.append("".join(self._comment))
            self._comment.clear()
        if first == "(":
            self._depth += 1

    def _bracketed(self, token: str) -> None:
        if self._angle is not None:
            # Two addresses without a comma: what stands between them is the second one's name.
            between = self._phrase[self._named :]
            del self._phrase[self._named :]
            self._end()
            self._phrase += between
        self._angle, self._named = token, len(self._phrase)

    def _end(self, separator: str = "") -> None:
        """An entry is over, by a *separator* if there is one."""
        words = "".join(self._phrase).split() if self._angle is None else []
        if len(words) > 1 and all("@" in w and '"' not in w for w in words):
            self._found.extend(Address("", w) for w in words[:-1])  # nothing but space between addresses
            self._phrase[:] = words[-1:]
        entry = _entry("".join(self._phrase), self._angle, self._comments)
        if separator == "," and self._angle is None and entry != NOBODY and "@" not in entry.address:
            self._held.append(entry)
        elif entry != NOBODY:
            self._add(entry)
        self._phrase.clear()
        self._comments.clear()
        self._angle = None

    def _add(self, entry: Address) -> None:
        held, self._held = self._held, []
        if held and self._angle is not None and entry.name:
            name = ", ".join([*(h.name or h.address for h in held), entry.name])
            held, entry = [], Address(name, entry.address)
        self._found.extend((*held, entry))


def _simple(text: str) -> Address | None:
    """The forms nearly all mails have: `a@b`, `Name <a@b>` and `a@b (Name)`, without specials."""
    text = text.strip()
    if '"' in text or "," in text or ";" in text or ":" in text or "=?" in text or "[" in text or "\\" in text:
        return None
    name, bracket, rest = text.partition("<")
    if not bracket:
        spec, _, comment = text.partition(" (")
        if spec.count("@") == 1 and " " not in spec and "(" not in spec:
            if not comment:
                return Address("", spec)
            if comment.endswith(")") and comment.count("(") == 0 and comment.count(")") == 1:
                return Address(_name(comment[:-1]), spec)
        return None
    if rest.count("@") == 1 and rest.endswith(">") and " " not in rest and rest.count(">") == 1 and "<" not in rest:
        return None if "(" in text or "@" in name else Address(_name(name), rest[:-1])
    return None


def _entry(phrase: str, angle: str | None, comments: list[str]) -> Address:
    phrase = phrase.strip()
    address = ""
    if angle is not None:
        address = _spec(angle.strip("<> \t"))
        if not address and _SPEC.search(phrase):
            angle = None  # `a@b <>`
        elif not address and angle.strip("<> ") and not phrase:
            return Address(_name(angle.strip("<> ")), "")
        elif not address and _LOCAL.fullmatch(angle):
            address = angle.strip("<>")
    if angle is None:
        phrase = _LOOSE_DOT.sub(".", phrase[-_LONGEST_ENTRY:])
        specs = list(_SPEC.finditer(phrase)) if "@" in phrase else []
        if specs:
            found = specs[-1]
            address = found[1]
            phrase = (phrase[: found.start()] + " " + phrase[found.end() :]).strip(" >")
        else:
            masked = _MASKED.fullmatch(phrase)
            if masked:
                address, phrase = f"{masked[1]}@{masked[2]}", ""
            elif _ENCODED.fullmatch(phrase):
                return _hidden(phrase)
            elif _LOCAL_WORD.fullmatch(phrase):
                address, phrase = phrase, ""  # `root`, `MAILER-DAEMON`
    name = _name(phrase)
    if not name and address:
        name = next((n for n in map(_name, comments) if n), "")
    return Address(name, address[:320])


def _spec(text: str) -> str:
    """The address between angle brackets; empty when there is none."""
    if text[:7].lower() == "mailto:":
        text = text[7:]
    if text.startswith("@") and ":" in text:
        text = text.rpartition(":")[2]  # a route
    if "@" not in text:
        masked = _MASKED.fullmatch(text)
        return f"{masked[1]}@{masked[2]}" if masked else ""
    text = text[-_LONGEST_ENTRY:]
    if "(" in text:
        text = _COMMENT.sub("", text)
    if " " not in text and '"' not in text and "," not in text:
        return text.strip(".;'")
    found = _SPEC.search(text)
    return found[1] if found else ""


def _hidden(phrase: str) -> Address:
    """A whole entry in one encoded word, `Name <a@b>`, as broken mailers write it; without angle brackets a name."""
    text = decode_words(phrase)
    found = re.fullmatch(r"([^<>]*)<([^<>\s@\"]+@[^<>\s@\"]+)>\s*", text)
    return Address(_name(found[1]), found[2]) if found else Address(_name(text), "")


def _name(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    # Quotes go, but those that were quoted are part of the name.
    text = decode_words(_ESCAPED.sub(lambda m: "\0" if m[1] == '"' else m[1], text))
    text = _SPACES.sub(" ", text.replace('"', "").replace("\0", '"')).strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        text = text[1:-1].strip()
    return text[:500]
