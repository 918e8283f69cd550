"""One's own requests, behind a link that was mailed: what was asked, what was answered, and answering."""

from typing import Final

from starlette.background import BackgroundTask
from starlette.requests import Request as Asked
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from supportterm.core.mail_address import is_address
from supportterm.core.moments import ago_words
from supportterm.core.nouns import Attachment, Message, Person
from supportterm.core.terms import SUSPENDED, Role, Status
from supportterm.desk.customers import Request
from supportterm.gateway import context, forms, session
from supportterm.gateway.help_centre import missing
from supportterm.gateway.markdown import message_html
from supportterm.gateway.numbers import NUMBER
from supportterm.gateway.pages import page
from supportterm.gateway.rates import LINK, READ, WRITE
from supportterm.store.rows import TicketRow

MOST: Final = 200
"""Requests that are listed, the last changed."""


async def listed(request: Asked) -> Response:
    gateway = context.of(request)
    gateway.allow(request, READ)
    person = await session.who(request)
    if person is None:
        return page(request, "enter.html", form="link", sent=False)
    rows = await gateway.do(gateway.customers.requests, person.id, MOST)
    told = [(row, state_words(Status(row.status), held=SUSPENDED in row.tags), _ago(gateway, row)) for row in rows]
    return page(request, "requests.html", form="leave", person=person, rows=told)


async def link(request: Asked) -> Response:
    """Somebody wants a link. What is answered, and how soon, tells nobody whether the address is known here."""
    gateway = context.of(request)
    form = await forms.sent(gateway, request, "link")
    email = forms.text(form, "email").strip().lower()
    gateway.allow(request, LINK, f"mail {email[:320]}")

    async def send() -> None:
        if is_address(email) and await gateway.do(gateway.customers.send_link, email):
            await gateway.do(gateway.leave)

    answer = page(request, "enter.html", form="link", sent=True)
    answer.background = BackgroundTask(send)
    return answer


async def enter(request: Asked) -> Response:
    """Who comes by the link is in, until the browser forgets it or they leave."""
    gateway = context.of(request)
    gateway.allow(request, WRITE)
    person = await session.enter(request, request.query_params.get("pass", ""))
    if person is None:
        return page(request, "enter.html", form="link", status=410, sent=False, expired=True)
    answer = RedirectResponse(gateway.site.path("requests"), 303)
    session.begin(request, answer, person)
    return answer


async def leave(request: Asked) -> Response:
    gateway = context.of(request)
    await forms.sent(gateway, request, "leave")
    answer = RedirectResponse(gateway.site.path(""), 303)
    session.end(request, answer)
    return answer


async def shown(request: Asked) -> Response:
    gateway = context.of(request)
    gateway.allow(request, READ)
    person, found = await _own(request)
    if person is None:
        return RedirectResponse(gateway.site.path("requests"), 303)
    if found is None:
        return missing(request)
    return await _page(request, found)


async def answered(request: Asked) -> Response:
    gateway = context.of(request)
    gateway.allow(request, WRITE)
    form = await forms.sent(gateway, request, "answer")
    person, found = await _own(request)
    if person is None:
        return RedirectResponse(gateway.site.path("requests"), 303)
    if found is None:
        return missing(request)
    body = forms.text(form, "body").replace("\r\n", "\n").strip()
    if not body or len(body) > gateway.site.limits.text:
        return await _page(request, found, body=body, mistake=True)
    files = await forms.files(gateway, form, "files")
    await gateway.do(gateway.customers.say, forms.once(form), person.id, found.ticket.id, body, files)
    there = gateway.site.path("requests", str(found.ticket.id)) + "#last"
    return RedirectResponse(there, 303, background=BackgroundTask(gateway.do, gateway.leave))


async def file(request: Asked) -> Response:
    """A file of a request."""
    gateway = context.of(request)
    gateway.allow(request, READ)
    person = await session.who(request)
    number, which = request.path_params["number"], request.path_params["file"]
    found = await gateway.do(gateway.customers.file, person.id, number, which) if person is not None else None
    if found is None:
        return missing(request)
    return forms.download(*found)


def state_words(status: Status, *, held: bool = False) -> str:
    """How a request stands, in the customer's words."""
    if held or status in (Status.NEW, Status.OPEN, Status.ON_HOLD):
        return "We are on it"
    return {Status.PENDING: "Waits for you", Status.SOLVED: "Solved"}.get(status, "Closed")


async def _own(request: Asked) -> tuple[Person | None, Request | None]:
    """Who asks, and the request of theirs that they ask for."""
    gateway = context.of(request)
    person = await session.who(request)
    if person is None:
        return None, None
    return person, await gateway.do(gateway.customers.request, person.id, request.path_params["number"])


async def _page(request: Asked, found: Request, *, body: str = "", mistake: bool = False) -> Response:
    gateway = context.of(request)
    told = await gateway.do(lambda: [_told(gateway, message) for message in found.messages])
    label = await gateway.do(gateway.desk.label, found.ticket.id)
    ticket = found.ticket
    state = state_words(ticket.status, held=SUSPENDED in ticket.tags)
    return page(
        request, "request.html", form="answer", status=422 if mistake else 200, label=label, found=found, told=told,
        state=state, body=body, mistake=mistake, limits=gateway.site.limits,
    )  # fmt: skip


def _told(gateway: context.Gateway, message: Message) -> dict[str, object]:
    """A message for the page: by whom, when, as HTML when an agent wrote it, and its files."""
    ours = message.role is Role.REPLY
    files: tuple[Attachment, ...] = gateway.desk.attachments(message.id) if message.attachments else ()
    return {
        "ours": ours,
        "author": message.author or ("Support" if ours else "You"),
        "ago": ago_words(gateway.now() - message.at),
        "html": message_html(message.body) if message.markdown else "",
        "body": message.body,
        "files": [f for f in files if f.digest],
    }


def _ago(gateway: context.Gateway, row: TicketRow) -> str:
    return ago_words(gateway.now() - row.updated_at)


ROUTES: Final = [
    Route("/requests", listed),
    Route("/requests/link", link, methods=["POST"]),
    Route("/requests/enter", enter),
    Route("/requests/leave", leave, methods=["POST"]),
    Route(f"/requests/{{number:{NUMBER}}}", shown),
    Route(f"/requests/{{number:{NUMBER}}}", answered, methods=["POST"]),
    Route(f"/requests/{{number:{NUMBER}}}/files/{{file:{NUMBER}}}", file),
]
