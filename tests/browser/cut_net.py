"""A network that can be cut: a forwarder between the browser and the application.

Chromium's own emulation does not reach the workers of a page, which would go on talking to the server.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class Net:
    """Forwards connections to a server at a port of its own, until it is cut."""

    def __init__(self, url: str) -> None:
        self.to = (urlsplit(url).hostname or "", urlsplit(url).port or 80)
        self.pairs: list[socket.socket] = []
        self.up = True
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        """Refuse new connections and end the old ones."""
        self.up = False
        for end in self.pairs:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.pairs.clear()

    def mend(self) -> None:
        """Forward again."""
        self.up = True

    def close(self) -> None:
        """End it for good."""
        self.cut()
        self.door.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self.door.accept()
                if not self.up:
                    near.close()
                    continue
                far = socket.create_connection(self.to)
                self.pairs += [near, far]
                for near_end, far_end in ((near, far), (far, near)):
                    threading.Thread(target=_pump, args=(near_end, far_end), daemon=True).start()


def _pump(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while read := one.recv(65536):
            other.sendall(read)
    for end in (one, other):  # closing alone would not end a connection from which the other thread reads
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
