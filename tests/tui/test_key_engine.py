"""The keymap engine: keys in, command lines out."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from supportterm.config.keymap import CONTEXTS, Keymap, Stack, stack
from supportterm.config.keymap_file import load
from supportterm.config.keynames import key_named
from supportterm.tui.keys.engine import MAX_COUNT, Engine, Pending, Run, Step, Unbound

KEYS = """
prefixes: {g: go to, "g v": views}
global: {"?": help, "g u": view unassigned, "g v m": view mine, "g 1": view 1,
         ctrl+p: palette, ctrl+k: kb, escape: back}
queue: {j: move 1, "g g": top, e: solve, "0": bottom}
queue@view=mine: {e: status solved}
compose: {"ctrl+s s": send, "ctrl+s d": discard, "ctrl+e x": editor}
dialog: {enter: open, "1": open}
"""
QUEUE = stack("queue")
COMPOSE = stack("compose", kind="reply")


class InMemory:
    def __init__(self, text: str) -> None:
        self.name = "keys.yaml"
        self._text = text

    def read_bytes(self) -> bytes:
        return self._text.encode()


def keymap(text: str = KEYS) -> Keymap:
    def find(name: str) -> InMemory:
        raise LookupError(name)

    return load(InMemory(text), find=find)


KEYMAP = keymap()


def type_keys(engine: Engine, keys: str, where: Stack = QUEUE) -> Step:
    """The last step of the keys written in *keys*."""
    steps = [engine.press(key_named(key), where) for key in keys.split()]
    return steps[-1]


def run(keys: str, where: Stack = QUEUE) -> tuple[str, int | None]:
    step = type_keys(Engine(KEYMAP), keys, where)
    assert isinstance(step, Run)
    return step.command, step.count


def test_a_key_runs_its_command() -> None:
    assert run("j") == ("move 1", None)
    assert run("?") == ("help", None)


def test_a_sequence_runs_when_it_is_complete() -> None:
    assert run("g u") == ("view unassigned", None)
    assert run("g v m") == ("view mine", None)


def test_a_prefix_shows_what_may_follow_from_all_contexts() -> None:
    step = type_keys(Engine(KEYMAP, title=str.upper), "g")
    assert isinstance(step, Pending)
    assert step.title == "go to"
    assert {(c.key, c.title) for c in step.continuations} == {
        ("u", "VIEW UNASSIGNED"),
        ("v", "views"),
        ("1", "VIEW 1"),
        ("g", "TOP"),
    }


def test_digits_count_and_zero_only_after_a_digit() -> None:
    assert run("3 j") == ("move 1", 3)
    assert run("1 0 j") == ("move 1", 10)
    assert run("1 2 g g") == ("top", 12)
    assert run("9 9 9 9 9 9 9 9 j") == ("move 1", MAX_COUNT)


def test_a_bound_digit_is_not_a_count() -> None:
    assert run("g 1") == ("view 1", None)
    assert run("0") == ("bottom", None)
    assert run("1", stack("dialog")) == ("open", None)


def test_zero_in_a_count_stays_a_count_although_it_is_bound() -> None:
    assert run("2 0 j") == ("move 1", 20)


def test_a_count_is_shown_while_it_waits() -> None:
    step = type_keys(Engine(KEYMAP), "4 2 g")
    assert isinstance(step, Pending)
    assert step.shown == "42 g"


def test_the_narrower_context_wins() -> None:
    assert run("e") == ("solve", None)
    assert run("e", stack("queue", view="mine")) == ("status solved", None)


def test_a_prefix_that_leads_nowhere_is_swallowed_and_forgotten() -> None:
    engine = Engine(KEYMAP)
    assert type_keys(engine, "g j") == Unbound(("g", "j"), swallow=True)
    assert not engine.pending
    assert isinstance(type_keys(engine, "j"), Run)


def test_an_unbound_key_goes_on_to_the_widget() -> None:
    assert type_keys(Engine(KEYMAP), "w") == Unbound(("w",), swallow=False)


def test_escape_ends_a_prefix_without_complaint() -> None:
    step = type_keys(Engine(KEYMAP), "3 g escape")
    assert step == Unbound(("3", "g", "escape"), swallow=True, cancelled=True)
    assert run("escape") == ("back", None)


def test_escape_ends_a_count_and_does_not_go_back() -> None:
    assert type_keys(Engine(KEYMAP), "3 escape") == Unbound(("3", "escape"), swallow=True, cancelled=True)


def test_a_text_box_gets_what_types_and_edits() -> None:
    for key in ["j", "?", "3", "space", "enter", "ctrl+k", "ctrl+a", "left"]:
        step = type_keys(Engine(KEYMAP), key, COMPOSE)
        assert step == Unbound((key_named(key),), swallow=False), key


def test_a_text_box_leaves_the_rest_to_the_keymap() -> None:
    assert run("ctrl+p", COMPOSE) == ("palette", None)
    assert run("ctrl+s s", COMPOSE) == ("send", None)
    assert run("ctrl+e x", COMPOSE) == ("editor", None)


def test_moving_elsewhere_forgets_a_prefix_that_means_nothing_there() -> None:
    engine = Engine(KEYMAP)
    type_keys(engine, "ctrl+s", COMPOSE)
    step = type_keys(engine, "j", QUEUE)
    assert isinstance(step, Run)
    assert step.command == "move 1"


def test_the_names_that_terminals_report_are_understood() -> None:
    keys = keymap('queue: {ctrl+space: top, A: back, "+": open, "é": help}')
    for reported, command in [("ctrl+@", "top"), ("shift+A", "back"), ("plus", "open"), ("+", "open"), ("é", "help")]:
        step = Engine(keys).press(reported, QUEUE)
        assert isinstance(step, Run), reported
        assert step.command == command


def test_the_live_list_names_each_key_with_its_source_the_inner_context_first() -> None:
    rows = [(b.binding.sequence, b.binding.command, str(b.binding.selector)) for b in Engine(KEYMAP).bindings(QUEUE)]
    assert [row[2] for row in rows] == ["queue"] * 4 + ["global"] * (len(rows) - 4)
    assert ("g g", "top", "queue") in rows
    assert ("g u", "view unassigned", "global") in rows
    assert all(b.binding.place.file == "keys.yaml" for b in Engine(KEYMAP).bindings(QUEUE))


DEFAULT = Path(__file__).resolve().parents[2] / "keymaps" / "default.yaml"
SHIPPED = load(DEFAULT, find=lambda name: DEFAULT)
any_key = st.one_of(
    st.sampled_from(sorted({key for b in SHIPPED.bindings for key in b.keys})),
    st.sampled_from([*"0123456789", "escape", "ctrl+@", "<ignore>", "", "shift+", "+", "ctrl++"]),
    st.text(max_size=4),
)
any_stack = st.one_of(st.sampled_from([stack(context) for context in CONTEXTS]), st.just(()))


@given(st.lists(st.tuples(any_key, any_stack), max_size=40))
def test_no_stream_of_keys_breaks_it_and_the_same_keys_do_the_same(stream: list[tuple[str, Stack]]) -> None:
    first, second = Engine(SHIPPED), Engine(SHIPPED)
    for key, where in stream:
        step = first.press(key, where)
        assert step == second.press(key, where)
        assert first.pending == isinstance(step, Pending)


@given(st.lists(any_key, max_size=20), st.sampled_from([stack(context) for context in CONTEXTS]))
def test_from_any_state_each_live_sequence_runs_its_command(noise: list[str], where: Stack) -> None:
    engine = Engine(SHIPPED)
    for key in noise:
        engine.press(key, where)
    for each in engine.bindings(where):
        engine.cancel()
        steps = [engine.press(key, where) for key in each.keys]
        assert all(isinstance(step, Pending) for step in steps[:-1])
        assert steps[-1] == Run(each.binding.command, None, each.binding)


def test_leaving_is_not_lost_in_the_middle_of_a_sequence() -> None:
    there = Engine(keymap(KEYS.replace("ctrl+k: kb", "ctrl+q: quit")))
    for begun in (("g",), ("3", "g", "v")):
        for key in begun:
            assert isinstance(there.press(key, QUEUE), Pending)
        step = there.press("ctrl+q", QUEUE)
        assert isinstance(step, Run) and (step.command, step.count) == ("quit", None) and not there.pending
    there.press("g", QUEUE)
    assert isinstance(there.press("ctrl+p", QUEUE), Unbound), "nothing else is done by half a sequence"
