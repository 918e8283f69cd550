"""The whole application: routes, what guards them, and what is answered when something is wrong."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from supportterm.core.refusal import Refused
from supportterm.desk import StoreError
from supportterm.gateway import chat, contact, help_centre, incoming, requests, surveys
from supportterm.gateway.context import Gateway, TooOften, of
from supportterm.gateway.forms import Expired, TooMuch
from supportterm.gateway.guarding import SafeHeaders, SizeLimit
from supportterm.gateway.pages import page

BEAT: Final = 5.0
"""Seconds between looks whether somebody keeps the desk: who did may have been killed."""


def application(gateway: Gateway) -> Starlette:
    app = Starlette(
        routes=[
            Route("/healthz", health),
            Route("/static/{name}", gateway.statics.serve),
            *help_centre.ROUTES,
            *contact.ROUTES,
            *requests.ROUTES,
            *chat.ROUTES,
            *surveys.ROUTES,
            *incoming.ROUTES,
        ],
        middleware=[
            Middleware(SafeHeaders, secure=gateway.site.secure),
            Middleware(SizeLimit, limits=gateway.site.limits),
        ],
        exception_handlers={
            HTTPException: _failed,
            TooOften: _too_often,
            Expired: _expired,
            TooMuch: _too_much,
            Refused: _refused,
            StoreError: _out_of_order,
        },
        lifespan=_lifespan,
    )
    app.state.gateway = gateway
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    async def keep() -> None:
        while True:
            with suppress(StoreError):  # of this moment; the next look tells
                await app.state.gateway.do(app.state.gateway.leave)
            await asyncio.sleep(BEAT)

    keeping = asyncio.create_task(keep())
    yield
    keeping.cancel()


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


async def _too_much(request: Request, error: Exception) -> Response:
    limits = of(request).site.limits
    words = (
        f"We take up to {limits.files} files of {limits.file >> 20} MB. Nothing was sent: go back and leave some out."
    )
    return _sorry(request, 413, "That is too much at once", words)


async def _refused(request: Request, error: Exception) -> Response:
    """What the desk refuses is said to people who work there, not to customers."""
    return _sorry(
        request, 400, "That did not work", "What you sent could not be taken. Please write to us another way."
    )


async def _out_of_order(request: Request, error: Exception) -> Response:
    words = "Nothing was lost that you were told was received. Please try again in a minute."
    return _sorry(request, 503, "We are out of order for a moment", words, {"retry-after": "30"})


def _sorry(request: Request, status: int, title: str, text: str, headers: dict[str, str] | None = None) -> Response:
    return page(request, "words.html", status=status, headers=headers, title=title, text=text, words="")
