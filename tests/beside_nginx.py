"""The nginx of the documents, run before a server of ours."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent.parent / "docs/nginx.conf"


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _changed(port: int, to: int, folder: Path) -> str:
    """The example with our ports and folder and without TLS; nothing else of it is changed."""
    words = EXAMPLE.read_text()
    for pattern, instead, count in (
        (r"^user .*;", "user root;", 1),
        (r"^pid .*;", f"pid {folder}/pid;", 1),
        (r"listen 80;", f"listen 127.0.0.1:{_free()};", 1),
        (r"listen 443 ssl;", f"listen 127.0.0.1:{port};", 1),
        (r"^ *ssl_.*;\n", "", 3),
        (r"http://127\.0\.0\.1:8000", f"http://127.0.0.1:{to}", 1),
        (r"proxy_set_header Host \$host;", "proxy_set_header Host localhost;", 1),
    ):
        words, found = re.subn(pattern, instead, words, flags=re.MULTILINE)
        assert found == count, pattern
    kept = "".join(
        f"    {name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return words.replace("http {\n", "http {\n" + kept, 1)


@contextmanager
def behind_nginx(nginx: str, to: int, folder: Path) -> Iterator[int]:
    """The port of an nginx that passes all on to the port ``to``.

    Args:
        nginx: the program.
        folder: an empty one, for what it writes.
    """
    port = _free()
    (folder / "nginx.conf").write_text(_changed(port, to, folder))
    command = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "log")]
    subprocess.run([*command, "-t"], check=True, capture_output=True, timeout=60)
    process = subprocess.Popen([*command, "-g", "daemon off;"])
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)
