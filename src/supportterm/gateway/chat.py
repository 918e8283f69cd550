"""The chat in a page of one's own site: a script that puts it there, the page in its frame, its line and its files."""

from typing import Final

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from supportterm.core import passes
from supportterm.core.safe import safe_filename
from supportterm.gateway import context, forms
from supportterm.gateway.chat_lines import FILE
from supportterm.gateway.guarding import policy
from supportterm.gateway.help_centre import missing
from supportterm.gateway.pages import page
from supportterm.gateway.rates import CHATS, READ, WRITE
from supportterm.gateway.talk import Talk, claimed


async def script(request: Request) -> Response:
    """`<script src="…/widget.js" async>`: under one name for ever, so that it is asked for again soon."""
    gateway = context.of(request)
    headers = {"cache-control": "public, max-age=300", "cross-origin-resource-policy": "cross-origin"}
    return Response(gateway.statics.content_of("widget.js"), media_type="text/javascript", headers=headers)


async def frame(request: Request) -> Response:
    """The chat itself. Any site may show it: who has no pass sees nothing of anybody."""
    gateway = context.of(request)
    gateway.allow(request, READ)
    line = gateway.site.origin.replace("http", "ws", 1)
    headers = {"content-security-policy": policy(frame_ancestors="*", connect_src=f"'self' {line}")}
    return page(request, "chat.html", headers=headers, limits=gateway.site.limits)


async def line(socket: WebSocket) -> None:
    gateway = context.of(socket)
    if socket.headers.get("origin") != gateway.site.origin:
        await socket.close(4403)
        return
    try:
        gateway.allow(socket, CHATS)
    except context.TooOften:
        await socket.close(4429)
        return
    await socket.accept()
    await Talk(gateway, socket).run()


async def send_file(request: Request) -> Response:
    """A file into a chat that has begun; under the same id it counts once."""
    gateway = context.of(request)
    gateway.allow(request, WRITE)
    form = await request.form(max_files=1, max_fields=5, max_part_size=4_096)
    known, file = claimed(gateway, forms.text(form, "held")), form.get("file")
    if known is None or not isinstance(file, UploadFile) or not file.filename:
        return JSONResponse({"ok": False}, 400)
    if (file.size or 0) > gateway.site.limits.file:
        return JSONResponse({"ok": False}, 413)
    kept = await gateway.do(gateway.desk.attach, await file.read(), safe_filename(file.filename))
    ticket, person = known
    await gateway.do(gateway.customers.say, forms.once(form, "id"), person, ticket, "", (kept,))
    return JSONResponse({"ok": True})


async def get_file(request: Request) -> Response:
    """A file of a chat, by a link that was made for its visitor."""
    gateway = context.of(request)
    gateway.allow(request, READ)
    match passes.opened(gateway.key, FILE, request.query_params.get("held", ""), gateway.now()):
        case (int(ticket), int(person), int(file)):
            found = await gateway.do(gateway.customers.file, person, ticket, file)
        case _:
            found = None
    if found is None:
        return missing(request)
    return forms.download(*found)


ROUTES: Final[list[BaseRoute]] = [
    Route("/widget.js", script),
    Route("/chat", frame),
    WebSocketRoute("/chat/line", line),
    Route("/chat/file", get_file),
    Route("/chat/file", send_file, methods=["POST"]),
]
