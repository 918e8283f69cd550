"""What is typed wrong is answered with a sentence, the right exit status, and no change."""

import shlex
from collections.abc import Callable

import pytest
from shell_words import Shell

WRONG = [
    # words, what the sentence says
    ("esclate 1", "did you mean escalate?"),
    ("frobnicate", "`help` lists what there is"),
    ("import", "import what? There are: import csv, import eml, import jsonl, import maildir, import mbox"),
    ("import pst x", "import what?"),
    ("kb", "`kb` works in the console only: here there are kb check, kb decline, kb diff"),
    ("kb frob", "here there are kb check"),
    ("view", "view show"),
    ("config", "config what? There are: config check, config path, config show"),
    ("zoom", "`zoom` works in the console only: type it there after `:`"),
    ("show", "show needs a ticket: supportterm show TICKET"),
    ("show one", "ticket: 'one' is not a ticket number; write 12, or 12,15 or 12-15"),
    ("show 1,2", "one ticket at a time here"),
    ("show 1 2", "'2' is one word too many"),
    ("show " + "9" * 5000, "is not a ticket number"),
    ("set 1-20000000 status=open", "more than 10,000 tickets"),
    ("list status:opne", "column 8: there is no status 'opne'; did you mean open?"),
    ("list colour:red", "column 1"),
    ("list (a", "column"),
    ("list --limit none", "--limit: 'none' is not a whole number"),
    ("list --limit 0", "--limit: it is 1 or more"),
    ("list --limit -3", "--limit: it is 1 or more"),
    ("list --limit " + "9" * 5000, "--limit: "),
    ("list --order size", "no order 'size'; there are updated"),
    ("list --limit", "--limit needs a number"),
    ("list --colour", "list has no option --colour; there are: --order, --limit"),
    ("search", "search for what?"),
    ("search --limit 0 x", "--limit: it is 1 or more"),
    ("reply 1", "there is no text: give it as an argument, as - for standard input, or use --edit"),
    ("reply 1 --solve --pending text", "either --solve or --pending"),
    ("reply 1 --loud hello", "a text that begins so comes after --"),
    ("note 1 -", "there is no text"),
    ("reply 1 hello --cc nobody", "'nobody' is not a mail address"),
    ("forward 1 look", "forward to whom? give --to ADDRESS"),
    ("forward 1 look --to x", "'x' is not a mail address"),
    ("new --subject x", "a new ticket needs --from ADDRESS and --subject TEXT"),
    ("new --from x --subject y", "'x' is not a mail address"),
    ("new --from a@b.test --subject y --channel pigeon", "--channel: there is no channel 'pigeon'; there are: "),
    ("new --from a@b.test --subject y --priority asap", "--priority: 'asap' is none of low, normal, high, urgent"),
    ("set 1", "set needs a change"),
    ("set 1 status", "'status' is not FIELD=VALUE, +tag or -tag"),
    ("set 1 =x", "'=x' is not FIELD=VALUE, +tag or -tag"),
    ("set 1 status=done", "'done' is none of new, open, pending, on-hold, solved, closed"),
    ("set 1 due=someday", "'someday' is not a time; write it like"),
    ("status 1 done", "'done' is none of"),
    ("priority 1", "priority needs a to"),
    ("escalate 1", "escalate needs --to TEAM: supportterm escalate TICKETS --to TEAM --reason TEXT"),
    ("escalate 1 --to backend", "escalate needs --reason TEXT"),
    ("macro 1 nothing", "name: there is no macro 'nothing'; there are: none yet"),
    ("merge 1", "merge needs an into"),
    ("snooze 1 someday", "until: 'someday' is not a time"),
    ("export status:open", "export needs a path"),
    ("export status:open x --to pdf", "--to: there is no format 'pdf'; there are: jsonl, csv, mbox"),
    ("completion", "completion needs a shell"),
    ("completion tcsh", "shell: there is no shell 'tcsh'; there are: bash, zsh, fish"),
    ("agent add me", "'me' can't be a handle"),
    ("agent add 'two words'", "'two words' can't be a handle"),
    ("team add c --tier 4", "a tier is 1, 2 or 3"),
    ("field add plan --kind choice", "a field of kind choice needs --choices one,two,…"),
    ("view add odd is:odd", "column"),
    ("view show odd", "name: there is no view 'odd'; there are: "),
    ("remove desk main", "what: there is no kind 'desk'; there are: agent, team, view, field, macro"),
    ("organization set Acme --segment gold", "--segment: there is no segment 'gold'; there are: "),
    ("demo --size -5 --at x.desk", "--size"),
    ("help frobnicate", "there is no command"),
    ("list --desk", "--desk needs a value"),
    ("help show more", "there is no command 'show more'"),
]

NO = [
    ("show 99", "there is no ticket 99"),
    ("show 999999999999999999", "there is no ticket 999999999999999999"),
    ("set 1,99 status=open", "there is no ticket 99"),
    ("set 1 assignee=zoe", "zoe"),
    ("set 1 team=zebras", "zebras"),
    ("set 1 colour=red", "colour"),
    ("set 1 organization=Nowhere", "Nowhere"),
    ("set 1 requester=nobody", "nobody"),
    ("assign 1 zoe", "zoe"),
    ("follow 1 zoe", "zoe"),
    ("escalate 1 --to support --reason x", "tier"),
    ("escalate 1 --to zebras --reason x", "zebras"),
    ("escalate 1 --to backend --reason ''", "reason"),
    ("merge 1 1", "itself"),
    ("merge 1 99", "there is no ticket 99"),
    ("snooze 1 2020-01-01", "that moment has passed"),
    ("undo 99", "99"),
    ("redo", "nothing to bring back"),
    ("search xyzzy", ""),
    ("kb show nothing", "there is no article 'nothing'"),
    ("kb publish nothing", "there is no article 'nothing'"),
    ("kb search xyzzy", ""),
    ("kb import nowhere", "nowhere"),
    ("link-article 1 nothing", "there is no article 'nothing'"),
    ("import mbox nowhere", "there is no file or folder nowhere"),
    ("import csv nowhere", "nowhere can't be read"),
    ("import jsonl nowhere", "nowhere can't be read"),
    ("export '' nowhere/x --to csv", "nowhere/x can't be written"),
    ("restore nowhere --desk other.desk", "nowhere"),
    ("restore nowhere", "main.desk is there already; restore to another place, or say --replace"),
    ("remove view odd", "there is no view 'odd'"),
    ("agent add kim --teams zebras", "there is no team 'zebras'; add it first with `team add zebras --tier 1`"),
    ("person set nobody --name x", "'nobody' is not a mail address"),
    ("keys nothing", "there is no keymap 'nothing'"),
    ("macro add nowhere.yaml", "nowhere.yaml:1:1: can't be read"),
    ("keys --check nowhere.yaml", "there is no keymap and no file 'nowhere.yaml'"),
    ("reply 1 hello --attach nowhere.png", "there is no file 'nowhere.png' to attach"),
    ("reply 1 hello --edit", "set $EDITOR to write in, or give the text as an argument"),
    ("kb edit new-one", "$EDITOR"),
    ("list --desk nowhere.desk", "there is no desk at nowhere.desk; `supportterm init --desk nowhere.desk` makes one"),
    ("init", "main.desk is there already; nothing was changed"),
    ("init --desk nowhere/x.desk", "there is no folder nowhere"),
]


def short(case: object) -> str:
    return str(case)[:40]


@pytest.mark.parametrize(("line", "says"), WRONG, ids=short)
def test_wrong_words_are_status_2(line: str, says: str, shell: Shell, head: Callable[[], str]) -> None:
    refused(line, says, 2, shell, head)


@pytest.mark.parametrize(("line", "says"), NO, ids=short)
def test_what_can_not_be_is_status_1(line: str, says: str, shell: Shell, head: Callable[[], str]) -> None:
    refused(line, says, 1, shell, head)


def refused(line: str, says: str, status: int, shell: Shell, head: Callable[[], str]) -> None:
    before = head()
    answer = shell(*shlex.split(line))
    said = answer.err + (answer.out if not says else "")
    assert answer.status == status, said
    assert says in said
    assert said.strip() and "Traceback" not in said
    if says:
        assert answer.err.startswith("supportterm: ") and answer.out == ""
    assert head() == before


@pytest.mark.parametrize("words", [["note", "1"], ["list"], ["search"], ["set", "1"], ["new", "--from"], ["tag", "1"]])
def test_no_word_is_too_long(words: list[str], shell: Shell) -> None:
    for long in ("x" * 10_000, "(" * 10_000, '"' * 10_001, "é \N{PILE OF POO}" * 5_000, "-" * 10_000, "+" * 10_000):
        answer = shell(*words, long)
        assert answer.status in (0, 1, 2)
        assert len(answer.err) < 12_000


def test_a_first_look_at_nothing_is_no_error(empty_shell: Shell) -> None:
    for words in (["list"], ["agents"], ["teams"], ["macros"], ["view", "list"], ["kb", "list"], ["list", "--json"]):
        answer = empty_shell(*words)
        assert (answer.status, answer.err) == (0, "")
    assert empty_shell("list").out == ""


def test_a_file_that_is_no_desk_is_left_alone(empty_shell: Shell, tmp_path: object) -> None:
    with open("shopping.txt", "w") as file:
        file.write("milk\n" * 5_000)
    for words in (["list"], ["new", "--from", "a@b.test", "--subject", "x"], ["doctor"], ["init"]):
        answer = empty_shell(*words, "--desk", "shopping.txt")
        assert answer.status == 1
        assert "shopping.txt" in answer.err + answer.out
    with open("shopping.txt") as file:
        assert file.read() == "milk\n" * 5_000
