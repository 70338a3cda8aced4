"""Draws a picture that is not kept yet, in another process: importing and drawing would hold up every other request.

A drawing takes 0.7 to 2 seconds of computing and 170 MB, which end with it; at most two are drawn at a time.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from django.core.cache import cache

from luoshi.reading.errors import ReadError
from luoshi.reading.load.limits import FileLimits
from luoshi.reading.load.workers import call_in_worker
from luoshi.records.pictures import picture_store
from luoshi.writing.charts.model import Chart, hash_chart_form, serialize_chart

# The engine of JavaScript sets aside addresses for far more memory than it takes: only time bounds it.
LIMITS = FileLimits(seconds=20, memory=1 << 42)
DRAWER = "luoshi.writing.charts.rendering"
WAIT = 10  # seconds until it is one's turn; who waits longer, or would be the third to wait, is told to come again
HOPELESS = 600  # seconds for which what could not be drawn is not tried again
NO_FONT = "font"
FONTS = "fonts-noto-cjk (Debian, Ubuntu), google-noto-sans-cjk-ttc-fonts (openEuler, Fedora)"  # packages that have one
MEDIA = {"wide": "image/svg+xml", "narrow": "image/svg+xml", "png": "image/png"}
_turns = threading.BoundedSemaphore(2)
_places = threading.BoundedSemaphore(4)  # of requests: the rest of the service's threads stay free


class NotDrawn(Exception):
    """There is no picture: its table stands for it."""


class NoFont(NotDrawn):
    """This machine has no font with Chinese characters: a picture of its own would show empty boxes."""


class DrawingBusy(NotDrawn):
    """There is none just now: others are being drawn."""


def draw_picture(chart: Chart, form: str) -> bytes:
    """One form of a picture: ``wide`` or ``narrow`` as SVG, ``png`` with the fonts of this machine.

    Raises:
        NotDrawn: it cannot be drawn.
        NoFont: nor can ``png``, where this machine has no font with Chinese characters.
        Busy: it was not its turn in time.
    """
    if chart.empty:
        raise NotDrawn
    mark = hash_chart_form(chart, form)
    if (found := picture_store.read_picture(mark)) is not None:
        return found
    if failed := cache.get(f"picture:{mark}"):
        raise NoFont if failed == NO_FONT else NotDrawn
    with _turn():
        if (found := picture_store.read_picture(mark)) is not None:  # who was before us drew it
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


def png_or_none(chart: Chart) -> bytes | None:
    """The picture for a paper; None where its table must do."""
    try:
        return draw_picture(chart, "png")
    except NotDrawn:
        return None


def can_draw_chinese() -> bool | None:
    """Whether PNG with Chinese characters can be drawn here; None where nothing can. Takes a second."""
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
