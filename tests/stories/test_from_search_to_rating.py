"""A customer searches, asks the machine, gets a person, is answered and rates it: a real Chromium, a real terminal.

At each step one of the processes is killed, as a machine out of memory kills: nothing is lost, nothing is said twice.
"""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from person import Home
from served import Served
from terminal import Terminal

from supportterm.core.terms import Status

pytestmark = pytest.mark.slow

DESK = """
bot: {active: true, channels: [chat], team: support}
surveys: {content: {kind: csat, question: How was it?, after: 0m}}
"""
ARTICLES = {
    "export-invoices": "# Export your invoices\n\nOpen **Billing** and choose *Export*.\n",
    "delete-account": "# Delete your account\n\nWrite to us.\n",
}


@pytest.fixture
def there(own_home: Path) -> Iterator[Home]:
    """Dana's desk, with two public articles, a bot and a survey."""
    home = Home(own_home)
    home.settings(config="me: dana\nzone: UTC\n")
    home.shell("agent", "add", "dana", "--name", "Dana", "--teams", "support")
    for name, text in ARTICLES.items():
        (own_home / "kb").mkdir(exist_ok=True)
        (own_home / "kb" / f"{name}.md").write_text(f"---\nvisibility: public\nstate: published\n---\n{text}")
    home.shell("kb", "import", "kb")
    (own_home / "desk.yaml").write_text(DESK)
    home.shell("desk", "apply", "desk.yaml")
    yield home
    home.end_keeper()


def test_from_the_search_to_the_rating_whatever_dies_on_the_way(there: Home, tab: Any) -> None:
    with Served(there) as side:
        searches(side, tab)
        tab.goto(f"{side.base}/chat")
        ask(tab, "How do I export my invoices?")
        tab.get_by_text("Did that help?").wait_for()
        assert tab.get_by_role("link", name="Export your invoices").is_visible()

        there.end_keeper(signal.SIGKILL)  # the machine that answers is gone
        ask(tab, "No, there is no such button in my billing")
        tab.get_by_text("A person has your question now").wait_for()

        with there.console() as dana:
            dana.see("How do I export")
            dana.press("g", "L")
            dana.see("is here", "knows no answer")
            tab.get_by_text("Dana is with you").wait_for()
            side.end()  # the customers' side is gone, while somebody types
            tab.get_by_text("The line was lost").wait_for()
            say(tab, "are you still there?")
            side.start()
            taken(tab, "are you still there?")
            dana.see("are you still there?")
            begin(dana, "I am. Please tr")
            tab.get_by_text("Dana is typing").wait_for()
            dana.wait_for(lambda: drafted(there) == "I am. Please tr", "the answer begun was never kept")
            dana.kill()
        with there.console() as dana:
            dana.see("How do I export")
            dana.command("open 1")
            dana.see("I am. Please tr")
            begin(dana, "y the old page.", "I am. Please try the old page.")
            dana.press("enter")
            tab.get_by_text("I am. Please try the old page.").wait_for()
            dana.see("read")
            ask(tab, "That works")
            dana.see("That works")
            dana.leave("esc back")
            there.end_keeper(signal.SIGKILL)  # who asks how it was is gone
            dana.press("e")
            dana.see("solved")
            tab.get_by_text("How was it?").wait_for()
        tab.get_by_role("group", name="How was it?").get_by_role("button", name="5").click()
        tab.get_by_text("Thank you!").wait_for()
        tab.reload()
        tab.get_by_role("button", name="5", pressed=True).wait_for()
    assert said(there) == [
        ("customer", "How do I export my invoices?"),
        ("reply", "Open **Billing** and choose *Export*."),
        ("customer", "No, there is no such button in my billing"),
        ("reply", "I could not answer that. A person has your question now, with all you have written here."),
        ("customer", "are you still there?"),
        ("reply", "I am. Please try the old page."),
        ("customer", "That works"),
        ("reply", "Hello,"),
    ]
    ticket = there.reads(1)
    assert (ticket.status, ticket.assignee, ticket.csat) == (Status.SOLVED, "dana", 5)
    assert "operations in order" in there.shell("doctor", "--audit")


def searches(side: Served, tab: Any) -> None:
    """Somebody finds the article as they type, and it does not help."""
    tab.goto(side.base)
    tab.get_by_label("Search the articles").press_sequentially("export inv")
    tab.get_by_role("link", name="Export your invoices").first.click()
    tab.get_by_role("button", name="No").click()
    tab.get_by_text("Thank you").first.wait_for()


def say(tab: Any, text: str) -> None:
    tab.get_by_label("Your message").fill(text)
    tab.get_by_label("Your message").press("Enter")


def ask(tab: Any, text: str) -> None:
    say(tab, text)
    taken(tab, text)


def taken(tab: Any, text: str) -> None:
    """Wait until the desk has what somebody said."""
    tab.locator(".theirs:not(.pending)", has_text=text).wait_for()


def begin(console: Terminal, text: str, whole: str = "") -> None:
    """Write into the line under the chat."""
    console.press("enter")
    console.see("esc back")
    console.type(text)
    console.see(whole or text)


def drafted(home: Home) -> str:
    from supportterm.desk import Desk

    with Desk.open(home.desk, me="dana", read_only=True) as desk:
        draft = desk.draft(1, "reply")
        return draft.body if draft else ""


def said(home: Home) -> list[tuple[str, str]]:
    """Who said what in public, the first paragraph of each."""
    return [(role, body.split("\n\n")[0].strip()) for role, body in home.wrote(1) if role != "note"]
