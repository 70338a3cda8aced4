"""Forms of a record's columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from luoshi.base.forms.fields import EncryptedText
from luoshi.kernel.kinds.forms.step_forms import (
    PERIOD,
    PICTURES,
    CameraInput,
    DayInput,
    EvidenceField,
    MomentInput,
    ReasonForm,
    StepForm,
)
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record, Row
from luoshi.org.actors.models import Person, Post
from luoshi.org.people.forms import PersonField, PostField
from luoshi.org.tree.models import Unit
from luoshi.org.units.choosers import UnitField


def form_of(
    model: type[Record] | type[Row],
    step: Step,
    unit: Any,
    files: Mapping[str, Files] = {},
    *,
    period: bool = False,
    usual: Collection[str] = (),
) -> type[StepForm]:
    """Make the form of a step from its declaration: fields of the record by their columns, and its own.

    Args:
        unit: the label of the record's unit.
        files: the kind's ``Files`` by name.
        period: it may have to ask for the period (``steps.step_forms``).
        usual: optional fields that are not collapsed in a long form.
    """
    own = dict(step.own)
    if period:
        own[PERIOD] = forms.DateField(label=_("Period concerned"), required=False, widget=DayInput())
    if own.get("reason") is True:
        own["reason"] = ReasonForm.base_fields["reason"]
    for name in [asked_name for asked_name in step.asks if asked_name in files]:
        part = files[name]
        told: Any = {
            "label": part.label,
            "most": part.most,
            "endings": part.endings,
            "required": part.must,
        }
        if told["endings"] and not {*told["endings"]} - PICTURES:
            told["widget"] = CameraInput
        own[name] = EvidenceField(**told)
    for name in [asked_name for asked_name in step.asks if asked_name not in files]:
        column: Any = model._meta.get_field(name)
        if name in own:
            continue
        if column.related_model is Unit:
            own[name] = UnitField(label=unit if name == "unit" else _label(column), required=not column.blank)
        elif column.related_model is Post:
            own[name] = PostField(label=_label(column), required=not column.blank)
        elif column.related_model is Person:
            own[name] = PersonField(label=_label(column), required=not column.blank)
    kept = [name for name in step.asks if name not in own]
    base: Any = step.given or StepForm
    meta = type("Meta", (), {"model": model, "fields": kept, "formfield_callback": column_form_field})
    folds: Any = {"supplement": step.folds, "usual": None} if step.folds else {"usual": {*usual, PERIOD}}
    deadline = {"deadline": step.deadline} if step.deadline else {}
    days: Any = {"on": step.on, "past": step.past, **deadline}
    form: Any = type("Asked", (base,), {**own, "Meta": meta, **days, **folds})
    order = dict.fromkeys((*step.asks, *own, *form.base_fields))
    form.base_fields = {name: form.base_fields[name] for name in order}
    for name in {*step.must, step.on} & form.base_fields.keys():
        form.base_fields[name].required = form.base_fields[name].widget.is_required = True
    made: type[StepForm] = form
    return made


def _label(column: Any) -> Any:
    return capfirst(column.verbose_name)


def column_form_field(column: Any, **kwargs: Any) -> forms.Field | None:
    """Return the default form field of a column."""
    if isinstance(column, models.DateField):
        kwargs.setdefault("widget", MomentInput() if isinstance(column, models.DateTimeField) else DayInput())
    if isinstance(column, models.TextField) and not isinstance(column, EncryptedText):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
    if isinstance(column, models.URLField):
        kwargs.setdefault("assume_scheme", "https")  # of an address typed without one; Django's http ends with 6.0
    field: forms.Field | None = column.formfield(**kwargs)
    return field
