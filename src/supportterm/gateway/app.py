"""The whole application: routes, what guards them, and what is answered when something is wrong."""

import math

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from supportterm.core.refusal import Refused
from supportterm.desk import StoreError
from supportterm.gateway import help_centre
from supportterm.gateway.context import Gateway, TooOften, of
from supportterm.gateway.forms import Expired
from supportterm.gateway.guarding import SafeHeaders, SizeLimit
from supportterm.gateway.pages import page


def application(gateway: Gateway) -> Starlette:
    app = Starlette(
        routes=[
            Route("/healthz", health),
            Route("/static/{name}", gateway.statics.serve),
            *help_centre.ROUTES,
        ],
        middleware=[
            Middleware(SafeHeaders, secure=gateway.site.secure),
            Middleware(SizeLimit, limits=gateway.site.limits),
        ],
        exception_handlers={
            HTTPException: _failed,
            TooOften: _too_often,
            Expired: _expired,
            Refused: _refused,
            StoreError: _out_of_order,
        },
    )
    app.state.gateway = gateway
    return app


async def health(request: Request) -> Response:
    """Whether the desk can be read: for who watches the machine."""
    gateway = of(request)
    await gateway.do(lambda: gateway.desk.id)
    return JSONResponse({"ok": True})


async def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return help_centre.missing(request)
    return PlainTextResponse(error.detail, error.status_code, headers=error.headers)


async def _too_often(request: Request, error: Exception) -> Response:
    assert isinstance(error, TooOften)
    return _sorry(
        request, 429, "That was a bit fast", "Please wait a moment and try again.",
        {"retry-after": str(math.ceil(error.seconds))},
    )  # fmt: skip


async def _expired(request: Request, error: Exception) -> Response:
    words = (
        "This page lay open for too long, or your browser keeps no cookies. Go back, load it again and send it anew."
    )
    return _sorry(request, 400, "Please send that again", words)


async def _refused(request: Request, error: Exception) -> Response:
    """What the desk refuses is said to people who work there, not to customers."""
    return _sorry(
        request, 400, "That did not work", "What you sent could not be taken. Please write to us another way."
    )


async def _out_of_order(request: Request, error: Exception) -> Response:
    words = "Nothing was lost that you were told was received. Please try again in a minute."
    return _sorry(request, 503, "We are out of order for a moment", words, {"retry-after": "30"})


def _sorry(request: Request, status: int, title: str, text: str, headers: dict[str, str] | None = None) -> Response:
    return page(request, "sorry.html", status=status, headers=headers, title=title, text=text, words="")
