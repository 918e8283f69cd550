"""What a desk defines is read once, by whichever thread asks first, and never stays what it was."""

from pathlib import Path

import pytest

from supportterm.desk import Desk
from supportterm.store import definitions


def test_what_was_read_while_somebody_defined_something_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Desk.create(tmp_path / "a.desk", "A") as desk, Desk.open(tmp_path / "a.desk", me="dana") as other:
        read = definitions.all_of

        def slow(connection: object, what: str) -> object:
            found = read(connection, what)  # type: ignore[arg-type]
            monkeypatch.setattr(definitions, "all_of", read)
            other.define("team", "support", {"tier": 1})
            desk.refresh()  # as another thread does, which serves somebody else
            return found

        desk.refresh()
        monkeypatch.setattr(definitions, "all_of", slow)
        assert desk.teams() == ()
        assert [team.handle for team in desk.teams()] == ["support"]
