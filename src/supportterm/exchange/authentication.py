"""Is From true? What our own mail host said of a mail's sender (Authentication-Results, RFC 8601).

Anybody can write such a field. Only the topmost one counts, and only when it bears the name that our host signs with:
each host writes above what it was given.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from supportterm.exchange.fields import Fields
from supportterm.exchange.mime import ParsedMail

_COMMENT: Final = re.compile(r"\([^()]{0,500}\)")
_RESULT: Final = re.compile(r"\s*([a-z0-9-]{1,20})\s*(?:/\s*\d+\s*)?=\s*([a-z]{1,20})\b", re.IGNORECASE)
_PROPERTY: Final = re.compile(r"\b((?:header|smtp|policy)\.[a-z0-9-]{1,20})\s*=\s*\"?([^\s;\"]{1,320})", re.IGNORECASE)
_WHOM: Final = {"dmarc": ("header.from",), "dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom", "smtp.from")}
"""Method → the properties that say whose domain it vouches for."""


class Result(NamedTuple):
    """One method's verdict: `dkim`, `pass`, and its properties."""

    method: str
    verdict: str
    properties: dict[str, str]


def vouched(mail: ParsedMail, fields: Fields, host: str) -> bool:
    """True when *host*, the name our own server signs with, says that From's domain sent the mail.

    One method is enough (dmarc, dkim, spf) when it passed for that very domain. A mail with several From is never
    vouched for.
    """
    domain = mail.sender.key.rpartition("@")[2]
    if not host or not domain or fields.count("from") != 1 or "," in fields.first("from").rpartition('"')[2]:
        return False
    results = tuple(said_by(fields, host))
    if any(r.method == "dmarc" and r.verdict == "fail" for r in results):
        return False
    return any(r.verdict == "pass" and domain in _domains(r) for r in results)


def said_by(fields: Fields, host: str) -> Iterator[Result]:
    """The verdicts in the topmost Authentication-Results, when *host* signed it."""
    text = _COMMENT.sub(" ", fields.first("authentication-results"))
    server, _, rest = text.partition(";")
    if server.lower().split()[:1] != [host.lower()]:
        return
    for part in rest.split(";"):
        found = _RESULT.match(part)
        if found:
            properties = {name.lower(): value.lower() for name, value in _PROPERTY.findall(part)}
            yield Result(found[1].lower(), found[2].lower(), properties)


def _domains(result: Result) -> Iterator[str]:
    for name in _WHOM.get(result.method, ()):
        value = result.properties.get(name)
        if value:
            yield value.rpartition("@")[2]
