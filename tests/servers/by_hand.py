"""A server that tests start, started and ended by hand: `up FOLDER` and `down FOLDER`."""

import sys
from collections.abc import Callable
from pathlib import Path


def by_hand(doc: str | None, up: Callable[[Path, int], str], down: Callable[[Path], None]) -> int:
    """Do what the arguments of the program say; its exit status.

    *up* is given the folder and a port, 0 for any, and answers what there is to know of the server: NAME=VALUE …
    *doc* says how it is used.
    """
    match sys.argv[1:]:
        case ["up", folder, *rest]:
            print(up(Path(folder).resolve(), int(rest[0]) if rest else 0))
        case ["down", folder]:
            down(Path(folder).resolve())
        case _:
            print(doc, file=sys.stderr)
            return 2
    return 0
