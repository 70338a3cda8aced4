"""Links a search hit to its place in a plan."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.kernel.search.rules import highlight_words, parse_question
from luoshi.plans.base.pages import plan_or_404
from luoshi.plans.detail.originals.rules.preview import LINES, PreviewBlock
from luoshi.plans.editions.queries.sources import load_source, row_on_line
from luoshi.plans.rows.actions.editing import OPEN


def way_to(record: Record, part: str, line: int, question: str) -> tuple[str, str]:
    """Return label and URL of a place in one of the plan's texts, as ``editions.actions`` names them."""
    sort, _colon, key = part.partition(":")
    if sort == "row":
        return _("In the row"), reverse("ledger:correct", args=[record.pk]) + f"?row={key}#row-{key}"
    given = urlencode({"line": line, "find": question})
    label = _("In document %(place)s, line %(line)d") % {"place": key, "line": line}
    return label, reverse("ledger:found", args=[record.pk, int(key)]) + f"?{given}"


def highlight_hits(shown: Sequence[PreviewBlock], question: str) -> None:
    """Mark the words of a question in blocks of a document; the first has the id ``found``."""
    words, _needed = parse_question(question)
    first = True

    def lit(text: str) -> str:
        nonlocal first
        pieces = highlight_words(text, words)
        if not any(hit for _words, hit in pieces):
            return text
        made = SafeString()
        for piece, hit in pieces:
            tag = '<mark id="found">{}</mark>' if hit and first else "<mark>{}</mark>" if hit else "{}"
            made += format_html(tag, piece)
            first = first and not hit
        return made

    for block in shown if words else ():
        block.lead, block.words = lit(block.lead), lit(block.words)
        for cell in (cell for row in block.rows for cell in row):
            cell.words = lit(cell.words)


@require_safe
@login_required
def search_hit_detail(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Redirect to a line of a document: for those correcting the plan its row beside the source, else the original."""
    plan = plan_or_404(request, pk)
    standing = relations_to_record(plan, request_actor(request), timezone.localdate())
    source = load_source(plan, place, standing)
    where = request.GET.get("line", "")
    if source is None or not (where.isascii() and where.isdecimal() and len(where) < 9):
        raise Http404
    line, question = int(where), request.GET.get("find", "")[:200]
    if plan.state in OPEN and "keeper" in standing:
        row = row_on_line(source, line, question)
        if row:
            return HttpResponseRedirect(reverse("ledger:correct", args=[pk]) + f"?row={row}#row-{row}")
    shown = urlencode({"as": "text", "from": (line - 1) // LINES * LINES + 1, "find": question})
    return HttpResponseRedirect(reverse("ledger:original", args=[pk, place]) + f"?{shown}#found")
