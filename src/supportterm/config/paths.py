"""Where things lie: the XDG base directories, on every system."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from supportterm.config.data import data_dir

_APP = "supportterm"


class Paths(NamedTuple):
    """Our own folders. None of them need exist."""

    config: Path
    data: Path
    state: Path
    cache: Path

    @property
    def settings(self) -> Path:
        return self.config / "config.yaml"

    @property
    def desk(self) -> Path:
        """The desk that is opened when none is named."""
        return self.data / "main.desk"

    @property
    def macros(self) -> Path:
        return self.config / "macros"

    @property
    def commands(self) -> Path:
        """Commands of the person's own."""
        return self.config / "commands"

    @property
    def hooks(self) -> Path:
        """Programs of the person's own that follow events."""
        return self.config / "hooks"

    @property
    def recordings(self) -> Path:
        """Keys that were recorded."""
        return self.config / "recordings"


def paths(environ: Mapping[str, str] = os.environ) -> Paths:
    """The folders of the person whose environment this is. As XDG says, a relative path there is ignored."""
    home = Path(environ.get("HOME") or Path("~").expanduser())

    def base(variable: str, fallback: str) -> Path:
        given = environ.get(variable, "")
        return (Path(given) if os.path.isabs(given) else home / fallback) / _APP

    return Paths(
        config=base("XDG_CONFIG_HOME", ".config"),
        data=base("XDG_DATA_HOME", ".local/share"),
        state=base("XDG_STATE_HOME", ".local/state"),
        cache=base("XDG_CACHE_HOME", ".cache"),
    )


def places(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Every place by its name, as `config path` shows them."""
    here = paths(environ)
    return {
        "settings": str(here.settings),
        "keymaps": str(here.config / "keymaps"),
        "themes": str(here.config / "themes"),
        "macros": str(here.macros),
        "commands": str(here.commands),
        "hooks": str(here.hooks),
        "recordings": str(here.recordings),
        "desk": str(desk_path("", "", here, environ)),
        "state": str(here.state),
        "shipped": str(data_dir("keymaps").parent),
    }


def desk_path(option: str, setting: str, here: Paths, environ: Mapping[str, str] = os.environ) -> Path:
    """The desk to open: `--desk`, else $SUPPORTTERM_DESK, else `desk` of the settings, else the usual place."""
    given = option or environ.get("SUPPORTTERM_DESK", "") or setting
    return Path(given).expanduser() if given else here.desk


def names(kind: str, here: Paths) -> tuple[str, ...]:
    """Names of the keymaps or themes there are, the person's own and those shipped."""
    found: set[str] = set()
    for folder in (here.config / kind, data_dir(kind)):
        if folder.is_dir():
            found |= {f.stem for f in folder.glob("*.yaml")}
    return tuple(sorted(found))


def own_commands(here: Paths) -> tuple[str, ...]:
    """Names of the commands that the person has files of."""
    return tuple(sorted(file.stem for file in here.commands.glob("*.yaml")))


def locate(kind: str, name: str, here: Paths, *, shipped_only: bool = False) -> Path:
    """The file of a keymap or theme; the person's own comes first. Raises LookupError with a sentence."""
    folders = [data_dir(kind)] if shipped_only else [here.config / kind, data_dir(kind)]
    known = names(kind, here)
    if name in known:  # so that a name is never a path
        for folder in folders:
            file = folder / f"{name}.yaml"
            if file.is_file():
                return file
    what = kind.removesuffix("s")
    from supportterm.config.marked import did_you_mean

    hint = did_you_mean(name, known) or f"; there are {', '.join(known)}"
    raise LookupError(f"there is no {what} {name!r}{hint}")
