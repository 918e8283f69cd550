"""Commands of one's own: a file each, with arguments that stay arguments whatever customers wrote into them."""

from pathlib import Path

import pytest
from shell_words import Shell

from supportterm.config.marked import ConfigError
from supportterm.config.own_commands import load_own

PROGRAM = "run: [printf, '<%s>\\n'"
"""Prints each of its arguments on a line."""


@pytest.fixture
def commands(own_home: Path) -> Path:
    folder = own_home / ".config" / "supportterm" / "commands"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_what_a_customer_wrote_is_one_argument_and_no_shell_reads_it(
    shell: Shell, commands: Path, tmp_path: Path
) -> None:
    (commands / "tell-dev.yaml").write_text(
        f'title: Report it\n{PROGRAM}, "--title={{{{ ticket.subject }}}}", "{{{{ requester.email }}}}"]\n'
    )
    shell("set", "1", "subject=$(touch pwned); `touch pwned` && 'x' {{ agent.name }}")
    told = shell("tell-dev", "1")
    assert told.status == 0, told.err
    assert told.out.splitlines() == [
        "<--title=$(touch pwned); `touch pwned` && 'x' {{ agent.name }}>", "<al@acme.test>"
    ]  # fmt: skip
    assert not list(tmp_path.rglob("pwned"))


def test_a_customer_can_not_slip_an_option_in(shell: Shell, commands: Path) -> None:
    (commands / "grep-it.yaml").write_text(f'title: Look for it\n{PROGRAM}, "{{{{ ticket.subject }}}}"]\n')
    (commands / "grep-safely.yaml").write_text(f'title: Look for it\n{PROGRAM}, --, "{{{{ ticket.subject }}}}"]\n')
    shell("set", "1", "subject=--output=/etc/passwd")
    refused = shell("grep-it", "1")
    assert refused.status == 1 and "would begin with a dash" in refused.err
    assert shell("grep-safely", "1").out.splitlines() == ["<-->", "<--output=/etc/passwd>"]


def test_the_answers_are_options_in_a_shell_and_what_lacks_is_said(shell: Shell, commands: Path) -> None:
    (commands / "label.yaml").write_text(
        "title: Label it\nask:\n  kind: {choices: [bug, question], default: bug}\n  who: {about: for whom}\n"
        f'confirm: "label {{{{ ticket.number }}}}?"\n{PROGRAM}, "{{{{ answer.kind }}}}", "{{{{ answer.who }}}}"]\n'
        "output: say\nthen: [tag +labelled]\n"
    )
    assert "needs --who" in shell("label", "1").err
    assert "label 1? Say so with --yes" in shell("label", "1", "--who", "Sam").err
    assert "there is no kind 'x'" in shell("label", "1", "--who", "Sam", "--kind", "x", "--yes").err
    done = shell("label", "1", "--who", "Sam", "--yes")
    assert (done.status, done.out) == (0, "<Sam>\n")
    assert "#labelled" in shell("show", "1").out
    shell("undo")
    assert "#labelled" not in shell("show", "1").out


def test_what_is_printed_may_become_a_note_and_what_fails_changes_nothing(shell: Shell, commands: Path) -> None:
    (commands / "look-up.yaml").write_text(
        "title: Look it up\nrun: [sh, -c, 'cat; test ! -e stop']\ngive: text\noutput: note\nthen: [status pending]\n"
    )
    assert shell("look-up", "1,2").status == 0
    assert shell("show", "2", "--json").out.count("it smells of smoke") == 2
    Path("stop").touch()
    failed = shell("look-up", "1")
    assert failed.status == 1 and "ended with status 1; nothing was changed" in failed.err


def test_it_is_listed_explained_and_completed_like_any_other(shell: Shell, commands: Path) -> None:
    text = "title: Report it\nrun: [echo, hello]\nask:\n  kind: {choices: [bug, task]}\n"
    (commands / "tell-dev.yaml").write_text(text)
    assert "tell-dev           Report it" in shell("help").out
    assert "tell-dev TICKETS" in shell("help", "tell-dev").out
    assert "tell-dev\tReport it" in shell("__complete", "--", "tell").out
    assert shell("__complete", "--", "tell-dev", "1", "--kind", "t").out.startswith("task\t")


def test_a_mistake_in_one_is_told_with_its_place_and_stops_no_other(shell: Shell, commands: Path) -> None:
    (commands / "good.yaml").write_text("title: Good\nrun: [echo, hello]\n")
    (commands / "bad.yaml").write_text("title: Bad\nrun: [echo, '{{ tiket.subject }}']\n")
    (commands / "list.yaml").write_text("title: Not in place of ours\nrun: [echo, hello]\n")
    assert shell("good", "1").out == "hello\n"
    told = shell("bad", "1")
    assert told.status == 1 and "bad.yaml:2:13: there is no 'tiket' in a template; did you mean ticket?" in told.err
    assert "bad.yaml:2:13" in shell("config", "check").out
    assert "hello" not in shell("list").out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("run: [a]", "1:1: title is missing"),
        ("title: x\nrun: []", "2:6: run is a list that begins with a program"),
        ("title: x\nrun: ['{{ ticket.subject }}']", "2:6: run is a list that begins with a program, written out"),
        ("title: x\nrun: [a]\noutput: mail", "3:9: output should be one of"),
        ("title: x\nrun: [a, '{{ answer.x }}']", "2:10: answer has no 'x'"),
        ("title: x\nrun: [a, '{{ ticket.subject }}']\nonce: true", "2:10: with `once`"),
        ("title: x\nrun: [a]\nask:\n  Label: {}", "4:3: a name here has small letters"),
        ("title: x\nrun: [a]\nconfirm: '{% if %}'", "3:10: the template can't be read"),
    ],
)
def test_mistakes_have_a_line_and_a_column(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError) as raised:
        load_own(file)
    assert f"{file}:{words}" in str(raised.value)
