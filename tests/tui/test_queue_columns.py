"""A ticket's line: exactly as wide as the screen, whatever is written in it."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from supportterm.core.safe import safe
from supportterm.store.rows import TicketRow
from supportterm.tui.dialogs.question import Option, narrowed
from supportterm.tui.panes.queue_columns import Seen, cells, columns, heading
from supportterm.tui.widgets.cells import cut, fit, strip, width_of

NOW = 1_790_000_000_000


def row(**given: object) -> TicketRow:
    texts = dict.fromkeys(("email", "organization", "segment", "channel"), "") | {"team": "backend", "subject": "Hello"}
    numbers = {"id": 7, "status": 1, "priority": 3, "tier": 1, "messages": 3, "attachments": 0}
    moments = {"created_at": NOW, "updated_at": NOW - 7_200_000, "due_at": NOW - 60_000, "snoozed_until": None}
    marks = {"unread": True, "draft": False, "escalated": True, "merged_into": None, "assignee": None}
    marks |= {"number": "", "home": "", "promise": None, "unsent": None, "fields": "{}", "why": ""}
    plain = {**texts, **numbers, **moments, **marks, "requester": "Kim", "tags": ("a", "b"), "key": (1, 7)}
    return TicketRow(**{**plain, **given})  # type: ignore[arg-type]


def text_of(ticket: TicketRow, width: int, **seen: object) -> str:
    what = Seen(NOW, frozenset(), **seen)  # type: ignore[arg-type]
    return "".join(text for text, _ in cells(ticket, columns(width), what))


@given(subject=st.text(), requester=st.text(), width=st.integers(48, 260), unicode=st.booleans())
def test_the_line_is_as_wide_as_the_screen_and_holds_nothing_a_terminal_obeys(
    subject: str, requester: str, width: int, unicode: bool
) -> None:
    text = text_of(row(subject=subject, requester=requester), width, unicode=unicode)
    assert width_of(text) == width
    assert safe(text) == text
    assert width_of(heading(columns(width))) == width


def test_a_small_screen_shows_what_matters_and_a_wide_one_shows_the_rest() -> None:
    small = [column.title for column in columns(80)]
    assert small == ["", "#", "", "Subject", "From", "Status", "Age"]
    assert {"Team", "Who", "Due", "Tags", "Organization", "Msg"} <= {column.title for column in columns(200)}


def test_where_a_subject_has_room_long_words_are_whole() -> None:
    ticket = row(team="north-eastern", subject="s" * 46)
    assert "north-eastern" in text_of(ticket, 176) and "s" * 46 in text_of(ticket, 176)
    assert "north-east…" in text_of(ticket, 110)


def test_why_it_is_for_me_stays_on_a_narrow_list_and_is_whole_on_a_wide_one() -> None:
    names = ("number", "priority", "subject", "from", "why", "age")
    assert [len(columns(width, names=names)) for width in (70, 80, 97, 170)] == [7, 7, 7, 7]
    mentioned = row(why="mentioned Noor Haddad", subject="s" * 20)
    for width in (97, 170):
        what = Seen(NOW, frozenset())
        assert "Noor Haddad mentions you" in "".join(t for t, _ in cells(mentioned, columns(width, names=names), what))


def test_marks_say_unread_selected_draft_escalated_and_snoozed() -> None:
    assert text_of(row(draft=True), 80).startswith(" ●✎")
    assert text_of(row(unread=False), 80).startswith("  ▲")
    assert text_of(row(unread=False, snoozed_until=NOW + 1), 80).startswith("  ☾")
    assert text_of(row(draft=True), 80, unicode=False).startswith(" Nd")
    assert "!!" in text_of(row(), 80)


@given(text=st.text().map(safe), width=st.integers(0, 40))
def test_text_is_cut_and_filled_to_the_cell(text: str, width: int) -> None:
    assert cell_len(cut(text, width)) <= width
    assert cell_len(fit(text, width)) == width
    assert fit(text, width, right=True).strip() == fit(text, width).strip()
    assert strip([(text, Style()), (text, Style(bold=True))], width, Style()).cell_length == width


def test_what_begins_so_comes_before_what_contains_it_and_that_before_letters_in_order() -> None:
    options = [Option("unassign"), Option("assign"), Option("view", "assigned to me"), Option("a s s i g n")]
    assert [o.text for o in narrowed(options, "assign")] == ["assign", "unassign", "view", "a s s i g n"]
    assert narrowed(options, "zzz") == []


def test_a_long_ticket_number_is_never_cut() -> None:
    what = Seen(NOW, frozenset())
    text = "".join(text for text, _ in cells(row(id=1_000_000), columns(80, 7), what))
    assert " 1000000 " in text
    assert width_of(text) == 80
