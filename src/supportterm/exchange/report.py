"""What an import did."""

import msgspec


class Report(msgspec.Struct):
    new_tickets: int = 0
    new_messages: int = 0
    known: int = 0
    """What was here already."""
    bad: list[tuple[str, str]] = msgspec.field(default_factory=list)
    """Where, and why it could not be read; all else is in."""
    tickets: list[int] = msgspec.field(default_factory=list)
    """Of an import of our own JSONL: all tickets of the file by their numbers here,"""
    articles: list[int] = msgspec.field(default_factory=list)
    """and all articles."""
    stopped: bool = False
    """Ended by the user before the end; what was read until then is in."""

    @property
    def words(self) -> str:
        """One sentence for people."""
        parts = [f"{_count(self.new_messages, 'message')} imported into {_count(self.new_tickets, 'new ticket')}"]
        if self.known:
            parts.append(f"{self.known:,} here already")
        if self.bad:
            parts.append(f"{self.bad_count:,} could not be read")
        if self.stopped:
            parts.append("stopped before the end; the same command goes on from there")
        return "; ".join(parts)

    @property
    def bad_count(self) -> int:
        return len(self.bad)

    def record(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "new_tickets": self.new_tickets,
            "new_messages": self.new_messages,
            "known": self.known,
            "bad": [{"where": where, "reason": reason} for where, reason in self.bad],
            "stopped": self.stopped,
        }


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
