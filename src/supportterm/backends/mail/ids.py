"""Message-IDs of what leaves: a step's marker is in each, so that it can be found again. Pure."""

import re
from collections.abc import Iterable
from typing import Final

_MARKED: Final = re.compile(r"<?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@([^<>@\s]+)>?", re.IGNORECASE)


def message_id(marker: str, domain: str) -> str:
    """The Message-ID, without brackets, of what the step with *marker* sends from an address at *domain*."""
    return f"{marker}@{domain}"


def is_own_copy(found: str, domains: Iterable[str]) -> bool:
    """Whether a Message-ID has the form of ours, at one of *domains*: a copy of what left from here, no mail to us."""
    match = _MARKED.fullmatch(found.strip())
    return match is not None and match[1].lower() in {domain.lower() for domain in domains}
