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
from luoshi.plans.editions.queries.sources import made_public, unread_counts


class GuessedTableOut(ApiModel):
    """A table whose column of tasks no head names; tables with the same heads count as one."""

    columns: list[str] = Field(description=N_("The column heads, without blanks."))
    task: int | None = Field(
        description=N_("The column read as the tasks', counted from 0; null: the table was read as one without tasks.")
    )
    answered: bool = Field(description=N_("A person said so. Otherwise it is a guess: answer under task_columns."))
    rows: list[list[str]] = Field(description=N_("The first rows, for whoever is to answer."))


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
    unread: int = Field(description=N_("How many of its passages were not read and nobody has looked at yet."))
    guessed_tables: list[GuessedTableOut] = Field(
        description=N_("Its tables of which nobody but a person can say which column holds the tasks.")
    )


def _documents(record: Record) -> list[dict[str, object]]:
    """Return the plan's documents in order. Three queries."""
    plan = record if isinstance(record, Plan) else Plan.objects.get(pk=record.pk)
    unread = unread_counts(plan)
    return [
        {
            "place": source.place,
            "name": source.document.name,
            "sha256": source.document.sha256,
            "state": source.state,
            "kind": source.read_as,
            "kind_guessed": source.kind_guessed and not source.kind_said,
            "doubts": source.doubts,
            "unread": unread.get(source.pk, 0),
            "guessed_tables": source.guessed_tables,
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
