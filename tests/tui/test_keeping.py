"""That somebody is at a desk holds for as long as they are, however short that was."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

from supportterm.desk import Desk
from supportterm.sync import lock
from supportterm.tui.app import SupportTerm
from supportterm.tui.keeping import Keeping


def test_who_leaves_before_the_thread_comes_to_it_is_not_said_to_be_there(desk: Desk) -> None:
    """They may have gone on to another desk: this process, and what it holds, goes on too."""
    works: list[Callable[[], None]] = []
    app = SimpleNamespace(
        desk=desk, run_worker=lambda work, **_: works.append(work), call_later=lambda done: done()
    )
    stays, leaves = (Keeping(cast(SupportTerm, app)) for _ in range(2))
    stays.come()
    leaves.come()
    leaves.close()
    for work in works:
        work()
    assert lock.is_used(desk.path)
    stays.close()
    assert not lock.is_used(desk.path)
