"""Secrets taken out of a text before it is given to a machine that is not ours. Pure.

What looks like a secret is taken for one: a reader of `[secret]` asks again, a key that went out can't be had back.
Known forms come first (keys, tokens, what stands after "password:"), then what only chance writes: long runs of letters
and digits.
"""

import re
from collections.abc import Callable
from typing import Final

from supportterm.core.function_words import FUNCTION_WORDS
from supportterm.core.mail_address import ADDRESS

SECRET: Final = "[secret]"
CARD: Final = "[card number]"
ACCOUNT: Final = "[account number]"
MAIL: Final = "[e-mail address]"
NUMBER: Final = "[number]"
MARKS: Final = (SECRET, CARD, ACCOUNT, MAIL, NUMBER)
"""What stands in the place of what was taken out."""

_LONG: Final = (
    "pass(?:word|wd|phrase|code|wort)", "kennwort", r"mot\ de\ passe", "contrase[nñ]a", "senha", "wachtwoord",
    "has[lł]o", "пароль", "密码", "密碼", "パスワード", "비밀번호", "secret", "token", "credential", "authorization",
    "signature", "(?:api|access|private|secret|license)[ _-]?key", "(?:session|set)[ _-]?cookie", "session[ _-]?id",
)  # fmt: skip
_SHORT: Final = ("pass", "pwd", "pw", "pin", "tan", "cvv2?", "cvc2?", "otp", "auth", "cookie", "clave")
_NAMED: Final = re.compile(
    rf"""(?P<name>(?:(?<![^\W\d_])\w{{0,40}}?(?:{"|".join(_LONG)})|(?<![^\W_])(?:{"|".join(_SHORT)}))
    (?:s|\d|_\w{{1,40}})?(?!\w)["']?)
    (?P<is>[ \t]*(?:[:=：]|=>|->)[ \t]*(?:\r?\n[ \t]*)?|[ \t]+(?:is|was|lautet|ist|war|est|es|é)[ \t:]+
    |[ \t]+(?=\S{{0,40}}\d)(?=\S{{3}}))
    (?P<value>(?:{"|".join(map(re.escape, MARKS))})(?!\S)|"[^"\n]*"|'[^'\n]*'|`[^`\n]*`
    |(?:(?:bearer|basic|token|digest)[ \t]+)?[^\s,;]+)""",
    re.IGNORECASE | re.VERBOSE,
)
_OF_ONE: Final = """
    abgelaufen accepted always changed correct denied different disabled empty expired falsch forgotten gone incorrect
    invalid known locked lost missing never rejected required right still ungueltig ungultig unknown valid weak wrong
"""
_SAID_OF_ONE: Final = FUNCTION_WORDS | frozenset(_OF_ONE.split())
"""What a sentence says of a password without telling it: "my password is wrong"."""

_BLOCK: Final = re.compile(r"-----BEGIN [A-Z0-9 ]*KEY[A-Z0-9 ]*-----.*?(?:-----END [^-\n]*-----|\Z)", re.DOTALL)
_TOKEN: Final = re.compile(
    r"""\b(?:
      eyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?                             # JSON web token
    | (?:sk|pk|rk|whsec|ghp|gho|ghu|ghs|ghr|glpat|npm|pypi|dop_v1|hf|xox[a-z]|xapp|shpat|SG|key|tok)[-_.][\w.-]{8,}
    | github_pat_\w{10,} | AIza[\w-]{20,} | ya29\.[\w-]{10,} | (?:AKIA|ASIA|AGPA|AIDA)[A-Z0-9]{12,}
    )""",
    re.VERBOSE,
)
_SCHEME: Final = re.compile(r"\b(Bearer|Basic|Digest)[ \t]+[\w+/=.~-]{6,}", re.IGNORECASE)
_IN_URL: Final = re.compile(r"(?<=://)[^\s/@<>\"']+:[^\s/@<>\"']*@|(?<=://)[^\s/@:<>\"']{16,}@")
_PARAMETERS: Final = re.compile(r"(?P<before>\bhttps?://[^\s?#<>\"']+)[?#](?!\[)[^\s<>\"')\]]+", re.IGNORECASE)
_RUN: Final = re.compile(r"[A-Za-z0-9_+=-]{16,}|[A-Za-z0-9_+/=]{40,}")
_WORD: Final = re.compile(r"(?:[A-Z][a-z]+|[a-z]{2,}|[A-Z]{2,})+\d{0,4}|[A-Za-z]|\d{1,12}")
_BY_CHANCE: Final = 8
"""Characters of a run that are no words, from which on it is taken for a key."""
_ID: Final = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)
_DIGITS: Final = re.compile(r"(?<!\d)\d(?:[ \u00a0.-]?\d){12,80}")
_OF_A_CARD: Final = range(13, 20)
"""How many digits it has."""
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?\b")
_SOCIAL: Final = re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")


def redacted(text: str, *, mail: bool = True) -> str:
    """*text* with `[secret]` and the like for what nobody else is to learn; with *mail* also for addresses.

    Idempotent. The work grows with the length of the text: `cut` what may be large first.
    """
    for find, put in _STEPS:
        text = find.sub(put, text)
    return ADDRESS.sub(MAIL, text) if mail else text


def _named(found: re.Match[str]) -> str:
    value = found["value"]
    sentence = not re.search(r"[:=：>]", found["is"])
    if value in MARKS or (sentence and value.strip(".!?").casefold() in _SAID_OF_ONE):
        return found[0]
    return f"{found['name']}{found['is']}{SECRET}"


def _run(found: re.Match[str]) -> str:
    """Words and numbers with dashes between are none; what only chance writes is a key."""
    odd = (piece for piece in re.split(r"[-_+/=]+", found[0]) if piece and not _WORD.fullmatch(piece))
    return SECRET if sum(map(len, odd)) >= _BY_CHANCE else found[0]


def _cards(found: re.Match[str]) -> str:
    """Numbers of cards among numbers that stand side by side, as the month in which one ends stands behind it."""
    groups = re.split(r"([ \u00a0.-])", found[0])  # every other one is what stands between
    kept: list[str] = []
    at = 0
    while at < len(groups):
        ends = range(at + 1, len(groups) + 1, 2)
        card = next((end for end in reversed(ends) if _is_card("".join(groups[at:end:2]))), None)
        kept += [CARD] if card else groups[at : at + 1]
        at = card or at + 1
        kept += groups[at : at + 1]
        at += 1
    return "".join(kept)


def _is_card(digits: str) -> bool:
    """Luhn's check."""
    if len(digits) not in _OF_A_CARD:
        return False
    numbers = [int(digit) for digit in reversed(digits)]
    return (sum(numbers[::2]) + sum(sum(divmod(2 * number, 10)) for number in numbers[1::2])) % 10 == 0


def _account(found: re.Match[str]) -> str:
    plain = re.sub(r"\s", "", found[0])
    number = int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4]))
    return ACCOUNT if number % 97 == 1 else found[0]


_STEPS: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = (
    (_BLOCK, SECRET),
    (_IN_URL, f"{SECRET}@"),
    (_PARAMETERS, rf"\g<before>?{SECRET}"),
    (_SCHEME, rf"\1 {SECRET}"),
    (_NAMED, _named),
    (_TOKEN, SECRET),
    (_ID, SECRET),
    (_IBAN, _account),
    (_DIGITS, _cards),
    (_SOCIAL, NUMBER),
    (_RUN, _run),
)
