"""Webhooks as arguments of commands: by name, in and out."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any

from supportterm.commands.call import Call
from supportterm.commands.kinds import WORD, Completion, Kind
from supportterm.core.query.errors import did_you_mean


def _outgoing(call: Call) -> Mapping[str, Any]:
    return call.desk.webhooks.outgoing()


def _all(call: Call) -> Mapping[str, Any]:
    return {**call.desk.webhooks.incoming(), **_outgoing(call)}


def _kind(there: Callable[[Call], Mapping[str, Any]]) -> Kind:
    def parse(words: list[str], call: Call) -> str:
        have = there(call)
        if words[0] not in have:
            hint = did_you_mean(words[0], have, f"there are: {', '.join(have) or 'none yet'}")
            raise ValueError(f"there is no webhook {words[0]!r}; {hint}")
        return words[0]

    def complete(prefix: str, call: Call) -> Iterable[Completion]:
        return (Completion(name, one.title) for name, one in there(call).items() if name.startswith(prefix))

    return WORD._replace(name="webhook", parse=parse, complete=complete)


WebhookName = Annotated[str, _kind(_all)]
OutgoingName = Annotated[str, _kind(_outgoing)]
