"""The card with the tags of a plan or commitment."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.commitments.tags.queries import TAGS, tags_by_record
from luoshi.commitments.tags.tag_lists import TAG_LISTS
from luoshi.desk.tags.part import short_name
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan


def tag_cards(record: Plan | Commitment) -> list[dict[str, object]]:
    """Return the card with the tags by list; none if it bears no tag. One query if it does, and one for the words."""
    if not TAGS.may_exist(record):
        return []
    tags = tags_by_record([record.pk]).get(record.pk, {})
    labels = [_("List of tags"), _("Tags")]
    rows = [
        DataRow(
            code_list.name,
            str(code_list.label),
            [
                DataCell(str(code_list.label), labels[0], head=True),
                DataCell("、".join(tag.word for tag in tags[short_name(code_list)]), labels[1]),
            ],
        )
        for code_list in TAG_LISTS
        if short_name(code_list) in tags
    ]
    table = DataTable(_("Tags"), [DataColumn(label) for label in labels], rows, Empty(""))
    return [{"id": "tags", "title": _("Tags"), "table": table}] if rows else []
