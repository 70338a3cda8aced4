"""The card that recomputes a draw, and the file from which it is recomputed elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.texts.demo_marks import add_demo_mark
from luoshi.desk.draws.models import RandomDraw
from luoshi.drawing.draws import is_draw_valid


def recomputed_card(draw: RandomDraw, proof: Mapping[str, object], url: str) -> dict[str, object]:
    """Show whether the draw can be reproduced, with a link to its file. No query."""
    title = _("Recomputed")
    words = _("The published hashes match; nothing is drawn yet.")
    if draw.revealed:
        words = _("Recomputed just now from pool, numbers and secret: the same items were drawn in the same order.")
    if not is_draw_valid(proof):
        words = _("Recomputing does NOT give the same result: tell the auditor.")
    said = _("File for recomputing it elsewhere (JSON)")
    lines = [
        DataRow("holds", words, [DataCell(words, title, head=True)]),
        DataRow("file", said, [DataCell(said, title, url=url)]),
    ]
    return {"id": "proof", "title": title, "table": DataTable(title, [DataColumn(title)], lines, Empty(""))}


def proof_text(draw: RandomDraw, proof: Mapping[str, object]) -> str:
    """Return the file's text."""
    return json.dumps({"title": add_demo_mark(draw.title), **proof}, ensure_ascii=False, indent=1)


def proof_response(draw: RandomDraw, proof: Mapping[str, object]) -> HttpResponse:
    """Hand out the file."""
    answer = HttpResponse(proof_text(draw, proof), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="draw-{draw.pk}.json"'
    return answer
