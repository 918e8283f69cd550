"""Style and scripts, read once, under names that change with what is in them: they may be kept for ever."""

import hashlib
import mimetypes
from pathlib import Path
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

FOLDER: Final = Path(__file__).parent / "static"
_FOR_EVER: Final = {"cache-control": "public, max-age=31536000, immutable"}


class Static(NamedTuple):
    name: str
    """With its fingerprint: `site.1f2e3d4c.css`."""
    content: bytes
    media_type: str


class Statics:
    def __init__(self, folder: Path = FOLDER) -> None:
        self._files: dict[str, Static] = {}
        self._names: dict[str, str] = {}
        for path in sorted(folder.iterdir()):
            content = path.read_bytes()
            name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            self._files[name] = Static(name, content, kind)
            self._names[path.name] = name

    def name_of(self, file: str) -> str:
        """Under which name *file* is served."""
        return self._names[file]

    def content_of(self, file: str) -> bytes:
        return self._files[self._names[file]].content

    async def serve(self, request: Request) -> Response:
        found = self._files.get(request.path_params["name"])
        if found is None:
            return Response("There is no such file.", 404, media_type="text/plain")
        return Response(found.content, media_type=found.media_type, headers=_FOR_EVER)
