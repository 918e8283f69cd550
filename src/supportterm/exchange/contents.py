"""Contents of files that come in pieces, kept beside the desk as soon as they are whole."""

import hashlib
import tempfile
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from supportterm.core.refusal import Refused
from supportterm.core.writing import NewFile
from supportterm.exchange.records import ContentLine, FileLine

if TYPE_CHECKING:
    from supportterm.store.bulk import Bulk


class Contents:
    """A context manager. A file that names content which did not come in the same export gets none."""

    def __init__(self, bulk: "Bulk") -> None:
        self._bulk = bulk
        self._whole: dict[bytes, int] = {}
        """Size by digest."""
        self._of = ""
        self._digest = hashlib.sha256()

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="supportterm-")
        self._part = Path(self._folder.name, "part")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def take(self, line: ContentLine) -> None:
        """The next piece. Raises Refused when the whole is not what its digest says."""
        if line.sha256 != self._of:
            self._begin(line.sha256)
        with self._part.open("ab") as part:
            part.write(line.piece)
        self._digest.update(line.piece)
        if line.more:
            return
        digest = self._digest.hexdigest()
        self._begin("")
        if digest != line.sha256:
            raise Refused("the content of a file is not what it was")
        self._whole[bytes.fromhex(digest)] = self._bulk.attach(self._part, "").size

    def _begin(self, sha256: str) -> None:
        self._of, self._digest = sha256, hashlib.sha256()
        if sha256:
            self._part.unlink(missing_ok=True)

    def file(self, line: FileLine) -> NewFile | None:
        """The file that a message names; None when its content is missing."""
        try:
            size = self._whole[bytes.fromhex(line.sha256)]
        except (KeyError, ValueError):
            return None
        return NewFile(line.name, line.sha256.lower(), size, line.media_type, line.inline_id)
