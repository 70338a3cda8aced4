"""Give a plan or commitment tags, or take them away; neither edition nor seal of the plan changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from luoshi.commitments.tags.models import RecordTag
from luoshi.commitments.tags.queries import tag_changes, tags_by_record
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.duties.actions.took import Took
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan


def changes_tags(record: Plan | Commitment, given: Mapping[str, object], at: datetime) -> list[str]:
    """Refuse a step after which the record has the tags that it had before. One or two queries."""
    return [] if tag_changes(record, given) else [_("It already has exactly these tags.")]


def inherit_tags(took: Took[Commitment]) -> None:
    """Give the part just split off the tags of its whole as they are now, in its own history; later ones stay apart.

    Four queries, and those of the lists' words; one if the whole has no tags.
    """
    whole = took.record
    borne = tags_by_record([whole.pk]).get(whole.pk, {})
    if not borne:
        return
    words = "、".join(tag.word for tags in borne.values() for tag in tags)
    part = whole.parts.latest("pk")
    entry = journal_act(part, "tags.inherited", took.actor, {"tags": words, "whole": whole.number}, at=took.at)
    rows = RecordTag.objects.filter(record=whole.pk).order_by("pk").values_list("code_list", "code")
    RecordTag.objects.bulk_create(RecordTag(record=part, code_list=name, code=code, entry=entry) for name, code in rows)


def set_tags(took: Took[Plan] | Took[Commitment]) -> None:
    """Write the tags that the step gives; the lists that it does not name stay as they are."""
    for name, change in tag_changes(took.record, took.given).items():
        rows = RecordTag.objects.filter(record=took.record.pk, code_list=name)
        rows.filter(code__in=change.gone).delete()
        RecordTag.objects.bulk_create(
            RecordTag(record=took.record, code_list=name, code=code, entry=took.entry) for code in change.new
        )
