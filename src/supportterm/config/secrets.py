"""Where a connection's secret is: the environment, a command, the keyring, a file of its owner's; in this order.

A secret never stands in the desk, in config.yaml, in an argument list, a log or a traceback. It is kept for a desk's
id and not its path: a desk that was moved finds it, and another that came to lie there does not.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from supportterm.config import password_command, secret_file
from supportterm.config.paths import Paths
from supportterm.core.refusal import Refused

SERVICE: Final = "supportterm"


class Secret:
    """A text that does not show itself: only `reveal` tells it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not to be copied")


class Found(NamedTuple):
    secret: Secret
    source: str
    """Where it was, in words: `$SUPPORTTERM_SECRET_RT`, `password_command`, `the keyring`, or a path."""


class Secrets:
    """The secrets of one desk's connections for who runs this program."""

    def __init__(
        self, here: Paths, desk: str, commands: Mapping[str, str] | None = None, environ: Mapping[str, str] = os.environ
    ) -> None:
        """*desk*: its id. *commands*: a `password_command` by connection, of the person's own config.yaml only."""
        self._settings = here.settings
        self._folder = here.data / "secrets"
        self._desk = desk
        self._commands = commands or {}
        self._environ = environ

    def find(self, name: str) -> Found | None:
        """The secret of the connection *name*; None when it is nowhere. Raises Refused when a place can't be read."""
        variable = variable_of(name)
        if self._environ.get(variable):
            return Found(Secret(self._environ[variable]), f"${variable}")
        if name in self._commands:
            return Found(Secret(password_command.run(self._commands[name])), "password_command")
        kept, trouble = self._from_keyring(name)
        if kept is not None:
            return Found(kept, "the keyring")
        file = self._file(name)
        if os.path.lexists(file):
            return Found(Secret(secret_file.read(file)), str(file))
        if trouble:
            raise Refused(trouble)
        return None

    def source(self, name: str) -> str:
        """Where `find` would look and find it, in words, without running a command; empty: nowhere. Raises Refused."""
        if name in self._commands and not self._environ.get(variable_of(name)):
            return "password_command"
        found = self.find(name)
        return found.source if found is not None else ""

    def get(self, name: str, places: str = "") -> Secret:
        """As `find`, to be sent to *places*. Raises Refused with what to do when it is nowhere, or is for others.

        One that was kept before it was remembered for where is for those of the first time that it is used.
        """
        found = self.find(name)
        if found is None:
            raise Refused(f"there is no secret for {name}: `supportterm connect {name} --secret` asks for it")
        kept_for = self.kept_for(name)
        if places and not kept_for:
            self.is_for(name, places)
        elif places and places != kept_for:
            raise Refused(
                f"the secret of {name} is for {kept_for} and is not sent to {places}: `supportterm connect {name}` "
                "says that this is right"
            )
        return found.secret

    def kept_for(self, name: str) -> str:
        """The places that the connection's secret may be sent to; empty: none were named yet. Raises Refused."""
        file = self._file(name).with_suffix(".for")
        return secret_file.read(file) if os.path.lexists(file) else ""

    def is_for(self, name: str, places: str) -> None:
        """The secret may be sent to *places*, and to no others. Raises Refused when that can't be written down."""
        if places != self.kept_for(name):
            secret_file.write(self._file(name).with_suffix(".for"), Secret(places))

    def replace(self, name: str, secret: Secret) -> str:
        """Keep what the other side gave instead, where the old one is; else why that can't be, in words."""
        try:
            source = self.source(name)
            if source == "password_command" or source.startswith("$"):
                return f"it comes from {source}, which can't be written to"
            self.keep(name, secret)
        except Refused as error:
            return str(error)
        return ""

    def stamp(self) -> tuple[int, int]:
        """Another one as soon as this program has kept a secret, or config.yaml was written."""
        return _written(self._folder), _written(self._settings)

    def keep(self, name: str, secret: Secret) -> str:
        """Keep it, in the keyring where there is one, else in a file; words that say where, and warn of a file.

        Raises Refused, with nothing kept, when the keyring is locked or the file can't be written. A locked keyring may
        hold an older secret that would win over a file as soon as somebody unlocked it.
        """
        missing = self._into_keyring(name, secret)
        file = self._file(name)
        if not missing:
            secret_file.remove(file)
            secret_file.touch(self._folder)
            return f"kept in the keyring{self._instead(name)}"
        secret_file.write(file, secret)
        return f"kept unencrypted in {file}, which only you can read: {missing}{self._instead(name)}"

    def forget(self, name: str) -> str:
        """Forget it in the keyring and in the file; words about what is still there, empty when nothing is."""
        from keyring.errors import KeyringLocked, PasswordDeleteError

        trouble = ""
        try:
            import keyring

            keyring.delete_password(SERVICE, self._user(name))
        except KeyringLocked:
            trouble = "the keyring is locked: if the secret is in it, it stays there"
        except PasswordDeleteError:
            pass  # it was not there
        except Exception:  # whatever runs the keyring may fail in any way; then nothing of ours was in it
            pass
        secret_file.remove(self._file(name))
        secret_file.remove(self._file(name).with_suffix(".for"))
        return trouble

    def _instead(self, name: str) -> str:
        """What wins over the place where it was just kept."""
        if self._environ.get(variable_of(name)):
            return f"; ${variable_of(name)} is set and comes first"
        return "; your password_command for it comes first" if name in self._commands else ""

    def _user(self, name: str) -> str:
        return f"{self._desk}/{name}"

    def _file(self, name: str) -> Path:
        from hashlib import sha256

        # A desk's id and a connection's name stand in a file that may come from anywhere: neither is a path.
        return self._folder / sha256(self._user(name).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def _from_keyring(self, name: str) -> tuple[Secret | None, str]:
        """What the keyring holds, or what is wrong with it in words; neither where there is none."""
        import keyring
        from keyring.errors import KeyringLocked, NoKeyringError

        try:
            kept = keyring.get_password(SERVICE, self._user(name))
        except NoKeyringError:
            return None, ""
        except KeyringLocked:
            return None, _LOCKED
        except Exception as error:  # what runs the keyring may fail in any way
            return None, f"the keyring can't be read ({type(error).__name__})"
        return (Secret(kept), "") if kept is not None else (None, "")

    def _into_keyring(self, name: str, secret: Secret) -> str:
        """Empty when it is kept there, else why it is not. Raises Refused when the keyring is locked."""
        import keyring
        from keyring.errors import KeyringLocked, NoKeyringError

        try:
            keyring.set_password(SERVICE, self._user(name), secret.reveal())
            kept = keyring.get_password(SERVICE, self._user(name)) == secret.reveal()
            words = "" if kept else "the keyring keeps nothing"  # keyring's null backend says yes to everything
        except NoKeyringError:
            words = "there is no keyring here"
        except KeyringLocked:
            words = _LOCKED
        except Exception as error:  # what runs the keyring may fail in any way
            words = f"the keyring can't be used ({type(error).__name__})"
        if words == _LOCKED:  # raised out here: what failed has the secret among its variables
            raise Refused(f"{_LOCKED}; nothing was stored. A secret may also come from ${variable_of(name)}")
        return words


_LOCKED: Final = "the keyring is locked: unlock it and try again"


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def variable_of(name: str) -> str:
    """The environment variable for a connection's secret."""
    return "SUPPORTTERM_SECRET_" + "".join(c if c.isalnum() and c.isascii() else "_" for c in name.upper())
