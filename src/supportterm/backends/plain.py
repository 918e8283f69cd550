"""Values of fields that each remote has of its own, as a person reads them."""

from typing import Any

import msgspec


def text(value: Any) -> str | None:
    """None for nothing; of several those that there are, with commas between."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
        return ", ".join(map(str, value)) or None
    return msgspec.json.encode(value).decode() if isinstance(value, list | dict) else str(value)
