"""Where the secret of a connection is sent to: what it is kept for, and for nothing else."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from supportterm.backends.protocol import Driver


def places(kind: Driver, settings: Mapping[str, str]) -> str:
    """The hosts in the driver's settings, in order, with blanks between.

    Of a driver that does not say which settings name a host: all that it requires, as they are.
    """
    hosts = {_host(settings.get(s.name, "")) for s in kind.settings if s.place}
    if not any(s.place for s in kind.settings):
        hosts = {settings.get(s.name, "").strip() for s in kind.settings if s.required}
    return " ".join(sorted(hosts - {""}))


def _host(text: str) -> str:
    """The host of a URL, or of HOST or HOST:PORT; what is neither stands for itself."""
    text = text.strip()
    try:
        return urlsplit(text if "://" in text else f"//{text}").hostname or text
    except ValueError:
        return text
