"""A request parser that stops the body until more is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from waitress.parser import HTTPRequestParser
from waitress.task import WSGITask
from waitress.utilities import BadRequest, RequestEntityTooLarge

from luoshi.base.forms.requests import RECEIVED
from luoshi.site.connections.sending import BodyPermission

if TYPE_CHECKING:
    from luoshi.site.connections.channel import Channel

ALWAYS = 64 * 1024  # bytes of a body accepted without reserving memory: as many as waitress allows for heads
MOST_OF_LINE = 8 * 1024  # bytes between two chunks; waitress joins them again with each piece that arrives


class BodyRefused(RequestEntityTooLarge):
    """The application's own response to a request whose body it refuses."""

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        super().__init__("")
        self.answer = status, headers, body

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Return status, headers and body."""
        return self.answer


class Incoming(HTTPRequestParser):
    """A request that accepts at most ``limit`` bytes of body until the channel has found out what is allowed.

    A body of up to ``ALWAYS`` bytes is simply read. A larger one waits for ``room``. One of more than
    ``settings.SMALL_LIMIT`` first waits for the application's decision (``asks``), so that nothing is held for a client
    that may not send it.
    """

    error: Any
    expect_continue: bool

    def __init__(self, channel: Channel) -> None:
        super().__init__(channel.adj)
        self.channel = channel
        self.limit = 0
        self.asks: BodyPermission | None = None  # the question to the application
        self.asking = self.answered = False
        self.wants = 0  # bytes of memory waited for
        self.who: Mapping[str, int] = {}  # within these shares
        self.kept: tuple[int, Mapping[str, int]] = (0, {})
        self.refused: BodyRefused | None = None
        self.late_continue = False
        self.received_at: datetime | None = None  # when all of it was there

    @property
    def is_stopped(self) -> bool:
        """Return True while nothing more may be read."""
        return bool(self.asks or self.wants)

    def received(self, data: bytes) -> int:
        """Process received data. Return how many of its bytes belong to this request."""
        begins = not self.headers_finished
        taken: int = super().received(data)
        if begins and self.headers_finished:  # before its turn, or the memory, is taken
            self.channel.is_from(self.headers.get("X_FORWARDED_FOR", ""))
        self._take_body(begins)
        if self.completed and self.received_at is None:
            self.received_at = timezone.now()
        return taken

    def _take_body(self, begins: bool) -> None:
        """Decide after each piece whether the body may go on."""
        if self.body_rcv is None:
            return
        if isinstance(self.error, RequestEntityTooLarge):  # the application explains it in words
            self.error, self.completed = None, False
            self._ask(max(self.content_length, self.body_bytes_received))
        elif begins:
            self._begin_body()
        elif self.chunked and self.body_bytes_received > self.limit and not (self.is_stopped or self.completed):
            self._ask(self.body_bytes_received)
        elif self.chunked and max(len(self.body_rcv.control_line), len(self.body_rcv.trailer)) > MOST_OF_LINE:
            self.error, self.completed = BadRequest("Chunks are not told apart by so much"), True

    def _begin_body(self) -> None:
        small = settings.SMALL_LIMIT
        coming = small if self.chunked else self.content_length
        if coming > small:
            self._ask(coming)
        elif coming > ALWAYS:
            self.want(coming, self.channel.room.anonymous_shares(self.channel.address))
        else:
            self.limit = coming

    def _ask(self, size: int) -> None:
        self.asks, self.asking, self.answered = BodyPermission(size), False, False
        self._stop()

    def want(self, size: int, who: Mapping[str, int]) -> None:
        """Wait for memory for a body of ``size`` bytes, within the shares of ``who``."""
        self.give_back()
        self.wants, self.who = size, who
        self._stop()

    def _stop(self) -> None:
        """Stop reading. A client waiting for “100 Continue” gets it when the body may come."""
        self.late_continue = self.late_continue or self.expect_continue
        self.expect_continue = False

    def find_room(self) -> bool:
        """Reserve the wanted memory if there is enough; return True if the body may now come."""
        if not self.channel.room.take(self.wants, self.who):
            return False
        self.kept, self.limit, self.wants = (self.wants, self.who), self.wants, 0
        return True

    def give_back(self) -> None:
        """Release the reserved memory. Call it when the body has been discarded."""
        (size, who), self.kept = self.kept, (0, {})
        if size:
            self.channel.room.give_back(size, who)

    def close(self) -> None:
        """Discard the body."""
        super().close()
        self.give_back()

    def ask(self) -> None:
        """Ask the application. Call it in one of its threads."""
        assert self.asks
        environ: dict[str, Any] = WSGITask(self.channel, self).get_environment()
        self.refused = self.asks.ask_application(self.channel.server.application, environ, BodyRefused)
        self.answered = True

    def take_answer(self) -> BodyPermission:
        """Return the question with its answer; it is not asked again."""
        assert self.asks
        asked, self.asks = self.asks, None
        return asked


class IncomingTask(WSGITask):
    """A request on its way to the application, with the moment at which all of it had been received."""

    request: Incoming

    def get_environment(self) -> dict[str, object]:
        """Return the environment. Waitress calls this name."""
        return {**super().get_environment(), RECEIVED: self.request.received_at}
