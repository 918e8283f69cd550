"""What a desk is made of, its knowledge base, its files, and what the program says of itself."""

import csv
import io
import json
import mailbox
import os
from pathlib import Path

import pytest
from shell_words import Shell

from supportterm import __version__
from supportterm.commands.registry import SHELL, every


def names(shell: Shell, *words: str, key: str = "name") -> list[str]:
    return [record[key] for record in shell(*words, "--json").records]


# --- what a desk is made of


def test_agents_teams_fields_and_views_come_and_go(shell: Shell) -> None:
    assert names(shell, "teams", key="handle") == ["support", "backend"]
    assert {"dana", "sam"} <= set(names(shell, "agents", key="handle"))
    assert shell("team", "add", "security", "--tier", "3", "--name", "Security", "--json").record["operations"] == 1
    assert "security" in names(shell, "teams", key="handle")
    assert "tier 3  Security" in shell("teams").out
    assert shell("view", "add", "vip", "segment:enterprise", "--key", "v", "--order", "priority").status == 0
    assert "vip" in names(shell, "view", "list")
    assert shell("view", "show", "vip", "--json").out == ""
    assert names(shell, "view", "show", "all", "--limit", "1", key="subject") == ["Printer"]
    assert shell("field", "add", "plan", "--kind", "choice", "--choices", "free,pro").status == 0
    assert shell("set", "1", "plan=gold").err == "supportterm: plan is one of free, pro, not 'gold'\n"
    for what, name in (("team", "security"), ("view", "vip"), ("field", "plan"), ("agent", "sam")):
        assert shell("remove", what, name).status == 0
        assert shell("remove", what, name).status == 1
    shell("undo")
    assert "sam" in names(shell, "agents", key="handle")


def test_views_of_ones_own_are_there_too(shell: Shell, own_home: Path) -> None:
    settings = own_home / ".config" / "supportterm" / "config.yaml"
    settings.write_text("me: dana\nviews:\n  fire: {query: smoke}\n  all: {query: refund}\n")
    assert names(shell, "view", "show", "fire", key="subject") == ["Printer"]
    assert names(shell, "view", "show", "all", key="subject") == ["Refund"]
    assert names(shell, "view", "list")[-2:] == ["fire", "all"]
    assert shell("__complete", "--", "view", "show", "fi").out.startswith("fire\t")
    assert shell("remove", "view", "fire").status == 1


def test_people_and_organizations_keep_what_is_not_given(shell: Shell) -> None:
    shell("organization", "set", "Acme", "--segment", "enterprise", "--domain", "acme.test")
    shell("person", "set", "al@acme.test", "--phone", "1", "--organization", "Acme")
    shell("person", "set", "AL@acme.test", "--title", "Boss")
    shell("organization", "set", "Acme", "--manager", "dana")
    record = shell("list", "org:acme", "from:al", "--json").records
    assert record == [] or record[0]["segment"] == "enterprise"
    shell("new", "--from", "al@acme.test", "--subject", "Again")
    record = shell("show", "3", "--json").record
    assert (record["requester"], record["organization"], record["segment"]) == ("Al", "Acme", "enterprise")


# --- knowledge


def test_an_article_is_written_published_found_and_linked(shell: Shell, tmp_path: Path) -> None:
    assert shell("kb", "edit", "reset", "--title", "Reset a password", "Press *reset*.").status == 0
    assert "(draft) Reset a password" in shell("kb", "list").out
    assert shell("kb", "publish", "reset").out == "article reset is published\n"
    assert shell("kb", "publish", "reset").out == "article reset is published already\n"
    record = shell("kb", "show", "reset", "--json").record
    assert (record["title"], record["body"], record["state"]) == ("Reset a password", "Press *reset*.", "published")
    assert shell("kb", "show", "reset").out.startswith("# Reset a password\n")
    assert names(shell, "kb", "search", "password", key="slug") == ["reset"]
    shell("kb", "edit", "reset", "--section", "Login", "-", stdin="Press it twice.")
    record = shell("kb", "show", "reset", "--json").record
    assert (record["section"], record["body"], record["title"]) == ("Login", "Press it twice.", "Reset a password")
    assert record["version"] > 1
    assert shell("link-article", "1", "reset").status == 0
    assert len(shell("show", "1", "--json").record["articles"]) == 1
    assert shell("kb", "publish", "reset", "--back").status == 0


def test_an_article_is_edited_in_the_editor(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "by hand" >> "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    assert shell("kb", "edit", "hand-made").status == 0
    assert shell("kb", "show", "hand-made", "--json").record["body"].strip() == "by hand"


def test_a_folder_of_articles_is_imported_twice_and_there_once(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "one.md").write_text("---\ntitle: First\nsection: Start\n---\nHello.\n")
    (tmp_path / "kb" / "two.md").write_text("# Second\n\nWorld.\n")
    assert shell("kb", "import", "kb").out == "2 articles imported, 0 changed, 0 as they were\n"
    assert shell("kb", "import", "kb").out == "0 articles imported, 0 changed, 2 as they were\n"
    assert shell("kb", "import", "kb", "--json").record == {"new": 0, "changed": 0, "known": 2, "bad": []}
    assert sorted(names(shell, "kb", "list", key="slug")) == ["one", "two"]


# --- files

MAIL = "From: Cy <cy@corp.test>\nTo: help@desk.test\nSubject: Slow\nMessage-ID: <1@corp.test>\n\nIt is slow.\n"


def test_mails_come_in_once_however_often_they_are_imported(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "box").write_text("From cy@corp.test Mon Mar  1 10:00:00 2021\n" + MAIL)
    (tmp_path / "one.eml").write_text(MAIL)
    folder = mailbox.Maildir(tmp_path / "dir")
    folder.add(MAIL.encode())
    assert shell("import", "mbox", "box").out == "1 message imported into 1 new ticket\n"
    for kind, path in (("mbox", "box"), ("eml", "one.eml"), ("maildir", "dir")):
        record = shell("import", kind, path, "--json").record
        assert (record["new_messages"], record["known"], record["bad"], record["stopped"]) == (0, 1, [], False)
    assert shell("show", "3", "--json").record["messages"][0]["body"] == "It is slow."


def test_a_mail_that_can_not_be_read_is_named_and_the_rest_goes_in(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.eml").write_text(MAIL)
    (tmp_path / "in" / "b.eml").write_text("")
    answer = shell("import", "eml", "in", "--status", "solved")
    assert answer.status == 1
    assert "1 message imported into 1 new ticket; 1 could not be read" in answer.out and "b.eml" in answer.out
    assert shell("show", "3", "--json").record["status"] == "solved"


def test_a_sheet_of_tickets_is_imported(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('subject,email,name,body,tags\n"Late, again",cy@corp.test,Cy,"two\nlines","a b"\n')
    assert shell("import", "csv", "t.csv").status == 0
    record = shell("show", "3", "--json").record
    assert (record["subject"], record["requester"], record["messages"][0]["body"]) == (
        *("Late, again", "Cy", "two\nlines"),
    )


def test_what_is_exported_comes_in_again_elsewhere(shell: Shell, tmp_path: Path) -> None:
    shell("note", "1", "hush")
    answer = shell("export", "", "all.jsonl", "--to", "jsonl")
    assert answer.out == "2 tickets exported to all.jsonl\n"
    assert shell("export", "", "all.jsonl", "--to", "jsonl", "--json").record["tickets"] == 2
    assert shell("export", "", "-", "--to", "jsonl").out.encode() == (tmp_path / "all.jsonl").read_bytes()
    shell("init", "--desk", "other.desk")
    assert shell("import", "jsonl", "all.jsonl", "--desk", "other.desk").status == 0
    there = shell("show", "1", "--json", "--desk", "other.desk").record
    assert [(m["role"], m["body"]) for m in there["messages"]] == [
        *(("customer", "charged twice for March"), ("note", "hush")),
    ]


def test_a_sheet_and_a_mailbox_are_exported_without_what_is_internal(shell: Shell, tmp_path: Path) -> None:
    shell("note", "1", "hush hush")
    shell("set", "1", "subject==1+1")
    rows = list(csv.DictReader(io.StringIO(shell("export", "from:al", "-", "--to", "csv").out)))
    assert [(r["number"], r["subject"]) for r in rows] == [("1", "'=1+1")]
    shell("export", "", "all.mbox", "--to", "mbox")
    texts = [mail.get_payload(decode=True) for mail in mailbox.mbox(tmp_path / "all.mbox")]
    assert texts == [b"charged twice for March\n", b"it smells of smoke\n"]
    assert shell("export", "status:opne", "x.csv", "--to", "csv").status == 2
    assert not (tmp_path / "x.csv").exists()


def test_a_desk_is_backed_up_and_brought_back(shell: Shell, own_home: Path) -> None:
    assert shell("backup", "safe").out.startswith("safe: 2 tickets")
    assert shell("backup", "safe").status == 1
    shell("solve", "1")
    assert shell("restore", "safe").status == 1
    assert shell("restore", "safe", "--replace").status == 0
    assert shell("show", "1", "--json").record["status"] == "new"
    assert shell("restore", "safe", "--desk", "elsewhere.desk").status == 0
    assert names(shell, "list", "--desk", "elsewhere.desk", key="number") == [2, 1]


# --- which desk


def test_the_desk_is_made_at_first_use_for_its_owner_alone(empty_shell: Shell, own_home: Path) -> None:
    assert empty_shell("new", "--from", "a@b.test", "--subject", "first").status == 0
    desk = own_home / ".local" / "share" / "supportterm" / "main.desk"
    assert desk.stat().st_mode & 0o777 == 0o600
    assert names(empty_shell, "list", key="number") == [1]


def test_desks_are_named_by_option_by_environment_and_by_settings(
    shell: Shell, own_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("a", "b", "c"):
        assert shell("init", "--desk", f"{name}.desk", "--name", name).status == 0
        shell("new", "--from", "x@y.test", "--subject", f"in {name}", "--desk", f"{name}.desk")
    settings = own_home / ".config" / "supportterm" / "config.yaml"
    settings.write_text(f"me: dana\ndesk: {tmp_path / 'a.desk'}\n")
    assert names(shell, "list", key="subject") == ["in a"]
    monkeypatch.setenv("SUPPORTTERM_DESK", "b.desk")
    assert names(shell, "list", key="subject") == ["in b"]
    assert names(shell, "--desk=c.desk", "list", key="subject") == ["in c"]


def test_a_file_with_mistakes_ends_each_command_with_1_and_wrong_words_with_2(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("reply: 1\nruls: {}\n")
    file = str(tmp_path / "bad.yaml")
    for words in ("desk check", "desk plan", "desk apply", "macro add", "keys --check", "config check"):
        answer = shell(*words.split(), file)
        assert answer.status == 1 and f"{file}:" in answer.out + answer.err, words
        assert shell(*words.split(), file, "more", "--frob").status == 2, words


def test_a_mistake_in_the_settings_is_told_with_its_place(shell: Shell, own_home: Path) -> None:
    settings = own_home / ".config" / "supportterm" / "config.yaml"
    settings.write_text("me: dana\nthem: dark\n")
    answer = shell("list")
    assert answer.status == 1 and "config.yaml:2:1" in answer.err
    check = shell("config", "check")
    assert check.status == 1 and "config.yaml:2:1" in check.out
    assert "LOOK config" in shell("doctor").out
    assert (shell("keys", "default").status, shell("help").status, shell("init").status) == (0, 0, 1)


def test_a_sized_desk_is_made_and_never_over_another_file(shell: Shell, tmp_path: Path) -> None:
    answer = shell("demo", "--size", "30", "--at", "thirty.desk")
    assert answer.status == 0 and answer.out.startswith("30 tickets in thirty.desk")
    assert len(names(shell, "list", "", "--desk", "thirty.desk", key="number")) == 30
    assert shell("demo", "--size", "30", "--at", "thirty.desk").status == 1
    assert shell("demo", "--size", "5").out.startswith("5 tickets in demo-5.desk")
    assert shell("--desk", "six.desk", "demo", "--size", "6").out.startswith("6 tickets in ")
    assert len(names(shell, "list", "", "--desk", "six.desk", key="number")) == 6


# --- what the program says of itself


@pytest.mark.parametrize("name", [c.name for c in every(SHELL)])
def test_every_command_explains_itself_in_three_ways(empty_shell: Shell, name: str) -> None:
    pages = [empty_shell(*name.split(), "--help"), empty_shell(*name.split(), "-h"), empty_shell("help", *name.split())]
    assert {page.status for page in pages} == {0}
    assert pages[0].out == pages[1].out == pages[2].out
    assert f"supportterm {name}" in pages[0].out
    assert max(map(len, pages[0].out.splitlines())) <= 120


def test_help_lists_every_command_and_says_how_it_ends(empty_shell: Shell) -> None:
    page = empty_shell("--help").out
    assert page == empty_shell("help").out == empty_shell("-h").out
    listed = {line.strip().split("  ")[0] for line in page.splitlines() if line.startswith("  ")}
    assert {c.name for c in every(SHELL)} <= listed
    assert "Exit status: 0 done, 1 the answer is no or it could not be done, 2 the words were wrong." in page
    assert "sla:" not in page and "status:open" in empty_shell("help", "query").out


def test_version_keys_themes_and_settings_need_no_desk(empty_shell: Shell, own_home: Path) -> None:
    assert empty_shell("--version").out == f"supportterm {__version__}\n"
    assert {"terminal", "dark", "light"} <= set(names(empty_shell, "themes"))
    keys = empty_shell("keys", "--json").records
    assert {"context": "queue", "keys": "!", "command": "escalate"}.items() <= next(
        k for k in keys if k["command"] == "escalate"
    ).items()
    assert "escalate" in empty_shell("keys", "vim").out
    assert empty_shell("keys", "--markdown").out.startswith("# Keys")
    assert "theme:" in empty_shell("config", "show").out
    assert list(empty_shell("config", "path", "--json").record) == ["settings", "desk", "macros", "state"]
    for shell_name in ("bash", "zsh", "fish"):
        assert "supportterm __complete" in empty_shell("completion", shell_name).out
    assert list(own_home.rglob("*.desk")) == []


def test_a_keymap_is_checked_before_it_is_used(empty_shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text('extends: default\nqueue:\n  "ctrl+e": esclate\n')
    answer = empty_shell("keys", "--check", "mine.yaml")
    assert answer.status == 1 and "mine.yaml:3" in answer.out
    (tmp_path / "mine.yaml").write_text('extends: default\nqueue:\n  "ctrl+e": escalate\n')
    assert empty_shell("keys", "--check", "mine.yaml").out == "no problem in these keys\n"


def test_the_doctor_looks_at_all_and_audits_the_log(shell: Shell, own_home: Path) -> None:
    answer = shell("doctor", "--audit", "--json")
    found = {r["check"]: r for r in answer.records}
    assert answer.status == 0 and all(r["ok"] for r in found.values())
    assert "operations in order; head" in found["audit"]["words"]
    assert found["you"]["words"] == "agent dana"
    os.chmod(own_home / ".local" / "share" / "supportterm" / "main.desk", 0o604)
    answer = shell("doctor")
    assert answer.status == 1 and "LOOK rights" in answer.out


# --- what customers write is never obeyed

HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202egnp.exe \x9b31m [red]bold[/red]"


def test_hostile_words_are_safe_for_people_and_whole_for_programs(shell: Shell) -> None:
    shell("new", "--from", "evil@x.test", "--name", HOSTILE, "--subject", HOSTILE, "body " + HOSTILE)
    shell("kb", "edit", "evil", "--title", HOSTILE, HOSTILE)
    for words in (["list"], ["show", "3"], ["search", "body"], ["log", "3"], ["kb", "list"], ["kb", "show", "evil"]):
        out = shell(*words).out
        assert not set(out) & set("\x1b\x07\x9b\u202e"), words
        raw = shell(*words, "--json").out
        assert not set(raw) & set("\x1b\x07\x9b\u202e"), words
    assert shell("show", "3", "--json").record["subject"] == HOSTILE
    assert "[red]bold[/red]" in shell("show", "3").out
    wrong = shell("show", HOSTILE)
    assert wrong.status == 2 and not set(wrong.err) & set("\x1b\x07\x9b\u202e")


def test_json_keeps_every_character(shell: Shell) -> None:
    text = 'quotes " \\ \N{SNOWMAN} é 漢字 \N{FAMILY} \t tab'
    shell("note", "1", text)
    line = shell("show", "1", "--json").out
    assert json.loads(line)["messages"][-1]["body"] == text
    assert "漢字" in line
