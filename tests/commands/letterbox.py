"""A backend for tests of `connect`, which they install as another package would: its server is a JSON file.

The file says which token is right, who that is, what to remark, and how it behaves; `asked` is what it was asked.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from supportterm.backends import errors
from supportterm.backends.protocol import Capabilities, Setting
from supportterm.core.remote import AnyStep, Catalog, Identity, Page, Receipt


class Letterbox:
    capabilities = Capabilities(feed="since", marker="stored", poll=600, open_tickets=True, reply=True)

    def __init__(self, server: Path, secret: Callable[[], str]) -> None:
        self._server = server
        self._secret = secret

    def _ask(self, what: str) -> dict[str, Any]:
        held: dict[str, Any] = json.loads(self._server.read_text())
        held["asked"].append([what, Path("/proc/self/cmdline").read_text()])
        self._server.write_text(json.dumps(held))
        if held["mode"] == "down":
            raise errors.Unavailable("no way there")
        if held["mode"] == "a stranger's":
            raise errors.Untrusted("there is no trusting it")
        if held["mode"] == "broken":
            raise ZeroDivisionError(what)
        if self._secret() != held["token"]:
            raise errors.AuthFailed("the token is not accepted")
        if held.get("rotates"):
            held["remarks"] = [self._secret.renewed(held["rotates"]) or "the next one is kept"]  # type: ignore[attr-defined]
        return held

    def probe(self) -> Identity:
        held = self._ask("probe")
        return Identity(held["account"], held.get("epoch", ""), remarks=tuple(held["remarks"]))

    def prove(self, key: str) -> tuple[str, ...]:
        self._ask(f"prove {key}")
        return ()

    def catalog(self) -> Catalog:
        return Catalog()

    def changes(self, cursor: str) -> Page:
        return Page((), "1")

    def write(self, step: AnyStep) -> Receipt:
        raise errors.CannotDo("a letterbox takes nothing")

    def find(self, step: AnyStep) -> Receipt | None:
        return None

    def handled(self, keys: tuple[str, ...]) -> None: ...

    def close(self) -> None: ...


class LetterboxDriver:
    name = "letterbox"
    title = "Letterbox"
    capabilities = Letterbox.capabilities
    proof: Mapping[str, str] = {}
    settings = (
        Setting("server", "Where is it?", help="The path of a file", place=True),
        Setting("speed", "How fast?", default="slow", required=False, choices=("slow", "fast")),
        Setting("quiet", "How quiet?", default="very", required=False, ask=False),
    )
    secret = "token"

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> Letterbox:
        if not Path(settings["server"]).is_file():
            raise errors.Invalid("the server is no file", {"server": "there is no such file"})
        return Letterbox(Path(settings["server"]), secret)


DRIVER = LetterboxDriver()
