"""What a shell completes, and that a shell really does."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from shell_words import Shell


def offered(shell: Shell, *words: str) -> list[str]:
    answer = shell("__complete", "--", *words)
    assert answer.err == ""
    return [line.split("\t")[0] for line in answer.out.splitlines()]


CASES = [
    (["esc"], ["escalate"]),
    (["kb", "s"], ["search", "show", "stale"]),
    (["import", "m"], ["maildir", "mbox"]),
    (["escalate", "1", "--to", ""], ["support", "backend"]),
    (["escalate", "1", "--to", "b"], ["backend"]),
    (["escalate", "1", "--r"], ["--reason"]),
    (["show", ""], ["1", "2"]),
    (["status", "1", "so"], ["solved"]),
    (["set", "1", "pri"], ["priority="]),
    (["set", "1", "priority=u"], ["priority=urgent"]),
    (["set", "1", "assignee=s"], ["assignee=sam"]),
    (["completion", ""], ["bash", "zsh", "fish"]),
    (["kb", "show", "res"], ["reset"]),
    (["tag", "1", "+bil"], ["+billing"]),
    (["frobnicate", ""], []),
    (["show", "1", "more", ""], ["--at"]),
]


@pytest.mark.parametrize(("words", "expected"), CASES, ids=[" ".join(c[0]) for c in CASES])
def test_what_fits_is_offered(shell: Shell, words: list[str], expected: list[str]) -> None:
    shell("kb", "edit", "reset", "--title", "Reset", "x")
    shell("tag", "1", "+billing")
    assert offered(shell, *words) == expected


def test_everything_is_offered_at_the_beginning_with_what_it_does(shell: Shell) -> None:
    lines = shell("__complete", "--", "").out.splitlines()
    assert any(line.startswith("escalate\tHand tickets to a team of a higher tier") for line in lines)
    assert not any(line.startswith("zoom\t") for line in lines)


def test_the_desk_that_is_named_is_the_one_that_completes(shell: Shell) -> None:
    shell("init", "--desk", "other.desk")
    shell("team", "add", "zebras", "--desk", "other.desk")
    assert "zebras" in offered(shell, "--desk", "other.desk", "escalate", "1", "--to", "z")
    assert offered(shell, "escalate", "1", "--to", "z") == []
    assert offered(shell, "--desk", "nowhere.desk", "escalate", "1", "--to", "") == []


def test_a_subject_in_a_completion_is_harmless(shell: Shell) -> None:
    shell("new", "--from", "a@b.test", "--subject", "\x1b[2J\tx\ny")
    lines = shell("__complete", "--", "show", "").out.splitlines()
    assert len(lines) == 3 and all(line.count("\t") == 1 and "\x1b" not in line for line in lines)


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
def test_bash_completes(shell: Shell, own_home: Path, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "supportterm"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m supportterm "$@"\n')
    program.chmod(0o755)
    (tmp_path / "completion").write_text(shell("completion", "bash").out)
    script = """
        source ./completion
        try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _supportterm 2>/dev/null; echo "${COMPREPLY[*]}"; }
        try supportterm esc
        try supportterm escalate 1 --to b
        try supportterm kb sh
        complete -p supportterm
    """
    environment = {
        **{"HOME": str(own_home), "PATH": f"{program.parent}:{os.environ['PATH']}"},
        **{"PYTHONPATH": os.pathsep.join(sys.path), "LANG": "C.UTF-8"},
    }
    command = ["bash", "--norc", "-c", script]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines() == [
        *("escalate", "backend", "show", "complete -o default -F _supportterm supportterm"),
    ], done.stderr
