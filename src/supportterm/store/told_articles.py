"""What a remote tells of articles. Where a person here changed one too, both texts are kept until they have chosen."""

import msgspec

from supportterm.core.outbox import State
from supportterm.core.remote import RemoteArticle
from supportterm.store import outbox
from supportterm.store.authoring import put_article_told, put_readers_told
from supportterm.store.claiming import CHANGED
from supportterm.store.met import Met
from supportterm.store.outbox import ConflictRow
from supportterm.store.sqlite import Connection
from supportterm.store.stroke import Stroke


class ToldArticles:
    """Of one page."""

    def __init__(self, stroke: Stroke, met: Met) -> None:
        self._stroke = stroke
        self._met = met

    @property
    def _connection(self) -> Connection:
        return self._stroke.work.connection

    def take(self, told: RemoteArticle) -> None:
        """A version of an article; where a person here changed it too, they choose."""
        known = self._met.find("article", told.key)
        if known is None and told.gone:
            return
        if known is not None and known.version == told.version and not told.gone:
            put_readers_told(self._stroke, known.local, told)
            return
        mine = outbox.of_ticket(self._connection, -known.local) if known is not None else []
        if known is not None and mine:
            self._clash(mine[0], known.version, told)
            number = known.local
        else:
            number = put_article_told(self._stroke, known.local if known else None, told)
        self._met.put("article", told.key, number, "" if told.gone else told.version)

    def _clash(self, mine: outbox.Entry, version: str, told: RemoteArticle) -> None:
        """Theirs is kept until a person has chosen. Where ours may have left, or waits for a person for another reason,
        that is asked when it is to leave again."""
        theirs = msgspec.json.encode(told).decode()
        row = ConflictRow(mine.id, "article", version, "", theirs, told.author, told.updated_at)
        if mine.state is State.QUEUED:
            outbox.clash(self._connection, mine, [row], at=self._stroke.now, words=CHANGED)
        else:
            outbox.set_conflicts(self._connection, [row])
