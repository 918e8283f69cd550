"""What is due, why, what breaks next, and how the desk did."""

import pytest
from person import Home

DESK = """
schedules:
  always: {hours: {mon-sun: "00:00-24:00"}, zone: UTC}
policies:
  all: {schedule: always, first_reply: {others: 2h}}
"""


@pytest.fixture
def promising(home: Home) -> Home:
    """Sam's, with a promise that runs on #10."""
    (home.path / "desk.yaml").write_text(DESK)
    home.shell("desk", "apply", "desk.yaml")
    home.shell("new", "--from", "zoe@iris.example", "--subject", "Nothing prints", "Hello")
    return home


def test_a_deadline_explains_itself_and_what_breaks_next_is_told(promising: Home) -> None:
    with promising.console() as t:
        t.see("Nothing prints")
        t.command("open 10")
        t.see("#10 Nothing prints")
        t.press("=")
        t.see("why #10", "first reply: running", "2h of always", "promised by all")
        t.leave("why #10")
        t.command("sla forecast")
        t.see("Nothing prints", "first reply")


def test_figures_lead_to_the_tickets_behind_them(promising: Home) -> None:
    with promising.console(rows=40) as t:
        t.see("Nothing prints")
        t.press("g", "f")
        t.see("Created", "Backlog", "by team")
        t.press("=")
        t.see("Created")
        t.press("esc")
        t.press("enter")
        t.see("Nothing prints")
