"""Pictures in pages, and their HTTP responses: browsers may cache them, but revalidate each time."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from luoshi.desk.figures.pictures import drawing, words
from luoshi.writing.charts.model import Chart, ChartTable, hash_chart_form

FILES = {"wide.svg": "wide", "narrow.svg": "narrow", "picture.png": "png"}
# A picture opened by itself runs nothing and loads nothing.
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True)
class PictureFigure:
    """A picture for ``luoshi/_figure.html``: with three URLs, a sentence, and a table.

    Attributes:
        note: What its figures are about.
        nothing: The text if there is nothing to draw.
    """

    name: str
    title: str
    note: str
    nothing: str
    chart: Chart
    wide_url: str
    narrow_url: str
    png_url: str

    @property
    def alt(self) -> str:
        """The content of the picture in a sentence."""
        return words.summarize_chart(self.chart)

    @property
    def table(self) -> ChartTable:
        """The figures of the picture as a table."""
        return self.chart.table()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return self.chart.empty


def picture_response(request: HttpRequest, chart: Chart, file: str) -> HttpResponse:
    """Send a picture by the name of its form (``FILES``), or 304 if the browser has it.

    It is drawn if it is not cached; failing that, the response says so (422), or when to come again (503).
    """
    if (form := FILES.get(file)) is None or chart.empty:
        raise Http404
    mark = f'"{hash_chart_form(chart, form)[:32]}"'
    known = get_conditional_response(request, etag=mark)
    if known is not None:
        return _guarded(known)
    try:
        response = HttpResponse(drawing.draw_picture(chart, form), content_type=drawing.MEDIA[form])
    except drawing.DrawingBusy:
        response = _said(_("Other pictures are being drawn. Please try again in a few seconds."), 503)
        response["Retry-After"] = str(drawing.WAIT)
        return _guarded(response)
    except drawing.NoFont:
        said = _(
            "This server has no font with Chinese characters, so the chart cannot be drawn. The table has its "
            "figures. Ask the administrator to install %(packages)s."
        )
        return _guarded(_said(said % {"packages": drawing.FONTS}, 422))
    except drawing.NotDrawn:
        return _guarded(_said(_("This chart cannot be drawn here. The table has its figures."), 422))
    response["ETag"] = mark
    if form == "png":
        response["Content-Disposition"] = 'attachment; filename="picture.png"'
    return _guarded(response)


def _said(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def _guarded(response: HttpResponse) -> HttpResponse:
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-cache"
    return response
