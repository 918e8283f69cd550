"""Forms that only pages of ours can send: each carries a pass that belongs to a cookie of the same browser."""

import secrets
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from supportterm.core import passes
from supportterm.core.moments import DAY, HOUR
from supportterm.core.safe import safe_filename
from supportterm.core.writing import NewFile
from supportterm.gateway.context import Gateway

COOKIE: Final = "visit"
FIELD: Final = "pass"
_LASTS: Final = 12 * HOUR
"""How long a form may stay open before it is sent."""
_KEPT: Final = 180 * DAY


class TooMuch(Exception):
    """More files, or larger ones, than are taken."""


class Expired(Exception):
    """The form is none of ours, or lay open for too long."""


def visitor(request: Request) -> str:
    """The browser that asks, by its cookie; a new one gets it with the answer (`remember`)."""
    known: str | None = getattr(request.state, "visitor", None)
    if known is None:
        given = request.cookies.get(COOKIE, "")
        known = (
            given if 20 <= len(given) <= 64 and given.isascii() and given.isprintable() else secrets.token_urlsafe(24)
        )
        request.state.visitor = known
    return known


def pass_for(gateway: Gateway, request: Request, what: str) -> str:
    """What a form carries, hidden; *what* is the form."""
    claims = (visitor(request), secrets.token_hex(8))
    return passes.signed(gateway.key, f"form {what}", claims, gateway.now() + _LASTS)


def remember(gateway: Gateway, request: Request, answer: Response) -> Response:
    """The browser keeps its cookie, which no script and no other site can use."""
    answer.set_cookie(
        COOKIE, visitor(request), max_age=_KEPT // 1000, path=gateway.site.prefix or "/", secure=gateway.site.secure,
        httponly=True, samesite="lax",
    )  # fmt: skip
    return answer


async def sent(gateway: Gateway, request: Request, what: str) -> FormData:
    """The fields of the form *what*. Raises Expired when it does not come from a page of ours in this browser."""
    limits = gateway.site.limits
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Expired
    form = await request.form(max_files=limits.files + 1, max_fields=50, max_part_size=limits.body)
    claims = passes.opened(gateway.key, f"form {what}", text(form, FIELD), gateway.now())
    if claims is None or claims[0] != visitor(request):
        raise Expired
    return form


def once(form: FormData, field: str = FIELD) -> bytes:
    """The form that was sent, in 16 bytes, told by a field: whoever sends the same one twice wants it once."""
    return sha256(f"{field} {text(form, field)}".encode()).digest()[:16]


def download(file: NewFile, path: Path) -> Response:
    """A file that somebody sent, to be kept and never shown in the browser: it may hold anything."""
    return FileResponse(
        path, media_type="application/octet-stream", filename=safe_filename(file.name),
        headers={"content-security-policy": "default-src 'none'; sandbox", "cache-control": "no-store"},
    )  # fmt: skip


def text(form: FormData, name: str) -> str:
    """What stands in a field; empty for a file and for a field that is not there."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


async def files(gateway: Gateway, form: FormData, name: str) -> list[NewFile]:
    """The files of a field, kept for a message to name. Raises TooMuch when one, or their number, is too large.

    One that was left empty is sent as a file without a name.
    """
    limits = gateway.site.limits
    given = [value for value in form.getlist(name) if isinstance(value, UploadFile) and value.filename]
    if len(given) > limits.files or any((file.size or 0) > limits.file for file in given):
        raise TooMuch
    kept = []
    for file in given:
        content = await file.read()
        kept.append(await gateway.do(gateway.desk.attach, content, safe_filename(file.filename or "file")))
    return kept
