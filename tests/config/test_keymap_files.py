"""Keymap files: what they may say, and how they are told what is wrong."""

from pathlib import Path

import pytest

from supportterm.config.keymap import Keymap, sequence, stack, with_views
from supportterm.config.keymap_file import load, load_named
from supportterm.config.keytrie import live
from supportterm.config.marked import ConfigError
from supportterm.config.paths import paths
from supportterm.core.nouns import View

COMMANDS = frozenset(
    ["move", "open", "reply", "note", "send", "status", "view", "help", "solve", "top", "back", "reload"]
)


def keymap(folder: Path, text: str, **others: str) -> Keymap:
    """Loads *text* as keys.yaml; *others* are keymaps it may extend."""
    for name, content in {"keys": text, **others}.items():
        (folder / f"{name}.yaml").write_text(content)

    def find(name: str) -> Path:
        if name not in others:
            raise LookupError(f"there is no keymap {name!r}")
        return folder / f"{name}.yaml"

    return load(folder / "keys.yaml", find=find, commands=COMMANDS)


def errors(folder: Path, text: str, **others: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        keymap(folder, text, **others)
    return [str(e).replace(f"{folder}/", "") for e in caught.value.errors]


def warnings(folder: Path, text: str, **others: str) -> list[str]:
    return [str(w).replace(f"{folder}/", "") for w in keymap(folder, text, **others).warnings]


def what_works(keys: Keymap, context: str, **facts: str) -> dict[str, str]:
    return {sequence(each.keys): each.binding.command for each in live(keys, stack(context, **facts))}


def test_people_write_the_characters_they_type(tmp_path: Path) -> None:
    keys = keymap(tmp_path, 'queue: {"?": help, "g !": view urgent, Esc: back, "ctrl+_": top}')
    assert what_works(keys, "queue") == {"?": "help", "g !": "view urgent", "esc": "back", "ctrl+_": "top"}
    assert [b.keys for b in keys.bindings] == [
        ("question_mark",),
        ("g", "exclamation_mark"),
        ("escape",),
        ("ctrl+underscore",),
    ]


def test_a_binding_knows_where_it_is_written(tmp_path: Path) -> None:
    keys = keymap(tmp_path, "queue:\n  j: move 1\n  k: move -1\n")
    assert [(b.place.line, b.place.column) for b in keys.bindings] == [(2, 3), (3, 3)]


def test_the_inner_context_wins_and_null_takes_away(tmp_path: Path) -> None:
    text = 'global: {r: reload, "?": help, "g u": view new}\nqueue: {r: reply, "?": null}\nticket: {g: null}'
    keys = keymap(tmp_path, text)
    assert what_works(keys, "queue") == {"r": "reply", "g u": "view new"}
    assert what_works(keys, "ticket") == {"r": "reload", "?": "help"}


def test_a_selector_narrows_a_context_to_a_situation(tmp_path: Path) -> None:
    keys = keymap(tmp_path, "queue: {e: solve}\nqueue@view=mine: {e: status solved}")
    assert what_works(keys, "queue", view="mine") == {"e": "status solved"}
    assert what_works(keys, "queue", view="all") == {"e": "solve"}
    assert keys.warnings == ()


def test_several_contexts_share_a_table(tmp_path: Path) -> None:
    keys = keymap(tmp_path, "queue, ticket: {r: reply}")
    assert what_works(keys, "queue") == what_works(keys, "ticket") == {"r": "reply"}


def test_an_extending_keymap_adds_replaces_and_unbinds(tmp_path: Path) -> None:
    base = 'queue: {j: move 1, r: reply, "s o": status open, "s n": status new}'
    keys = keymap(tmp_path, 'extends: base\nqueue: {r: note, s: null, "s s": solve}', base=base)
    assert what_works(keys, "queue") == {"j": "move 1", "r": "note", "s s": "solve"}
    assert keys.warnings == ()


def test_a_modal_context_has_only_its_own_keys(tmp_path: Path) -> None:
    keys = keymap(tmp_path, "global: {r: reload}\ndialog: {enter: open}")
    assert what_works(keys, "dialog") == {"enter": "open"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quee: {j: move 1}", "keys.yaml:1:1: there is no context 'quee'; did you mean 'queue'?"),
        ("queue: {j: mvoe 1}", "keys.yaml:1:12: there is no command 'mvoe'; did you mean 'move'?"),
        ("queue:\n  entre: open", "keys.yaml:2:3: in 'entre', entre: there is no key 'entre'; did you mean 'enter'?"),
        ("queue: {shift+a: top}", "keys.yaml:1:9: in 'shift+a', shift+a: write A"),
        ("queue: {ctrl+S: top}", "keys.yaml:1:9: in 'ctrl+S', ctrl+S: terminals do not tell ctrl+S from ctrl+s"),
        ("queue: {C-x: top}", "keys.yaml:1:9: in 'C-x', C-x: write ctrl+x"),
        ("queue: {crtl+x: top}", "keys.yaml:1:9: in 'crtl+x', crtl+x: there is no modifier 'crtl'; did you"),
        ("queue: {j: [move, open]}", "keys.yaml:1:12: 'j' should have one command line, or null"),
        ("queue: move", "keys.yaml:1:8: queue should hold `keys: command` lines"),
        ("queue: {' ': top}", "keys.yaml:1:9: no key is named here; write space for the space bar"),
        ("queue@veiw=mine: {}", "keys.yaml:1:1: queue can't be narrowed by 'veiw', only by view; did you"),
        ("queue@mine: {}", "keys.yaml:1:1: @mine should be @fact=value, like queue@view=mine"),
        ("queue: {Esc: back, escape: top}", "keys.yaml:1:20: in queue, esc is bound twice, first in line 1"),
        ("queue: {j: top, j: back}", "keys.yaml:1:17: 'j' stands here twice, first in line 1"),
        ("extends: nonesuch", "keys.yaml:1:10: there is no keymap 'nonesuch'"),
        ("queue:\n  @: top", "keys.yaml:2:3: not readable as YAML"),
    ],
)
def test_an_error_says_where_and_what_to_write(tmp_path: Path, text: str, expected: str) -> None:
    [error] = errors(tmp_path, text)
    assert error.startswith(expected)


def test_a_character_that_yaml_keeps_for_itself_gets_the_hint_to_quote_it(tmp_path: Path) -> None:
    for sign in ["@", "%", "*", "&", "!", "|", ">", "`", "[", "]", "{", "}", '"', "'", "- ", "? "]:
        [error] = errors(tmp_path, f"queue:\n  j: move\n  {sign}: top\n  k: move\n")
        assert error.startswith(("keys.yaml:3", "keys.yaml:4", "keys.yaml:2", "keys.yaml:5")), error
        assert "quote" in error, (sign, error)


def test_all_errors_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = errors(tmp_path, "queue:\n  j: mvoe 1\n  entre: open\nquee: {k: top}\n")
    assert [e.split(": ")[0] for e in found] == ["keys.yaml:2:6", "keys.yaml:3:3", "keys.yaml:4:1"]


def test_a_key_that_is_command_and_prefix_is_an_error_that_names_both_places(tmp_path: Path) -> None:
    for text in ["queue:\n  s: solve\n  s o: status open\n", "queue:\n  s o: status open\n  s: solve\n"]:
        [error] = errors(tmp_path, text)
        assert "keys.yaml:2:3" in error
        assert "keys.yaml:3:3" in error
        assert "s is a command (solve, " in error


def test_replacing_an_inherited_prefix_is_a_warning_that_names_what_goes(tmp_path: Path) -> None:
    base = "queue: {s o: status open, s n: status new, j j: top}"
    found = warnings(tmp_path, "extends: base\nqueue: {s: solve, j: move 1}", base=base)
    assert "keys.yaml:2:9: in queue, s takes away s o (status open, base.yaml:1:9)" in found
    assert len(found) == 3


def test_hiding_a_global_key_is_a_warning(tmp_path: Path) -> None:
    text = "global: {r: reload, g u: view new, m: top}\nqueue: {r: reply, g: top, m m: help, q: back}"
    assert warnings(tmp_path, text) == [
        "keys.yaml:2:9: in queue, r hides r of global (reload, keys.yaml:1:10)",
        "keys.yaml:2:19: in queue, g hides g u of global (view new, keys.yaml:1:21)",
        "keys.yaml:2:27: in queue, m m hides m of global (top, keys.yaml:1:36)",
    ]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("ctrl+enter", "arrives as enter on many terminals"),
        ("ctrl+i", "arrives as tab on many terminals"),
        ("ctrl+m", "arrives as enter on many terminals"),
        ("ctrl+h", "arrives as backspace on many terminals"),
        ("alt+enter", "arrives as enter on many terminals"),
        ("ctrl+1", "is not sent by many terminals"),
        ("ctrl+shift+s", "is not sent by many terminals"),
        ("super+s", "is not sent by many terminals"),
    ],
)
def test_a_key_that_plain_terminals_lack_needs_a_second_way(tmp_path: Path, key: str, said: str) -> None:
    [warning] = warnings(tmp_path, f"compose: {{{key}: send}}")
    assert said in warning
    assert "give send a second key" in warning
    assert warnings(tmp_path, f"compose: {{{key}: send, ctrl+s s: send}}") == []


def test_a_second_way_does_not_help_when_the_twin_does_something_else(tmp_path: Path) -> None:
    [warning] = warnings(tmp_path, "queue: {ctrl+i: solve, e: solve, tab: top}")
    assert "arrives as tab on many terminals, which runs top" in warning


def test_a_letter_in_a_text_box_is_a_warning(tmp_path: Path) -> None:
    [warning] = warnings(tmp_path, "compose: {s: send, ctrl+s s: send}")
    assert warning.startswith("keys.yaml:1:11: in compose, s can't run send: the text box takes it")


def test_keymaps_that_extend_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    [error] = errors(tmp_path, "extends: a", a="extends: b", b="extends: a")
    assert error == "b.yaml:1:10: a extends this keymap again, in a circle"


def test_errors_in_the_extended_file_name_that_file(tmp_path: Path) -> None:
    [error] = errors(tmp_path, "extends: base", base="queue: {j: mvoe 1}")
    assert error.startswith("base.yaml:1:12: ")


def test_views_bring_their_own_key_unless_the_keymap_has_it(tmp_path: Path) -> None:
    keys = keymap(tmp_path, "global: {g m: view mine, g v v: help}\nqueue: {g x: top}")
    views = [View("vip", "VIP", "", key="i"), View("mail", "Mail", "", key="m"), View("all", "All", "")]
    more = [View("v", "V", "", key="v"), View("x", "X", "", key="x"), View("odd", "Odd", "", key="\n")]
    assert what_works(with_views(keys, views + more), "queue") == {
        "g m": "view mine",
        "g i": "view vip",
        "g v v": "help",
        "g x": "top",
    }
    assert what_works(with_views(keys, more), "ticket")["g x"] == "view x"


def test_ones_own_keymap_may_extend_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    here = paths({"HOME": str(tmp_path)})
    own = here.config / "keymaps" / "default.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("extends: default\nqueue: {r: note}\n")
    keys = load_named("default", here)
    assert what_works(keys, "queue")["r"] == "note"
    assert what_works(keys, "queue")["j"] == "move 1"
    with pytest.raises(LookupError, match="there is no keymap 'vin'; did you mean 'vim'"):
        load_named("vin", here)


def test_what_a_situation_makes_unreachable_is_a_warning_with_both_places(tmp_path: Path) -> None:
    text = "queue: {s o: status open, p: top}\nqueue@view=mine: {s: solve, p p: back, j: move 1}\n"
    text += "queue@view=all: {p: back}"
    assert warnings(tmp_path, text) == [
        "keys.yaml:2:19: in queue@view=mine, s makes s o of queue (status open, keys.yaml:1:9) unreachable",
        "keys.yaml:2:29: in queue@view=mine, p p makes p of queue (top, keys.yaml:1:27) unreachable",
    ]


def test_a_digit_that_is_bound_is_taken_from_counts(tmp_path: Path) -> None:
    text = 'queue: {"3": top, "0": back, "g 1": top}\nprompt: {f1: back}'
    [warning] = warnings(tmp_path, text)
    assert warning == "keys.yaml:1:9: in queue, 3 (top) takes 3 from counts: none can begin with it"


def test_a_situation_that_can_never_be_is_refused(tmp_path: Path) -> None:
    [error] = errors(tmp_path, "ticket@channel=fax: {j: top}")
    assert error.startswith("keys.yaml:1:1: there is no channel 'fax' of ticket; it is one of mail, chat")
