"""What the console does on the way to its first frame, and undoes once it is there."""

import gc
from pathlib import Path

from supportterm.desk import Desk
from supportterm.desk.fresh import make
from supportterm.tui.app import SupportTerm


async def test_garbage_is_collected_again_once_the_first_frame_is_there(tmp_path: Path) -> None:
    make(tmp_path / "acme.desk")
    gc.disable()
    try:
        with Desk.open(tmp_path / "acme.desk") as desk:
            async with SupportTerm(desk).run_test() as pilot:
                await pilot.pause(0.2)
                assert gc.isenabled()
    finally:
        gc.enable()
