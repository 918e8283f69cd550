"""Who a browser belongs to, once somebody came by a link that was mailed to them."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from supportterm.core import passes
from supportterm.core.moments import DAY
from supportterm.core.nouns import Person
from supportterm.gateway import context
from supportterm.store.letters import ENTER

COOKIE: Final = "requests"
LASTS: Final = 7 * DAY
_SESSION: Final = "session"


async def who(request: Request) -> Person | None:
    """The person whose requests this browser may see; None when nobody came, or their address is another by now."""
    return await _person(request, _SESSION, request.cookies.get(COOKIE, ""))


async def enter(request: Request, text: str) -> Person | None:
    """The person whom the link with the pass *text* was sent to; None when it is none, or too old."""
    return await _person(request, ENTER, text)


def begin(request: Request, answer: Response, person: Person) -> None:
    """From now on the browser is theirs."""
    gateway = context.of(request)
    held = passes.signed(gateway.key, _SESSION, (person.id, person.email), gateway.now() + LASTS)
    answer.set_cookie(
        COOKIE, held, max_age=LASTS // 1000, path=gateway.site.prefix or "/", secure=gateway.site.secure, httponly=True,
        samesite="lax",
    )  # fmt: skip


def end(request: Request, answer: Response) -> None:
    answer.delete_cookie(COOKIE, path=context.of(request).site.prefix or "/")


async def _person(request: Request, purpose: str, text: str) -> Person | None:
    gateway = context.of(request)
    claims = passes.opened(gateway.key, purpose, text, gateway.now()) if text else None
    match claims:
        case (int(number), str(email)):
            return await gateway.do(gateway.customers.known, number, email)
    return None
