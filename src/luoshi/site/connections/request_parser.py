"""A request as it comes in: its body stops where more must be allowed first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from waitress.parser import HTTPRequestParser
from waitress.task import WSGITask
from waitress.utilities import BadRequest, RequestEntityTooLarge

from luoshi.site.connections.sending import BodyPermission

if TYPE_CHECKING:
    from luoshi.site.connections.channel import Channel

ALWAYS = 64 * 1024  # bytes of a body that are taken without asking for room: as many as waitress's own heads may have
MOST_OF_LINE = 8 * 1024  # bytes between two chunks; waitress joins them anew with each piece that comes


class BodyRefused(RequestEntityTooLarge):
    """The application's own answer to a request whose body it does not want."""

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        super().__init__("")
        self.answer = status, headers, body

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Status, headers and body."""
        return self.answer


class Incoming(HTTPRequestParser):
    """A request of which no more than ``limit`` bytes of body come in until the channel has found out what may.

    A body of up to ``ALWAYS`` bytes just comes. A larger one waits for ``room``; more than ``settings.SMALL_LIMIT``
    waits first for the application's word (``asks``), so that nothing of it is held for whoever may not send it.
    """

    error: Any
    expect_continue: bool

    def __init__(self, channel: Channel) -> None:
        super().__init__(channel.adj)
        self.channel = channel
        self.limit = 0
        self.asks: BodyPermission | None = None  # the question to the application
        self.asking = self.answered = False
        self.wants = 0  # bytes of room that are waited for
        self.who: Mapping[str, int] = {}  # among these shares
        self.kept: tuple[int, Mapping[str, int]] = (0, {})
        self.refused: BodyRefused | None = None
        self.late_continue = False

    @property
    def stopped(self) -> bool:
        """Whether nothing more may be read now."""
        return bool(self.asks or self.wants)

    def received(self, data: bytes) -> int:
        """Take what came. Returns how many of its bytes are this request's."""
        begins = not self.headers_finished
        taken: int = super().received(data)
        if begins and self.headers_finished:  # before it takes its turn, or room
            self.channel.is_from(self.headers.get("X_FORWARDED_FOR", ""))
        if self.body_rcv is None:
            return taken
        if isinstance(self.error, RequestEntityTooLarge):  # the application says so in words
            self.error, self.completed = None, False
            self._ask(max(self.content_length, self.body_bytes_received))
        elif begins:
            self._begin_body()
        elif self.chunked and self.body_bytes_received > self.limit and not (self.stopped or self.completed):
            self._ask(self.body_bytes_received)
        elif self.chunked and max(len(self.body_rcv.control_line), len(self.body_rcv.trailer)) > MOST_OF_LINE:
            self.error, self.completed = BadRequest("Chunks are not told apart by so much"), True
        return taken

    def _begin_body(self) -> None:
        small = settings.SMALL_LIMIT
        coming = small if self.chunked else self.content_length
        if coming > small:
            self._ask(coming)
        elif coming > ALWAYS:
            self.want(coming, self.channel.room.unknown(self.channel.address))
        else:
            self.limit = coming

    def _ask(self, size: int) -> None:
        self.asks, self.asking, self.answered = BodyPermission(size), False, False
        self._stop()

    def want(self, size: int, who: Mapping[str, int]) -> None:
        """Wait for room for a body of ``size`` bytes, among the shares of ``who``."""
        self.give_back()
        self.wants, self.who = size, who
        self._stop()

    def _stop(self) -> None:
        """Whoever waits for “100 Continue” gets it when the body may come."""
        self.late_continue = self.late_continue or self.expect_continue
        self.expect_continue = False

    def find_room(self) -> bool:
        """Take the room that is wanted, if there is any; whether the body may now come."""
        if not self.channel.room.take(self.wants, self.who):
            return False
        self.kept, self.limit, self.wants = (self.wants, self.who), self.wants, 0
        return True

    def give_back(self) -> None:
        """Let others have the room that was taken. To be called when the body is no more."""
        (size, who), self.kept = self.kept, (0, {})
        if size:
            self.channel.room.give_back(size, who)

    def close(self) -> None:
        """Let go of the body."""
        super().close()
        self.give_back()

    def ask(self) -> None:
        """Put the question to the application. To be called in one of its threads."""
        assert self.asks
        environ: dict[str, Any] = WSGITask(self.channel, self).get_environment()
        self.refused = self.asks.put(self.channel.server.application, environ, BodyRefused)
        self.answered = True

    def take_answer(self) -> BodyPermission:
        """The question with its answer; it is asked no more."""
        assert self.asks
        asked, self.asks = self.asks, None
        return asked
