"""The running server's address, stored in the data folder for commands that print a link."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from pathlib import Path

FILE = "serving.json"
PATIENCE = 1.0  # seconds in which a running server accepts a connection


def write_server_address(data: Path, address: str, host: str, port: int) -> None:
    """Store this server's address in the data folder; an unwritable folder does not prevent serving.

    Args:
        address: for people, as in ``http://localhost:8000``.
        host: on which it listens, with the port: used to check whether it still runs.
    """
    with contextlib.suppress(OSError):
        temporary = data / f".{FILE}.{os.getpid()}.tmp"
        temporary.write_text(json.dumps({"address": address, "host": host, "port": port}), encoding="utf-8")
        temporary.replace(data / FILE)


def take_away(data: Path) -> None:
    """Remove the stored address."""
    with contextlib.suppress(OSError):
        (data / FILE).unlink(missing_ok=True)


def find_running_server(data: Path) -> str:
    """Return the address of the server running on this folder; "" if none accepts connections, also after a kill."""
    try:
        told = json.loads((data / FILE).read_text(encoding="utf-8"))
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(told["host"], told["host"])  # noqa: S104
        socket.create_connection((host, told["port"]), PATIENCE).close()
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return str(told["address"])
