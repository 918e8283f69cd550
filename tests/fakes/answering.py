"""The fake help desk's end of a line: calls come as bytes, answers go as bytes."""

from collections.abc import Callable
from random import Random

import msgspec

from fakes.remote import SICK, FakeRemote
from fakes.speech import Call, Said, failed
from fakes.wire import Fault
from supportterm.backends import errors
from supportterm.core.remote import Identity, Page, Say

encode = msgspec.msgpack.Encoder().encode
_call = msgspec.msgpack.Decoder(Call).decode


class Server:
    def __init__(self, remote: FakeRemote, random: Random, clock: Callable[[], int]) -> None:
        self._remote = remote
        self._random = random
        self._clock = clock
        """The server's own, which may be ahead or behind."""

    def serve(self, request: bytes, fault: Fault) -> bytes:
        return encode(self.answer(_call(request), fault))

    def answer(self, call: Call, fault: Fault = "fine") -> Said:
        try:
            self._remote.admit()
            return self._answer(call, fault)
        except errors.RemoteError as error:
            return failed(error)

    def _answer(self, call: Call, fault: Fault) -> Said:
        remote = self._remote
        if remote.sick and isinstance(call.step, Say) and SICK in call.step.body:
            kind = errors.Uncertain if call.name == "write" else errors.Unavailable
            raise kind("the server said 500")
        match call.name:
            case "probe":
                return Said(Identity("us", remote.ledger.epoch, self._clock()))
            case "catalog":
                return Said(catalog=remote.rules.catalog())
            case "changes":
                return Said(page=self._page(call.text, fault))
            case "articles":
                return Said(page=remote.articles(call.text))
            case "fetch":
                return Said(item=remote.fetch(call.text))
            case "download":
                return Said(content=remote.download(call.text))
            case "search":
                return Said(tickets=remote.search(call.text, call.limit))
            case "find":
                assert call.step is not None
                return Said(receipt=remote.find(call.step))
        assert call.step is not None
        return Said(receipt=remote.apply(call.step, call.tags, call.contents))

    def _page(self, cursor: str, fault: Fault) -> Page:
        if fault == "stale":
            return self._remote.changes(cursor, behind=self._random.randrange(1, 6))
        page = self._remote.changes(cursor)
        log = self._remote.ledger.log
        if fault == "again" and log:  # older news of the same tickets and of others, in any order
            start = self._random.randrange(max(1, len(log) - 12), len(log) + 1)
            items = [*page.items, *(line.item for line in log[start - 1 : start + 4])]
            self._random.shuffle(items)
            page = msgspec.structs.replace(page, items=tuple(items))
        return page
