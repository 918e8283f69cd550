"""The tutor's steps stand on commands and fields that there are, and are done by doing them."""

import pytest

from supportterm.commands.registry import CONSOLE, every, find
from supportterm.core.query import parse
from supportterm.demo.tutor import Course, steps


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.say[:30])
def test_a_step_names_real_commands_and_can_be_done_in_one_way(step) -> None:  # type: ignore[no-untyped-def]
    assert sum(map(bool, (step.ran, step.state, step.more))) == 1
    parse(step.more)
    for line in step.lines:
        find(line.split())
    assert not step.ran or step.ran in {command.name for command in every(CONSOLE)}


def test_what_is_asked_for_twice_must_be_done_twice_and_what_was_undone_does_not_count() -> None:
    found = {"has:reply": 3}
    course = Course(lambda query: found.get(query, 0))
    while course.step is not None and course.step.more != "has:reply":
        course.skip()
    assert not course.look(())
    found["has:reply"] = 2  # undone
    assert not course.look(())
    found["has:reply"] = 3
    assert course.look(())


def test_words_name_the_key_or_the_command_line() -> None:
    step = next(step for step in steps() if "open" in step.lines)
    assert step.words({"open": "enter"}) == step.say.replace("{open}", "enter")
    assert ":open" in step.words({})
