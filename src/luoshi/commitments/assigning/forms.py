"""Forms for sending out, accepting, refusing, reassigning and splitting a commitment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.forms.form_fields import find_form_field
from luoshi.base.forms.form_types import FormData, FormFiles
from luoshi.commitments.progress.proofs import rules as proofs
from luoshi.commitments.progress.proofs.queries import declared_proofs
from luoshi.commitments.progress.queries import ReportFigures, leaders_over, posts_of
from luoshi.facts.base.models.target import Target
from luoshi.figures.written_units import own_unit
from luoshi.kernel.kinds.forms.step_forms import ReasonForm, StepForm, make_step_form
from luoshi.kernel.steps.step_forms import StepFormOptions
from luoshi.org.actors.models import Post
from luoshi.org.actors.queries import ancestor_unit_ids
from luoshi.org.units.choosers import RowField, UnitField
from luoshi.plans.base.forms import TargetValueField
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.values.queries import current_targets

SHARE = "share_"  # prefix of the field for a target's share; the target's id follows
DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class DoerField(RowField):
    """The person who does it: a post of the lead unit that is held, shown by the holder's name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Post.objects.none(), empty_label=gettext_lazy("choose"), **kwargs)

    def names(self) -> list[str]:
        """List the names of the leaders that are offered, each once."""
        held = (tenure.person.name for post in self.queryset or () for tenure in post.now)  # type: ignore[attr-defined]
        return list(dict.fromkeys(held))

    def label_from_instance(self, obj: Any) -> str:
        held = "、".join(tenure.person.name for tenure in obj.now)
        return f"{held}（{obj.title}）"


class Proofs(make_step_form(Commitment, "proofs", "proof")):  # type: ignore[misc]
    """The kinds of evidence required for the final report, out of those that the office declared."""

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        field = self.fields["proofs"]
        known = declared_proofs(self.instance.desk_id, localdate(self.at)) if self.instance.desk_id else None
        self.known = [proof.name for proof in known or ()]
        field.help_text = _("One or more of these, separated by 、: %(kinds)s") % {
            "kinds": proofs.join_proof_names(self.known)
        }
        if known is None:
            field.help_text = _(
                "Your office has not defined kinds of evidence: an administrator sets them under Parameters."
            )
        self.fields["proof"].label = _("Remarks on the evidence")

    def clean_proofs(self) -> str:
        """Accept only kinds that the office declared, each once."""
        names = proofs.split_proof_names(self.cleaned_data["proofs"])
        if wrong := [name for name in names if name not in self.known]:
            said = {"names": proofs.join_proof_names(wrong), "kinds": proofs.join_proof_names(self.known) or "—"}
            raise ValidationError(
                _("Your office has no such kind of evidence: %(names)s. Available: %(kinds)s."), params=said
            )
        if len(names) > proofs.MOST:
            raise ValidationError(_("At most %(most)d kinds of evidence."), params={"most": proofs.MOST})
        return proofs.join_proof_names(names)


class Redate(StepForm):
    """The due date, set before anyone was told one."""

    deadline = "until"
    until = forms.DateField(label=gettext_lazy("To be done by"), widget=DATE)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class WasDone(StepForm):
    """The day on which it was done before it could be sent out. Default: today."""

    day = forms.DateField(label=gettext_lazy("Done on"), widget=DATE, required=False)
    reason = forms.CharField(
        label=gettext_lazy("By what this is known"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_day(self) -> date | None:
        """Refuse a future day."""
        day: date | None = self.cleaned_data["day"]
        if day and day > localdate(self.at):
            raise ValidationError(_("This day is in the future."))
        return day


class IssueForm(Proofs):
    """What a unit is asked for. Source: 02 §2.2: 办理要求, limit, feedback rhythm; 12 §12.1 交办单."""

    requirement = forms.CharField(
        label=gettext_lazy("What the unit must do"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = Commitment
        fields = ("urgency", "proofs", "proof")


class Accept(StepForm):
    """The person who does it, if already known."""

    owner = DoerField(label=gettext_lazy("Who does it"), required=False)

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        field = find_form_field(self, "owner", ModelChoiceField)
        field.queryset = posts_of(self.instance.unit_id, localdate(self.at))


class NameDoer(Accept):
    """The person who does it: exactly one for each step. Source: requirements K, exact rules."""

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["owner"].required = True
        self.initial.setdefault("owner", self.instance.owner_id)


class Refuse(ReasonForm):
    """Why the commitment is not theirs, and the right unit. Source: 02 §2.2 退回异议: reason, right unit."""

    right = UnitField(label=gettext_lazy("Unit that it belongs to"), required=False)


class LeaderField(RowField):
    """A leader's post with its current holder: in a unit above this one, or in charge of one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Post.objects.none(), empty_label=gettext_lazy("not known"), required=False, **kwargs)

    def over(self, unit: int | None, day: date) -> None:
        """Offer the leaders' posts of this unit and of the units above it."""
        if unit is not None:
            self.queryset = leaders_over(unit, day)

    def names(self) -> list[str]:
        """List the names of the leaders that are offered, each once."""
        held = (tenure.person.name for post in self.queryset or () for tenure in post.now)  # type: ignore[attr-defined]
        return list(dict.fromkeys(held))

    def label_from_instance(self, obj: Any) -> str:
        held = "、".join(tenure.person.name for tenure in obj.now)
        return f"{held or '—'}（{obj.title}）"


class NameSetter(StepForm):
    """The leader who assigned it and will close it. Source: 02 §2.2 待销号; fymate 170700 in 12 §12.1."""

    decider = LeaderField(label=gettext_lazy("Leader who assigned it"))

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        field = find_form_field(self, "decider", LeaderField)
        field.over(self.instance.desk_id, localdate(self.at))
        self.initial.setdefault("decider", self.instance.decider_id)


class Reassign(ReasonForm):
    """The new lead unit."""

    unit = UnitField(label=gettext_lazy("Lead unit"))

    def clean_unit(self) -> object:
        """Refuse the present lead unit."""
        unit = self.cleaned_data["unit"]
        if unit is not None and unit.pk == self.instance.unit_id:
            raise ValidationError(_("This unit already has it."))
        return unit


class SplitForm(StepForm):
    """A part for a lower unit or a person: its words, due date and share of each target."""

    unit = UnitField(label=gettext_lazy("Unit"), required=False)
    owner = DoerField(label=gettext_lazy("Or somebody in your own unit"), required=False)
    words = forms.CharField(label=gettext_lazy("Task"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    due = forms.DateField(label=gettext_lazy("To be done by"), widget=DATE)
    each: ClassVar = {
        SHARE: TargetValueField(
            label=gettext_lazy("The share of a target in its own unit, by the target's id"), min_value=Decimal(0)
        )
    }

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        self.initial.setdefault("words", self.instance.words)
        self.initial.setdefault("due", self.instance.until)
        owner = find_form_field(self, "owner", ModelChoiceField)
        owner.queryset = posts_of(self.instance.unit_id, localdate(self.at))
        self.shares: dict[str, Target] = {}
        for target in current_targets(self.instance):
            name = f"{SHARE}{target.pk}"
            self.shares[name] = target
            own = own_unit(target.quote, target.unit)
            self.fields[name] = TargetValueField(
                own=own,
                label=_("Share: %(what)s") % {"what": f"{target.words} {target.quote}".strip()},
                min_value=Decimal(0),
                help_text=_("unit of measure: %(unit)s") % {"unit": own.unit or "—"},
            )

    def clean(self) -> dict[str, object]:
        """Combine the shares of targets into one value."""
        given = super().clean() or self.cleaned_data
        if stray := self.not_asked():
            self.add_error(None, _("This matter does not ask for: %(names)s.") % {"names": ", ".join(stray)})
        sent = {target.pk: given.pop(name) for name, target in self.shares.items() if name in given}
        shares = {pk: share for pk, share in sent.items() if share is not None}
        if "unit" not in self.errors and bool(given.get("unit")) == bool(given.get("owner")):
            self.add_error("unit", _("Choose a unit, or a person in your own unit."))
        return {**given, "shares": ReportFigures(list(self.shares.values()), values=shares)}

    def clean_unit(self) -> object:
        """Refuse a unit above it or its desk: parts go down, and their results come back to the unit that gave them."""
        unit = self.cleaned_data["unit"]
        if unit is None:
            return None
        own = self.instance.unit_id
        over = ancestor_unit_ids([own], localdate(self.at))[own] | {self.instance.desk_id}
        if unit.pk != own and unit.pk in over:
            raise ValidationError(_("This unit is above it or supervises it: no part can be assigned to it."))
        return unit

    def clean_due(self) -> date:
        """Refuse a due date after that of the whole."""
        due: date = self.cleaned_data["due"]
        if self.instance.until and due > self.instance.until:
            raise ValidationError(
                _("The whole matter is due on %(due)s: a part cannot be due later."),
                params={"due": self.instance.until},
            )
        return due


class Push(StepForm):
    """What an urged unit is asked for, and the limit. Source: 02 §2.5 催办通知单: matter, days late, new limit."""

    words = forms.CharField(
        label=gettext_lazy("What the unit must do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    limit = forms.DateField(label=gettext_lazy("Answer by"), required=False, widget=DATE)
