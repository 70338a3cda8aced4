"""A waitress connection with a state and a clock."""

from __future__ import annotations

import logging
import socket
from contextlib import suppress
from time import monotonic
from typing import Any

from django.conf import settings
from waitress.channel import HTTPChannel

from luoshi.site.connections.body_budget import Room
from luoshi.site.connections.request_parser import BodyRefused, Incoming, IncomingTask
from luoshi.site.connections.rules import ConnectionState, State, network_of_address
from luoshi.site.signin.source import forwarded_client_address

log = logging.getLogger("luoshi.connections")


class Channel(HTTPChannel):
    """Waitress's channel with an address, a state and a clock; it stops reading while a body must wait."""

    task_class = IncomingTask
    close_when_flushed: bool
    request: Incoming | None

    def __init__(self, server: Any, sock: socket.socket, addr: Any, adj: Any, map: Any = None) -> None:
        self.address = network_of_address(str(addr[0]))
        self.turn = 0  # number of requests begun here
        self.unread = self.leaving = False
        self._midst: tuple[State, int] = (State.OPENED, 0)
        self._since, self._moved = monotonic(), 0
        super().__init__(server, sock, addr, adj, map=map)

    @property
    def room(self) -> Room:
        """The memory budget for bodies: one for the whole server."""
        found: Room = self.server.room
        return found

    @property
    def program(self) -> bool:
        """Return True if the incoming request is for the API."""
        return str(getattr(self.request, "path", "")).startswith("/api/")

    def parser_class(self, adj: Any) -> Incoming:
        """Begin a request. Waitress calls this name."""
        self.turn += 1
        return Incoming(self)

    def is_from(self, forwarded: str) -> None:
        """Note the client's address as the trusted proxy forwards it: one of its connections carries many clients."""
        if settings.PROXIES and (found := forwarded_client_address(forwarded, str(self.addr[0]))):
            self.address = network_of_address(found)

    def connection_state(self) -> ConnectionState:
        """Return what ``rules`` decide on. Its clock is checked each second and at each change of state."""
        self._look()
        return ConnectionState(self.address, self._midst[0], monotonic() - self._since, self._moved)

    def _look(self) -> None:
        midst = self._state(), self.turn
        if midst != self._midst:
            self._midst, self._since, self._moved = midst, monotonic(), 0

    def _state(self) -> State:
        if self.leaving:
            return State.LEAVES
        if self.requests:
            return State.WORKS
        if self.total_outbufs_len:
            return State.READS
        request: Incoming | None = self.request
        if request is None or not (request.headers_finished or request.header_plus):
            return State.IDLE if self.turn else State.OPENED
        if not request.headers_finished:
            return State.HEAD
        return State.WORKS if request.asks else State.WAITS if request.wants else State.BODY

    # Called by waitress's loop

    def received(self, data: bytes) -> bool:
        """Process received data."""
        taken: bool = super().received(data)
        self._moved += len(data)
        self._look()
        return taken

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send and count."""
        sent: int = super().send(data, do_close=do_close)
        self._moved += sent
        return sent

    def readable(self) -> bool:
        """Return True to read on."""
        if self.leaving:
            return True
        request: Incoming | None = self.request
        if request is not None and request.is_stopped:
            if not self.requests:  # otherwise an earlier answer would come in between
                self._go_on(request)
            if request.is_stopped:
                return False
        return bool(super().readable())

    def handle_read(self) -> None:
        """Read; drop what a refused client still sends."""
        if self.leaving:
            self._moved += len(self.recv(64 * 1024))
        else:
            super().handle_read()

    def handle_write(self) -> None:
        """Send pending data. A client refused while sending can read the reason before the connection is closed."""
        if not (self.unread and self.close_when_flushed):
            super().handle_write()
            return
        flushed: Any = self._flush_exception(self._flush_some)
        if flushed[1]:  # sending failed
            self.handle_close()
        elif not self.total_outbufs_len:
            self.leaving, self.close_when_flushed = True, False
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                self.handle_close()
            self._look()

    def handle_close(self) -> None:
        """Close, and discard an incomplete request."""
        super().handle_close()
        if self.request is not None:
            self.request.close()

    # Called by our server between two rounds of the loop

    def end(self, answer: bytes = b"") -> None:
        """Close at once; send the answer first if nothing else has begun."""
        if answer and not self.total_outbufs_len and not self.leaving:
            with suppress(OSError):
                self.socket.send(answer)
        self.handle_close()

    # Bodies

    def _go_on(self, request: Incoming) -> None:
        """Advance the admission of a body by one step; called in each round of the loop."""
        if request.asks and not request.answered:
            if not request.asking:
                request.asking = True
                self.server.add_task(BodyQuestion(self, request))
            return
        if request.asks:
            asked = request.take_answer()
            if request.refused:
                self._refuse(request, request.refused)
                return
            request.want(
                asked.limit if request.chunked else request.content_length, self.room.signed_in_shares(asked.who)
            )
        if request.find_room() and request.late_continue:
            request.late_continue = False
            self.send_continue()
        self._look()

    def _refuse(self, request: Incoming, why: BodyRefused) -> None:
        with self.requests_lock:
            request.error, request.completed = why, True
            self.requests.append(request)
            self.request, self.unread = None, True
        self.server.add_task(self)
        self._look()


class BodyQuestion:
    """The task that asks the application whether to admit a body."""

    def __init__(self, channel: Channel, request: Incoming) -> None:
        self.channel, self.request = channel, request

    @property
    def address(self) -> str:
        """The address for the order of turns."""
        return self.channel.address

    def service(self) -> None:
        """Ask the application."""
        if not self.channel.connected:
            return
        try:
            self.request.ask()
        except Exception:
            log.exception("it could not be found out whether a body may come")
            self.channel.will_close = True
        self.channel.server.pull_trigger()

    def cancel(self) -> None:
        """The server stops."""
        self.channel.cancel()
