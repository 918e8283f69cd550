"""The window on a ticket's timeline: the entries around what is looked at, each with its card of rows.

Pages are read through the desk when the view comes near an edge, so that a ticket of thousands of messages opens as
fast as one of two.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from supportterm.core.describe import describe
from supportterm.core.moments import day_of, moment_words
from supportterm.core.nouns import Attachment, Message
from supportterm.core.operations import Escalate
from supportterm.core.query.tree import Term
from supportterm.tui.render.body import Folds
from supportterm.tui.render.card import AS_IT_COMES, Setting, Shape, event_rows, message_rows, unread_rows
from supportterm.tui.render.delivery import Delivery, delivery, under_way
from supportterm.tui.render.line import BLANK, Line
from supportterm.tui.render.marking import is_hit, marked
from supportterm.tui.render.rows import Rows

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.desk.past import Past
    from supportterm.store.timeline import Event, News

PAGE = 50
"""Entries read at a time."""
_TOGETHER = 60_000
"""Milliseconds within which what one actor did is told in one row."""


Paint = Callable[[Message, Sequence[Attachment], Setting, Shape], Iterator[Line]]
"""From a message to its rows, as `message_rows` does."""


class Entry(NamedTuple):
    """A message, or the events between two messages."""

    key: int
    message: Message | None = None
    events: "tuple[Event, ...]" = ()
    files: tuple[Attachment, ...] = ()
    delivery: Delivery | None = None
    """What the outbox knows of the message, while it is under way."""


class Timeline:
    """The entries of one ticket that are in memory, oldest first, and their cards."""

    def __init__(self, desk: "Desk | Past", ticket: int, setting: Setting, paint: Paint = message_rows) -> None:
        self._desk = desk
        self._paint = paint
        self.ticket = ticket
        self.setting = setting
        self.words: tuple[Term, ...] = ()
        """Marked in the bodies: what the search that led here looked for."""
        self.unread_after: int | None = None
        """The newest message read before the ticket was opened; None marks nothing as new."""
        self.entries: list[Entry] = []
        self.cards: list[Rows] = []
        self.at_start = False
        self.at_end = False
        self._place = 0
        """Of the log: up to there all is told."""
        self._shapes: dict[int, Shape] = {}
        self._first_unread: int | None = None
        """Key of the message above which `new` stands."""

    # --- reading

    def open(self, message: int | None = None) -> int:
        """Read the newest page, or the one around *message*; answers which entry to show first."""
        self._place = self._desk.log_end()  # before: what comes meanwhile is read twice, and not passed over
        if message is None:
            items = self._desk.timeline(self.ticket, size=PAGE)
            self.at_start, self.at_end = len(items) < PAGE, True
            self._set(items)
            return max(len(self.entries) - 1, 0)
        before = self._desk.timeline(self.ticket, before=message, size=PAGE // 2)
        after = self._desk.timeline(self.ticket, after=message - 1, size=PAGE)
        self.at_start, self.at_end = len(before) < PAGE // 2, len(after) < PAGE
        self._set((*before, *after))
        return self.index(message)

    def open_start(self) -> None:
        """Read the ticket's first page, unless the first entry is there."""
        if not self.at_start:
            self._place = self._desk.log_end()
            items = self._desk.timeline(self.ticket, after=0, size=PAGE)
            self.at_start, self.at_end = True, len(items) < PAGE
            self._set(items)

    def earlier(self) -> int:
        """Read the page before; answers how many entries came in front."""
        if self.at_start or not self.entries:
            return 0
        items = self._desk.timeline(self.ticket, before=self.entries[0].key, size=PAGE)
        self.at_start = len(items) < PAGE
        new = list(self._entries(items))
        self.entries[:0] = new
        self.cards[:0] = map(self._card, new)
        return len(new)

    def later(self) -> bool:
        """Read the page after; False when there was nothing more."""
        if self.at_end or not self.entries:
            return False
        items = self._desk.timeline(self.ticket, after=self._last_key(), size=PAGE)
        self.at_end = len(items) < PAGE
        new = list(self._entries(items))
        self.entries += new
        self.cards += map(self._card, new)
        return bool(new)

    def refresh(self, now: int) -> None:
        """Read what came, and what of that in memory may stand otherwise; all of it where more happened than that."""
        before, self.setting = self.setting, self.setting._replace(now=now)
        if not self.entries:
            self.open()
            return
        news = self._desk.news(self.ticket, self._place, [message.id for message in self._under_way()])
        if news.whole or not self._take(news):
            self._read_again()
        if day_of(now, self.setting.zone) != day_of(before.now, before.zone):  # cards say `yesterday`
            self.resize(self.setting)

    def _read_again(self) -> None:
        """All that is in memory, and at the end of the timeline what has come since."""
        self._place = self._desk.log_end()
        size = sum(max(len(entry.events), 1) for entry in self.entries) + (PAGE if self.at_end else 0)
        items = self._desk.timeline(self.ticket, after=self.entries[0].key - 1, size=size)
        self.at_end = self.at_end and len(items) < size
        self._set(items)

    def index(self, message: int) -> int:
        """Where the message is among the entries; the last one before its time when it is not there."""
        return max(bisect_right(self.entries, message, key=lambda entry: entry.key) - 1, 0)

    def key(self, index: int) -> int:
        """The key of an entry; 0 when there is none there."""
        return self.entries[index].key if index < len(self.entries) else 0

    @property
    def counting(self) -> bool:
        """Whether a message in memory has not left yet: how long it can be taken back changes every second."""
        return any(entry.delivery is not None for entry in self.entries)

    @property
    def first_unread(self) -> int | None:
        """Where the first message not read before is among the entries; None when none is, or it is further up."""
        return next((i for i, entry in enumerate(self.entries) if entry.key == self._first_unread), None)

    def header_row(self, index: int) -> int:
        """Which row of a card is its header: the first one but where `new` stands above it."""
        return 1 if self.key(index) == self._first_unread else 0

    def hit_row(self, index: int) -> int:
        """The first row of a card that holds one of the words, opening the card's folds when it must; else 0."""
        for shape in (self.shape(index), Shape(Folds(True), True)):
            self.reshape(index, shape)
            card, row = self.cards[index], 0
            while (found := card.get(row)) is not None:
                if is_hit(found):
                    return row
                row += 1
        self.reshape(index, AS_IT_COMES)
        return 0

    # --- looks

    def resize(self, setting: Setting) -> None:
        self.setting = setting
        self.cards = [self._card(entry) for entry in self.entries]

    def shape(self, index: int) -> Shape:
        return self._shapes.get(self.entries[index].key, AS_IT_COMES)

    def reshape(self, index: int, shape: Shape) -> None:
        """Open or fold the card of an entry."""
        self._shapes[self.entries[index].key] = shape
        self.cards[index] = self._card(self.entries[index])

    # --- news

    def _under_way(self) -> Iterator[Message]:
        """Messages that may stand otherwise without a word in the log: they are on their way out, or their files in."""
        for entry in self.entries:
            waits = entry.delivery is not None or any(file.remote and not file.digest for file in entry.files)
            if entry.message is not None and waits:
                yield entry.message

    def _take(self, news: "News") -> bool:
        """Put *news* where they belong; False when that is neither what is in memory nor behind it."""
        first, last = self.entries[0].key, self._last_key()
        came = [item for item in news.items if item.id > last]
        for item in news.items[: len(news.items) - len(came)]:
            place = self.index(item.id)
            entry = self.entries[place]
            if isinstance(item, Message) and entry.key == item.id:
                self._put(place, self._entry(item))
            elif not any(event.id == item.id for event in entry.events) and (item.id > first or self.at_start):
                return False
        self._place = news.place
        if came and self.at_end:
            self._append(came)
        for place, entry in enumerate(self.entries):  # tickets that they name may be called otherwise by now
            if entry.events:
                self.cards[place] = self._card(entry)
        return True

    def _put(self, place: int, entry: Entry) -> None:
        if entry != self.entries[place]:
            self.entries[place] = entry
            self.cards[place] = self._card(entry)

    def _append(self, items: "Sequence[Message | Event]") -> None:
        """*items* behind the last entry; what happened goes on with what happened before it."""
        if last := self.entries[-1].events:
            del self.entries[-1], self.cards[-1]
            items = (*last, *items)
        new = list(self._entries(items))
        self.entries += new
        if self._first_unread is None:
            self._first_unread = self._find_unread()
        self.cards += map(self._card, new)

    # --- inside

    def _last_key(self) -> int:
        last = self.entries[-1]
        return last.events[-1].id if last.events else last.key

    def _set(self, items: "Sequence[Message | Event]") -> None:
        old = {entry.key: (entry, card) for entry, card in zip(self.entries, self.cards, strict=True)}
        self.entries = list(self._entries(items))
        self._first_unread = self._find_unread()
        self.cards = [self._kept(entry, *old.get(entry.key, (None, None))) for entry in self.entries]

    def _entries(self, items: "Sequence[Message | Event]") -> Iterator[Entry]:
        together: list[Event] = []
        for item in items:
            if not isinstance(item, Message):
                together.append(item)
                continue
            if together:
                yield Entry(together[0].id, events=tuple(together))
                together = []
            yield self._entry(item)
        if together:
            yield Entry(together[0].id, events=tuple(together))

    def _entry(self, message: Message) -> Entry:
        files = self._desk.attachments(message.id) if message.attachments else ()
        return Entry(message.id, message, files=files, delivery=self._delivery(message))

    def _delivery(self, message: Message) -> Delivery | None:
        if not under_way(message):
            return None
        return delivery(message, self._desk.departure(message.id), self.setting.now, self.setting.undo)

    def _kept(self, entry: Entry, old: Entry | None, card: Rows | None) -> Rows:
        """The card there was, when it shows the same message; else a new one."""
        return card if card is not None and entry.message is not None and entry == old else self._card(entry)

    def _card(self, entry: Entry) -> Rows:
        rows = self._rows(entry)
        if self.words and entry.message is not None:
            return Rows(marked(rows, self.words))
        return Rows(rows)

    def _rows(self, entry: Entry) -> Iterator[Line]:
        if entry.message is None:
            return self._event_rows(entry.events)
        shape = self._shapes.get(entry.key, AS_IT_COMES)._replace(delivery=entry.delivery)
        rows = self._paint(entry.message, entry.files, self.setting, shape)
        return chain(unread_rows(self.setting), rows) if entry.key == self._first_unread else rows

    def _event_rows(self, events: "Sequence[Event]") -> Iterator[Line]:
        """What one actor did at about the same time in a row of its own, an empty row behind all."""
        together: list[Event] = []
        for event in events:
            if together and (event.actor != together[0].actor or event.at - together[0].at > _TOGETHER):
                yield from self._told(together)
                together = []
            together.append(event)
        yield from self._told(together)
        yield BLANK

    def _told(self, events: "Sequence[Event]") -> Iterator[Line]:
        words = [self._words(event) for event in events]
        return event_rows(events[0].at, events[0].actor, words, self.setting)

    def _words(self, event: "Event") -> str:
        now, zone = self.setting.now, self.setting.zone
        words = describe(event.payload, event.base, lambda at: moment_words(at, now, zone), self._desk.label)
        if isinstance(event.payload, Escalate):
            words += f"; tried: {event.payload.tried}" if event.payload.tried else ""
            words += f"; question: {event.payload.question}" if event.payload.question else ""
        return words

    def _find_unread(self) -> int | None:
        """The oldest message of somebody else not read before, when what lies before it is in memory too."""
        if self.unread_after is None:
            return None
        messages = [entry.message for entry in self.entries if entry.message]
        unread = [message for message in messages if message.id > self.unread_after]
        if not self.at_start and len(unread) == len(messages):
            return None
        return next((message.id for message in unread if message.agent != self._desk.me), None)
