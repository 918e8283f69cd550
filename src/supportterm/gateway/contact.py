"""The form to ask something, which becomes a ticket."""

from typing import Final

from starlette.background import BackgroundTask
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from supportterm.core import passes
from supportterm.core.mail_address import is_address
from supportterm.core.moments import DAY
from supportterm.core.writing import NewTicket
from supportterm.gateway import context, forms, session
from supportterm.gateway.pages import page
from supportterm.gateway.rates import READ, WRITE

TRAP: Final = "website"
"""A field that people do not see. Who fills it in is a machine, and is thanked as everybody."""
_NAME: Final = 100
_SUBJECT: Final = 200
_THANKS: Final = "thanks"


async def ask(request: Request) -> Response:
    gateway = context.of(request)
    gateway.allow(request, READ)
    who = await session.who(request)
    given = {"name": who.name if who else "", "email": who.email if who else "", "subject": "", "body": ""}
    return _form(request, given, {})


async def asked(request: Request) -> Response:
    gateway = context.of(request)
    gateway.allow(request, WRITE)
    form = await forms.sent(gateway, request, "contact")
    given = _given(form)
    mistakes = _mistakes(given, gateway.site.limits.text)
    if mistakes:
        return _form(request, given, mistakes)
    if forms.text(form, TRAP):
        return RedirectResponse(gateway.site.path("contact", "thanks"), 303)
    new = NewTicket(
        given["email"], given["subject"], given["body"], given["name"], channel="web",
        files=tuple(await forms.files(gateway, form, "files")),
    )  # fmt: skip
    number = await gateway.do(gateway.customers.open, forms.once(form), new)
    label = await gateway.do(gateway.desk.label, number)
    told = passes.signed(gateway.key, _THANKS, (label,), gateway.now() + DAY)
    leave = BackgroundTask(gateway.do, gateway.leave)
    return RedirectResponse(gateway.site.path("contact", "thanks", ticket=told), 303, background=leave)


async def thanks(request: Request) -> Response:
    """It was received, and under which number; only who sent it is told that."""
    gateway = context.of(request)
    gateway.allow(request, READ)
    told = passes.opened(gateway.key, _THANKS, request.query_params.get("ticket", ""), gateway.now())
    return page(request, "thanks.html", label=told[0] if told else "")


def _given(form: FormData) -> dict[str, str]:
    given = {name: " ".join(forms.text(form, name).split()) for name in ("name", "email", "subject")}
    return {**given, "body": forms.text(form, "body").replace("\r\n", "\n").strip()}


def _mistakes(given: dict[str, str], longest: int) -> dict[str, str]:
    """What must be mended, by field."""
    found = {}
    if not is_address(given["email"]):
        found["email"] = "Please give the address we may answer to, like name@example.org."
    if not given["subject"]:
        found["subject"] = "Please say in a few words what it is about."
    if not given["body"]:
        found["body"] = "Please say what happened."
    for name, most in (("name", _NAME), ("subject", _SUBJECT), ("body", longest)):
        if len(given[name]) > most:
            found[name] = f"That is longer than {most:,} characters; a file can hold the rest."
    return found


def _form(request: Request, given: dict[str, str], mistakes: dict[str, str]) -> Response:
    limits = context.of(request).site.limits
    return page(
        request, "contact.html", form="contact", status=422 if mistakes else 200, given=given, mistakes=mistakes,
        limits=limits,
    )  # fmt: skip


ROUTES: Final = [
    Route("/contact", ask),
    Route("/contact", asked, methods=["POST"]),
    Route("/contact/thanks", thanks),
]
