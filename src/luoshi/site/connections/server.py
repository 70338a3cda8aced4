"""The web server: waitress with bounds on connections and turns by address."""

from __future__ import annotations

import json
import logging
import os
import socket
from collections import Counter, OrderedDict, deque
from math import ceil
from time import monotonic
from typing import Any, TypeAlias

from django.conf import settings
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from luoshi.site.connections.body_budget import Room
from luoshi.site.connections.channel import Channel
from luoshi.site.connections.rules import ConnectionLimits, State, is_connection_late, surplus_connections

Listening: TypeAlias = tuple[socket.AddressFamily, socket.SocketKind, int, tuple[str, int]]  # the last: the address

log = logging.getLogger("luoshi.connections")
THREADS = 8
BACKLOG = 1024  # connections that wait to be accepted: waitress's own number
AT_ONCE = 64  # connections accepted in one round of the loop, so that a queue does not need as many rounds
AT_ONCE_SHARED = 4  # where other processes accept too: none takes all of a burst
FILES = 256  # file descriptors left for databases, evidence and other files of the program
ON_WINDOWS = 400  # its select() takes 512
LOGGED_EVERY = 60  # s
SLOW = (
    "408 Request Timeout",
    "传送太慢，连接已关闭，没有保存任何内容。请检查网络后重试。",
    "This came too slowly, so the connection was closed. Nothing was saved. Look after the network and try again.",
)
FULL = (
    "503 Service Unavailable",
    "目前连接太多，没有保存任何内容。请几秒钟后重试。",
    "There are too many connections just now. Nothing was saved. Try again in a few seconds.",
)


class Turns:
    """Tasks waiting for a thread: one of each address in turn, so that one client's many tasks delay nobody else."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, deque[Any]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self._of.values()))

    def append(self, task: Any) -> None:
        """Append a task to those of its address."""
        self._of.setdefault(task.address, deque()).append(task)

    def popleft(self) -> Any:
        """Return the next task."""
        address, tasks = self._of.popitem(last=False)
        task = tasks.popleft()
        if tasks:
            self._of[address] = tasks
        return task


class Server(TcpWSGIServer):
    """Waitress's server, which checks its connections between two rounds of its loop.

    Other connections than the current one are closed only there: within a round the descriptor of a closed socket may
    already belong to a new one.
    """

    channel_class = Channel
    over = False  # setting it ends the loop

    def __init__(
        self,
        application: Any,
        adj: Adjustments,
        sockinfo: Any,
        limits: ConnectionLimits,
        room: Room,
        listening: socket.socket | None = None,
    ) -> None:
        self.limits, self.room = limits, room
        self._at_once = AT_ONCE if listening is None else AT_ONCE_SHARED
        self._looked = self._logged = monotonic()
        self._grown = False
        self._ended: Counter[str] = Counter()
        threads = ThreadedTaskDispatcher()
        threads.queue = Turns()
        threads.set_thread_count(adj.threads)
        super().__init__(
            application, dispatcher=threads, adj=adj, sockinfo=sockinfo, _sock=listening, bind_socket=listening is None
        )

    def run(self) -> None:
        """Serve until an interrupt or the end of the process."""
        try:
            while self._map and not self.over:
                self.asyncore.loop(
                    timeout=self.adj.asyncore_loop_timeout,
                    map=self._map,
                    use_poll=self.adj.asyncore_use_poll,
                    count=1,
                )
                self._look_after()
        except (SystemExit, KeyboardInterrupt):
            self.task_dispatcher.shutdown()

    def handle_accept(self) -> None:
        """Accept all waiting connections, up to a bound."""
        for _ in range(self._at_once):
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:
                return
            self._grown = True

    def maintenance(self, now: float) -> None:
        """Do nothing: ``_look_after`` knows more than when a connection was last active."""

    def _look_after(self) -> None:
        now = monotonic()
        soon = self._grown and len(self.active_channels) > min(self.limits.most, self.limits.of_address)
        if not soon and now - self._looked < 1:
            return
        self._looked, self._grown = now, False
        channels: list[Channel] = list(self.active_channels.values())
        held = [channel.connection_state() for channel in channels]
        gone = {place for place, connection in enumerate(held) if is_connection_late(connection, self.limits)}
        rest = [place for place in range(len(held)) if place not in gone]
        over = {rest[place] for place in surplus_connections([held[place] for place in rest], self.limits)}
        for place in gone | over:
            self._end(channels[place], held[place].state, over=place in over)
        if self._ended and now - self._logged >= LOGGED_EVERY:
            told = ", ".join(f"{address}: {count}" for address, count in self._ended.most_common(5))
            log.warning("closed %d slow or surplus connections (%s)", self._ended.total(), told)
            self._ended.clear()
            self._logged = now

    def _end(self, channel: Channel, state: State, *, over: bool) -> None:
        if state is State.IDLE or (state is State.OPENED and not over):
            channel.end()  # nobody waits for an answer
        else:
            self._ended[channel.address] += 1
            full = over or state is State.WAITS
            channel.end(_answer(*(FULL if full else SLOW), program=channel.program))


def _answer(status: str, chinese: str, english: str, *, program: bool) -> bytes:
    """Return a complete response in both languages, because no thread is taken to find out the client's language."""
    body = f"{chinese}\r\n{english}\r\n".encode()
    kind = "text/plain; charset=utf-8"
    if program:
        code = "full" if status.startswith("503") else "too_slow"
        said = {"code": code, "what": english, "where": "", "remedy": "", "fields": {}, "changes": [], "number": ""}
        body, kind = json.dumps(said).encode(), "application/json"
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nRetry-After: 5\r\n"
    return f"{head}Cache-Control: no-store\r\nConnection: close\r\n\r\n".encode() + body


def connection_limits(processes: int = 1) -> ConnectionLimits:
    """Return the limits of one process from the settings, as far as this system has file descriptors for them."""
    most = min(
        ceil(settings.CONNECTIONS / processes), _descriptors() - FILES - AT_ONCE if os.name == "posix" else ON_WINDOWS
    )
    return ConnectionLimits(
        head=settings.HEAD_SECONDS,
        idle=settings.IDLE_SECONDS,
        slow=settings.SLOW_SECONDS,
        slowest=settings.SLOWEST,
        most=max(most, 10),
        of_address=min(ceil(settings.CONNECTIONS_OF_ADDRESS / processes), max(most // 2, 5)),
    )


def _descriptors() -> int:
    """Return how many files this process may open, after asking for as many as it needs."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = settings.CONNECTIONS + FILES + AT_ONCE
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):  # a system may allow fewer than it reports
        return int(soft)
    return wanted


def create_body_budget(processes: int = 1) -> Room:
    """Return one process's budget for request bodies: as set, but large enough for one body in each share."""
    asked = (settings.BODIES_LIMIT or 4 * settings.REQUEST_LIMIT) // processes
    return Room(max(asked, 2 * settings.REQUEST_LIMIT, 64 * settings.SMALL_LIMIT))


def open_listening_socket(host: str, port: int) -> socket.socket:
    """Open the socket from which several processes accept connections.

    Raises:
        OSError: the port is in use, or not permitted.
    """
    family, kind, protocol, address = _listens_on(Adjustments(host=host, port=port))
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def open_server(
    application: Any, host: str, port: int, *, listening: socket.socket | None = None, processes: int = 1
) -> Server:
    """Open a server that listens.

    Args:
        listening: an open socket from which other processes accept too; without one, it opens its own.
        processes: how many share what the settings allow.

    Raises:
        OSError: the port is in use, or not permitted.
    """
    bounds = connection_limits(processes)
    adj = Adjustments(
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        backlog=BACKLOG,
        clear_untrusted_proxy_headers=not settings.PROXIES,
        # Beyond inbuf_overflow waitress writes requests to disk: files marked secret must not get there.
        inbuf_overflow=settings.REQUEST_LIMIT + 1,
        max_request_body_size=settings.REQUEST_LIMIT,
        max_request_header_size=64 * 1024,
        # A thread never waits for a slow reader: output beyond 1 MB waits in an unnamed file.
        outbuf_high_watermark=2**40,
        connection_limit=bounds.most + 4 * AT_ONCE,  # never reached: surplus connections are closed before
        asyncore_use_poll=True,  # if poll() exists; select() fails beyond 1,024
    )
    return Server(application, adj, _listens_on(adj), bounds, create_body_budget(processes), listening)


def _listens_on(adj: Adjustments) -> Listening:
    """Return where to listen; of "localhost" at the address that is printed."""
    return min(adj.listen, key=lambda one: one[0] != socket.AF_INET)
