"""Names of themes and keymaps as arguments of commands."""

from collections.abc import Callable, Iterable
from typing import Annotated

from supportterm.commands.call import Call
from supportterm.commands.kinds import WORD, Completion


def _files(kind: str) -> Callable[[str, Call], Iterable[Completion]]:
    """Completes the names of the themes or keymaps there are."""

    def complete(prefix: str, call: Call) -> Iterable[Completion]:
        from supportterm.config.paths import names, paths

        return (Completion(name) for name in names(kind, paths()) if name.startswith(prefix))

    return complete


ThemeName = Annotated[str, WORD._replace(name="theme", complete=_files("themes"))]
KeymapName = Annotated[str, WORD._replace(name="keymap", complete=_files("keymaps"))]
