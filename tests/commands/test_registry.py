"""The registry: the index is the files, and every command is usable from what it says of itself."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import supportterm.commands as room
from supportterm.commands.index import INDEX
from supportterm.commands.manual import page, usage
from supportterm.commands.registry import CONSOLE, SHELL, every, find, known
from supportterm.core.commandline import SHELL as SHELL_SIGNS
from supportterm.core.commandline import quoted, split
from supportterm.core.refusal import Refused

FOLDER = Path(room.__file__).parent


def test_the_index_names_the_file_of_every_command() -> None:
    written = {}
    for file in FOLDER.rglob("*.py"):
        module = ".".join(file.relative_to(FOLDER).with_suffix("").parts)
        for name in re.findall(r'^@command\(\s*"([^"]+)"', file.read_text(), re.M):
            written[name] = module
    aliases = {alias: INDEX[one.name] for one in every() for alias in one.aliases}
    assert {**written, **aliases} == INDEX


@pytest.mark.parametrize("one", every(), ids=lambda c: c.name)
def test_every_command_says_what_it_does(one: object) -> None:
    found, size = find(str(one.name).split())  # type: ignore[attr-defined]
    assert found is one and size == len(found.name.split())
    assert found.summary and found.summary[0].isupper() and len(found.summary) < 120
    assert set(found.faces) <= {SHELL, CONSOLE} and found.faces
    for example in found.examples:
        assert found.name in example
    assert usage(found).startswith(found.name)


def test_the_manual_has_a_page_for_every_command_and_the_query_language() -> None:
    contents = "\n".join(page(""))
    for one in every(SHELL):
        assert one.name in contents
        assert "\n".join(page(one.name)).startswith(f"supportterm {one.name} — ")
    assert "status:open" in "\n".join(page("query"))
    with pytest.raises(Refused, match="no command"):
        page("conquer")


def test_a_slip_gets_the_nearest_name() -> None:
    with pytest.raises(Refused, match="did you mean escalate"):
        find(["esclate"])
    assert known("kb search") and not known("kb sing")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("note 12 hello", ["note", "12", "hello"]),
        ("note 'two words' x", ["note", "two words", "x"]),
        (r'note "a \"b\" \\" c\ d', ["note", 'a "b" \\', "c d"]),
        ("set x=$(id) `id`", ["set", "x=$(id)", "`id`"]),
        ("a ''", ["a", ""]),
        ("open 'unfinished bus", ["open", "unfinished bus"]),
    ],
)
def test_a_line_is_cut_as_a_shell_would_but_nothing_is_expanded(line: str, words: list[str]) -> None:
    assert [w.text for w in split(line)] == words


@given(st.lists(st.text(max_size=12), max_size=6))
def test_quoting_is_undone_by_splitting(words: list[str]) -> None:
    assert [w.text for w in split(" ".join(map(quoted, words)))] == words


@given(st.text())
def test_every_word_knows_where_it_stands(line: str) -> None:
    at, least = 0, 0 if line.startswith(SHELL_SIGNS) else 1  # `pipe` is a word that nobody wrote
    for word in split(line):
        assert at <= word.start <= word.end - least <= len(line)
        at = word.end


@given(st.sampled_from("!|"), st.text(st.characters(blacklist_categories=("Cs",)), max_size=30))
def test_a_line_for_a_shell_reaches_it_to_the_letter(sign: str, line: str) -> None:
    words = split(f"{sign} {line}")
    assert words[0].text == "pipe"
    options = [word.text for word in words if word.text.startswith("--")]
    assert options[: options.index("--")] == (["--json"] if sign == "!" else []) or line.lstrip().startswith("--")
    rest = words[-1].text if words[-1].text != "--" else ""
    assert line.strip().endswith(rest) and (rest or not line.strip().strip("-abcdefghijklmnopqrstuvwxyz \t\n"))


def test_a_line_for_a_shell_may_say_what_becomes_of_it() -> None:
    assert [w.text for w in split("!--set jq '.a | \"b\"'  ")] == ["pipe", "--json", "--set", "--", "jq '.a | \"b\"'"]
    assert [w.text for w in split("|--note")] == ["pipe", "--note", "--"]
    assert [w.text for w in split("|grep -- --note")] == ["pipe", "--", "grep -- --note"]
    word = split("!  jq .x")[-1]
    assert "!  jq .x"[word.start : word.end] == "jq .x"
