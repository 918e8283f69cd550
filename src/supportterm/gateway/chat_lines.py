"""A message as a visitor's browser is told it: made safe here, with its files, and a survey as what can be clicked."""

from typing import Final

from supportterm.core import passes
from supportterm.core.moments import HOUR
from supportterm.core.nouns import Message
from supportterm.core.safe import safe, safe_line
from supportterm.core.survey_mail import ENDS, QUESTIONS
from supportterm.core.surveys import least, most
from supportterm.core.terms import Role
from supportterm.desk.customers import Chat
from supportterm.gateway.context import Gateway
from supportterm.gateway.markdown import message_html

FILE: Final = "chat file"
"""What the pass in a file's link is for; it claims the ticket, who asked and the file."""


def line_of(gateway: Gateway, chat: Chat, message: Message) -> dict[str, object]:
    ticket, until = chat.request.ticket, gateway.now() + HOUR
    ours, asks = message.role is Role.REPLY, _question(gateway, chat, message)
    files = gateway.desk.attachments(message.id) if message.attachments else ()
    passed = {f.id: passes.signed(gateway.key, FILE, (ticket.id, ticket.requester, f.id), until) for f in files}
    return {
        "id": str(message.id),
        "ours": ours,
        "author": safe_line(message.author, 80) if ours else "",
        "at": message.at,
        "asks": asks,
        "html": message_html(message.body) if message.markdown and asks is None else "",
        "text": "" if message.markdown else safe(message.body, keep_newlines=True),
        "files": [
            {"name": safe_line(f.name, 100), "url": gateway.site.path("chat", "file", held=passed[f.id])}
            for f in files
            if f.digest
        ],
    }


def _question(gateway: Gateway, chat: Chat, message: Message) -> dict[str, object] | None:
    """What a message asks to be answered by a click; None when it asks nothing, or its survey is gone."""
    name, given = chat.asks.get(message.id, ("", None))
    survey = next((one for one in gateway.desk.surveys() if one.name == name and not one.off), None)
    if survey is None:
        return None
    worst, best = ENDS[survey.kind]
    scores = list(range(least(survey), most(survey) + 1))
    question = survey.question or QUESTIONS[survey.kind]
    return {"question": question, "scores": scores, "worst": worst, "best": best, "given": given}
