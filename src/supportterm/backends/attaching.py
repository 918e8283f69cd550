"""Files on their way: to a remote, as each takes them, and as they lie there."""

import base64
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from supportterm.backends.errors import Invalid, Unavailable, Uncertain
from supportterm.core.remote import OutFile, RemoteFile

OCTETS: Final = "application/octet-stream"
"""What a file is of which nobody says more."""

Upload = Callable[[Path, str, str], str]
"""Sends a file ahead of its message: its path, name and media type → its token."""


def content(file: OutFile) -> bytes:
    return read(Path(file.path), file.name)


def read(path: Path, name: str) -> bytes:
    """Raises Invalid, without the path, for one that is not there any more."""
    try:
        return path.read_bytes()
    except OSError:
        raise Invalid(f"the file {name} can't be read here any more") from None


def encoded(files: Iterable[OutFile], name: str, kind: str, data: str) -> list[dict[str, str]]:
    """As JSON takes them: under which words their name, their media type and their bytes stand."""
    return [
        {name: file.name, kind: file.media_type or OCTETS, data: base64.b64encode(content(file)).decode()}
        for file in files
    ]


def ahead(files: Iterable[OutFile], upload: Upload) -> list[tuple[OutFile, str]]:
    """Each with its token. Those not sent ahead are now: when that fails, the step itself was not sent."""
    told = []
    for file in files:
        try:
            told.append((file, file.token or upload(Path(file.path), file.name, file.media_type)))
        except Uncertain as error:
            raise Unavailable(f"{file.name} could not be sent ahead: {error}") from None
    return told


def there(key: str, name: str | None, kind: str | None, size: int | None) -> RemoteFile:
    """One that lies at the remote under *key*; where nothing is told of it, it is named by what stands last in that."""
    named = name or f"file-{key.replace(':', '-').rpartition('-')[2]}"
    return RemoteFile(key, named, (kind or OCTETS).partition(";")[0], size or 0)
