"""A key given another meaning in a keymap that somebody wrote: their lines stay as they are."""

from pathlib import Path

import pytest

from supportterm.commands.registry import first_words
from supportterm.config.keymap import Keymap, stack
from supportterm.config.keymap_edit import bound, rebind, typed_keys
from supportterm.config.keymap_file import load_named
from supportterm.config.keynames import BadKey
from supportterm.config.keytrie import live
from supportterm.config.marked import ConfigError
from supportterm.config.paths import Paths, paths

COMMANDS_OF_ALL = first_words()
MINE = """\
# what I am used to
extends: default

queue:   # lists
    t: take          # as there
    "g x": view mine

ticket, chat:
    n: note
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return paths()


def does(keymap: Keymap, context: str, keys: str) -> str:
    return next((x.binding.command for x in live(keymap, stack(context)) if x.binding.sequence == keys), "")


def test_a_first_own_key_begins_a_keymap_over_the_shipped_one_of_that_name(here: Paths) -> None:
    file = rebind("default", here, "queue", typed_keys("T"), "take", commands=COMMANDS_OF_ALL)
    assert file == here.config / "keymaps" / "default.yaml"
    keymap = load_named("default", here)
    assert does(keymap, "queue", "T") == "take" and does(keymap, "queue", "a") == "take"
    assert does(keymap, "ticket", "T") == ""


def test_the_next_one_joins_it_and_the_last_meaning_counts(here: Paths) -> None:
    for keys, line in (("T", "take"), ("g x", 'view "mine"'), ("T", "note"), ("a", "")):
        rebind("default", here, "queue", typed_keys(keys), line, commands=COMMANDS_OF_ALL)
    keymap = load_named("default", here)
    assert (does(keymap, "queue", "T"), does(keymap, "queue", "g x")) == ("note", 'view "mine"')
    assert does(keymap, "queue", "a") == ""


@pytest.mark.parametrize(
    ("context", "keys", "line", "before", "after"),
    [
        ("queue", "T", "open", "    t: take ", '    "T": "open"\n    t: take '),
        ("queue", "t", "open", "    t: take          # as there", '    "t": "open"'),
        ("queue", "g x", "", '    "g x": view mine', '    "g x": null'),
        ("ticket", "n", "take", "", ""),
        ("views", "n", "open", MINE.rstrip(), MINE.rstrip() + '\n\nviews:\n  "n": "open"'),
        ("ticket", "T", "open", MINE.rstrip(), MINE.rstrip() + '\n\nticket:\n  "T": "open"'),
    ],
)
def test_all_other_lines_stay_as_they_were_written(context: str, keys: str, line: str, before: str, after: str) -> None:
    if before:
        assert bound(MINE, "mine", context, typed_keys(keys), line) == MINE.replace(before, after)
    else:
        with pytest.raises(ConfigError, match="mine:9:5: this binds the key together with others"):
            bound(MINE, "mine", context, typed_keys(keys), line)


@pytest.mark.parametrize("text", ["queue: {t: take}\n", "queue: {t: take,\n  u: note}\n"])
def test_what_stands_on_one_line_is_left_to_a_hand(text: str) -> None:
    with pytest.raises(ConfigError, match=r"change it here|one key a line"):
        bound(text, "mine", "queue", typed_keys("t"), "note")


def test_what_would_be_no_keymap_is_not_written(here: Paths) -> None:
    for context, line in (("queue", "tkae"), ("quue", "take")):
        with pytest.raises(ConfigError):
            rebind("default", here, context, typed_keys("T"), line, commands=COMMANDS_OF_ALL)
    assert not (here.config / "keymaps" / "default.yaml").exists()


def test_keys_are_named_as_in_a_keymap() -> None:
    assert typed_keys("g  ?") == ("g", "question_mark")
    with pytest.raises(BadKey):
        typed_keys("  ")
    with pytest.raises(BadKey, match="write ctrl"):
        typed_keys("C-x")
