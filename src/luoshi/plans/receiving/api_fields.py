"""What the API returns for a plan besides its fields: its documents, and the kind of paper each was read as."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from luoshi.kernel.kinds.language.parts import Answer
from luoshi.kernel.kinds.models import Record
from luoshi.org.api.responses import ApiModel
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.editions.queries.sources import made_public


class DocumentOut(ApiModel):
    """A document that the plan was made from."""

    place: int = Field(description=N_("1, 2 … in the order received."))
    name: str
    sha256: str
    state: Literal["waiting", "reading", "asked", "read", "failed"]
    kind: str = Field(description=N_("The kind of document as which it was read; empty before that, and for a sheet."))
    kind_guessed: bool = Field(description=N_("The title does not state the kind, and nobody has chosen one."))
    doubts: list[str] = Field(
        description=N_("Codes of the reasons to check the whole document: roles_unsure, table_loose …")
    )


def _documents(record: Record) -> list[dict[str, object]]:
    """Return the plan's documents in order. Two queries."""
    plan = record if isinstance(record, Plan) else Plan.objects.get(pk=record.pk)
    return [
        {
            "place": source.place,
            "name": source.document.name,
            "sha256": source.document.sha256,
            "state": source.state,
            "kind": source.read_as,
            "kind_guessed": source.kind_guessed and not source.kind_said,
            "doubts": source.doubts,
        }
        for source in made_public(plan)
    ]


ANSWERS = (
    Answer(
        "documents",
        _("The documents it is based on; during an amendment, those of the edition in force."),
        list[DocumentOut],
        _documents,
    ),
)
