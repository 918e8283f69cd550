"""Macro files."""

from pathlib import Path

import pytest

from supportterm.config.macros import load_macros
from supportterm.config.marked import ConfigError
from supportterm.core.nouns import Macro

COMMANDS = frozenset(["status", "tag"])


def errors(path: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_macros(path, commands=COMMANDS)
    return [str(e).removeprefix(f"{path}/") for e in caught.value.errors]


def test_a_folder_gives_its_macros_by_name(tmp_path: Path) -> None:
    (tmp_path / "refund.yaml").write_text(
        "title: Refund\nreply: |\n  Hello {{ requester.name }},\n  done.\ncommands: [status pending, tag +refund]\n"
        "then: next\n"
    )
    (tmp_path / "b.yml").write_text("name: ask\ntitle: Ask\nnote: look again\n")
    assert load_macros(tmp_path, commands=COMMANDS) == (
        Macro("ask", "Ask", note="look again"),
        Macro(
            "refund",
            "Refund",
            reply="Hello {{ requester.name }},\ndone.\n",
            commands=("status pending", "tag +refund"),
            then="next",
        ),
    )


def test_a_single_file_is_a_macro(tmp_path: Path) -> None:
    file = tmp_path / "hello.yaml"
    file.write_text("title: Hello\nreply: Hello\n")
    assert load_macros(file) == (Macro("hello", "Hello", "Hello"),)


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: A\nreply: x\nthen: nxt\ncommands: [statsu open]\n")
    (tmp_path / "b.yaml").write_text("reply: x\n")
    (tmp_path / "c.yaml").write_text("title: C\n")
    (tmp_path / "d.yaml").write_text("title: D\nreply: {a: b}\n")
    (tmp_path / "e.yaml").write_text("title: [\n")
    found = errors(tmp_path)
    assert found[:5] == [
        "a.yaml:3:7: then should be one of stay, next, close, not 'nxt'; did you mean 'next'?",
        "a.yaml:4:12: there is no command 'statsu'; did you mean 'status'?",
        "b.yaml:1:1: title is missing",
        "c.yaml:1:1: the macro does nothing; give it a reply, a note or commands",
        "d.yaml:2:8: reply should be a text, not a table",
    ]
    assert found[5].startswith("e.yaml:")


def test_two_files_can_not_have_one_name(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: A\nname: same\nreply: x\n")
    (tmp_path / "b.yaml").write_text("title: B\nname: same\nreply: x\n")
    assert errors(tmp_path) == ["b.yaml:1:1: another file has a macro 'same' too"]


def test_an_empty_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no \.yaml file in this folder"):
        load_macros(tmp_path)
    with pytest.raises(ConfigError, match="can't be read: No such file"):
        load_macros(tmp_path / "nothing.yaml")
