"""Store the meanings that a person chose for names in a kind's sheets."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.names.queries import name_digest
from luoshi.desk.lists.views.models import NameAnswer
from luoshi.kernel.kinds.compiled.kind import CompiledKind


@transaction.atomic
def remember_names(kind: CompiledKind, actor: Actor, answers: Mapping[tuple[str, str], int]) -> None:
    """Remember the ids of the rows that words mean, by field and word; a later answer replaces an earlier one.

    They are remembered for the person and for the unit of their post, if they have only one.
    """
    unit = next(iter(actor.units)) if len(actor.units) == 1 else None
    NameAnswer.objects.bulk_create(
        [
            NameAnswer(
                kind=kind.name,
                field=field,
                digest=name_digest(kind, field, word),
                person_id=actor.person,
                unit_id=unit,
                target=pk,
            )
            for (field, word), pk in answers.items()
        ],
        update_conflicts=True,
        unique_fields=["kind", "field", "digest", "person"],
        update_fields=["unit", "target"],
    )
