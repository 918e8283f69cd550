"""Take a picture of every screen of the console, on the demo desk, in four sizes and two themes, to be looked at.

python docs/pictures.py FOLDER          writes FOLDER/SCREEN-COLUMNSxROWS-THEME.svg, and .png where rsvg-convert is
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from supportterm.demo import HERO
from supportterm.demo.build import build_demo
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm

NOW: Final = 1_795_600_000_000
SIZES: Final = ((60, 20), (80, 24), (120, 36), (200, 60))
THEMES: Final = ("terminal", "light")
SCREENS: Final = {
    "queue": "",
    "which-key": "g",
    "help": "esc ?",
    "command-line": "esc : p r i o",
    "palette": "esc ctrl+p",
    "filter": "esc / s t a t u s : o p n e space",
    "groups": "esc v g s t a t u s enter",
    "tabs": "ctrl+t g e",
    "bulk": "g a ctrl+a e",
    "theme": "n , t",
    "ticket": "esc g e j enter",
    "explain": "=",
    "log": "esc l",
    "reply": "q r h e l l o",
    "send": "ctrl+s",
    "note": "esc esc n h e l l o",
    "knowledge": "esc g k j",
    "dashboard": "q g f",
    "chats": "q g l enter",
    "customer": "q g c",
    "outbox": "q g s",
    "search": "q g / r e f u n d",
    "radar": "esc g R",
    "what-if": "i a b s e n t space s a m enter",
    "figure": "q g f =",
    "views": "esc q g w",
    "nothing": "q g a / z z z z enter",
    "snooze": "u g m b",
    "macro": "esc m",
    "assign": "esc A",
    "status": "esc s",
    "play": "esc g u space",
    "skip": "space",
    "refused": "esc : o p e n space 9 9 9 9 enter",
}
"""Screen → the keys that lead there from the one before."""
DRAWABLE: Final = (
    ("<text ", '<text xml:space="preserve" '),
    ("Fira Code, monospace", "DejaVu Sans Mono, monospace"),
    ("font-size: 20px", "font-size: 20.27px"),
)
"""What makes a PNG of a picture leaves blanks out otherwise, and sets letters narrower than the cells they stand in."""


async def take(folder: Path, size: tuple[int, int], theme: str) -> None:
    with tempfile.TemporaryDirectory() as made:
        path = build_demo(Path(made) / "demo.desk", now_ms=NOW)
        with Desk.open(path, me=HERO, clock=lambda: NOW) as desk:
            app = SupportTerm(desk, theme=theme)
            async with app.run_test(size=size) as pilot:
                for screen, keys in SCREENS.items():
                    for key in keys.split():
                        await pilot.press({"esc": "escape"}.get(key, key))
                        await pilot.pause(0.05)
                    await pilot.pause(0.4)
                    picture = folder / f"{screen}-{size[0]}x{size[1]}-{theme}.svg"
                    drawn = app.export_screenshot(title=screen)
                    for meant, drawable in DRAWABLE:
                        drawn = drawn.replace(meant, drawable)
                    picture.write_text(drawn, encoding="utf-8")


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    os.environ["TZ"] = "UTC"
    time.tzset()
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        for theme in THEMES:
            asyncio.run(take(folder, size, theme))
    if (convert := shutil.which("rsvg-convert")) is not None:
        for picture in folder.glob("*.svg"):
            subprocess.run([convert, picture, "-o", picture.with_suffix(".png")], check=True)


if __name__ == "__main__":
    main()
