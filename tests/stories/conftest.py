"""A desk into which a small archive of mails was imported, and the console on it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from person import MAILS, SETTINGS, Home
from terminal import Terminal

from effort import LONG
from supportterm.desk import Desk


def _settle(path: Path) -> Home:
    home = Home(path)
    settings = path / ".config" / "supportterm" / "config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(SETTINGS)
    home.shell("team", "add", "backend", "--tier", "2")
    home.shell("agent", "add", "sam", "--name", "Sam", "--teams", "support", "--email", "sam@quay.example")
    return home


@pytest.fixture(scope="session")
def _home_with_mails(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = _settle(tmp_path_factory.mktemp("mails"))
    assert home.shell("import", "mbox", str(MAILS)) == "12 messages imported into 9 new tickets\n"
    return home


@pytest.fixture
def home(own_home: Path, _home_with_mails: Home) -> Home:
    """Sam's, with the twelve mails of `mail/support.mbox` as nine tickets."""
    shutil.copytree(_home_with_mails.path, own_home, dirs_exist_ok=True)
    home = Home(own_home)
    with Desk.open(home.desk) as desk:
        desk.claim()
    return home


@pytest.fixture(scope="session")
def home_of_a_list(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Home:
    """Sam's, with a month of a mailing list, or its busiest year; skipped where the archive is not."""
    name, least = ("r-help_2004.txt.gz", 18_000) if LONG else ("r-help_2019-03.txt.gz", 300)
    archive = shared / "data" / "maillist" / name
    if not archive.exists():
        pytest.skip("no list archive beside this checkout")
    home = _settle(tmp_path_factory.mktemp("r-help"))
    report = home.json("import", "mbox", str(archive))[0]
    assert report["new_messages"] > least and not report["bad"]
    return home


@pytest.fixture
def console(home: Home) -> Iterator[Terminal]:
    """The console on the desk of `home`, at 100x30, showing the queue."""
    with home.console() as there:
        there.see("Charged twice for March")
        yield there


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    """A page whose scripts do not fail; that it tells of a line that was cut is as it should be."""
    page = chromium.new_context().new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.set_default_timeout(30_000)
    yield page
    assert wrong == []
