"""What filters on a mail's way have said of it: whether it is to be held back as spam, and why.

Filters mark mail; we do not judge its content. A sender can forge these marks only to be held back.
"""

import re
from collections.abc import Callable
from typing import Final

from supportterm.exchange.fields import Fields

LEVEL: Final = 6
"""Stars of X-Spam-Level from which a mail is held back."""
_SCL: Final = 5
"""Microsoft's spam confidence level from which a mail is junk."""

_STARS: Final = re.compile(r"([*+x#]{1,99})", re.IGNORECASE)
_WHOLE: Final = re.compile(r"\s*(-?\d{1,6})")
_SCORE: Final = re.compile(r"(?:score|hits)=(-?\d{1,6}(?:\.\d{1,6})?)", re.IGNORECASE)
_SCL_IN_REPORT: Final = re.compile(r"(?:^|;)\s*SCL:(\d{1,2})\s*(?:;|$)", re.IGNORECASE)
_VERDICT: Final = re.compile(r"(?:^|;)\s*SFV:(SPM|SKB|SKS)\s*(?:;|$)", re.IGNORECASE)
_HELD_ACTIONS: Final = frozenset({"reject", "add header", "rewrite subject", "quarantine", "soft reject", "discard"})

Rule = Callable[[str], str]
"""A field's value → why it speaks of spam; empty when it does not."""


def _yes(value: str) -> str:
    return "says yes" if re.match(r"\s*(?:yes|true|spam)\b", value, re.IGNORECASE) else ""


def _status(value: str) -> str:
    if not re.match(r"\s*yes\b", value, re.IGNORECASE):
        return ""
    score = _SCORE.search(value)
    return f"says yes, with a score of {score[1]}" if score else "says yes"


def _level(value: str) -> str:
    stars = _STARS.match(value.strip())
    return f"shows {len(stars[1])} stars" if stars and len(stars[1]) >= LEVEL else ""


def _scl(value: str) -> str:
    level = _WHOLE.match(value)
    return f"is {level[1]}" if level and int(level[1]) >= _SCL else ""


def _forefront(value: str) -> str:
    verdict = _VERDICT.search(value)
    if verdict:
        return f"says {verdict[1].upper()}"
    level = _SCL_IN_REPORT.search(value)
    return f"gives a level of {level[1]}" if level and int(level[1]) >= _SCL else ""


def _action(value: str) -> str:
    word = value.strip().lower()
    return f"says {word}" if word in _HELD_ACTIONS else ""


_RULES: Final[tuple[tuple[str, str, Rule], ...]] = (
    ("x-spam-flag", "X-Spam-Flag", _yes),
    ("x-spam-status", "X-Spam-Status", _status),
    ("x-spam", "X-Spam", _yes),
    ("x-rspamd-action", "X-Rspamd-Action", _action),
    ("x-spam-action", "X-Spam-Action", _action),
    ("x-spam-level", "X-Spam-Level", _level),
    ("x-spam-bar", "X-Spam-Bar", _level),
    ("x-ms-exchange-organization-scl", "Microsoft's spam level", _scl),
    ("x-forefront-antispam-report", "Microsoft's spam report", _forefront),
    ("x-barracuda-spam-flag", "X-Barracuda-Spam-Flag", _yes),
    ("x-ironport-anti-spam-result", "X-IronPort-Anti-Spam-Result", _yes),
    ("x-proofpoint-spam-details", "Proofpoint's report", lambda v: "says spam" if "rule=spam" in v.lower() else ""),
    ("x-mailscanner-spamcheck", "MailScanner", lambda v: "says spam" if v.lower().startswith("spam") else ""),
    ("x-bogosity", "X-Bogosity", lambda v: "says spam" if re.match(r"\s*(?:spam|yes)\b", v, re.I) else ""),
    ("x-dspam-result", "X-DSPAM-Result", lambda v: "says spam" if v.lower().startswith("spam") else ""),
)
"""Field, its name for people, what it says. The topmost field of a name is asked first, and any of them counts."""
_FIELDS: Final = frozenset(field for field, _, _ in _RULES)


def held_for(fields: Fields) -> str:
    """Why filters want this mail held back, as a sentence; empty when none does."""
    if _FIELDS.isdisjoint(fields):
        return ""
    for field, name, rule in _RULES:
        for value in fields.all(field):
            said = rule(value)
            if said:
                return f"a spam filter marked it: {name} {said}"
    return ""
