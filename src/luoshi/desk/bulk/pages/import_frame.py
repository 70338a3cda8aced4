"""What the pages of an import share: the steps that a sheet may take, its limits, and what stands around it."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from luoshi.base.forms.requests import request_actor
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.desk.bulk.exported_sheets import find_update_step
from luoshi.desk.lists.pages.lists import kind_url
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import opens_by_sheet, taken_by_sheet
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.rights.pages import kind_or_404
from luoshi.kernel.rights.queries import rights


def list_openings(declared: CompiledKind, actor: Actor) -> list[Step]:
    """List the steps that the person may take by a sheet."""
    begins = [step for step in rights.steps_to_begin(declared, actor) if opens_by_sheet(declared, step)]
    return [*begins, *(step for step in rights.steps_to_take(declared, actor) if taken_by_sheet(declared, step))]


def open_kind_or_404(request: HttpRequest, name: str) -> tuple[CompiledKind, Step]:
    """Return the kind in the URL and the step asked for, by default the first; raise 404 if it is not theirs."""
    declared = kind_or_404(name)
    asked = request.GET.get("step", "")
    step = declared.cycle.by_name.get(asked) if asked else declared.cycle.first
    if step is None or step not in list_openings(declared, request_actor(request)):
        raise Http404
    return declared, step


def may_enter_earlier(declared: CompiledKind, actor: Actor) -> bool:
    """Whether a sheet of the person may bring in matters of earlier years, past the limit for late entry.

    Those may who put records of the kind right, and the supervision office.
    """
    corrects = find_update_step(declared)
    return Role.SUPERVISOR in actor.roles or (corrects in rights.steps_to_take(declared, actor) if corrects else False)


def import_frame(declared: CompiledKind, step: Step) -> dict[str, object]:
    """Return what each page of an import takes: title, breadcrumbs and addresses."""
    title = _("Import from a sheet")
    asked = "" if step is declared.cycle.first else f"?step={step.name}"
    return {
        "title": title,
        "kind": str(declared.label),
        "step": str(step.label),
        "crumbs": [(str(declared.label), kind_url(declared, "list")), (title, "")],
        "back_url": kind_url(declared, "list"),
        "template_url": kind_url(declared, "import_template") + asked,
        "again_url": kind_url(declared, "import") + asked,
        "no_print": True,
    }
