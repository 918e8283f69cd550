"""The customers' side of somebody's desk, in a process of its own that can be killed, and started again."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Self

from person import Home


class Served:
    """`supportterm serve`, always at the same address."""

    def __init__(self, home: Home) -> None:
        self._home = home
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end(signal.SIGTERM)

    def start(self) -> None:
        """Returns once it listens."""
        environment = {
            **{"HOME": str(self._home.path), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
            "PYTHONPATH": os.pathsep.join(sys.path),
            **self._home.environment,
        }
        command = [sys.executable, "-m", "supportterm", "serve", "--port", str(self._port), "--base-url", self.base]
        self._process = subprocess.Popen(
            command, env=environment, cwd=Path(environment["HOME"]), stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        assert self.base in self._process.stdout.readline()

    def end(self, how: int = signal.SIGKILL) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None
