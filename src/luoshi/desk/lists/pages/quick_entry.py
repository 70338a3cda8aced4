"""The quick-entry line above a list, for beginning one record after the other (``parts.Quick``): form and values."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import list_query_string
from luoshi.base.rights.rules.rights import Actor, UnitPlace
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import step_form
from luoshi.kernel.kinds.forms.step_forms import StepForm, has_files
from luoshi.kernel.kinds.language.names import split_names
from luoshi.kernel.kinds.language.parts import Quick
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.rights.queries import rights

LAST = "entered"  # session key: the last record begun this way, by kind
FRESH = "entered_now"  # session key: the kind whose line is shown again for the next record


def quick_step(declared: CompiledKind, actor: Actor) -> tuple[Quick, Step] | None:
    """Return the kind's quick-entry line with its step; None if it has none or the actor may not take the step."""
    quick = next(iter(declared.every(Quick)), None)
    step = declared.cycle.begin(quick.step) if quick else None
    return (quick, step) if quick and step in rights.steps_to_begin(declared, actor) and step else None


def own_unit(declared: CompiledKind, step: Step, actor: Actor) -> int | None:
    """Return the only unit for which the actor can take the step; None if there may be several."""
    relations = [declared.rights.by_name[name] for name in step.who]
    reached = [
        (place, seat.unit)
        for relation in relations
        for role, place in relation.reaches
        for seat in actor.seats
        if seat.role == role
    ]
    units = {unit for place, unit in reached if place is UnitPlace.OWN}
    return units.pop() if len(units) == 1 and all(place is UnitPlace.OWN for place, _id in reached) else None


def quick_form(request: HttpRequest, declared: CompiledKind, step: Step) -> StepForm:
    """Return the step's form, empty or as sent, with ids that differ from those of other forms on the page."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    asks = step_form(declared, step) or StepForm
    form = asks(*sent, record=declared.record(), actor=request_actor(request), at=timezone.now())
    form.auto_id = "quick_%s"
    return form


def quick_line(request: HttpRequest, declared: CompiledKind, form: StepForm | None = None) -> dict[str, object] | None:
    """Return the context of ``records/_quick.html``; None if the actor has no such line.

    Args:
        form: The form that was sent and refused. None: a new form with the values carried over, which takes two
            queries: the last record and, where a field needs them, its rows.
    """
    actor = request_actor(request)
    found = quick_step(declared, actor)
    if found is None:
        return None
    quick, step = found
    unit, asks = own_unit(declared, step, actor), split_names(quick.asks)
    if form is None:
        form = quick_form(request, declared, step)
        form.initial.update(_again(request, declared, quick, step, actor, ask_unit=unit is None))
    face = declared.face(request.GET.get("face", ""))
    sets = {name: value for name, value in (face.sets if face else {}).items() if name in asks}
    shown = [
        *(name for name in asks if name not in sets),
        *(["unit"] if unit is None and "unit" in form.fields and "unit" not in asks else []),
    ]
    fresh = request.method == "GET" and request.session.get(FRESH) == declared.name
    if fresh:
        del request.session[FRESH]
        free = next((name for name in shown if not form.initial.get(name)), shown[0])
        form.fields[free].widget.attrs["autofocus"] = True
    may = [str(form.fields[name].label) for name in shown if not form.fields[name].required]
    return {
        "form": form,
        "fields": [form[name] for name in shown],
        "sets": [*sets.items(), *([("unit", unit)] if "unit" in form.fields and "unit" not in shown else [])],
        "may": _(", ").join(may),
        "url": reverse("records:quick", args=[declared.name]) + list_query_string(request, page=None),
        "draft": reverse("records:quick", args=[declared.name]),
        "files": has_files({name: form.fields[name] for name in shown}),
        "label": str(step.label),
        "once": str(uuid4()),
    }


def _again(
    request: HttpRequest, declared: CompiledKind, quick: Quick, step: Step, actor: Actor, *, ask_unit: bool
) -> dict[str, object]:
    """Return the initial values: those carried over from the last record entered, and today as its day.

    Without a record of this session, those of the last one that the person ever began, but for its day.
    """
    today, names = timezone.localdate(), [*split_names(quick.again), *(["unit"] if ask_unit else [])]
    found: dict[str, object] = {step.on: today} if step.on in split_names(quick.asks) else {}
    last = request.session.get(LAST, {}).get(declared.name)
    rows = rights.readable_records(declared, actor, today).filter(erased=None).select_related("unit")
    if last is None:
        names = [name for name in names if name != step.on]
        record = rows.filter(opener=actor.person).order_by("-pk").first() if actor.person else None
    else:
        record = rows.filter(pk=last).first()
    return found | ({name: getattr(record, name) for name in names} if record else {})
