"""Where a connection's secret is: the environment, a command, the keyring, a file of its owner's; in this order.

A secret never stands in the desk file, in config.yaml, in an argument list, a log or a traceback.
"""

import os
import shlex
import stat
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from supportterm.config.paths import Paths
from supportterm.core.refusal import Refused

SERVICE: Final = "supportterm"
PATIENCE: Final = 30.0
"""Seconds that a password_command may take."""


class Secret:
    """A text that does not show itself: only `reveal` tells it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not to be copied")


class Found(NamedTuple):
    secret: Secret
    source: str
    """Where it was, in words: `$SUPPORTTERM_SECRET_RT`, `password_command`, `keyring`, or a path."""


class Secrets:
    """The secrets of one desk's connections for who runs this program."""

    def __init__(
        self,
        here: Paths,
        desk: Path,
        commands: Mapping[str, str | Sequence[str]] | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        """*commands*: a `password_command` by connection, of the person's own config.yaml and of nobody else's file."""
        self._here = here
        self._desk = str(desk.resolve())
        self._commands = commands or {}
        self._environ = environ

    def find(self, name: str) -> Found | None:
        """The secret of the connection *name*; None when it is nowhere. Raises Refused when a place can't be read."""
        variable = variable_of(name)
        if self._environ.get(variable):
            return Found(Secret(self._environ[variable]), f"${variable}")
        if name in self._commands:
            return Found(_from_command(self._commands[name]), "password_command")
        kept, trouble = self._from_keyring(name)
        if kept is not None:
            return Found(kept, "keyring")
        file = self._file(name)
        if file.exists():
            return Found(_from_file(file), str(file))
        if trouble:
            raise Refused(trouble)
        return None

    def reveal(self, name: str) -> str:
        """The secret itself. Raises Refused with what to do when it is nowhere."""
        found = self.find(name)
        if found is None:
            raise Refused(f"there is no secret for {name}: `supportterm connect {name} --secret` asks for it")
        return found.secret.reveal()

    def keep(self, name: str, secret: Secret) -> str:
        """Keep it, in the keyring where there is one, else in a file; words that say where, and warn of a file."""
        if self._into_keyring(name, secret):
            return "kept in the keyring"
        file = self._file(name)
        _write(file, secret.reveal())
        return f"there is no keyring here: kept unencrypted in {file}, which only you can read"

    def forget(self, name: str) -> None:
        import keyring
        from keyring.errors import KeyringError

        with suppress(KeyringError):
            keyring.delete_password(SERVICE, self._user(name))
        self._file(name).unlink(missing_ok=True)

    def _user(self, name: str) -> str:
        return f"{self._desk}/{name}"

    def _file(self, name: str) -> Path:
        import hashlib

        place = hashlib.sha256(self._user(name).encode("utf-8", "surrogateescape")).hexdigest()[:24]
        return self._here.data / "secrets" / f"{name}-{place}"

    def _from_keyring(self, name: str) -> tuple[Secret | None, str]:
        import keyring
        from keyring.errors import KeyringError, KeyringLocked, NoKeyringError

        try:
            kept = keyring.get_password(SERVICE, self._user(name))
        except NoKeyringError:
            return None, ""
        except KeyringLocked:
            return None, "the keyring is locked: unlock it and try again"
        except KeyringError as error:
            return None, f"the keyring can't be read ({type(error).__name__})"
        return (Secret(kept), "") if kept is not None else (None, "")

    def _into_keyring(self, name: str, secret: Secret) -> bool:
        import keyring
        from keyring.errors import KeyringError, KeyringLocked

        try:
            keyring.set_password(SERVICE, self._user(name), secret.reveal())
        except KeyringLocked:
            raise Refused("the keyring is locked: unlock it and try again; nothing was stored") from None
        except KeyringError:
            return False
        return True


def variable_of(name: str) -> str:
    """The environment variable for a connection's secret."""
    return "SUPPORTTERM_SECRET_" + "".join(c if c.isalnum() and c.isascii() else "_" for c in name.upper())


def _from_command(command: str | Sequence[str]) -> Secret:
    """The first line of what a command prints. No shell; nothing of what it printed is told when it fails."""
    words = shlex.split(command) if isinstance(command, str) else list(command)
    try:
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False, text=True
        )
    except subprocess.TimeoutExpired:
        raise Refused(f"the password_command did not end within {PATIENCE:.0f} s") from None
    except (OSError, ValueError, UnicodeDecodeError) as error:
        raise Refused(f"the password_command could not be run ({type(error).__name__})") from None
    line = done.stdout.partition("\n")[0].rstrip("\r")
    if done.returncode != 0 or not line:
        raise Refused(f"the password_command gave no password (status {done.returncode})")
    return Secret(line)


def _from_file(file: Path) -> Secret:
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        raise Refused(f"{file} can't be read: {error.strerror}") from None
    with open(handle, encoding="utf-8") as opened:
        mode = os.fstat(handle).st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO) or not stat.S_ISREG(mode):
            raise Refused(f"others can read {file}: `chmod 600` it, and change the secret if somebody may have")
        return Secret(opened.read().partition("\n")[0])


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.parent.chmod(0o700)
    part = file.with_name(f".{file.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w", encoding="utf-8") as out:
        out.write(text + "\n")
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, file)
