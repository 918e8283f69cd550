"""From an archive of mails to answered tickets: in the console, and then the shell tells the same."""

import re

import pytest
from person import Home
from terminal import Terminal


def test_mails_are_triaged_answered_escalated_and_the_shell_tells_the_same(home: Home) -> None:
    work(home, "from:dana", "Charged twice for March", 1, "QY-7731")


@pytest.mark.long
def test_the_same_among_the_mails_of_a_list(home_of_a_list: Home) -> None:
    home = home_of_a_list
    (newest,) = home.json("list", "--limit", "1")
    sender = home.ticket(newest["number"])["email"]
    line = next(line for line in home.wrote(newest["number"])[0][1].splitlines() if line.strip())
    work(home, f"from:{sender}", newest["subject"][:24], newest["number"], line.strip()[:24])


def work(home: Home, query: str, subject: str, number: int, body: str) -> None:
    """Filter, open, reply, note, escalate, undo, quit; then look from the shell."""
    before = home.wrote(number)
    with home.console() as t:
        t.see(subject)
        find(t, query, subject)
        t.press("enter")
        t.see(f"#{number} ", body)

        t.press("r")
        t.see("PUBLIC REPLY")
        t.type("It is on its way.")
        t.see("It is on its way.")
        t.press("ctrl+s")
        t.see("send --solve")
        t.press("s")
        t.see("status new → open; kept here and not mailed")

        t.press("n")
        t.see("INTERNAL NOTE", "ctrl+s n")
        t.type("Bank called, they agree.")
        t.press("ctrl+s", "n")
        t.see(f"note on #{number}")

        t.press("!")
        t.see("backend  Backend, tier 2")
        t.type("backend")
        t.press("enter")
        t.see("reason:")
        t.type("needs the ledger")
        t.press("enter")
        t.see("escalated to backend, tier 2: needs the ledger", f"#{number} ")
        assert home.ticket(number)["team"] == "backend"

        t.press("z")
        t.see("undone: ")
        t.press("g", "a")
        t.see("All")
        quit_(t)
    assert home.wrote(number) == [*before, ("reply", "It is on its way."), ("note", "Bank called, they agree.")]
    ticket = home.ticket(number)
    assert (ticket["status"], ticket["team"], ticket["hand_off"], ticket["unread"]) == ("open", None, None, False)
    log = home.shell("log", str(number))
    assert re.search(r"sam +escalated to backend, tier 2: needs the ledger   \(undone\)", log)
    assert re.search(r"sam +replied\n", log) and "status new → open\n" in log
    assert "operations in order" in home.shell("doctor", "--audit")


def find(t: Terminal, query: str, subject: str) -> None:
    t.press("/")
    t.see("enter keep")
    t.type(query)
    t.see(f"/{query}", subject)
    t.press("enter")
    t.see_no_more("enter keep")


def quit_(t: Terminal) -> None:
    t.type(":")
    t.see("enter run")
    t.type("quit")
    t.press("enter")
    assert t.wait() == 0
    assert b"\x1b[?1049l" in t.bytes  # the terminal is as it was


def test_the_headers_of_mails_are_read_as_people_wrote_them(console: Terminal) -> None:
    console.see("Inés Duarte", "¿Puedo cambiar mi dirección?", "Ola Nordstrøm", "zoe@iris.example")
    console.type(":open 3")
    console.press("enter")
    console.see("Buenos días,", "me mudo a Calle Mayor 5", "¿Cómo cambio mi dirección?")
    assert "alert" not in console.text


def test_a_mail_that_wants_to_steer_the_terminal_is_only_text(console: Terminal) -> None:
    console.see("␛]0;owned␇␛[2Jclick [red]me[/red]")
    console.type(":open 7")
    console.press("enter")
    console.see("␛[31mpay me␛[0m", "⟨202E⟩gnp.exe")
    for sequence in (b"\x1b]0;owned", b"\x1b]52;", b"\x1b[31mpay", "\u202e".encode()):
        assert sequence not in console.bytes


def test_a_file_that_came_with_a_mail_is_saved(console: Terminal, home: Home) -> None:
    console.type(":open 2")
    console.press("enter")
    console.see("export.log")
    console.press("K")  # a ticket that was seen opens at its newest message
    console.press("v")
    console.see("save-attachment")
    console.press("s")
    console.see("export.log saved as")
    assert (home.path / "export.log").read_text().startswith("09:27:41 part 98")


def test_importing_again_adds_nothing(home: Home) -> None:
    from person import MAILS

    before = home.shell("list", "--json")
    assert home.shell("import", "mbox", str(MAILS)) == "0 messages imported into 0 new tickets; 12 here already\n"
    assert home.shell("list", "--json") == before


def test_a_ticket_for_a_caller_is_opened_on_their_behalf(console: Terminal, home: Home) -> None:
    console.press("c")
    console.see("NEW TICKET", "addresses or names, separated by commas")
    console.type("lou@caller.example")
    console.press("enter")
    console.see("NEW TICKET for lou@caller.example", "\n subject")
    console.type("Forgot the code of the door")
    console.press("enter")
    console.see("subject: Forgot the code of the door", "ctrl+s s")
    console.type("She stands outside.")
    console.see("She stands outside.")
    console.press("ctrl+s", "s")
    console.see("#10")
    ticket = home.ticket(10)
    assert (ticket["email"], ticket["subject"]) == ("lou@caller.example", "Forgot the code of the door")
    assert home.wrote(10) == [("customer", "She stands outside.")]
