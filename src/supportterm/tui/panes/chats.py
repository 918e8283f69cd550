"""The chats under way, who waits longest first. Values only."""

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from supportterm.core.conversations import Conversation
from supportterm.core.moments import MINUTE, SECOND, age_words
from supportterm.core.safe import safe_line
from supportterm.tui.render.card import Setting
from supportterm.tui.render.line import Line, Span, join
from supportterm.tui.widgets.cells import fit, width_of

LONG = 2 * MINUTE
"""Waiting that is shown as a warning."""
CHAT = "chat:"
_MEASURED = 40
"""Chats by whose names the column of names is as wide as it is."""


class ChatRows(Sequence[Line]):
    """A row for each chat: who, about what, how long they wait. Rows are made when they are asked for."""

    def __init__(
        self, chats: Sequence[Conversation], shown: int | None, typing: Mapping[int, bool], setting: Setting
    ) -> None:
        """*shown* is the one whose conversation is open, *typing* says who types."""
        self._chats, self._shown, self._typing, self._setting = chats, shown, typing, setting
        widest = max((width_of(safe_line(chat.name, 30)) for chat in chats[:_MEASURED]), default=0)
        self._names = min(widest, setting.width // 3)

    def __len__(self) -> int:
        return len(self._chats)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | Sequence[Line]:
        if isinstance(index, slice):
            return [self._row(chat) for chat in self._chats[index]]
        return self._row(self._chats[index])

    def _row(self, chat: Conversation) -> Line:
        setting = self._setting
        mark = setting.glyphs.folded if chat.ticket == self._shown else " "
        left = [
            Span(f"{mark} ", "accent"),
            Span(fit(safe_line(chat.name, 30), self._names), "unread" if chat.ours and chat.since is not None else ""),
            Span(f"  {safe_line(chat.subject, 100)}", "dim"),
        ]
        right = list(_stands(chat, self._typing.get(chat.ticket, False), setting.now, setting.glyphs.ellipsis))
        for place in range(len(right) - 1, 0, -1):
            right.insert(place, Span(setting.glyphs.between, "dim"))
        return join(left, right, setting.width, f"{CHAT}{chat.ticket}")


def _stands(chat: Conversation, types: bool, now: int, ellipsis: str) -> Iterator[Span]:
    """How a chat stands, in as few words as that takes."""
    if types:
        yield Span(f"typing{ellipsis}", "accent")
    if chat.agent:
        yield Span(safe_line(chat.agent, 20), "dim")
    if chat.here is False:
        yield Span("left", "dim")
    if chat.since is not None:
        waits = max(now - chat.since, 0)
        tone = "dim" if not chat.ours else "urgent" if waits >= LONG else "high"
        yield Span(f"waits {waiting_words(waits)}", tone)
    elif not (types or chat.agent or chat.here is False):
        yield Span("answered", "dim")


def waiting_words(length: int) -> str:
    """A waiting time: seconds matter in a chat."""
    return f"{length // SECOND}s" if length < MINUTE else age_words(length)
