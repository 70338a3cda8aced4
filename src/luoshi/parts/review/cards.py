"""Cards of rounds and sheets: progress without marks while open, then the ranking; what an assessor sees."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.figures.rounding import round_to_places
from luoshi.kernel.base.words import words_in, words_now
from luoshi.kernel.kinds.fields import field_label, field_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.parts.calls.actions import code_words
from luoshi.parts.calls.designs.cards import show_answers
from luoshi.parts.calls.models import Application
from luoshi.parts.calls.queries import quotas_of_call
from luoshi.parts.review import queries
from luoshi.parts.review.assigning.cards import show_trade, show_waiting
from luoshi.parts.review.bundles import queries as bundles
from luoshi.parts.review.bundles.check_review import SENTENCES, Json, check_bundle
from luoshi.parts.review.bundles.pages import DOCUMENTS
from luoshi.parts.review.certainty import PLACES, expected_rank_texts, show_certainty
from luoshi.parts.review.late.cards import explain_late, show_late
from luoshi.parts.review.layers.cards import show_earlier_marks, show_layers, show_own_layers
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSheet
from luoshi.parts.review.reported import show_reported
from luoshi.parts.review.rules import propose_grades

_ = words_now(__name__)
_p = words_in(__name__)

SHOWN = 20  # things that do not agree, at most
STATES = ("asked", "accepted", "scored", "late", "declined", "void")


def show_round(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show who has given how many sheets, after the ranking the result, and how sure it is, and the fees.

    At most nineteen queries.
    """
    assert isinstance(record, ReviewRound)
    cards: list[dict[str, object] | None]
    if record.layers:
        cards = [show_layers(record, queries.objects_of_round(record.pk))]
    else:
        counts = queries.count_sheets(record.pk)
        cards = [show_waiting(record), _progress(record, counts), show_trade(record, counts)]
        cards.append(show_late(record, actor, day))
    if record.state in ("ranked", "decided", "paid") and not record.layers:
        objects = sorted(queries.objects_of_round(record.pk), key=_by_class_and_rank)
        cards += [_result(record, objects, day), show_certainty(record, objects)]
    if record.state in ("decided", "paid") and record.rules_head and record.opening:
        cards.append(_recomputed(record))
    return [card for card in cards if card is not None]


def _progress(round_: ReviewRound, counts: dict[int, dict[str, int]]) -> dict[str, object] | None:
    if not counts:
        return None
    names = {seat.person_id: seat.person.title for seat in queries.all_seats(round_.pk)}
    title = _("Sheets by assessor")
    labels = (_("Asked"), _("Accepted"), _("Marks given"), _("Late"), _("Declined"), _("Void"))
    columns = [DataColumn(_("Assessor")), *(DataColumn(label, "number") for label in labels)]
    rows = [
        DataRow(str(person), names.get(person, ""), [
            DataCell(names.get(person, ""), head=True),
            *(DataCell(str(by_state.get(state, 0)), label, "number")
              for state, label in zip(STATES, labels, strict=True)),
        ])
        for person, by_state in counts.items()
    ]  # fmt: skip
    sheets = sum(by_state.get(state, 0) for by_state in counts.values() for state in queries.LIVE)
    return {"id": "sheets", "title": title, "count": sheets, "table": DataTable(title, columns, rows, Empty(""))}


def _result(round_: ReviewRound, objects: list[Assessed], day: date) -> dict[str, object]:
    grades, expected = _proposed(round_, objects, day), expected_rank_texts(objects)
    title = _("Ranking")
    columns = [
        DataColumn(str(get_kind(round_.subject_kind).one)),
        DataColumn(_("Class")),
        DataColumn(_("Rank"), "number"),
    ]
    columns += [DataColumn(_("Proposed grade")), DataColumn(_("Remark"))]  # a narrow page cuts off what stands last
    labels = [_("Combined"), _("Mean"), _("Expected rank"), _("Sheets")]
    if plain := round_.form.way == "mean":  # the mean is what was combined
        del labels[1]
    columns += [DataColumn(label, "number") for label in labels]
    rows = []
    for row in objects:
        about = row.about
        cls = field_text(row.thing, row.part.cls) if row.part.cls else ""
        middle, ends = expected.get(row.pk, ("", ""))
        cells = [
            DataCell(f"{about.number} {about.title}", head=True, url=row.get_absolute_url()),
            DataCell(cls, _("Class")),
            DataCell(str(row.rank or ""), _("Rank"), "number"),
            DataCell(grades.get(row.pk, ""), _("Proposed grade")),
            _remark(row),
            DataCell(_score_text(row.adjusted), _("Combined"), "number", note=_error_text(row)),
            *(() if plain else (DataCell(_score_text(row.raw), _("Mean"), "number"),)),
            DataCell(middle, _("Expected rank"), "number", note=ends),
            DataCell(str(row.n or 0), _("Sheets"), "number"),
        ]  # fmt: skip
        rows.append(DataRow(str(row.pk), about.number, cells))
    return {"id": "ranking", "title": title, "count": len(rows), "table": DataTable(title, columns, rows, Empty(""))}


def _recomputed(round_: ReviewRound) -> dict[str, object]:
    """Recompute the round from what is stored now, and link the files from which anybody can."""
    title = _("Recomputed")
    said: Json = bundles.collect_bundle(round_)
    faults = check_bundle(said, bundles.published_heads(round_))
    words = _(
        "Recomputed just now from rules, assignment and sheets: the same ranking, and nothing changed since closing."
    )
    rows = []
    for code, *what in faults[:SHOWN]:
        sentence = SENTENCES[code][get_language() == "en"].format(*what)
        rows.append(DataRow(sentence, sentence, [DataCell(sentence, light=Light("red", _("does not agree")))]))
    if not faults:
        rows = [DataRow("holds", words, [DataCell(words, light=Light("green", _("agrees")))])]
    if bundles.is_bundle_open(round_):
        for document in DOCUMENTS:
            url = reverse("review:round_document", args=[round_.pk, document.name])
            cells = [DataCell(str(document.label), url=url)]
            rows.append(DataRow(document.name, document.name, cells))
    else:
        words = _("The files are there once nothing of this round waits to be put into publicity.")
        rows.append(DataRow("later", words, [DataCell(words)]))
    return {"id": "recomputed", "title": title, "count": None,
            "table": DataTable(title, [DataColumn(_("Answer and files"))], rows, Empty(""))}  # fmt: skip


def _score_text(value: Decimal | None) -> str:
    """Return a score with all the places of a form's marks, so that 88.5 and 88.25 line up: 88.50; "" for none."""
    return "" if value is None else f"{round_to_places(value, PLACES):f}"


def _error_text(row: Assessed) -> str:
    return "" if row.error is None else f"±{_score_text(row.error)}"


def _by_class_and_rank(row: Assessed) -> tuple[str, bool, int, str]:
    return (row.cls, row.rank is None, row.rank or 0, row.about.number)


def _remark(row: Assessed) -> DataCell:
    if row.rank is None:
        return DataCell("", _("Remark"), light=Light("none", _("Not ranked"), row.why))
    if row.why:
        return DataCell("", _("Remark"), light=Light("none", row.why))
    if row.near:
        return DataCell("", _("Remark"), light=Light("yellow", _("Cannot be told from the cut")))
    return DataCell("", _("Remark"))


def _proposed(round_: ReviewRound, objects: list[Assessed], day: date) -> dict[int, str]:
    """Propose grades from the ranking by the quotas of the call, within each class.

    Equals at a cut are ordered by the items of the form, in their order; those equal there too go to a vote of the
    committee, which counts once its meeting is confirmed.
    """
    found: dict[int, str] = {}
    quotas = quotas_of_call(round_.call_id)
    votes = {row.pk: vote for row in objects if (vote := queries.vote_on(row.thing)) is not None}
    items = queries.item_means_of_round(round_) if quotas else {}
    for cls in {row.cls for row in objects}:
        own = [quota for quota in quotas if quota.cls == cls]
        ranks = {row.pk: row.rank for row in objects if row.cls == cls and row.rank is not None and not row.why}
        for key, proposal in propose_grades(ranks, own, votes, items).items():
            grade = code_words(Application, "grade", proposal.grade, round_.unit_id, day)
            found[key] = _("vote") if proposal.vote else _("not carried") if proposal.refused else grade
    return found


def show_object(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show what each layer gave an object of a round by layers: the unit that is assessed may object to it."""
    assert isinstance(record, Assessed)
    card = show_own_layers(record)
    return [card] if card else []


def show_sheet(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show an assessor what is to be assessed: in a blind round nothing that says who applies.

    Of the designed fields of the call only those that it marked open are shown. At most seven queries.
    """
    assert isinstance(record, ReviewSheet)
    assessed = record.assessed
    about, part, round_ = assessed.thing, assessed.part, assessed.round
    kind, open_ = kind_of(about), not queries.is_blind(record)
    names = (*filter(None, (part.group,)), *(part.named if open_ else ()), *part.shows)
    lines = [(_("Number"), about.number), (_("Round"), round_.title)]
    lines += [(_("Title"), about.title)] if open_ else []
    lines += [(field_label(kind, name), field_text(about, name)) for name in names]
    if round_.after == "yes":
        lines.append(
            (
                _("First opinion of the group"),
                assessed.opinion if record.read_at else _("locked: press “Read the first opinion”"),
            )
        )
    lines += explain_late(record)
    if record.receipt:
        lines.append((_("Your receipt"), record.receipt))
    if round_.to_at is not None:
        lines.append((_("Marks until"), localtime(round_.to_at).strftime("%Y-%m-%d %H:%M")))
    title = _("What is to be assessed")
    rows = [DataRow(label, label, [DataCell(label, head=True), DataCell(words)]) for label, words in lines if words]
    table = DataTable(title, [DataColumn(_p("particular", "What")), DataColumn(_("Content"))], rows, Empty(""))
    card: dict[str, object] = {"id": "about", "title": title, "count": None, "table": table}
    answers = show_answers(about, only="open") if isinstance(about, Application) else []
    earlier = show_earlier_marks(record, day) if record.layer else None
    return [card, *show_reported(assessed, day), *answers, *([earlier] if earlier else [])]
