"""Remote systems, each behind the protocols of protocol.py. One file or folder a system; the sync engine knows none."""

import sys

# Where click and rich are installed, httpx loads a command of its own, which takes twice as long as all the rest of it.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
