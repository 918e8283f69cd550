"""Rules: what can be one."""

import pytest

from supportterm.core.refusal import Refused
from supportterm.core.rule_check import check
from supportterm.core.rules import Rule


@pytest.mark.parametrize(
    "rule",
    [
        Rule("vip", on=("created", "field.plan"), when="segment:enterprise", do=("priority urgent",)),
        Rule("close", after="4d", when="status:solved", do=("status closed",)),
    ],
)
def test_a_rule_that_can_be(rule: Rule) -> None:
    check(rule)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule("a", when="status:open", do=("solve",)), "neither `on` nor `after`"),
        (Rule("a", on=("created",), after="3d", do=("solve",)), "both `on` and `after`"),
        (Rule("a", on=("craeted",), do=("solve",)), "did you mean created?"),
        (Rule("a", on=("field.",), do=("solve",)), "nothing is called 'field.'"),
        (Rule("a", after="soon", do=("solve",)), "an age like 30m"),
        (Rule("a", after="0d", do=("solve",)), "an age like 30m"),
        (Rule("a", on=("created",), when="tag:a status:opne", do=("solve",)), "`when`: column 14: there is no status"),
        (Rule("a", on=("created",)), "does nothing"),
    ],
)
def test_what_can_be_none_is_told(rule: Rule, words: str) -> None:
    with pytest.raises(Refused, match=r"^rule a") as told:
        check(rule)
    assert words in str(told.value)
