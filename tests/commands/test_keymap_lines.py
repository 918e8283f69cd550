"""What commands say of a keymap's lines, and what the shell prints of keymaps."""

from pathlib import Path

import pytest

from supportterm.cli.main import main
from supportterm.commands.cheatsheet import named, sections
from supportterm.config.paths import paths


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a person's own keymap, which they use."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    config = paths().config
    (config / "keymaps").mkdir(parents=True)
    (config / "config.yaml").write_text("keymap: mine\n")
    return config / "keymaps" / "mine.yaml"


def test_a_line_that_never_runs_is_told_with_its_place(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine.write_text(
        "extends: default\n"
        "queue:\n"
        "  S: send\n"
        "  Y: status foo\n"
        "  P: solve now\n"
        "  L: list\n"
        "  W: escalate --of backend\n"
        "  D: macro refund\n"
        "  i: escalate --to backend\n"
    )
    assert main(["keys", "--check"]) == 1
    told = capsys.readouterr().out.replace(f"{mine}:", "").splitlines()
    assert told == [
        "3:3: in queue, S (send) can't run here: send works in compose",
        "4:3: in queue, Y (status foo): to: 'foo' is none of new, open, pending, on-hold, solved, closed",
        "5:3: in queue, P (solve now): solve: 'now' is one word too many",
        "6:3: in queue, L (list) can't run: list is for shells only",
        "7:3: in queue, W (escalate --of backend): escalate has no option --of; there are: --to, --reason, "
        "--tried, --question, --edit",
    ]


def test_a_mistake_in_the_file_is_told_by_check_and_by_who_uses_it(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine.write_text("queue: {jj: top}\n")
    for asked in (["keys", "--check"], ["keys", "--check", "mine"], ["keys", "--check", str(mine)]):
        assert main(asked) == 1
        assert "mine.yaml:1:9: in 'jj', jj: there is no key 'jj'" in capsys.readouterr().out
    assert main(["keys"]) == 1
    assert "mine.yaml:1:9" in capsys.readouterr().err


def test_without_a_name_the_keys_in_use_are_printed(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine.write_text("extends: vim\nqueue:\n  Y: solve\n")
    assert main(["keys", "--markdown"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("# Keys: the keymap `mine`\n") and "| `Y` | `solve` |" in printed
    assert main(["keys", "nonesuch", "--check"]) == 1
    assert "there is no keymap and no file 'nonesuch'; there are default, emacs, mine, vim" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["default", "vim", "emacs"])
def test_a_cheat_sheet_has_every_key_once_for_each_place_it_works_in(name: str) -> None:
    seen = [
        (place, key)
        for each in sections(named(name))
        for keys in each.lines.values()
        for key in keys
        for place in each.places
    ]
    assert len(seen) == len(set(seen)) > 200
