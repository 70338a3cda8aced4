"""The web server's connections with tiny bounds: deadlines, room, turns, and what a refused client reads."""

from __future__ import annotations

import ast
import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

import luoshi
import slow
from luoshi.site.connections.body_budget import Room
from luoshi.site.connections.rules import (
    ConnectionLimits,
    ConnectionState,
    State,
    is_connection_late,
    network_of_address,
    surplus_connections,
)
from luoshi.site.connections.sending import ASKED, BodyPermission
from luoshi.site.connections.server import Server, Turns
from office import Office
from programs import program
from tiny_server import port, serve

__all__ = ["serve"]  # a fixture

LIMITS = ConnectionLimits(head=15, idle=75, slow=20, slowest=20_000, most=10, of_address=3)


@pytest.mark.parametrize(
    ("state", "age", "moved", "is_late"),
    [
        (State.OPENED, 15, 0, False),
        (State.OPENED, 16, 0, True),
        (State.HEAD, 16, 5000, True),
        (State.WAITS, 16, 0, True),
        (State.IDLE, 74, 0, False),
        (State.IDLE, 76, 0, True),
        (State.BODY, 20, 0, False),
        (State.BODY, 21, 0, True),
        (State.BODY, 21, 40_000, False),  # 20 s, and 2 s for these bytes
        (State.BODY, 23, 40_000, True),
        (State.READS, 21, 0, True),
        (State.READS, 1000, 20_000_000, False),
        (State.LEAVES, 21, 10**9, False),
        (State.LEAVES, 21, 0, True),
        (State.LEAVES, 301, 10**9, True),
        (State.WORKS, 10_000, 0, False),
    ],
)
def test_each_state_has_its_deadline(state: State, age: float, moved: int, is_late: bool) -> None:
    assert is_connection_late(ConnectionState("a", state, age, moved), LIMITS) is is_late


def test_of_an_address_with_too_many_unfinished_the_slowest_go_and_those_that_wait_for_nothing_stay() -> None:
    fast, slowest, fresh = (
        ConnectionState("a", State.BODY, 9, 9_000_000),
        ConnectionState("a", State.HEAD, 9, 1),
        ConnectionState("a", State.HEAD, 0, 0),
    )
    idle, works = ConnectionState("a", State.IDLE, 60, 0), ConnectionState("a", State.WORKS, 60, 0)
    held = [fast, slowest, fresh, idle, works, ConnectionState("a", State.BODY, 9, 90)]
    assert [held[place] for place in surplus_connections(held, LIMITS)] == [slowest]
    assert surplus_connections([idle] * 6 + [works] * 4, LIMITS) == []


def test_of_too_many_in_all_the_address_with_the_most_gives_and_a_newcomer_from_another_stays() -> None:
    crowd = [ConnectionState("a", State.IDLE, age, 0) for age in (5, 70, 30)] + [
        ConnectionState("a", State.WORKS, 1, 0)
    ] * 6
    held = [*crowd, ConnectionState("b", State.OPENED, 0, 0), ConnectionState("c", State.IDLE, 74, 0)]
    assert surplus_connections(held, LIMITS) == [1]
    assert surplus_connections([ConnectionState(str(number), State.WORKS, 1, 0) for number in range(12)], LIMITS) == []


def test_of_ipv6_a_network_counts_as_one_address() -> None:
    assert network_of_address("2001:db8:1:2:3::4") == network_of_address("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert network_of_address("::ffff:198.51.100.7") == network_of_address("198.51.100.7") == "198.51.100.7"
    assert network_of_address("localhost") == "localhost"


def test_room_is_shared_and_given_back() -> None:
    room = Room(1600)
    assert room.take(100, room.anonymous_shares("a")) and not room.take(1, room.anonymous_shares("a"))
    assert [room.take(100, room.anonymous_shares(character)) for character in "bcde"] == [True, True, True, False]
    assert room.take(800, room.signed_in_shares("1")) and not room.take(1, room.signed_in_shares("1"))
    assert (
        room.take(400, room.signed_in_shares("2"))
        and not room.take(1, room.signed_in_shares("3"))
        and room.reserved_bytes == 1600
    )
    room.give_back(100, room.anonymous_shares("a"))
    assert room.take(100, room.anonymous_shares("e")) and room.reserved_bytes == 1600


def test_tasks_of_many_addresses_take_turns() -> None:
    turns, tasks = (
        Turns(),
        [SimpleNamespace(address=name[0], name=name) for name in ("a1", "a2", "a3", "b1", "c1", "c2")],
    )
    for task in tasks:
        turns.append(task)
    assert len(turns) == 6 and [turns.popleft().name for _ in tasks] == ["a1", "b1", "c1", "a2", "c2", "a3"]
    assert not turns


# A server with tiny bounds, and an application that says how much it was sent: tests/tiny_server.py


def test_slow_heads_bodies_and_readers_are_ended_and_each_reads_why(serve: Callable[..., Server]) -> None:
    at = port(serve(SLOWEST=10_000_000))  # what the system holds for a reader is read, for us
    heads = slow.opened(at, 2, slow.HEAD, b"X-More: 1\r\n", every=0.2)
    bodies = slow.opened(at, 2, slow.BODY % 5000, b"x", every=0.2)
    program = slow.opened(at, 1, b"POST /api/me HTTP/1.1\r\nContent-Length: 50\r\n\r\n", b"x", every=0.2)
    reader = slow.connect(at)
    reader.sendall(b"GET /large HTTP/1.1\r\n\r\n")
    with heads as heads, bodies as bodies, program as program:
        idle = slow.connect(at)
        idle.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert slow.answer(idle)[0] == 200
        time.sleep(4.5)
        for head in (*heads, *bodies):
            head.settimeout(5)
            status, headers, body = slow.answer(head)
            assert (status, headers["connection"], headers["retry-after"]) == (408, "close", "5")
            assert "传送太慢" in body.decode() and "too slowly" in body.decode()
        program[0].settimeout(5)
        assert json.loads(slow.answer(program[0])[2])["code"] == "too_slow"
    assert idle.recv(10) == b"" and len(slow.answer(reader)[2]) < 60_000_000
    reader.close()
    idle.close()


def test_no_thread_waits_for_a_slow_reader(serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.site.connections.server.THREADS", 1)
    at = port(serve(SLOW_SECONDS=60))
    with slow.connect(at) as reader:
        reader.sendall(b"GET /large HTTP/1.1\r\n\r\n")
        assert slow.asked(at, "/")[0] == 200


def test_a_request_keeps_when_it_was_received_and_not_when_its_turn_came(
    serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("luoshi.site.connections.server.THREADS", 1)
    at = port(serve(SLOW_SECONDS=60))
    with slow.connect(at) as first, slow.connect(at) as second:
        first.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.1)
        before = timezone.now()
        second.sendall(b"POST /moment HTTP/1.1\r\nHost: x\r\nLuoshi.Received: 1\r\nContent-Length: 4\r\n\r\n12")
        time.sleep(0.1)
        middle = timezone.now()
        second.sendall(b"34")  # only now it is whole
        moment = datetime.fromisoformat(slow.answer(second)[2].decode())
    assert before < middle <= moment < middle + timedelta(seconds=1) < timezone.now()


def test_a_body_of_whoever_may_not_send_it_is_not_held_and_its_sender_reads_why(serve: Callable[..., Server]) -> None:
    server = serve()
    for chunked in (False, True):
        assert slow.sent(port(server), "/", 1_900_000, {}, chunked=chunked)[::2] == (413, b"no")
        assert slow.sent(port(server), "/", 1_900_000, {"X-May": "1"}, chunked=chunked)[::2] == (200, b"1900000")
        assert slow.sent(port(server), "/", 90_000, {}, chunked=chunked)[::2] == (200, b"90000")
        assert slow.sent(port(server), "/", 20_000_000, {"X-May": "1"}, chunked=chunked)[0] == 413
    deadline = time.monotonic() + 5
    while server.room.reserved_bytes and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.room.reserved_bytes == 0


def test_whoever_was_refused_may_go_on_sending_and_reads_why_then(serve: Callable[..., Server]) -> None:
    """A connection that is closed while its client sends is reset, and on Windows the answer is lost with it."""
    with slow.connect(port(serve())) as one:
        one.sendall(b"POST / HTTP/1.1\r\nContent-Length: 1900000\r\n\r\n")
        for _ in range(19):  # for longer than nothing might come
            one.sendall(b"x" * 100_000)
            time.sleep(0.2)
        assert slow.answer(one)[::2] == (413, b"no")


def test_whoever_waits_for_a_word_before_the_body_gets_it_when_it_may_come(serve: Callable[..., Server]) -> None:
    at = port(serve())
    head = "POST / HTTP/1.1\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n"
    with slow.connect(at) as one:
        one.sendall(f"{head}\r\n".encode())
        assert slow.answer(one)[0] == 413
    with slow.connect(at) as one:
        one.sendall(f"{head}X-May: 1\r\n\r\n".encode())
        assert one.recv(100).startswith(b"HTTP/1.1 100")
        one.sendall(b"x" * 1_000_000)
        assert slow.answer(one)[::2] == (200, b"1000000")


@pytest.mark.parametrize("proxies", [0, 1])
def test_without_room_a_body_waits_and_is_told_when_to_come_again(proxies: int, serve: Callable[..., Server]) -> None:
    server = serve(PROXIES=proxies)
    address = "203.0.113.7" if proxies else slow.OURS
    share, kept = server.room.most // 16, server.room.anonymous_shares(address)
    assert server.room.take(share, kept)
    named = slow.BODY.replace(b"\r\n", b"\r\nX-Forwarded-For: %s\r\n", 1) % (address.encode(), 70_000)
    rest = b"x" * (70_000 - len("account="))
    with slow.connect(port(server)) as one, slow.connect(port(server), slow.OTHERS) as other:
        one.sendall(named + rest)
        other.sendall(named.replace(b"203.0.113.7", b"203.0.113.8") + rest)
        assert slow.answer(other)[0] == 200  # another address has a share of its own
        status, headers, _body = slow.answer(one)
        assert (status, headers["retry-after"]) == (503, "5")
    server.room.give_back(share, kept)
    assert slow.sent(port(server), "/", 70_000, {})[0] == 200


def test_the_bounds_of_an_address_are_those_of_whom_the_declared_proxy_names(serve: Callable[..., Server]) -> None:
    server = serve(PROXIES=1, CONNECTIONS_OF_ADDRESS=5, SLOW_SECONDS=60, HEAD_SECONDS=60)
    named = b"POST / HTTP/1.1\r\nX-Forwarded-For: %s\r\nContent-Length: 5000\r\n\r\n"
    with (
        slow.opened(port(server), 12, named % b"203.0.113.7, 198.51.100.1", b"x") as many,
        slow.opened(port(server), 3, named % b"198.51.100.1, 203.0.113.8", b"x") as few,
    ):
        deadline = time.monotonic() + 30
        while slow.alive(many) > 5 and time.monotonic() < deadline:
            time.sleep(0.2)
        time.sleep(2.5)  # in which they would be counted together
        assert (slow.alive(many), slow.alive(few)) == (5, 3)


# What the application says of it

ANSWER = "appeals/1/steps/answer"  # a step whose form takes files


def _asked(client: Client, path: str, size: int, **more: Any) -> tuple[Any, BodyPermission]:
    asked = BodyPermission(size)
    return client.post(path, b"", content_type="multipart/form-data; boundary=b", **{ASKED: asked}, **more), asked


def test_who_is_signed_in_may_send_files_where_files_are_taken_and_nobody_else_anywhere(
    office: Office, settings: Any
) -> None:
    signed_in, large = Client(), settings.SMALL_LIMIT + 1
    signed_in.force_login(office.people["supervisor"].user)
    answered, asked = _asked(signed_in, "/plans/receive/", large)
    assert (answered.status_code, asked.limit) == (204, settings.REQUEST_LIMIT) and asked.who.startswith("account ")
    refused, asked = _asked(signed_in, "/sign-in/", large)
    assert (refused.status_code, asked.limit) == (413, 0) and "这个地址不接收文件" in refused.content.decode()
    refused, asked = _asked(signed_in, "/plans/receive/", settings.REQUEST_LIMIT + 1)
    assert (refused.status_code, asked.limit) == (413, 0) and "100 MB" in refused.content.decode()
    refused, asked = _asked(Client(), "/plans/receive/", large)
    assert (refused.status_code, asked.limit) == (413, 0) and "未登录" in refused.content.decode()
    refused, asked = _asked(
        Client(), "/plans/receive/", large, headers={"Cookie": f"{settings.LANGUAGE_COOKIE_NAME}=en"}
    )
    assert "You must sign in to send this much" in refused.content.decode()
    signed_in.cookies[settings.SESSION_COOKIE_NAME] = "over"
    led, asked = _asked(signed_in, "/plans/receive/", large)
    assert (led.status_code, asked.limit) == (302, 0) and led.url.startswith(
        "/sign-in/?next=%2Fplans%2Freceive%2F&kept=1"
    )


def test_a_program_sends_files_with_a_token_where_its_operation_takes_them(office: Office, settings: Any) -> None:
    large = settings.SMALL_LIMIT + 1
    with_token = {
        "Authorization": f"Bearer {program(office, 'supervisor', at=timezone.now()).secret}",
        "Accept-Language": "en",
    }
    answered, asked = _asked(Client(), f"/api/{ANSWER}", large, headers=with_token)
    assert (answered.status_code, asked.limit) == (204, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    for path, size, headers, status, code in (
        ("/api/me", large, with_token, 413, "too_large"),
        (f"/api/{ANSWER}", settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1, with_token, 413, "too_large"),
        (f"/api/{ANSWER}", large, {}, 413, "too_large"),
        (f"/api/{ANSWER}", large, {"Authorization": "Bearer wrong"}, 401, "token.unknown"),
    ):
        refused, asked = _asked(Client(), path, size, headers=headers)
        assert (refused.status_code, refused.json()["code"], asked.limit) == (status, code, 0), path


def _views(patterns: Any) -> Iterator[Any]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.callback


UPLOAD = "SheetUploadForm"  # the form of all sheets, which takes the files of the request that it is given
READS_FILES = ("request.FILES", UPLOAD)


def test_every_view_that_reads_files_says_that_its_address_takes_them_and_no_other() -> None:
    """By the sources: functions that read files, and the views of their module that call them."""
    root = Path(luoshi.__file__).parent
    reading = {
        (".".join(("luoshi", *path.relative_to(root).with_suffix("").parts)), name)
        for path in root.rglob("*.py")
        if any(words in path.read_text(encoding="utf-8") for words in READS_FILES)
        for name in _readers(ast.parse(path.read_text(encoding="utf-8")))
    }
    views = list(_views(get_resolver().url_patterns))
    marked = {(view.__module__, view.__name__) for view in views if hasattr(view, "most_bytes")}
    pages = {pair for pair in marked if pair[0] != "luoshi.site.api"}
    assert pages == reading & {(view.__module__, view.__name__) for view in views} and len(pages) > 5


def _readers(module: ast.Module) -> set[str]:
    functions = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    classes = [node for node in ast.walk(module) if isinstance(node, ast.ClassDef)]
    forms = {UPLOAD, *(own.name for own in classes if UPLOAD in map(ast.unparse, own.bases))}
    found = {
        name
        for name, function in functions.items()
        if "request.FILES" in ast.unparse(function)
        or any(isinstance(call, ast.Call) and ast.unparse(call.func) in forms for call in ast.walk(function))
    }
    while more := {
        name
        for name, function in functions.items()
        if name not in found and {call.id for call in ast.walk(function) if isinstance(call, ast.Name)} & found
    }:
        found |= more
    return found
