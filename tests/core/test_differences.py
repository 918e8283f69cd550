"""What a program prints of a ticket becomes the words that change it, and nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.differences import differences

TOLD = {
    "number": 12, "subject": "Refund", "status": "open", "priority": "normal", "assignee": None, "team": "support",
    "due": None, "tags": ["billing", "vip"], "fields": {"area": "reports"}, "unread": True,
}  # fmt: skip


def test_only_what_differs_is_asked_for() -> None:
    wanted = {**TOLD, "priority": "high", "assignee": "dana", "tags": ["billing", "late"], "fields": {"area": "app"}}
    assert differences(TOLD, wanted) == ("priority=high", "assignee=dana", "+late", "-vip", "field.area=app")


def test_a_part_of_a_record_is_enough_and_tags_with_signs_leave_the_others_alone() -> None:
    assert differences(TOLD, {"status": "pending", "tags": ["+late", "-vip"]}) == ("status=pending", "+late", "-vip")
    assert differences(TOLD, {"team": None, "tags": []}) == ("team=", "-billing", "-vip")


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ([], "no JSON object"),
        ("open", "no JSON object"),
        ({"number": 13}, "'number' can't be changed so"),
        ({"unread": False}, "'unread' can't be changed so"),
        ({"status": ["open"]}, "status is one word or number"),
        ({"tags": "billing"}, "a list of words"),
        ({"tags": [1]}, "a list of words"),
        ({"tags": ["-"]}, "a list of words"),
        ({"fields": ["area"]}, "an object"),
    ],
)
def test_what_can_not_be_wanted_is_refused_with_the_reason(wanted: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        differences(TOLD, wanted)


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*TOLD, "x"]), inner, max_size=3),
    max_leaves=8,
)


@given(_values)
def test_whatever_is_printed_ends_in_words_or_a_reason(wanted: object) -> None:
    try:
        words = differences(TOLD, json.loads(json.dumps(wanted)))
    except ValueError as error:
        assert str(error)
    else:
        assert all(word[0] in "+-" or "=" in word for word in words)


@given(st.dictionaries(st.sampled_from(sorted(TOLD)), st.none(), max_size=5))
def test_what_comes_back_as_it_was_told_changes_nothing(some: dict[str, None]) -> None:
    assert differences(TOLD, {name: TOLD[name] for name in some}) == ()
