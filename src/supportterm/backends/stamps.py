"""Moments as most systems on the web write them: `2026-11-26T12:23:29Z`."""

from datetime import UTC, datetime


def moment(text: str | None) -> int:
    """Milliseconds UTC, whole seconds; 0 when unset or none at all."""
    try:
        return int(datetime.fromisoformat(text or "").timestamp()) * 1000
    except (ValueError, OverflowError):
        return 0


def exact(text: str | None) -> int:
    """With its milliseconds."""
    if not text:  # as most are
        return 0
    try:
        return int(datetime.fromisoformat(text).timestamp() * 1000)
    except (ValueError, OverflowError):
        return 0


def stamp(at: int) -> str:
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def exact_stamp(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
