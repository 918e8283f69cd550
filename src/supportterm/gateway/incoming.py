"""Webhooks in: a program elsewhere tells something by a signed POST, and it is done once however often it comes."""

from typing import Final
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from supportterm.core.incoming import Incoming
from supportterm.core.refusal import Refused
from supportterm.core.signing import Unsigned, verified
from supportterm.gateway import context
from supportterm.gateway.context import Gateway
from supportterm.gateway.rates import HOOK, NOTED

FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 200


async def told(request: Request) -> Response:
    """Who is not the one that was agreed on learns nothing: neither which webhooks there are, nor what was wrong."""
    gateway, name = context.of(request), request.path_params["name"]
    gateway.allow(request, HOOK)
    body = await request.body()
    one = (await gateway.do(gateway.webhooks.incoming)).get(name)
    if one is None or one.off:
        return _no(401, "this is not signed by whom it should be")
    try:
        secret = await gateway.do(gateway.secret, name)
        delivery = verified(secret, request.headers, body, gateway.now() // 1000).id
    except (Unsigned, Refused) as why:
        await _note(gateway, name, str(why))
        return _no(401, "this is not signed by whom it should be")
    try:
        number = await _done(gateway, one, delivery, _read(request, body))
    except Refused as refused:
        await _note(gateway, name, str(refused))
        return _no(422, str(refused))
    ticket = await gateway.do(gateway.desk.label, number) if number is not None else None
    return JSONResponse({"ok": True, "ticket": ticket})


async def _done(gateway: Gateway, one: Incoming, delivery: str, sent: object) -> int | None:
    number = await gateway.do(gateway.webhooks.take, one.name, delivery, sent)
    if number is not None:
        await gateway.do(gateway.leave)
    return number


def _read(request: Request, body: bytes) -> object:
    """What was sent: JSON, or the fields of a form. Raises Refused."""
    try:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM:
            return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
        return msgspec.json.decode(body)
    except (ValueError, RecursionError):  # also what msgspec and the codecs raise
        raise Refused("what was sent is neither JSON nor the fields of a form") from None


async def _note(gateway: Gateway, name: str, why: str) -> None:
    """Why nothing came of it is for who set it up; written down now and then, so that nobody can make the disk work."""
    if not gateway.rates.take(NOTED, name):
        await gateway.do(gateway.webhooks.refused, name, why)


def _no(status: int, words: str) -> Response:
    return JSONResponse({"ok": False, "error": words}, status)


ROUTES: Final = [Route("/hooks/{name}", told, methods=["POST"])]
