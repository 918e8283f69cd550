"""A day's work at the shell, each command with what it says and what is true afterwards."""

import json
import shlex
from pathlib import Path

import pytest
from shell_words import Shell


def ticket(shell: Shell, number: int = 1) -> dict[str, object]:
    return shell("show", str(number), "--json").record


def roles(shell: Shell, number: int = 1) -> list[tuple[str, str]]:
    return [(m["role"], m["body"]) for m in ticket(shell, number)["messages"]]  # type: ignore[attr-defined]


LISTED = [
    *("number", "subject", "status", "priority", "channel", "requester", "email"),
    *("organization", "segment", "assignee", "team", "tier", "tags", "created"),
    *("updated", "due", "promise", "snoozed", "messages", "attachments", "unread"),
    *("id", "home", "unsent", "why"),
]


def test_list_tells_programs_all_and_people_what_matters(shell: Shell) -> None:
    found = shell("list", "--json").records
    assert [r["subject"] for r in found] == ["Printer", "Refund"]
    assert list(found[0]) == LISTED
    assert found[1] | {"created": "", "updated": ""} == {
        **{"number": 1, "subject": "Refund", "status": "new", "priority": "normal", "channel": "phone"},
        **{"requester": "Al", "email": "al@acme.test", "organization": "", "segment": "", "assignee": None},
        **{"team": None, "tier": 1, "tags": [], "created": "", "updated": ""},
        **{"due": None, "promise": None, "snoozed": None, "messages": 1, "attachments": 0, "unread": True},
        **{"id": 1, "home": None, "unsent": None, "why": None},
    }
    lines = shell("list").out.splitlines()
    assert [len(line) for line in lines] == [132, 132]
    assert "Refund" in lines[1] and "Al" in lines[1] and "\x1b" not in lines[1]


def test_list_takes_the_words_of_a_query_its_order_and_its_length(shell: Shell) -> None:
    numbers = {
        ("status:new",): [2, 1],
        ("smoke",): [2],
        ("channel:web", "OR", "refund", "--order", "number"): [1, 2],
        ("--limit", "1", "--order", "number"): [1],
        ("status:solved",): [],
    }
    for words, expected in numbers.items():
        assert [r["number"] for r in shell("list", *words, "--json").records] == expected, words
    assert shell("ls", "--json").out == shell("list", "--json").out
    assert [r["number"] for r in shell("list", "refund", "-h", "--json").records] == [1]  # `-h` here is `not h`


def test_show_tells_who_what_and_everything_written(shell: Shell) -> None:
    shell("organization", "set", "Acme", "--segment", "paid")
    shell("person", "set", "al@acme.test", "--organization", "Acme")
    shell("field", "add", "plan")
    shell("set", "1", "plan=gold", "+billing", "organization=Acme")
    shell("note", "1", "he is right")
    shown = shell("show", "1").out
    for fact in ("#1  Refund", "Al <al@acme.test>", "Acme (paid)", "#billing", "plan=gold", "charged twice for March"):
        assert fact in shown
    assert shown.index("── customer · Al") < shown.index("── note · dana")
    record = ticket(shell)
    assert record["fields"] == {"plan": "gold"} and record["tags"] == ["billing"]
    assert roles(shell) == [("customer", "charged twice for March"), ("note", "he is right")]


def test_search_finds_messages_newest_first_and_says_when_there_is_none(shell: Shell) -> None:
    shell("reply", "1", "smoke without a fire")
    hits = shell("search", "smoke", "--json").records
    assert [(h["number"], h["role"]) for h in hits] == [(1, "reply"), (2, "customer")]
    assert "smoke" in hits[0]["excerpt"]
    assert [h["number"] for h in shell("search", "smoke", "channel:web", "--json").records] == [2]
    assert shell("search", "smoke").out.count("smoke") == 2
    nothing = shell("search", "xyzzy")
    assert (nothing.status, nothing.out) == (1, "nothing holds 'xyzzy'\n")
    assert shell("search", "xyzzy", "--json") == (1, "", "")


def test_a_reply_is_written_and_says_that_it_is_not_mailed(shell: Shell) -> None:
    answer = shell("reply", "1", "It", "is", "fixed.", "--solve", "--cc", "boss@acme.test")
    assert answer.status == 0
    assert answer.out == "#1 replied, status new → solved; kept here and not mailed: this desk has no mail connection\n"
    message = ticket(shell)["messages"][-1]  # type: ignore[index]
    assert (message["role"], message["body"], message["agent"]) == ("reply", "It is fixed.", "dana")
    assert message["cc"] == ["boss@acme.test"]
    assert ticket(shell)["status"] == "solved"
    shell("reply", "2", "which model?", "--pending")
    assert ticket(shell, 2)["status"] == "pending"


@pytest.mark.parametrize("verb", ["reply", "note"])
def test_text_comes_from_standard_input(shell: Shell, verb: str) -> None:
    assert shell(verb, "1", "-", stdin="two\nlines, – ünicode\n\n").status == 0
    assert roles(shell)[-1] == (verb, "two\nlines, – ünicode")
    assert shell(verb, "1", "-", stdin=b"\xff not \x00 utf-8").status == 0
    assert roles(shell)[-1][1].startswith("� not")
    assert shell(verb, "1", "-", stdin=" \n ").status == 2


def test_text_comes_from_the_editor(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\necho "from $1"; cat "$2"; echo " and more" >> "$2"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", f"'{editor}' --flag")
    assert shell("note", "1", "begun", "--edit").status == 0
    assert roles(shell)[-1] == ("note", "begun and more")
    for left in ("true", "false", "/nowhere/editor"):
        monkeypatch.setenv("EDITOR", left)
        answer = shell("reply", "1", "begun", "--edit")
        assert answer.status == 1 and "editor" in answer.err.lower()
    assert len(roles(shell)) == 2


def test_files_travel_with_a_message(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_bytes(b"boom\n")
    (tmp_path / "päge.txt").write_bytes(b"")
    assert shell("note", "1", "see files", "--attach", "log.txt,päge.txt").status == 0
    files = ticket(shell)["messages"][-1]["attachments"]  # type: ignore[index]
    assert [(f["name"], f["size"]) for f in files] == [("log.txt", 5), ("päge.txt", 0)]
    assert "file: log.txt (5 bytes)" in shell("show", "1").out


def test_forward_quotes_the_last_public_message(shell: Shell) -> None:
    shell("note", "1", "never to be forwarded")
    assert shell("forward", "1", "Can you check?", "--to", "bank@pay.test").status == 0
    message = ticket(shell)["messages"][-1]  # type: ignore[index]
    assert message["role"] == "forward" and message["to"] == ["bank@pay.test"]
    assert message["body"].startswith("Can you check?\n\nAl wrote on ")
    assert message["body"].endswith("> charged twice for March")
    assert "never" not in message["body"]


def test_new_opens_a_ticket_for_somebody(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    made = shell(
        *["new", "--from", "Cy@Corp.test", "--subject", "Slow", "--name", "Cy", "--tags", "perf, vip", "--team"],
        *["support", "--assignee", "me", "--priority", "high", "--channel", "chat", "--attach", "a.txt", "--json", "-"],
        stdin="it is slow",
    ).record
    assert made["number"] == 3
    record = ticket(shell, 3)
    assert (record["requester"], record["email"], record["assignee"], record["team"]) == (
        *("Cy", "cy@corp.test", "dana", "support"),
    )
    assert (record["priority"], record["channel"], record["tags"]) == ("high", "chat", ["perf", "vip"])
    assert roles(shell, 3) == [("customer", "it is slow")]


CHANGES = [
    ("set 1 status=pending priority=high assignee=me team=support +a -b", "status new → pending", "status pending"),
    ("set 1 subject=Other", "Other", "subject Other"),
    ("set 1 requester=new@else.test", "requester", "email new@else.test"),
    ("status 1 on-hold", "status new → on-hold", "status on-hold"),
    ("status 1 HOLD", "on-hold", "status on-hold"),
    ("solve 1", "status new → solved", "status solved"),
    ("priority 1 urgent", "priority normal → urgent", "priority urgent"),
    ("assign 1 sam", "sam", "assignee sam"),
    ("assign 1 @sam", "sam", "assignee sam"),
    ("take 1", "dana", "assignee dana"),
    ("tag 1 +Billing vip", "+billing", "tags ['billing', 'vip']"),
    ("escalate 1 --to backend --reason 'it crashes' --tried restart", "backend", "tier 2"),
]


@pytest.mark.parametrize(("line", "says", "becomes"), CHANGES, ids=[c[0] for c in CHANGES])
def test_a_change_says_what_it_did_is_in_the_log_and_can_be_undone(
    line: str, says: str, becomes: str, shell: Shell
) -> None:
    before, entries = ticket(shell), len(shell("log", "1").out.splitlines())
    answer = shell(*shlex.split(line))
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith("#1 ") and says in answer.out
    field, _, value = becomes.partition(" ")
    assert str(ticket(shell)[field]) == value
    assert says.split(" → ")[0] in shell("log", "1").out
    assert len(shell("log", "1").out.splitlines()) > entries
    assert shell("undo").out.startswith("undone: #1 ")
    assert {**ticket(shell), "updated": 0} == {**before, "updated": 0}
    assert "(undone)" in shell("log", "1").out
    assert shell("redo").status == 0
    assert str(ticket(shell)[field]) == value


def test_every_change_answers_programs_alike(shell: Shell) -> None:
    for line in ("status 1,2 open", "set 1-2 +x", "assign 1,2 me", "escalate 1,2 --to backend --reason y", "undo"):
        record = shell(*line.split(), "--json").record
        assert list(record) == ["change", "tickets", "operations", "words"]
        assert record["tickets"] == [1, 2] and len(record["change"]) == 32 and record["operations"] >= 2
    again = shell("status", "1", "open", "--json").record
    assert again == {"change": None, "tickets": [], "operations": 0, "words": "nothing to change"}


def test_numbers_come_as_people_and_pipes_write_them(shell: Shell) -> None:
    for words, stdin in ((["#1,#2"], ""), (["1-2"], ""), (["-"], "1\n2\n"), (["2,1,2"], "")):
        assert shell("status", *words, "open", stdin=stdin).status == 0
        assert [r["status"] for r in shell("list", "--json").records] == ["open", "open"]
        shell("undo")


def test_due_and_snooze_take_times_as_people_say_them(shell: Shell) -> None:
    assert shell("set", "1", "due=2099-05-01 10:00").status == 0
    assert ticket(shell)["due"] == "2099-05-01T10:00:00.000Z"
    shell("set", "1", "due=none")
    assert ticket(shell)["due"] is None
    assert shell("snooze", "1", "2099-05-01").status == 0
    assert ticket(shell)["snoozed"] == "2099-05-01T09:00:00.000Z"
    assert [r["number"] for r in shell("list", "is:snoozed", "--json").records] == [1]
    shell("wake", "1")
    assert ticket(shell)["snoozed"] is None


def test_following(shell: Shell) -> None:
    shell("follow", "1")
    shell("follow", "1", "sam")
    assert ticket(shell)["followers"] == ["dana", "sam"]
    shell("follow", "1", "--stop")
    assert ticket(shell)["followers"] == ["sam"]


def test_an_escalation_leaves_a_card(shell: Shell) -> None:
    shell("escalate", "1", "--to", "backend", "--reason", "it crashes", "--question", "why?")
    card = ticket(shell)["hand_off"]
    said = {"team": "backend", "tier": 2, "reason": "it crashes", "by": "dana", "question": "why?"}
    assert card == card | said  # type: ignore[operator]
    shown = shell("show", "1").out
    assert "backend, tier 2, from dana, " in shown and "accepted since" in shown and ": it crashes" in shown


def test_merge_makes_one_conversation_and_undo_two(shell: Shell) -> None:
    assert shell("merge", "2", "1").status == 0
    assert (ticket(shell, 2)["merged_into"], ticket(shell)["absorbed"]) == (1, [2])
    assert sorted(roles(shell)) == [("customer", "charged twice for March"), ("customer", "it smells of smoke")]
    assert shell("reply", "2", "hello").status == 1
    shell("undo")
    assert (ticket(shell, 2)["merged_into"], ticket(shell)["absorbed"]) == (None, [])
    assert roles(shell) == [("customer", "charged twice for March")]


def test_undo_on_a_ticket_leaves_the_others_alone_and_never_touches_a_colleague(shell: Shell) -> None:
    shell("status", "1", "open")
    shell("status", "2", "open")
    shell("--me", "sam", "priority", "1", "high")
    assert shell("undo", "1").out == "undone: #1 status new → open\n"
    states = {r["number"]: (r["status"], r["priority"]) for r in shell("list", "--json").records}
    assert states == {1: ("new", "high"), 2: ("open", "normal")}


def test_a_new_ticket_can_be_undone_and_brought_back(shell: Shell) -> None:
    shell("new", "--from", "cy@corp.test", "--subject", "Slow", "so slow")
    assert shell("undo").status == 0
    assert shell("show", "3").status == 1
    assert shell("search", "slow").status == 1
    assert shell("redo").status == 0
    assert roles(shell, 3) == [("customer", "so slow")]
    assert [r["number"] for r in shell("search", "slow", "--json").records] == [3]


def test_the_log_is_complete_for_programs(shell: Shell) -> None:
    shell("note", "1", "x")
    entries = shell("log", "1", "--json").records
    assert [e["payload"]["kind"] for e in entries] == ["create", "message", "message"]
    assert list(entries[0]) == ["seq", "id", "change", "actor", "at", "cause", "undone", "payload", "base", "hash"]
    assert {e["actor"] for e in entries} == {"dana"}
    assert entries[1]["change"] == entries[0]["change"] != entries[2]["change"]


MACRO = """
name: refund
title: Give the money back
reply: "Hello {{ requester.first_name }}, your {{ ticket.subject }} is on its way.\\n\\n{{ agent.name }}"
note: "refunded by {{ agent.name }}"
commands:
  - status solved
  - tag +refunded
"""


def test_a_macro_is_read_applied_and_undone_as_one(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "refund.yaml").write_text(MACRO)
    assert shell("macro", "add", "refund.yaml").out == "1 macro added: refund\n"
    assert shell("macros", "--json").record["name"] == "refund"
    before = ticket(shell)
    shown = shell("macro", "1", "refund", "--show").out
    assert shown.startswith("Hello Al, your Refund is on its way.") and ":status solved" in shown
    assert ticket(shell) == before
    assert shell("macro", "1", "refund").status == 0
    assert [r for r, _ in roles(shell)] == ["customer", "note", "reply"]
    assert (ticket(shell)["status"], ticket(shell)["tags"]) == ("solved", ["refunded"])
    shell("undo")
    assert {**ticket(shell), "updated": 0} == {**before, "updated": 0}


def test_a_macro_is_for_the_tickets_that_it_says(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "refund.yaml").write_text(MACRO + "when: status:<solved -tag:refunded\n")
    shell("macro", "add", "refund.yaml")
    assert shell("macro", "1", "refund").status == 0
    again = shell("macro", "1", "refund")
    assert again.status == 1 and "is for tickets of `status:<solved -tag:refunded`; #1 is none" in again.err
    assert len(roles(shell)) == 3


def test_a_macro_that_fails_half_way_does_nothing(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(
        MACRO.replace("status solved", "tag +refunded\n  - status new").replace("name: refund", "name: bad")
    )
    shell("macro", "add", "bad.yaml")
    shell("status", "1", "open")
    before = ticket(shell)
    answer = shell("macro", "1", "bad")
    assert answer.status == 1 and "is not new any more" in answer.err
    assert json.dumps(ticket(shell)) == json.dumps(before)
