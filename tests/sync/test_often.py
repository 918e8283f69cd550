"""How often something was done on a ticket lately, of which a keeper that runs for months remembers little."""

import time

import pytest

from supportterm.sync.often import TOO_OFTEN, Often


def test_only_what_was_done_within_a_minute_counts_and_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    often = Often()
    for ticket in range(10_000):  # a hundred minutes
        now += 0.6
        assert not often.too_often("shop", ticket)
    assert len(often) <= 200
    assert not any(often.too_often("shop", 1) for _ in range(TOO_OFTEN)) and often.too_often("shop", 1)
    now += 61
    assert not often.too_often("shop", 1) and len(often) == 1
