"""`conflicts` and `conflicts take` in a shell: base, mine and theirs, and one word for each field."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.connected import World
from supportterm.commands.call import Call, Outcome
from supportterm.commands.parse import run
from supportterm.commands.usage import Usage
from supportterm.core.outbox import State
from supportterm.core.refusal import Refused
from supportterm.core.terms import Priority, Status


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "acme.desk")
    made.two_fields_in_conflict()
    yield made
    made.desk.close()


def shell(world: World, line: str, *, json: bool = False) -> Outcome:
    return run(line, Call(lambda: world.desk, json=json))


def records(world: World, line: str) -> list[dict[str, Any]]:
    return [dict(r) for r in shell(world, line, json=True).records]


def test_what_was_mine_and_theirs_stand_under_each_other(world: World) -> None:
    text = "\n".join(shell(world, "conflicts").lines or ())
    for words in ("#102", "was     normal", "mine    urgent", "theirs  low   (by bob", "theirs  on-hold"):
        assert words in text


def test_programs_read_all_of_it(world: World) -> None:
    (found,) = records(world, "conflicts 102")
    assert (found["ticket"], found["kind"], found["can"]) == (102, "set", ["mine", "theirs", "edit"])
    fields = {f["field"]: (f["base"], f["mine"], f["theirs"], f["by"]) for f in found["fields"]}
    assert fields["priority"] == (Priority.NORMAL, Priority.URGENT, Priority.LOW, "bob")
    assert records(world, "conflicts 101") == []


def test_one_word_for_all_or_one_for_each(world: World) -> None:
    (found,) = records(world, "conflicts")
    outcome = shell(world, f"conflicts take {found['id']} priority=high status=theirs")
    assert outcome.words == "#102: priority: high, status: theirs; it leaves for Far again"
    world.run()
    told = world.far.tickets["k102"].ticket
    assert (told.priority, told.status) == (Priority.HIGH, Status.ON_HOLD)


def test_theirs_takes_all_as_it_is_there(world: World) -> None:
    (found,) = records(world, "conflicts")
    assert shell(world, f"conflicts take {found['id']} theirs").words.endswith("as it is at Far")
    assert world.desk.outbox() == () and world.desk.ticket(world.id(102)).priority is Priority.LOW


@pytest.mark.parametrize(
    ("words", "said"),
    [("mine priority", "say what shall hold for status too"), ("priority=soon status=mine", "is none of"),
     ("tags=mine", "no conflict about 'tags'"), ("perhaps", "neither mine, theirs nor FIELD=VALUE")],
)  # fmt: skip
def test_half_an_answer_and_none_change_nothing(world: World, words: str, said: str) -> None:
    (found,) = records(world, "conflicts")
    with pytest.raises((Usage, Refused), match=said):
        shell(world, f"conflicts take {found['id']} {words}")
    assert world.desk.outbox()[0].state is State.CONFLICT


def test_a_text_is_told_with_what_came_since_and_the_words_that_help(world: World) -> None:
    world.answered_since()
    text = "\n".join(shell(world, "conflicts 103").lines or ())
    assert "> The export is **limited** to 10,000 rows." in text and "Found it: the limit is in the settings." in text
    assert "outbox again" in text and "outbox discard" in text
    (found,) = records(world, "conflicts 103")
    with pytest.raises(Refused, match="there are no fields to choose between"):
        shell(world, f"conflicts take {found['id']} mine")


def test_a_desk_with_connections_has_a_view_of_what_needs_a_person(world: World) -> None:
    call = Call(lambda: world.desk)
    assert [v.name for v in call.views][-1] == "needs-you"
    world.desk.define("connection", "far", None)
    assert "needs-you" not in [v.name for v in call.views]
