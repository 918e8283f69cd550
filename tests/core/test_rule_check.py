"""Rules: what can be one."""

import pytest

from supportterm.core.actions import Scene
from supportterm.core.nouns import Agent, Field, Macro, Team
from supportterm.core.rule_check import mistakes
from supportterm.core.rules import Rule
from supportterm.core.verbs import Rules

SCENE = Scene(
    Rules(
        now=1_700_000_000_000,
        me="",
        agents={"dana": Agent("dana", "Dana")},
        teams={"backend": Team("backend", "Backend", 2)},
        fields={"plan": Field("plan", "Plan", "choice", ("free", "pro"))},
    ),
    {"hello": Macro("hello", "Hello", "Hello {{ requester.first_name }}")},
)


@pytest.mark.parametrize(
    "rule",
    [
        Rule("vip", on=("created", "field.plan"), when="segment:enterprise", do=("priority urgent",)),
        Rule("close", after="4d", when="status:solved", do=("status closed",)),
    ],
)
def test_a_rule_that_can_be(rule: Rule) -> None:
    assert not list(mistakes(rule, SCENE))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule("a", when="status:open", do=("solve",)), "neither `on` nor `after`"),
        (Rule("a", on=("created",), after="3d", do=("solve",)), "both `on` and `after`"),
        (Rule("a", on=("craeted",), do=("solve",)), "did you mean created?"),
        (Rule("a", on=("field.",), do=("solve",)), "nothing is called 'field.'"),
        (Rule("a", after="soon", do=("solve",)), "no length of time; write it like 30m"),
        (Rule("a", on=("created",), when="tag:a status:opne", do=("solve",)), "`when`: column 14: there is no status"),
        (Rule("a", on=("created",), when="tag:a assignee:me", do=("solve",)), "`when`: column 16: nobody asks this"),
        (Rule("a", on=("created",)), "it does nothing"),
        (Rule("a", on=("created",), do=("",)), "`do`, line 1: column 1: there is no command"),
        (Rule("a", on=("created",), do=("solve", "delete")), "`do`, line 2: column 1: 'delete' is nothing that"),
        (Rule("a", on=("created",), do=("prioritty high",)), "did you mean priority?"),
        (Rule("a", on=("created",), do=("priority hi",)), "column 10: priority: 'hi' is none of low"),
        (Rule("a", on=("created",), do=("priority high now",)), "column 15: priority: 'now' is one word too many"),
        (Rule("a", on=("created",), do=("priority",)), "column 9: priority needs a priority"),
        (Rule("a", on=("created",), do=("set +vip plan=gold",)), "column 10: set: plan is one of free, pro"),
        (Rule("a", on=("created",), do=("set +vip pln=pro",)), "column 10: set: there is no field 'pln'; did you mean"),
        (
            Rule("a", on=("created",), do=("assign dan",)),
            "column 8: assign: there is no agent 'dan'; did you mean",
        ),
        (Rule("a", on=("created",), do=("assign me",)), "`me` is nobody here"),
        (Rule("a", on=("created",), do=("take",)), "nobody is there to take it"),
        (Rule("a", on=("created",), do=("escalate --to backend",)), "column 22: escalate needs --reason"),
        (Rule("a", on=("created",), do=("escalate --too backend",)), "column 10: escalate has no option --too"),
        (Rule("a", on=("created",), do=("escalate --reason x --to",)), "column 21: --to needs a value"),
        (Rule("a", on=("created",), do=("snooze soonish",)), "column 8: snooze: 'soonish' is not a time"),
        (Rule("a", on=("created",), do=("note it's late",)), "column 6: this quote is not closed"),
        (Rule("a", on=("created",), do=("reply 'Hi {{ custommer }}'",)), "column 7: reply: there is no 'custommer'"),
        (Rule("a", on=("created",), do=("macro helo",)), "there is no macro 'helo'; did you mean hello?"),
    ],
)
def test_what_can_be_none_is_told(rule: Rule, words: str) -> None:
    told = str(next(mistakes(rule, SCENE)))
    assert told.startswith("rule a")
    assert words in told
