"""Our web server with tiny bounds, over an application that says how much it was sent."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from luoshi.base.forms.requests import RECEIVED
from luoshi.site.connections.sending import ASKED
from luoshi.site.connections.server import Server, open_server


def application(environ: dict[str, Any], start: Any) -> list[bytes]:
    if asked := environ.get(ASKED):
        if "HTTP_X_MAY" not in environ or asked.size > 2_000_000:
            start("413 Content Too Large", [("Content-Type", "text/plain")])
            return [b"no"]
        asked.limit, asked.who = 2_000_000, "account 1"
        start("204 No Content", [])
        return []
    body = [b"%d" % len(environ["wsgi.input"].read())]
    if environ["PATH_INFO"] == "/slow":
        time.sleep(2)
    if environ["PATH_INFO"] == "/moment":
        body = [environ[RECEIVED].isoformat().encode()]
    if environ["PATH_INFO"] == "/large":
        body = [b"x" * 30_000_000] * 2
    start("200 OK", [("Content-Length", str(sum(map(len, body))))])
    return body


@pytest.fixture
def serve(settings: Any) -> Iterator[Callable[..., Server]]:
    running: list[tuple[Server, threading.Thread]] = []

    def served(**bounds: Any) -> Server:
        tiny = {"HEAD_SECONDS": 1, "SLOW_SECONDS": 1, "IDLE_SECONDS": 2, "SMALL_LIMIT": 100_000, "UPLOAD_LIMIT": 10**6}
        for name, value in {**tiny, "REQUEST_LIMIT": 2_000_000, **bounds}.items():
            setattr(settings, name, value)
        server = open_server(application, "127.0.0.1", 0)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running.append((server, thread))
        return server

    yield served
    for server, thread in running:
        server.task_dispatcher.shutdown()
        server.over = True
        with suppress(OSError):
            server.pull_trigger()
        thread.join(10)
        server.asyncore.close_all(server._map, ignore_all=True)


def port(server: Server) -> int:
    return int(server.effective_port)
