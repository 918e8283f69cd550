"""Who hears the screen: the line of the terminal's cursor, and what is appended at the end. Nothing else is known."""

from pathlib import Path

from person import Home
from terminal import Terminal, terminal

SAID = 4
"""Lines at the end of the screen in which what is new is appended."""
DRAWN = "─│┌┐└┘├┤┬┴┼┃┋╏▎▌▐▁▂▃▄▅▆▇█●✓✎▲☾↯★‖"


class Ears:
    """A screen reader before a terminal."""

    def __init__(self, there: Terminal) -> None:
        self._terminal = there
        self._before: list[str] = []
        self._heard: list[str] = []

    def listen(self) -> str:
        """What was heard since the last key."""
        screen = self._terminal.screen
        self._terminal.settle()
        assert not screen.cursor.hidden, "there is no cursor to follow"
        end = self._terminal.lines[-SAID:]
        kept = next(n for n in range(SAID + 1) if self._before[n:] == end[: len(self._before) - n])
        appended = end[len(self._before) - kept :]
        self._before = end
        line = self._terminal.lines[screen.cursor.y]
        heard = [line, *filter(None, appended)]
        for words in heard:
            assert not set(words) & set(DRAWN), f"a drawing is no word: {words}"
        self._heard += [words for words in heard if words not in self._heard]
        return "\n".join(heard)

    def press(self, *keys: str) -> str:
        for key in keys:
            self._terminal.press(key)
            self.listen()
        return "\n".join(self._heard)

    def type(self, text: str) -> None:
        self._terminal.type(text)
        self.listen()

    def hear(self, *wanted: str) -> None:
        """Wait until all of it was heard; then what was heard before is forgotten."""

        def so() -> bool:
            self.listen()
            said = " ".join(" ".join(self._heard).split())
            return all(words in said for words in wanted)

        try:
            self._terminal.wait_for(so, f"never heard {wanted}")
        except AssertionError as error:
            raise AssertionError(f"{error}\nbut {self._heard}") from None
        self._heard = []


def test_whoever_only_hears_the_cursors_line_and_what_is_new_comes_to_the_end_of_the_tutor(own_home: Path) -> None:
    with terminal(["tutor", "--screen-reader"], own_home, 100, 30) as there:
        there.see("1/16")
        ears = Ears(there)
        ears.hear("1/16", "Go down the queue and up again with j and k", "queue:", "from", "assigned to")
        ears.press("j")
        ears.hear("2/16", "with enter")
        ears.press("enter")
        ears.hear("3/16", "back to the queue with u", "ticket")
        ears.press("k", "k", "j")
        ears.press("u")
        ears.hear("4/16", "answer it, r", "queue:")
        ears.press("r")
        ears.hear("PUBLIC", "the customer reads it")
        ears.type("hello")
        ears.hear("hello")
        ears.press("ctrl+s", "s")
        ears.hear("5/16", "a note for colleagues, n")
        ears.press("n")
        ears.hear("only colleagues read it")
        ears.type("only for us")
        ears.press("ctrl+s", "n")
        ears.hear("6/16", "Undo the note, z")
        ears.press("z")
        ears.hear("7/16", "nobody's, a")
        ears.press("u", "j", "a")
        ears.hear("8/16", "urgent, p u")
        ears.press("p")
        ears.hear("u priority urgent")
        ears.press("u")
        ears.hear("9/16", "higher tier, !", "urgent")
        ears.press("!")
        ears.type("tech")
        ears.press("enter")
        ears.hear("reason:")
        ears.type("the server is theirs")
        ears.press("enter")
        ears.hear("10/16", "until tomorrow, b")
        ears.press("b")
        ears.type("tomorrow 9am")
        ears.press("enter")
        ears.hear("11/16", "Narrow the list while you type, /")
        ears.press("/")
        ears.type("refund")
        ears.press("enter")
        ears.hear("12/16", "Select some rows, x", "filter refund")
        ears.press("x")
        ears.hear("1 selected")
        ears.press("x", "e")
        ears.hear("13/16", "another view, g o")
        ears.press("g", "o")
        ears.hear("14/16", "Find an article, g k")
        ears.press("g", "k")
        ears.hear("15/16", "command line, :", "knowledge")
        ears.press("u")
        ears.type(":log")
        ears.press("enter")
        ears.hear("16/16")
        ears.press("enter", "?")
        ears.hear("That was all")


def test_a_ticket_is_read_line_by_line_and_nothing_lies_beside_it(own_home: Path) -> None:
    settings = own_home / ".config" / "supportterm" / "config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text("screen_reader: true\n")
    with terminal(["demo"], own_home, 200, 30) as there:
        there.see("assigned to")
        ears = Ears(there)
        ears.hear("from The Tour")
        ears.press("enter")
        ears.hear("ticket #186")
        there.see_no_more("assigned to nobody")
        read: list[str] = []
        while read[-1:] != read[-2:-1] or not read:
            there.press("j")
            read.append(there.lines[there.screen.cursor.y])
        assert "" not in read, "what says nothing is passed over"
        assert "nothing you do leaves this machine" in " ".join(read) and "a day at Quillbeck." in read[-1]
        there.press("g", "g")
        assert "#186" in there.lines[there.screen.cursor.y]
        ears.press("u", "?")
        ears.hear("1 of")
        ears.type("solve")
        ears.hear("solve", "1 of")
        ears.press("esc")
        ears.hear("186 Welcome")


def test_figures_are_heard_one_a_line_and_lead_to_what_they_count(own_home: Path) -> None:
    with terminal(["demo", "--screen-reader"], own_home, 100, 30) as there:
        there.see("assigned to", seconds=60)
        ears = Ears(there)
        ears.press("g", "f")
        ears.hear("figures, ", "lengths in calendar time")
        ears.press("j")
        demo = own_home / ".local" / "state" / "supportterm" / "demo" / "demo.desk"
        (figures,) = Home(own_home).json("report", "--desk", str(demo))  # the hour decides what thirty days hold
        ears.hear(f"Created: {figures['created']}")
        ears.press("=")
        ears.hear(f"Created: {figures['created']}", "tickets are behind it")
        ears.press("esc")
        there.press("G")
        read = [there.lines[there.screen.cursor.y]]
        while not read[-1].strip().startswith("Created, the last"):
            there.press("k")
            read.append(there.lines[there.screen.cursor.y])
            assert read[-1] != read[-2]
        assert all(any(words in line for line in read) for words in ("most tickets come", "Backlog, the last 7 days: "))
        ears.press("g", "g", "j", "j", "enter")
        ears.hear(f"Solved: {figures['solved']}", "queue: Solved", "solved")


def test_a_chat_is_heard_and_answered_and_so_is_what_the_customer_says_to_it(own_home: Path) -> None:
    with terminal(["demo", "--screen-reader"], own_home, 100, 30) as there:
        there.see("assigned to", seconds=60)
        ears = Ears(there)
        ears.press("g", "l", "j")
        ears.hear("queue: Chats", "How do I mark a job as emergency?", "from Zoë Adeyemi")
        ears.press("enter")
        ears.hear("ticket #176", "#176 How do I mark a job as emergency?")
        ears.press("j")
        ears.hear("high, nobody, support tier 1, chat")
        ears.press("enter")
        ears.hear("chat: Chats")
        ears.type("Press on the three dots.")
        ears.hear("Press on the three dots.")
        ears.press("enter")
        ears.hear("Zoë Adeyemi: ok, one second")
