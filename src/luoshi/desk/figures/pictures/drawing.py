"""Draw pictures that are not cached, in another process, since importing and drawing would block other requests.

A drawing takes 0.7 to 2 seconds of computing and 170 MB, which end with it; at most two are drawn at a time.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from django.core.cache import cache

from luoshi.desk.figures.pictures import picture_store
from luoshi.reading.errors import ReadError
from luoshi.reading.load.limits import FileLimits
from luoshi.reading.load.workers import call_in_worker
from luoshi.writing.charts.model import Chart, hash_chart_form, serialize_chart

# The JavaScript engine reserves far more addresses than it uses: only time limits it.
LIMITS = FileLimits(seconds=20, memory=1 << 42)
DRAWER = "luoshi.writing.charts.rendering"
WAIT = 10  # seconds to wait for a turn; a request that waits longer, or would be the third to wait, must come again
HOPELESS = 600  # seconds until a failed drawing is tried again
NO_FONT = "font"
FONTS = "fonts-noto-cjk (Debian, Ubuntu), google-noto-sans-cjk-ttc-fonts (openEuler, Fedora)"  # packages that have one
MEDIA = {"wide": "image/svg+xml", "narrow": "image/svg+xml", "png": "image/png"}
_turns = threading.BoundedSemaphore(2)
_places = threading.BoundedSemaphore(4)  # for requests: the service's other threads stay free


class NotDrawn(Exception):
    """There is no picture: its table takes its place."""


class NoFont(NotDrawn):
    """This machine has no font with Chinese characters: the picture would show empty boxes."""


class DrawingBusy(NotDrawn):
    """The picture is not available now: others are being drawn."""


def draw_picture(chart: Chart, form: str) -> bytes:
    """Return one form of a picture: ``wide`` or ``narrow`` as SVG, ``png`` with the fonts of this machine.

    Raises:
        NotDrawn: It cannot be drawn.
        NoFont: ``png`` cannot be drawn either, as this machine has no font with Chinese characters.
        DrawingBusy: Its turn did not come in time.
    """
    if chart.empty:
        raise NotDrawn
    mark = hash_chart_form(chart, form)
    if (found := picture_store.read_picture(mark)) is not None:
        return found
    if failed := cache.get(f"picture:{mark}"):
        raise NoFont if failed == NO_FONT else NotDrawn
    with _turn():
        if (found := picture_store.read_picture(mark)) is not None:  # the previous holder of the turn drew it
            return found
        try:
            said, drawn = call_in_worker(f"{DRAWER}:draw", serialize_chart(chart), LIMITS, {"form": form})
        except ReadError:
            said, drawn = {}, b""
    if not drawn or not said.get("chinese", True):
        cache.set(f"picture:{mark}", NO_FONT if drawn else "failed", HOPELESS)
        raise NoFont if drawn else NotDrawn
    picture_store.store_picture(mark, drawn)
    return drawn


def draw_svg_as_png(svg: str, scale: int = 2) -> bytes:
    """Return an SVG that the program wrote as PNG.

    Raises:
        NotDrawn, NoFont, DrawingBusy: as ``draw_picture``.
    """
    with _turn():
        try:
            said, drawn = call_in_worker(f"{DRAWER}:draw_svg_as_png", svg.encode(), LIMITS, {"scale": scale})
        except ReadError:
            raise NotDrawn from None
    if not said.get("chinese", True):
        raise NoFont
    return drawn


def png_or_none(chart: Chart) -> bytes | None:
    """Return the picture for a paper; None if its table must do."""
    try:
        return draw_picture(chart, "png")
    except NotDrawn:
        return None


def can_draw_chinese() -> bool | None:
    """Return whether PNG with Chinese characters can be drawn here; None if nothing can. Takes a second."""
    try:
        return bool(call_in_worker(f"{DRAWER}:check", b"", LIMITS, {})[0]["chinese"])
    except ReadError:
        return None


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise DrawingBusy
    try:
        if not _turns.acquire(timeout=WAIT):
            raise DrawingBusy
        try:
            yield
        finally:
            _turns.release()
    finally:
        _places.release()
