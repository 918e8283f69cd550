"""A small file that the program keeps for a person, written whole or not at all."""

import os
import threading
from pathlib import Path


def write_whole(file: Path, kept: bytes) -> None:
    """Have *file* hold *kept*, for its owner alone; two consoles, and two threads of one, may do so at once.

    Its folder is made. Raises OSError, with the file as it was.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with open(handle, "wb") as out:
        out.write(kept)
    part.replace(file)
