"""Clients that are slow, large or many, for tests of the web server."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

HEAD = b"GET /sign-in/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: 1\r\n"
BODY = (
    b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: %d\r\n\r\naccount="
)
OURS = "127.0.0.1"
OTHERS = "127.0.0.2"  # on Linux the whole of 127.0.0.0/8 is this machine


def connect(port: int, source: str = OURS, timeout: float = 30) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=timeout, source_address=(source, 0))


@contextmanager
def opened(port: int, count: int, begin: bytes, drip: bytes, source: str = OURS, every: float = 1) -> Iterator[list]:
    """So many connections that have sent how a request begins, and then a little ``every`` so many seconds."""
    import resource  # not on Windows

    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192) if hard > 0 else 8192, hard))
    found = []
    for _ in range(count):
        with suppress(OSError):
            one = connect(port, source)
            one.sendall(begin)
            one.setblocking(False)
            found.append(one)
    over = threading.Event()

    def go_on() -> None:
        while not over.wait(every):
            for statement in found:
                with suppress(OSError):
                    statement.send(drip)

    dripping = threading.Thread(target=go_on)
    dripping.start()
    try:
        yield found
    finally:
        over.set()
        dripping.join()
        for statement in found:
            statement.close()


def alive(connections: list[socket.socket]) -> int:
    """How many of them the server has not closed."""
    count = 0
    for connection in connections:
        try:
            while connection.recv(4096):
                pass
        except BlockingIOError:
            count += 1
        except OSError:
            pass
    return count


def answer(one: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Status, headers in small letters, and body of one answer; status 0 where the connection ended without any."""
    read = one.makefile("rb")
    try:
        first = read.readline().split()
        if len(first) < 2:
            return 0, {}, b""
        headers = {}
        while (line := read.readline().strip()) != b"":
            name, _colon, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        length = headers.get("content-length")
        return int(first[1]), headers, read.read(int(length)) if length is not None else read.read()
    except OSError:
        return 0, {}, b""


def asked(port: int, path: str = "/sign-in/", source: str = OURS, **headers: str) -> tuple[int, float]:
    """Status of a page that is asked for once, on a connection of its own, and the seconds that it took."""
    began = time.monotonic()
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    with connect(port, source) as one:
        one.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{more}Connection: close\r\n\r\n".encode())
        return answer(one)[0], time.monotonic() - began


def sent(
    port: int, path: str, size: int, headers: Mapping[str, str], *, chunked: bool = False, method: str = "POST"
) -> tuple[int, dict[str, str], bytes]:
    """The answer to a body of ``size`` bytes, sent as fast as it goes and also when it was refused already."""
    how = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {size}"
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    piece = b"x" * 100_000
    with connect(port) as one:
        one.sendall(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{more}{how}\r\n\r\n".encode())
        with suppress(OSError):
            for begin in range(0, size, len(piece)):
                part = piece[: size - begin]
                one.sendall(b"%x\r\n%s\r\n" % (len(part), part) if chunked else part)
            if chunked:
                one.sendall(b"0\r\n\r\n")
        return answer(one)


def memory(process: int, what: str = "VmRSS") -> int:
    """Bytes of memory that a process holds, or with ``VmHWM`` ever held."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    assert found
    return int(found[1]) * 1024


def forget_most(process: int) -> None:
    """Let ``VmHWM`` begin anew."""
    Path(f"/proc/{process}/clear_refs").write_text("5")
