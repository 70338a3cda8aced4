"""Slow, large and very many connections against the application as it is started, and behind the documented proxy."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

import slow
from beside_nginx import behind_nginx

pytestmark = [
    pytest.mark.database("sqlite"),  # a demonstration is always a file in its folder
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs 127.0.0.2 and /proc, as Linux has them"),
]
MANY = 1000
SOON = 1.0  # s, as issue 17 has it
LARGE = 94_000_000
FEW = 8_000_000  # bytes that five such bodies may add


@dataclass
class Office:
    """A demonstration that is served: its folder, its port, its process, and the cookie of somebody signed in."""

    data: Path
    port: int
    process: int
    cookie: str


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with _served(tmp_path_factory.mktemp("slow") / "data", {}) as one:
        yield one


@pytest.fixture(scope="module")
def behind(
    office: Office, tmp_path_factory: pytest.TempPathFactory, need_tool: Callable[..., str]
) -> Iterator[tuple[Office, int]]:
    """A second server of the same that believes one proxy, and the port of the documented nginx before it."""
    nginx = need_tool("nginx", "apt-get install nginx-light")
    own = tmp_path_factory.mktemp("nginx")
    with _served(office.data, {"LUOSHI_PROXIES": "1"}) as one, behind_nginx(nginx, one.port, own) as port:
        yield one, port


@contextmanager
def _served(data: Path, more: dict[str, str]) -> Iterator[Office]:
    around = {name: value for name, value in os.environ.items() if not name.startswith("LUOSHI_")} | more
    around.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "luoshi.cli", "serve", "--demo", "--port", "0", "--lang", "en"]
    said = data.parent / f"said{len(more)}"
    with said.open("w") as log:
        process = subprocess.Popen([*command, "--data", str(data)], stdout=log, stderr=log, env=around)
    try:
        port, deadline = 0, time.monotonic() + 300
        while not port and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.2)
            found = re.search(r"is running: http://localhost:(\d+)/", said.read_text())
            port = int(found[1]) if found else 0
        assert port, said.read_text()
        one = Office(data, port, process.pid, _signed_in(port))
        slow.asked(port)  # what the first page loads is loaded
        yield one
    finally:
        process.terminate()
        process.wait(30)


def _signed_in(port: int) -> str:
    jar = CookieJar()
    browser, root = build_opener(HTTPCookieProcessor(jar)), f"http://127.0.0.1:{port}/"
    page = browser.open(f"{root}demo/", timeout=60).read().decode()
    token, account = (
        re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page),
        re.search(r'name="account" value="([^"]+)', page),
    )
    assert token and account
    given = {"csrfmiddlewaretoken": token[1], "account": account[1]}
    browser.open(f"{root}demo/enter/", urlencode(given).encode(), timeout=60)
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def _others_are_served(port: int, source: str = slow.OTHERS, **headers: str) -> None:
    """A page, ten times over some seconds: each within a second."""
    found = []
    for _ in range(10):
        found.append(slow.asked(port, source=source, **headers))
        time.sleep(0.3)
    assert {status for status, _took in found} == {200}
    assert max(took for _status, took in found) <= SOON, found


@pytest.mark.control("8.1.4.4", "1,000 slow heads from one address keep nobody at another from a page within a second")
def test_a_thousand_slow_heads(office: Office) -> None:
    with slow.opened(office.port, MANY, slow.HEAD, b"X-More: 1\r\n") as many:
        _others_are_served(office.port)
        _others_are_served(office.port, slow.OURS)  # and a colleague behind the same address
        time.sleep(16)
        assert len(many) == MANY and slow.alive(many) == 0  # a head has 15 s, however it drips


@pytest.mark.control("8.1.4.4", "1,000 slow bodies from one address keep nobody at another from a page within a second")
@pytest.mark.parametrize("size", [5_000, 500_000])
def test_a_thousand_slow_bodies(size: int, office: Office) -> None:
    before = slow.memory(office.process)
    with slow.opened(office.port, MANY, slow.BODY % size, b"x") as many:
        _others_are_served(office.port)
        time.sleep(21)
        assert len(many) == MANY and slow.alive(many) == 0
    assert slow.memory(office.process) - before < 4 * FEW


@pytest.mark.control("8.1.4.4", "1,000 connections on which nothing is sent keep nobody out, nor do 3,000")
def test_thousands_that_only_connect(office: Office) -> None:
    with slow.opened(office.port, 3 * MANY, b"", b"") as many:
        _others_are_served(office.port)
        assert slow.alive(many) <= 2 * MANY


@pytest.mark.control("8.1.4.4", "Who reads answers slowly keeps no thread: eight threads serve others meanwhile")
def test_slow_readers_of_large_answers_hold_no_threads(office: Office) -> None:
    with ExitStack() as stack:
        for _ in range(50):
            one = stack.enter_context(slow.connect(office.port))
            one.setsockopt(slow.socket.SOL_SOCKET, slow.socket.SO_RCVBUF, 2048)
            one.sendall(b"GET /static/luoshi/app.css HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100)
        _others_are_served(office.port)


@pytest.mark.control("8.1.4.4", "Whoever is not signed in sends 1 MB and no more; what is more is never held in memory")
@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "in chunks"])
@pytest.mark.parametrize("path", ["/plans/receive/", "/sign-in/", "/api/plans"])
def test_large_bodies_of_whoever_is_not_signed_in(path: str, chunked: bool, office: Office) -> None:
    slow.forget_most(office.process)
    before = slow.memory(office.process, "VmHWM")
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(slow.sent(office.port, path, LARGE, {}, chunked=chunked)[0]))
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert found == [413] * 5
    assert slow.memory(office.process, "VmHWM") - before < FEW


@pytest.mark.control("8.1.4.4", "Who is signed in sends files where files are taken, and elsewhere 1 MB as anybody")
def test_who_is_signed_in_sends_files_where_they_are_taken(office: Office) -> None:
    signed_in = {"Cookie": office.cookie, "Content-Type": "application/x-www-form-urlencoded"}
    refused = slow.sent(office.port, "/sign-in/", 5_000_000, signed_in)
    assert refused[0] == 413 and "这个地址不接收文件" in refused[2].decode()
    # It came whole to the page, which misses the form's own word.
    taken = slow.sent(office.port, "/plans/receive/", 5_000_000, signed_in)
    assert taken[0] == 403
    program = slow.sent(office.port, "/api/plans", 5_000_000, {"Accept-Language": "en"})
    assert program[0] == 413 and b'"code": "too_large"' in program[2]


@pytest.mark.control("8.1.4.4", "300 people behind one address, whose browsers keep connections, are all served")
def test_three_hundred_people_behind_one_address(office: Office) -> None:
    _three_hundred(office.port)


def _three_hundred(port: int) -> None:
    request = b"GET /sign-in/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with ExitStack() as stack:
        browsers = [[stack.enter_context(slow.connect(port, timeout=120)) for _ in range(3)] for _ in range(300)]
        for _ in range(2):  # the second time on connections that were kept
            for connections in browsers:
                connections[0].sendall(request)
            assert [slow.answer(connections[0])[0] for connections in browsers] == [200] * 300


@pytest.mark.control("8.1.4.4", "The same holds behind the proxy as the documents set it up")
@pytest.mark.parametrize("begin", [slow.HEAD, slow.BODY % 500_000], ids=["heads", "bodies"])
def test_behind_the_documented_proxy(begin: bytes, behind: tuple[Office, int]) -> None:
    _office, port = behind
    with slow.opened(port, MANY, begin, b"x" if begin.startswith(b"POST") else b"X-More: 1\r\n"):
        _others_are_served(port)


@pytest.mark.control("8.1.4.4", "Behind a proxy an address is whom the proxy names, not what people write there")
def test_slow_bodies_that_reach_us_through_a_proxy_count_by_whom_it_names(behind: tuple[Office, int]) -> None:
    office, _port = behind
    begin = slow.BODY.replace(b"\r\n", b"\r\nX-Forwarded-For: 198.51.100.%d, 203.0.113.7\r\n" % 3, 1) % 500_000
    with slow.opened(office.port, MANY, begin, b"x"):
        _others_are_served(office.port, slow.OURS, X_Forwarded_For="203.0.113.8")


@pytest.mark.control("8.1.4.4", "Behind the proxy 300 people at one address are served, and large bodies are refused")
def test_people_and_large_bodies_behind_the_proxy(behind: tuple[Office, int]) -> None:
    office, port = behind
    _three_hundred(port)
    slow.forget_most(office.process)
    before = slow.memory(office.process, "VmHWM")
    assert [slow.sent(port, "/sign-in/", LARGE, {})[0] for _ in range(2)] == [413, 413]
    assert slow.memory(office.process, "VmHWM") - before < FEW
