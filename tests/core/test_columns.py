"""Rows of words as lines."""

from supportterm.core.cells import columns


def test_columns_are_as_wide_as_what_stands_in_them_and_long_text_pushes_its_own_line() -> None:
    rows = [("name", "日本", "sam"), ("status", "open", ""), ("subject", "a text of many words", "ann")]
    assert columns(rows, 8) == ["name     日本      sam", "status   open", "subject  a text of many words  ann"]
    assert columns([], 8) == []
