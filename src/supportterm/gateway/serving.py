"""`serve`: the application in a process of its own, until it is told to end."""

import signal
import socket
import sys
from collections.abc import Callable

import uvicorn

from supportterm.desk import Desk
from supportterm.gateway.app import application
from supportterm.gateway.context import Gateway
from supportterm.gateway.site import Site


def serve(
    desk: Desk,
    site: Site,
    host: str,
    port: int,
    proxies: str,
    *,
    ready: Callable[[], None],
    leave: Callable[[], object],
    secret: Callable[[str], str],
) -> None:
    """Answer customers until SIGTERM or SIGINT. *proxies*: the addresses whose word of who asks is taken.

    *ready* is called once it listens, *leave* when something was written that has to leave, and now and then; it must
    not raise; *secret* gives that of a webhook. Raises OSError when the port can't be had.
    """
    config = uvicorn.Config(
        application(Gateway(desk, site, leave=leave, secret=secret)),
        proxy_headers=True,
        forwarded_allow_ips=proxies,
        server_header=False,
        access_log=False,
        log_level="warning",
        limit_concurrency=1_000,
        timeout_keep_alive=15,
        h11_max_incomplete_event_size=32 << 10,
        ws_max_size=64 << 10,
        timeout_graceful_shutdown=5,
    )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=512) as listening:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # which uvicorn raises again once all is answered
        ready()
        uvicorn.Server(config).run(sockets=[listening])
