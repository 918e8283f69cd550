"""Somebody sets up a desk from nothing, in a home where nothing is: what they are told leads on."""

from pathlib import Path

import pytest
from shell_words import Shell

from supportterm.desk import Desk

SERVICE = """\
name: Acme Support
schedules:
  office: {zone: Europe/Berlin, hours: {mon-fri: '9:00-17:00'}}
policies:
  usual: {schedule: office, first_reply: {others: 4h}}
surveys:
  content: {kind: csat, question: How content are you?, after: 1d}
"""


def usual(home: Path) -> Path:
    return home / ".local" / "share" / "supportterm" / "main.desk"


def test_init_is_the_first_command_and_gives_the_desk_its_name(empty_shell: Shell, own_home: Path) -> None:
    answer = empty_shell("init", "--name", "Acme  Support")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out == f"{usual(own_home)} is a desk now; open it with supportterm\n"
    with Desk.open(usual(own_home)) as desk:
        assert desk.name == "Acme Support"
    assert usual(own_home).parent.stat().st_mode & 0o777 == 0o700
    again = empty_shell("init", "--name", "Acme")
    assert again.status == 1
    assert "`name:` in its desk file (`desk export`) says what it is called" in again.err


def test_what_customers_read_as_its_name_stands_in_the_desk_file(
    empty_shell: Shell, own_home: Path, tmp_path: Path
) -> None:
    """A desk that was made by the way is called `main`; no company is."""
    assert empty_shell("teams").status == 0
    assert "\nname: main\n" in empty_shell("desk", "export").out
    assert empty_shell("desk", "export", "-").out == empty_shell("desk", "export").out
    file = tmp_path / "desk.yaml"
    file.write_text("name: Acme\n  Support\n")
    assert "~ desk itself\n    name: main → Acme Support\n" in empty_shell("desk", "plan").out
    assert empty_shell("desk", "apply").status == 0
    assert "\nname: Acme Support\n" in empty_shell("desk", "export").out
    with Desk.open(usual(own_home)) as desk:
        assert desk.name == "Acme Support"
    assert empty_shell("undo").status == 0
    with Desk.open(usual(own_home)) as desk:
        assert desk.name == "main"
    file.write_text("name: ''\n")
    assert "desk.yaml:1:7: a desk's name has 1 to 80 characters" in empty_shell("desk", "check").out


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("sla", "policies"), ("groups", "teams"), ("triggers", "rules"), ("automations", "rules"),
        ("business-hours", "schedules"), ("ticket_fields", "fields"),
    ],
)  # fmt: skip
def test_sections_are_found_by_what_other_help_desks_call_them(
    empty_shell: Shell, tmp_path: Path, theirs: str, ours: str
) -> None:
    (tmp_path / "desk.yaml").write_text(f"{theirs}: {{}}\n")
    told = empty_shell("desk", "check").out
    assert told == f"desk.yaml:1:1: there is no {theirs!r} here; what is called {theirs} elsewhere is `{ours}` here\n"


def test_the_plan_says_lengths_as_people_do(empty_shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "desk.yaml").write_text(SERVICE)
    plan = empty_shell("desk", "plan").out
    assert "    after: 1d\n" in plan
    assert "    again: 30d\n" in plan


def test_without_a_survey_it_says_where_one_is_declared(empty_shell: Shell) -> None:
    assert empty_shell("surveys").out == "nothing is asked; `surveys:` in a desk file says what is\n"


def test_who_asks_for_a_deadline_that_is_not_there_hears_how_it_comes(empty_shell: Shell, tmp_path: Path) -> None:
    empty_shell("new", "--from", "kim@acme.test", "--subject", "Card", "declined")
    assert "this desk has no policies; `policies:` in a desk file" in empty_shell("sla", "explain", "1").out
    (tmp_path / "desk.yaml").write_text(SERVICE)
    empty_shell("desk", "apply")
    told = empty_shell("sla", "explain", "1").out
    assert "it is older than the policy usual, which takes it from its next message or change on" in told
    empty_shell("set", "1", "priority=high")
    assert empty_shell("sla", "explain", "1").out.startswith("first reply: running")


@pytest.mark.parametrize("words", [("connect", "mail", "--help"), ("help", "connect", "mail")])
def test_what_a_connection_is_asked_for_can_be_read_before(empty_shell: Shell, words: tuple[str, ...]) -> None:
    page = empty_shell(*words)
    assert page.status == 0
    assert "  imap*                  Which server has the mailboxes?" in page.out
    assert "Its password is asked for" in page.out
    assert max(map(len, page.out.splitlines())) <= 88
    assert empty_shell("connect", "nothing", "--help").status == 2


def test_articles_say_their_title_once_and_what_is_wrong_with_a_file(empty_shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "kb"
    folder.mkdir()
    (folder / "pay.md").write_text("# How to pay\n\nBy card.\n\n# Later\n")
    (folder / "bad.md").write_text("---\ntitle: Bad\ntags: [broken\n---\nbody\n")
    told = empty_shell("kb", "import", "kb")
    assert told.status == 1
    assert "bad.md: its front matter is no YAML (line 4: expected ',' or ']', but got its end)" in told.out
    assert empty_shell("kb", "show", "pay").out.splitlines()[1:] == [
        "no section · public · published", "", "By card.", "", "# Later",
    ]  # fmt: skip
