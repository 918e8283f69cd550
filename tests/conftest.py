"""What every test stands on: a home of its own, and how much effort is made.

`SUPPORTTERM_LONG=1` asks for the long forms: more examples, more kills, more broken mails. `--hypothesis-profile whole`
with it draws 25 times as much again, for a night.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from copies import copied
from effort import LONG
from effort import effort as _effort
from supportterm.config.zone import live_in
from supportterm.desk import Desk
from supportterm.store.connection import Journal
from supportterm.store.sqlite import WAL_SAFE

pytest_plugins = [
    "chromium",
    "servers.rt_fixtures", "servers.mail_fixtures", "servers.redmine_fixtures", "servers.django_helpdesk_fixtures"
]  # fmt: skip

REAL = os.environ.get("SUPPORTTERM_REAL", "") == "1"
SERVERS = (
    "request_tracker", "fresh_tracker", "mail_servers", "redmine", "django_helpdesk", "fresh_django_helpdesk",
    "service",
)  # fmt: skip
"""Fixtures that install and start real servers, which takes root, minutes and a Debian."""
SHARED = Path(__file__).resolve().parents[2] / "shared"

MEMORY = Path("/dev/shm")
"""Where files lie in memory, on Linux."""
ENOUGH = 3 << 30
"""Bytes: more than all that the tests leave lying until they are through."""

# On a disk each stroke waits until it is there, which is most of the time that tests of a desk take.
if (
    "TMPDIR" not in os.environ
    and os.access(MEMORY, os.W_OK)
    and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    and shutil.disk_usage(MEMORY).free > ENOUGH
):
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

# No deadline: how long a step takes is the machine's business, not the code's.
settings.register_profile("short", deadline=None, max_examples=40)
settings.register_profile("long", deadline=None, max_examples=200)
settings.register_profile("whole", deadline=None, max_examples=5000)
settings.load_profile("long" if LONG else "short")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What stands on a real server has a mark, and is left out of the everyday run; what is drawn has a long form."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.long)
        if set(SERVERS) & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("servers"):
            item.add_marker(pytest.mark.servers)
            if not REAL:
                item.add_marker(
                    pytest.mark.skip(reason="needs real servers: SUPPORTTERM_REAL=1")
                )


def pytest_collection_finish() -> None:
    """All that was imported stays: to look through it again and again for what may go would be a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(scope="session")
def own_sockets() -> Iterator[str]:
    """Where sockets lie that can't lie beside their desk, which is called as one of an earlier run may have been."""
    with tempfile.TemporaryDirectory(prefix="supportterm-run-", ignore_cleanup_errors=True) as folder:
        yield folder


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, own_sockets: str) -> Iterator[Path]:
    """An empty home, so that no test sees or touches the desk and settings of who runs it.

    Not by the test's own `monkeypatch`, which a test may undo.
    """
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patched:
        for name in [n for n in os.environ if n.startswith(("SUPPORTTERM_", "XDG_"))]:
            patched.delenv(name)
        for name in ("NO_COLOR", "EDITOR", "VISUAL"):
            patched.delenv(name, raising=False)
        patched.setenv("HOME", str(home))
        patched.setenv("XDG_RUNTIME_DIR", own_sockets)
        yield home


@pytest.fixture(autouse=True)
def zone_of_the_machine() -> Iterator[None]:
    """What a command took for the machine's zone, as somebody had set, is that of no other test."""
    yield
    live_in("")


@pytest.fixture(scope="session")
def effort() -> Callable[[int, int], int]:
    return _effort


@pytest.fixture(scope="session")
def shared() -> Path:
    """The corpora beside the checkout; where there are none, the test is skipped."""
    if not (SHARED / "data").is_dir():
        pytest.skip("no corpora beside this checkout (../shared)")
    return SHARED


@pytest.fixture(params=["wal", "truncate"])
def journal(request: pytest.FixtureRequest) -> Journal:
    """Both ways in which a desk may be kept on the disk."""
    chosen: Journal = request.param
    if chosen == "wal" and not WAL_SAFE:
        pytest.skip("this SQLite has the WAL-reset bug: no desk is kept in WAL mode here")
    return chosen


@pytest.fixture
def desk(tmp_path: Path, journal: Journal) -> Iterator[Desk]:
    """An empty desk, with dana at it; support is tier 1, backend tier 2. Its clock moves by a second a look."""

    def build(file: Path) -> None:
        moments = iter(range(1_700_000_000_000, 1_800_000_000_000, 1_000))
        with Desk.create(file, "Team", journal=journal, me="dana", clock=moments.__next__) as desk:
            desk.define("team", "support", {"tier": 1})
            desk.define("team", "backend", {"tier": 2})
            for agent in ("dana", "sam"):
                desk.define("agent", agent, {"name": agent.title()})

    file = copied(tmp_path / "team.desk", ("team", journal), build)
    moments = iter(range(1_700_000_100_000, 1_800_000_000_000, 1_000))
    with Desk.open(file, journal=journal, me="dana", clock=moments.__next__) as desk:
        yield desk
