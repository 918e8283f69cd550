"""A real Chromium; tests that want one are skipped, with a word, where there is none."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: `pip install playwright`")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: `apt-get install chromium`")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    """A page; what its scripts complain of fails the test."""
    page = chromium.new_context().new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.set_default_timeout(20_000)
    yield page
    assert wrong == []
