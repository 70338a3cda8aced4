"""The API operation that answers which column of a document's table holds the tasks."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import ConfigDict, Field

from luoshi.base.forms.requests import request_actor
from luoshi.desk.api.reading import get_readable_record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.org.api.api_authentication import TokenAuth
from luoshi.org.api.operations import Operation
from luoshi.org.api.responses import LARGEST, ApiModel
from luoshi.org.tokens.rules import ScopeAct
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.receiving.actions.task_columns import answer_task_columns
from luoshi.plans.rows.actions.editing import By

AREA = "plans"  # of token scopes


class TaskColumnAnswer(ApiModel):
    """Which column of a table holds the tasks."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    place: int = Field(ge=1, le=LARGEST, description=N_("The document's place among the plan's documents."))
    columns: list[str] = Field(description=N_("The table's column heads, as the document returns them."))
    task: int | None = Field(
        ge=0,
        le=LARGEST,
        description=N_("The column of the tasks, counted from 0; null: there are no tasks in the table."),
    )


class ReadAgain(ApiModel):
    """A document that was read again by the answer."""

    place: int
    changed: int = Field(description=N_("How many rows are different now; 0 if the answer was already in force."))
    kept: int = Field(description=N_("How many rows that people changed were left alone."))


class ReadAgainList(ApiModel):
    """The documents that were read again: this one, and others of the plan with the same question."""

    documents: list[ReadAgain]


def column_operations(path: str) -> list[Operation]:
    """Build the operation, with its words in the active language; it stands among those of plans, not below a path."""
    words = _(
        "The document is read again; rows that people changed stay. The unit that keeps the plan is not asked again "
        "about a table with these heads. Sending the same answer again changes nothing."
    )
    return [
        Operation(
            "POST", f"{AREA}/{{id}}/task_columns", "plans_task_columns", _("Plans"),
            _("Say which column of a table holds the tasks"), TokenAuth(AREA, ScopeAct.WRITE), answer_columns_of_plan,
            ReadAgainList, None, TaskColumnAnswer, description=words, problems=(400, 404, 409, 413, 503),
        )
    ]  # fmt: skip


def answer_columns_of_plan(request: HttpRequest, id: int, asked: TaskColumnAnswer) -> dict[str, object]:
    """Answer the question about one table of a document.

    Raises:
        RecordError: ``missing``, and as ``answer_task_columns``.
    """
    plan = get_readable_record(get_kind("plans"), request, id)
    assert isinstance(plan, Plan)
    by = By(request_actor(request), timezone.now())
    done = answer_task_columns(plan, asked.place, {tuple(asked.columns): asked.task}, by)
    return {
        "documents": [
            {"place": result.source.place, "changed": result.changed, "kept": result.stayed} for result in done
        ]
    }
