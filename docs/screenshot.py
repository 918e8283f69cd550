"""Take the README's picture: the demo desk in the console, by the program itself.

    python docs/screenshot.py        writes docs/screenshot.svg
"""

import asyncio
import os
import tempfile
import time
from pathlib import Path

from supportterm.demo import HERO
from supportterm.demo.build import build_demo
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm

NOW = 1_795_600_000_000
PICTURE = Path(__file__).with_name("screenshot.svg")


async def take() -> None:
    os.environ["TZ"] = "UTC"
    time.tzset()
    with tempfile.TemporaryDirectory() as folder:
        path = build_demo(Path(folder) / "demo.desk", now_ms=NOW)
        with Desk.open(path, me=HERO, clock=lambda: NOW) as desk:
            app = SupportTerm(desk, theme="dark")
            async with app.run_test(size=(140, 40)) as pilot:
                for key in ("g", "e", "j", "enter"):
                    await pilot.press(key)
                    await pilot.pause(0.4)
                PICTURE.write_text(app.export_screenshot(title="supportterm demo"), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(take())
