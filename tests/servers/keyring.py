"""A real Secret Service without a screen: gnome-keyring on a message bus of its own, from Debian's packages.

Its keyring lies in a folder and outlives it: the same folder and password find again what was kept.
"""

import contextlib
import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from servers.debian import NotToBeHad, install

PACKAGES: Final = ("gnome-keyring", "dbus-daemon", "dbus-bin")
PATIENCE: Final = 30.0
"""Seconds until the service must have answered."""
OWNED: Final = (
    "dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
    "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets",
)  # fmt: skip


@contextlib.contextmanager
def secret_service(folder: Path, password: str | None = "correct horse") -> Iterator[dict[str, str]]:
    """A running Secret Service, as the variables of the environment by which it is found.

    The password unlocks the keyring, and makes it the first time; None leaves it locked, as a log-in without one does.
    Raises NotToBeHad.
    """
    install("gnome-keyring", PACKAGES)
    run = folder / "run"
    run.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "data" / "keyrings").mkdir(parents=True, exist_ok=True, mode=0o700)
    inside = os.environ | {"XDG_RUNTIME_DIR": str(run), "XDG_DATA_HOME": str(folder / "data")}
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"],
        env=inside, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert bus.stdout is not None
        found = {"DBUS_SESSION_BUS_ADDRESS": bus.stdout.readline().strip()}
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        keyring = subprocess.Popen(
            command if password is None else [*command, "--unlock"], env=inside | found, stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            assert keyring.stdin is not None
            keyring.stdin.write((password or "").encode())
            keyring.stdin.close()
            _wait_for(inside | found)
            yield found
        finally:
            keyring.terminate()
            keyring.wait()
    finally:
        bus.terminate()
        bus.wait()
        if bus.stdout is not None:
            bus.stdout.close()


def _wait_for(environment: dict[str, str]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        asked = subprocess.run(OWNED, env=environment, capture_output=True, text=True, check=False)
        if re.search(r"boolean true", asked.stdout):
            return
        time.sleep(0.05)
    raise NotToBeHad("gnome-keyring was started and does not answer")
