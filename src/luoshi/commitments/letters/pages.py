"""Letters about what is overdue: their page, their print view, and the card on a commitment's page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.letters.models import Reminder
from luoshi.commitments.letters.queries import commitment_reminders, kept_paper, letter_commitments, whole_letter
from luoshi.desk.details.pages import context_of
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.kernel.rights.pages import record_or_404
from luoshi.plans.base.models.commitment import Commitment

# Labels of a ladder's rungs (letters.rules.ladder.FORMS).
RUNGS = {
    "notice": gettext_lazy("Reminder"),
    "push": gettext_lazy("Chase"),
    "written": gettext_lazy("Second reminder, with a reminder notice drafted"),
    "slip": gettext_lazy("Supervision slip drafted"),
    "proposal": gettext_lazy("Proposal drafted"),
}


@require_safe
@login_required
def letter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter: its steps, its words as sent, and what it is about."""
    letter = record_or_404(request, get_kind("letters"), pk)
    context = context_of(request, letter, timezone.localdate())
    context |= {"letter": letter, "print_url": reverse("ledger:letter_print", args=[pk])}
    return render(request, "ledger/letter.html", context)


@require_safe
@login_required
def letter_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the letter on A4: once sent, word for word the file that was sent; a draft in its current form."""
    from luoshi.writing.docx_blocks import read_docx_blocks

    letter: Any = record_or_404(request, get_kind("letters"), pk)
    found, file = whole_letter(letter.pk), kept_paper(letter)
    context = {
        "title": str(found.get_form_display()),
        "crumbs": [
            (str(kind_of(letter).label), reverse("records:list", args=["letters"])),
            (letter.number, letter.get_absolute_url()),
            (_("Print"), ""),
        ],
        "letter": found,
        "blocks": read_docx_blocks(file) if file else [],
        "drafted": letter.state in ("draft", "prepared", "discarded"),
        "proposal": letter.form == "proposal",
        "back_url": letter.get_absolute_url(),
    }
    return render(request, "ledger/letter_print.html", context)


def letter_sections(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show the commitments that a letter is about. One query."""
    rows = [
        DataRow(
            str(commitment.pk),
            commitment.title,
            [
                DataCell(commitment.number, _("Number"), "code"),
                DataCell(commitment.title, _("Commitment"), head=True, url=commitment.get_absolute_url()),
                DataCell(fields.field_text(commitment, "state"), _("State")),
                DataCell(plain_text(commitment.until), _("To be done by"), "date"),
            ],
        )
        for commitment in letter_commitments(record)
    ]
    columns = [DataColumn(_("Number"), "code"), DataColumn(_("Commitment")), DataColumn(_("State"))]
    columns.append(DataColumn(_("To be done by"), "date"))
    title = _("Subject")
    return [{"id": "about", "title": title, "table": DataTable(title, columns, rows, Empty(_("None.")))}]


def reminder_cards(commitment: Commitment) -> list[dict[str, object]]:
    """Show the reminders sent for a commitment by its ladder, and the letters drafted. One query."""
    found = commitment_reminders(commitment)
    if not found:
        return []
    title = _("Reminders")
    columns = [
        DataColumn(_("Day"), "date"),
        DataColumn(_("What")),
        DataColumn(_("Was due"), "date"),
        DataColumn(_("Posts informed"), "number"),
    ]
    rows = [
        DataRow(
            str(reminder.pk),
            reminder.rung,
            [
                DataCell(plain_text(reminder.day), _("Day"), "date"),
                DataCell(f"{_called(reminder)}（{reminder.rung}）", _("What"), head=True),
                DataCell(plain_text(reminder.due), _("Was due"), "date"),
                DataCell(str(reminder.posts), _("Posts informed"), "number"),
            ],
        )
        for reminder in found
    ]
    return [
        {"id": "reminders", "title": title, "count": len(found), "table": DataTable(title, columns, rows, Empty(""))}
    ]


def _called(one: Reminder) -> str:
    """Label what was sent or drafted; no second letter is drafted while one is pending."""
    if one.form in ("slip", "proposal") and one.letter_id is None:
        return _("No new letter drafted: such a letter is already waiting")
    return str(RUNGS.get(one.form, one.form))
