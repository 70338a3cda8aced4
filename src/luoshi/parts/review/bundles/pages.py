"""The files that a decided round publishes: the bundle, the hashes of its closing, the checker, and a page to read."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date, datetime
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from luoshi.base.texts.demo_marks import add_demo_mark
from luoshi.desk.details.documents import document_response
from luoshi.desk.draws.pages import proof_response, proof_text
from luoshi.kernel.base.words import words, words_now
from luoshi.kernel.kinds.fields import field_text
from luoshi.kernel.kinds.language.public import PublicDocument
from luoshi.kernel.kinds.narrowing import narrow_record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.pages import record_or_404
from luoshi.parts.calls.actions import code_words, place_words
from luoshi.parts.calls.models import Application
from luoshi.parts.review.bundles import queries
from luoshi.parts.review.bundles.check_review import Json
from luoshi.parts.review.lateness import note_late
from luoshi.parts.review.models import LAYER, ReviewRound, SeatDraw, SheetMark
from luoshi.parts.review.seats.queries import collect_seat_proof

_ = words_now(__name__)
lazily = words(__name__)

HERE = Path(__file__).parent
SHORT = 12  # digits of a code that are shown first


def build_bundle(round_: ReviewRound) -> bytes:
    """Make the file from which the round is recomputed."""
    return _json(queries.collect_bundle(round_))


def build_heads(round_: ReviewRound) -> bytes:
    """Make the file of the hashes as they were published at closing and at the decision."""
    return _json(queries.published_heads(round_))


def build_checker(round_: ReviewRound) -> bytes:
    """Return the program that recomputes; it needs nothing but Python."""
    return (HERE / "check_review.py").read_bytes()


def build_proof(draw: SeatDraw) -> bytes:
    """Make the file from which a draw of assessors is recomputed."""
    return proof_text(draw, collect_seat_proof(draw)).encode()


def build_page(round_: ReviewRound) -> bytes:
    """Make the page to read: one file that loads nothing, in the reader's language."""
    bundle: Json = queries.collect_bundle(round_)
    style, script = ((HERE / name).read_text(encoding="utf-8") for name in ("result.css", "result.js"))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; "
        "form-action 'none'"
    )
    day = timezone.localdate()
    items = [code for code, _weight, _special in bundle["rules"]["form"]["items"]]
    context = {
        "policy": mark_safe(policy),  # noqa: S308 made of hashes
        "style": mark_safe(f"<style>{style}</style>"),  # noqa: S308 our own file
        "script": mark_safe(f"<script>{script}</script>"),  # noqa: S308 our own file
        "language": get_language(),
        "title": add_demo_mark(round_.title),
        "of": _("%(call)s: a result that anybody can recompute") % {"call": _subject_words(round_)},
        "says": _words(),
        "facts": _facts(round_, bundle["rules"], day),
        "heads": [(_head_labels()[name], head) for name, head in queries.published_heads(round_).items()],
        "items": [code_words(SheetMark, "item", code, round_.unit_id, day) for code in items],
        "rows": [_row(round_, row, bundle, items, day) for row in sorted(bundle["objects"], key=_by_rank)],
    }
    return render_to_string("review/result.html", context).encode()


def _subject_words(round_: ReviewRound) -> str:
    return round_.call.title if round_.call is not None else str(get_kind(round_.of).label)


def _by_rank(row: Json) -> tuple[str, bool, int, str]:
    return (row["cls"], row["rank"] is None, row["rank"] or 0, row["object"])


def _row(round_: ReviewRound, row: Json, bundle: Json, items: list[str], day: date) -> dict[str, object]:
    code = row["object"]
    sheets = [sheet for sheet in bundle["sheets"] if sheet["object"] == code and sheet["state"] in ("scored", "late")]
    grade = code_words(Application, "grade", row["grade"], round_.unit_id, day) if row["grade"] else ""
    remark = (grade or _("chosen")) if row["decision"] == "chosen" else ""
    remark += _(" (changed since)") if row.get("since") else ""
    left_out = row["adjusted"] is None or (row["rank"] is None and bundle["rules"].get("ranks", True))
    names = dict(LAYER)
    if row["near"] and not remark:
        remark = _("Cannot be told from the cut")
    return {
        "code": code,
        "short": code[:SHORT],
        "cls": code_words(Application, "cls", row["cls"], round_.unit_id, day) if row["cls"] else "",
        "numbers": [row["rank"] or "", *(row[name] or "" for name in ("adjusted", "raw", "error")), row["n"]],
        "remark": _("Not ranked") if left_out else remark,
        "total": row["adjusted"] or _("Not ranked"),
        "sheets": [
            {
                **sheet,
                "marks": [sheet["marks"].get(item) or "" for item in items],
                "assessor": names.get(sheet["assessor"], sheet["assessor"]),
                "note": note_late(sheet.get("late")),
            }
            for sheet in sheets
        ],
    }


def _facts(round_: ReviewRound, rules: Json, day: date) -> list[tuple[str, str]]:
    form = rules["form"]
    said = [
        f"{code_words(SheetMark, 'item', code, round_.unit_id, day)} {weight}" + (_(" (only adds)") if special else "")
        for code, weight, special in form["items"]
    ]
    places = [f"{place_words((cls, grade), round_.unit_id, day)} {n}" for cls, grade, n, _exact in rules["places"]]
    return [
        (_("Form of marks"), f"{form['number']} {round_.form.title}"),
        (_("Items and weights"), "；".join(said)),
        (_("Sheets for each"), str(form["size"])),
        (
            _("How sheets are combined"),
            field_text(round_, "layers") if round_.layers else field_text(round_.form, "way"),
        ),
        (_("Pass mark"), form["pass_mark"]),
        (_("Places"), "；".join(places) or _("none set")),
        (_("Time for marks"), " – ".join(_moment(moment) for moment in (round_.from_at, round_.to_at))),
    ]


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def _head_labels() -> dict[str, str]:
    return {
        "rules": _("Rules"),
        "opening": _("Assessors and assignment"),
        "received": _("What was received"),
        "sheets": _("Sheets of marks"),
        "late": _("Sheets that came late"),
        "result": _("The decision"),
    }


def _words() -> dict[str, object]:
    return {
        "own": _("Find your own row"),
        "own_help": _(
            "Enter your receipt, or its first eight digits. Nobody else knows it, and nothing leaves this page."
        ),
        "found": _("Found: your row is marked."),
        "missing": _("This receipt is not in this result."),
        "result": _("Ranking"),
        "columns": [_("Code"), _("Class"), _("Rank"), _("Combined"), _("Mean"), _("Standard error"), _("Sheets")],
        "remark": _("Remark"),
        "sheets": _("Sheets of marks, without names"),
        "sheets_help": _("Codes of assessors are made for this round alone."),
        "assessor": _("Assessor"),
        "total": _("Total"),
        "receipt": _("Receipt"),
        "rules": _("Rules of this round"),
        "heads": _("Hashes published when the round was closed, and when it was decided"),
        "heads_help": _("What was changed afterwards does not have them any more."),
        "check": _("Recompute it yourself"),
        "check_help": _(
            "Save the file of the review, the file of hashes and the checker from the public page into one folder. "
            "The checker needs Python and no network; it can be read in an hour."
        ),
    }


def _json(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


DOCUMENTS = (
    PublicDocument("result.html", lazily("Result to read"), "text/html; charset=utf-8", build_page, embeds=True),
    PublicDocument("bundle.json", lazily("File to recompute it"), "application/json; charset=utf-8", build_bundle),
    PublicDocument("heads.json", lazily("Published hashes"), "application/json; charset=utf-8", build_heads),
    PublicDocument("check_review.py", lazily("Checker"), "text/x-python; charset=utf-8", build_checker),
)


@require_safe
@login_required
def round_document(request: HttpRequest, pk: int, file: str) -> HttpResponse:
    """Hand out a file of a decided round to who may read the round; also where the office publishes nothing.

    Raises:
        Http404: there is none, or the result is not out yet.
    """
    round_ = narrow_record(record_or_404(request, get_kind("rounds"), pk), ReviewRound)
    found = next((document for document in DOCUMENTS if document.name == file), None)
    if found is None or not queries.is_bundle_open(round_):
        raise Http404
    return document_response(found, round_)


@require_safe
@login_required
def export_seat_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the file of a draw of assessors to who may read the draw."""
    draw = narrow_record(record_or_404(request, get_kind("seatdraws"), pk), SeatDraw)
    return proof_response(draw, collect_seat_proof(draw))
