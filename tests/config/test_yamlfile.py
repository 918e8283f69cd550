"""YAML as it was written, with places."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from supportterm.config.marked import ConfigError, Items, Node, Table, Text
from supportterm.config.yamlfile import MAX_DEPTH, parse, read


def plain(node: Node) -> object:
    match node:
        case Table(entries=entries):
            return {e.key.value: plain(e.value) for e in entries}
        case Items(items=items):
            return [plain(item) for item in items]
        case Text(value=value):
            return value


def errors(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse(text, "config.yaml")
    return [str(e) for e in caught.value.errors]


def test_scalars_stay_the_text_that_was_written() -> None:
    assert plain(parse("no: yes\n1: 12:30\n~: 0x10\n", "f")) == {"no": "yes", "1": "12:30", "~": "0x10"}


def test_places_count_characters_from_one() -> None:
    table = parse('größe: {ü: "ä", b: [x, y]}', "f")
    [entry] = table.entries
    assert isinstance(entry.value, Table)
    second = entry.value.entries[1]
    assert (str(second.key.place), str(second.value.place)) == ("f:1:17", "f:1:20")


def test_null_is_nothing_only_without_quotes() -> None:
    table = parse("a:\nb: null\nc: ~\nd: 'null'\ne: ''\n", "f")
    assert [isinstance(e.value, Text) and e.value.is_null for e in table.entries] == [True, True, True, False, False]


def test_an_empty_file_is_an_empty_table() -> None:
    assert parse("", "f").entries == parse("# only a comment\n", "f").entries == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3", "config.yaml:3:1: 'a' stands here twice, first in line 1"),
        ("a: &x 1\nb: 2", "config.yaml:1:4: anchors (&x) are not used here; quote a text that begins with &"),
        ("a: !wow 1", "config.yaml:1:4: tags (!wow) are not used here; quote a text that begins with !"),
        ("a: 1\n---\nb: 2", "config.yaml:2:1: a second document begins here; keep one in a file"),
        ("- a", "config.yaml:1:1: the file should hold `key: value` lines"),
        ("[a]: b", "config.yaml:1:1: a key should be a plain text; quote it"),
        ("a: %x", 'config.yaml:1:4: not readable as YAML: found character that cannot start any token; quote the key'),
        ("a:\n\tb: 1", "config.yaml:2:1: not readable as YAML: found character that cannot start any token; indent"),
        ("a: \x01", "config.yaml:1:4: a control character stands here; take it out"),
    ],
)
def test_what_a_file_should_not_hold_is_refused_with_its_place(text: str, expected: str) -> None:
    [error] = errors(text)
    assert error.startswith(expected)


def test_an_alias_is_refused_where_it_stands() -> None:
    assert any(e.startswith("config.yaml:2:4: aliases (*x) are not used here") for e in errors("a: &x 1\nb: *x"))


def test_all_of_the_structure_is_told_at_once() -> None:
    assert len(errors("a: 1\na: 2\nb: !x 1\nc: {d: 1, d: 2}")) == 3


def test_nesting_has_an_end() -> None:
    assert errors("[" * 100 + "]" * 100)[0].endswith("is nested too deep")
    assert plain(parse("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1), "f"))


def test_a_file_that_is_no_utf_8_or_not_there_is_an_error_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    with pytest.raises(ConfigError, match=r"config\.yaml:1:1: can't be read: No such file"):
        read(file)
    file.write_bytes(b"a: 1\nb: \xff")
    with pytest.raises(ConfigError, match=r"config\.yaml:2:4: is not UTF-8"):
        read(file)


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1")
    assert plain(read(file)) == {"a": "1"}


@given(st.text(max_size=80))
def test_any_text_is_a_table_or_an_error_with_a_place(text: str) -> None:
    try:
        parse(text, "f")
    except ConfigError as e:
        assert all(problem.place.line >= 1 and problem.place.column >= 1 for problem in e.errors)


names = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=8)
documents = st.dictionaries(names, names | st.lists(names, max_size=3) | st.dictionaries(names, names, max_size=3))


@given(documents)
def test_what_yaml_writes_is_read_back_as_the_same_texts(document: dict[str, object]) -> None:
    assert plain(parse(yaml.safe_dump(document, allow_unicode=True), "f")) == document
