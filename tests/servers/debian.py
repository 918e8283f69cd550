"""Packages of Debian for servers that tests run: installed where we may, and none of their daemons started."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

CACHE: Final = Path(os.environ.get("SUPPORTTERM_SERVERS", "/var/tmp/supportterm-servers"))
_POLICY: Final = Path("/usr/sbin/policy-rc.d")
"""Asked by every package before it starts its daemon."""
_APT: Final = ("apt-get", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=600")
_ANSWERS: Final = """\
postfix postfix/main_mailer_type select No configuration
redmine redmine/instances/default/dbconfig-install boolean false
"""
_NOTHING: Final[Mapping[str, str]] = {}


class NotToBeHad(Exception):
    """It can't be had here; the words say why."""


def install(what: str, packages: Sequence[str], environment: Mapping[str, str] = _NOTHING) -> None:
    """Install what is missing of *packages*, which *what* needs, with something in the environment of their scripts.
    Raises NotToBeHad."""
    if all(map(_installed, packages)):
        return
    if os.getuid() != 0 or shutil.which("apt-get") is None:
        raise NotToBeHad(f"{what} is not installed, and only root on a Debian may install it")
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = [name for name in packages if not _installed(name)]
        ours = not _POLICY.exists()
        if ours:
            _POLICY.write_text("#!/bin/sh\nexit 101\n")
            _POLICY.chmod(0o755)
        try:
            _run("debconf-set-selections", given=_ANSWERS)
            done = _run(*_APT, "install", *missing, environment=environment)
            if done.returncode:  # the lists may be old, or not there
                _run(*_APT, "update")
                done = _run(*_APT, "install", *missing, environment=environment)
        finally:
            if ours:
                _POLICY.unlink(missing_ok=True)
    if done.returncode:
        raise NotToBeHad(f"{what} could not be installed: {done.stderr[-300:]}")


def _run(
    *words: str, given: str = "", environment: Mapping[str, str] = _NOTHING
) -> "subprocess.CompletedProcess[str]":
    full = os.environ | {"DEBIAN_FRONTEND": "noninteractive"} | environment
    return subprocess.run(words, input=given, text=True, env=full, check=False, capture_output=True)


def _installed(package: str) -> bool:
    if shutil.which("dpkg-query") is None:
        return False
    asked = subprocess.run(["dpkg-query", "-W", "-f=${Status}", package], capture_output=True, text=True, check=False)
    return asked.stdout == "install ok installed"


def version(package: str) -> str:
    asked = ["dpkg-query", "-W", "-f=${Version}", package]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def step(command: Sequence[str], folder: Path, environment: Mapping[str, str], cwd: Path | None = None) -> None:
    """One step of what is built once in *folder*, where `seed.log` tells what it said. Raises NotToBeHad."""
    done = subprocess.run(
        command, env=dict(environment), cwd=cwd or folder, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    with (folder / "seed.log").open("ab") as log:
        log.write(done.stdout + done.stderr)
    if done.returncode:
        raise NotToBeHad(f"{' '.join(command)} failed; see {folder / 'seed.log'}")
