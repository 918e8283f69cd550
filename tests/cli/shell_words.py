"""What tests of the shell type into, and what it answers."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """What came of a command line."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """The lines of `--json`, each of which must be an object."""
        found = [json.loads(line) for line in self.out.splitlines()]
        assert all(isinstance(record, dict) for record in found)
        return found

    @property
    def record(self) -> dict[str, Any]:
        (only,) = self.records
        return only


Shell = Callable[..., Answer]
"""`shell("list", "--json")`, with `stdin=` if it is read."""
