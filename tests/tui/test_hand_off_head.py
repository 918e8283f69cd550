"""What was handed over is read above the ticket: on a narrow screen its reason takes another row."""

import msgspec
import pytest

from supportterm.core.hand_off_card import card_of
from supportterm.core.nouns import HandOff, Ticket
from supportterm.tui.render.card import Setting
from supportterm.tui.render.head import head_rows

REASON = "the app asks for an update each morning although the newest is there; 3 engineers wait"


@pytest.mark.parametrize(("state", "rows"), [("waiting", 3), ("declined", 2), ("accepted", 2)])
def test_the_reason_of_a_hand_off_is_read_on_a_narrow_screen(state: str, rows: int) -> None:
    """Whole while somebody is to do something about it; below it stands what was tried."""
    card = HandOff("technical", 2, REASON, "sam", 0, "reinstalled", state=state)  # type: ignore[arg-type]
    card = msgspec.structs.replace(card, answered_by="ravi", answered_at=0, answer=REASON)
    ticket = Ticket(1, "Updates", 1, 0, 0, hand_off=card)
    told = card_of(ticket, 0, None, None, lambda at: "12:00")
    head = [row.text.strip() for row in head_rows(ticket, Setting(80, 0), 22, card=told)]
    stands = head[2 : 2 + rows]
    assert head[2].startswith("→ ") and set(head[-1]) == {"─"}
    assert "3 engineers wait" in " ".join(stands)
    assert ("tried: reinstalled" in head) is (state != "accepted"), "the timeline tells it anyway"
