"""The command, as a service manager runs it."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from supportterm.desk import Desk, StoreError
from supportterm.gateway import app
from supportterm.gateway.context import Gateway
from supportterm.gateway.site import Site

BASE = "https://help.acme.example"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def served(desk: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and the line in which it says where it is."""
    command = [sys.executable, "-u", "-m", "supportterm", "--desk", str(desk), "serve", *words]
    environment = {**os.environ, "PYTHONPATH": ":".join(sys.path)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            yield running, running.stdout.readline()
        finally:
            running.kill()


def test_it_answers_beside_who_works_on_the_desk_and_ends_when_told_to(tmp_path: Path) -> None:
    path, port = tmp_path / "a.desk", free_port()
    with Desk.create(path, "Acme", me="dana") as desk:
        with served(path, "--port", str(port)) as (_, said):  # tried on this machine: no mail may lead there
            assert said.startswith(f"served at http://127.0.0.1:{port}") and desk.portal.address == ""
        with served(path, "--port", str(port), "--base-url", "https://help.acme.example/") as (running, said):
            assert said == f"https://help.acme.example is served at http://127.0.0.1:{port}\n"
            here = f"http://127.0.0.1:{port}"
            assert httpx.get(f"{here}/healthz").json() == {"ok": True}
            assert httpx.get(f"{here}/articles/new").status_code == 404
            desk.put_article(slug="new", title="New", body="…", state="published")
            assert httpx.get(f"{here}/articles/new").status_code == 200
            running.send_signal(signal.SIGTERM)
            assert running.wait(20) == 0
        with served(path, "--port", str(port)) as (_, said):
            assert said.startswith("https://help.acme.example is served")  # the address was kept


async def test_that_somebody_keeps_the_desk_is_seen_to_also_after_it_was_busy(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, refresh = asyncio.Event(), desk.refresh
    busy = iter([True])

    def refused() -> None:
        if next(busy, False):
            raise StoreError("the desk is busy")
        refresh()

    loop = asyncio.get_running_loop()
    gateway = Gateway(desk, Site(BASE), leave=lambda: loop.call_soon_threadsafe(looked.set))
    monkeypatch.setattr(desk, "refresh", refused)
    monkeypatch.setattr(app, "BEAT", 0.01)
    served = app.application(gateway)
    async with served.router.lifespan_context(served):
        await asyncio.wait_for(looked.wait(), 20)


def test_a_port_that_is_taken_is_said_so(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "a.desk", "Acme"), socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        words = ["--desk", str(tmp_path / "a.desk"), "serve", "--port", str(port)]
        environment = {**os.environ, "PYTHONPATH": ":".join(sys.path)}
        done = subprocess.run(
            [sys.executable, "-m", "supportterm", *words], env=environment, capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 1 and f"127.0.0.1:{port} can't be had" in done.stderr
