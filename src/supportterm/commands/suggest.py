"""`suggest`: what may help with a ticket."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.kinds import OneTicket
from supportterm.commands.records import number_of
from supportterm.commands.registry import command
from supportterm.core.readers import marks

if TYPE_CHECKING:
    from supportterm.assist.suggestions import Suggested


@command(
    "suggest",
    contexts=("queue", "ticket", "chat"),
    group="knowledge",
    examples=("suggest 12", "suggest 12 --json | jq -r 'select(.kind == \"article\").article'"),
)
def suggest(call: Call, ticket: OneTicket) -> Outcome:
    """Suggest articles, macros and earlier answers for a ticket, from the rare words of what is asked.

    Nothing is written. `??` in a reply offers the same articles before anything is typed, `link-article` notes that one
    of them answers it, `answers` shows how the same question was answered before.
    """
    from supportterm.assist.suggestions import suggested

    found = suggested(call.desk, ticket)
    if not (found.articles or found.macros or found.answers):
        return Outcome(f"nothing comes near to {call.desk.label(ticket)} yet")
    return Outcome(records=_records(call, found), lines=list(_lines(call, found)))


def _lines(call: Call, found: "Suggested") -> Iterator[str]:
    if found.articles:
        yield Bold("Articles")
        origins = call.desk.origins([one.article for one in found.articles])
        for one in found.articles:
            about = ", ".join(filter(None, (marks(one.article), origins.get(one.article.id))))
            yield f"  {one.article.slug}  {about}".rstrip()
            yield Dim(f"    {one.article.title} · {one.confidence:.0%}")
    if found.macros:
        yield Bold("Macros")
        for macro in found.macros:
            yield f"  {macro.name}"
            yield Dim(f"    {macro.title}")
    if found.answers:
        yield Bold("The same was asked on")
        for alike in found.answers:
            yield f"  {call.desk.label(alike.ticket)}  {call.desk.ticket(alike.ticket).subject}"


def _records(call: Call, found: "Suggested") -> Iterator[dict[str, object]]:
    for one in found.articles:
        yield {
            "kind": "article", "article": one.article.slug, "title": one.article.title,
            "confidence": round(one.confidence, 4),
        }  # fmt: skip
    for macro in found.macros:
        yield {"kind": "macro", "macro": macro.name, "title": macro.title}
    for alike in found.answers:
        yield {
            "kind": "ticket", "number": number_of(call.desk.label(alike.ticket)),
            "subject": call.desk.ticket(alike.ticket).subject, "share": round(alike.share, 2),
        }  # fmt: skip
