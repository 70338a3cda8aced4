"""The nginx of the documents before our web server: it is whole, and bounds hold through it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import slow
from beside_nginx import behind_nginx
from luoshi.site.connections.server import Server
from tiny_server import port, serve

__all__ = ["serve"]  # a fixture


def test_the_documented_proxy_passes_on_what_may_come_and_slow_bodies_are_ended_behind_it(
    serve: Callable[..., Server], need_tool: Callable[..., str], tmp_path: Path
) -> None:
    nginx = need_tool("nginx", "apt-get install nginx-light")
    server = serve(PROXIES=1)
    with behind_nginx(nginx, port(server), tmp_path) as at:
        for chunked in (False, True):
            assert slow.sent(at, "/", 1_900_000, {"X-May": "1"}, chunked=chunked)[::2] == (200, b"1900000")
            assert slow.sent(at, "/", 1_900_000, {}, chunked=chunked)[0] == 413
        with slow.opened(at, 3, slow.BODY % 5000, b"x", every=0.2, source=slow.OTHERS) as bodies:
            for body in bodies:
                body.settimeout(30)
                assert slow.answer(body)[0] == 408
        assert server.room.reserved_bytes == 0
        assert [path.name for path in tmp_path.rglob("*") if path.is_file() and path.suffix not in (".conf", "")] == []
