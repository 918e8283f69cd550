"""Where the customers' side is found, and how much it takes."""

import re
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from supportterm.core.refusal import Refused

_BASE: Final = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]{1,253}(?:/[A-Za-z0-9._~/-]*)?")


class Limits(msgspec.Struct, frozen=True):
    """Bytes that are taken in one request, and what files may be among them."""

    body: int = 256 << 10
    """Of a request without files."""
    upload: int = 20 << 20
    """Of a request with files, all of it."""
    files: int = 5
    file: int = 10 << 20
    text: int = 20_000
    """Characters of what somebody writes."""


class Site(msgspec.Struct, frozen=True):
    base: str
    """Its address as customers see it, without a slash at the end: links are made from it, never from a request."""
    limits: Limits = Limits()

    @property
    def prefix(self) -> str:
        """What stands before every path, where a proxy serves it below a folder; mostly empty."""
        return urlsplit(self.base).path

    @property
    def origin(self) -> str:
        parts = urlsplit(self.base)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def secure(self) -> bool:
        return self.base.startswith("https://")

    def path(self, *parts: str, **query: str) -> str:
        """A link within the site: `path("articles", slug)`; what is empty of *query* is left out."""
        given = {name: value for name, value in query.items() if value}
        return f"{self.prefix}/{'/'.join(quote(part, safe='') for part in parts)}" + (
            f"?{urlencode(given)}" if given else ""
        )

    def url(self, *parts: str, **query: str) -> str:
        """The same for a mail or another site."""
        return self.origin + self.path(*parts, **query)


def base_url(text: str) -> str:
    """*text* as `Site.base`. Raises Refused when it is none."""
    url = text.strip().rstrip("/")
    if not _BASE.fullmatch(url) or ".." in url:
        raise Refused(f"an address of a site is like https://help.example.org, not {text!r}")
    return url
