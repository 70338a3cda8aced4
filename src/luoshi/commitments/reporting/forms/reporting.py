"""Forms for reporting progress: at a due date, at the end, by a supporting unit, by telephone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Required, Unpack

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.forms.form_fields import find_form_field
from luoshi.base.forms.form_types import FormData, FormFiles, FormOptions
from luoshi.base.forms.shapes import FormSide
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.queries.measures import commitment_light
from luoshi.commitments.progress import queries as progress
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.progress.proofs.queries import declared_proofs, lacking_proofs
from luoshi.commitments.progress.proofs.rules import Proof, join_proof_names
from luoshi.commitments.progress.rules import lacks_backing
from luoshi.commitments.reporting.form_sides import report_side
from luoshi.commitments.reporting.queries import SIGNER, requires_signer
from luoshi.commitments.reporting.rules import late_or_behind
from luoshi.facts.base.models.target import Target
from luoshi.figures.written_units import own_unit
from luoshi.kernel.kinds.forms.step_forms import EvidenceField, ReasonForm, StepForm, make_step_form
from luoshi.kernel.steps.step_forms import StepFormOptions
from luoshi.org.units.choosers import RowField
from luoshi.plans.base.code_labels import format_target_question as asked_for
from luoshi.plans.base.code_labels import format_target_value as in_words
from luoshi.plans.base.forms import TargetValueField
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.values.actions import told_as
from luoshi.plans.values.doubts import find_unusual_figures
from luoshi.plans.values.queries import TargetValue
from luoshi.plans.values.rules import told_for

VALUE = "value_"  # prefix of the field for a target's value; the target's id follows
LINES = forms.Textarea(attrs={"rows": 3})
WHY = {  # required if late or behind
    "obstacles": gettext_lazy("It is late or behind schedule: explain the obstacles."),
    "following": gettext_lazy("It is late or behind schedule: say what you will do next."),
}


BACKING = gettext_lazy(
    "This plan requires a number or a file with each report: enter the value reached, or attach a file."
)


class ReportFormOptions(FormOptions, total=False):
    """What every form of a report takes besides its data and files, by keyword."""

    record: Required[Commitment]
    actor: Required[Actor]
    at: Required[datetime]
    asked: progress.ReportRequest | None


class ReportForm(StepForm):
    """Words, figures and evidence; if late or behind, also obstacles and the next step. One report a period."""

    supplement: Collection[str] = ("effect", "obstacles", "following")

    period = forms.TypedChoiceField(
        label=gettext_lazy("Report for"), required=False, coerce=date.fromisoformat, empty_value=None
    )
    words = forms.CharField(
        label=gettext_lazy("Progress"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5, "data-paste": "files"})
    )
    effect = forms.CharField(label=gettext_lazy("Effect"), required=False, max_length=2000, widget=LINES)
    obstacles = forms.CharField(
        label=gettext_lazy("Obstacles and their causes"), required=False, max_length=2000, widget=LINES
    )
    following = forms.CharField(label=gettext_lazy("Next step"), required=False, max_length=2000, widget=LINES)
    signer = forms.CharField(
        label=SIGNER, required=False, max_length=60, help_text=gettext_lazy("The head of the unit who signed it.")
    )
    count = forms.IntegerField(
        label=gettext_lazy("Times done in the period"), required=False, min_value=0, max_value=999
    )
    differs = forms.CharField(
        label=gettext_lazy("Why the value differs from the one reported elsewhere"), required=False, max_length=200
    )
    doubted = forms.CharField(
        label=gettext_lazy("Explanation of unusual figures"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("They can be submitted without it; the checker sees that it is missing."),
    )
    percent = forms.DecimalField(
        label=gettext_lazy("Completed so far (per cent)"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
    )
    each: ClassVar = {
        VALUE: TargetValueField(label=gettext_lazy("The value reached of a target in its own unit, by the target's id"))
    }
    evidence = EvidenceField(required=False)
    proof_1 = EvidenceField(required=False)
    proof_2 = EvidenceField(required=False)
    proof_3 = EvidenceField(required=False)
    proof_4 = EvidenceField(required=False)
    proof_5 = EvidenceField(required=False)
    proof_6 = EvidenceField(required=False)

    def __init__(
        self,
        data: FormData = None,
        files: FormFiles = None,
        *,
        record: Commitment,
        actor: Actor,
        at: datetime,
        asked: progress.ReportRequest | None = None,
        **kwargs: Unpack[FormOptions],
    ) -> None:
        """Set up the fields. ``asked``: the requirements, if they were already queried for many records together."""
        day = localdate(at)
        self.kinds = _kinds_to_bring(record, day)
        self.asked = asked or progress.asked_of([record], day, shown=data is None)[record.pk]
        self.recurs = bool(record.every)
        # Whether another matter or another form already gave a value of one of its targets.
        self.elsewhere = any(value.record != record.pk for value in self.asked.known.values())
        super().__init__(data, files, record=record, actor=actor, at=at, **kwargs)
        for name, kind in self.kinds.items():
            self.fields[name].label = _("Evidence: %(kind)s") % {"kind": kind.name}
        self._offer_periods(day)
        self._ask_values()
        if late_or_behind(commitment_light(record, self.asked.table, day), record.pressing, day):
            for name, said in WHY.items():
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = said
        if self.asked.effect:
            self.fields["effect"].required = True
            self.fields["effect"].help_text = _("This plan requires each report to state its effect.")
        if self.asked.backing and progress.has_target_or_proof(record, self.asked.targets):
            self.fields["evidence"].help_text = f"{BACKING} {self.fields['evidence'].help_text}"

    def left_out(self) -> list[str]:
        """Leave out evidence fields that are not lacking, and figures that are not owed."""
        places = [field for field in self.base_fields if field.startswith("proof_") and field not in self.kinds]
        elsewhere = () if self.elsewhere else ("differs",)
        return [
            *places, *elsewhere, *(() if self.recurs else ("count",)),
            *(("percent",) if self.asked.targets else ("doubted",)),
        ]  # fmt: skip

    def _offer_periods(self, day: date) -> None:
        owed = self.asked.dates
        choices = [(occurrence.first.isoformat(), _period(occurrence, day)) for occurrence in owed if occurrence.first]
        field = find_form_field(self, "period", forms.ChoiceField)
        field.choices = [("", _("now, independent of due dates")), *choices]
        current = next(
            (occurrence for occurrence in owed if occurrence.first and occurrence.due >= day),
            owed[-1] if owed else None,
        )
        if current and current.first:
            self.initial.setdefault("period", current.first.isoformat())
        if not choices:
            del self.fields["period"]

    def _ask_values(self) -> None:
        self.targets: dict[str, Target] = {}
        targets, known = self.asked.targets, self.asked.known
        for target in targets:
            name = f"{VALUE}{target.pk}"
            last = known.get(target.pk)
            said = _("target: %(quote)s") % {"quote": target.quote}
            own = own_unit(target.quote, target.unit)
            if last is not None and self._told_elsewhere(target, last, self.initial.get("period")):
                self.initial[name] = own.number(last.value)
                where = (
                    _("; filled in: reported on %(day)s in %(name)s")
                    if last.name
                    else _("; filled in: reported on %(day)s")
                )
                said += where % {"day": last.day, "name": last.name}
            self.targets[name] = target
            self.fields[name] = TargetValueField(own=own, label=asked_for(target), help_text=said)
            self.fields[name].history = self._history(target, last)  # type: ignore[attr-defined]
        order = [
            "period",
            "words",
            *self.targets,
            "differs",
            "doubted",
            "count",
            "percent",
            "effect",
            "obstacles",
            "following",
            "signer",
        ]
        self.order_fields(["period", "words", "effect", *order] if self.asked.effect else order)

    def _history(self, target: Target, last: TargetValue | None) -> list[str]:
        """Say the last value of a target with its day, and the value of the same months a year before."""
        found = []
        if last is not None:
            said = {"value": in_words(target, last.value), "day": last.day}
            found.append(_("last reported: %(value)s (%(day)s)") % said)
        if target.pk in self.asked.year_before:
            said = {"value": in_words(target, self.asked.year_before[target.pk])}
            found.append(_("a year before: %(value)s") % said)
        return found

    def side(self) -> FormSide:
        """Return how the values went, who checks the report and by when it is due. One query: the office's name."""
        return report_side(self.instance, self.asked)

    def _told_elsewhere(self, target: Target, last: TargetValue, asked: Any) -> bool:
        """Check whether another form or matter already gave the value for the period reported on."""
        period = date.fromisoformat(asked) if isinstance(asked, str) and asked else asked or None
        told = told_for(localdate(self.at), period, self.instance.rhythm, (target.first, target.last))
        return last.record != self.instance.pk and last.period == told

    def clean(self) -> dict[str, object]:
        """Combine the values of targets into one, with their previous values."""
        given = super().clean() or self.cleaned_data
        if stray := self.not_asked("count", "percent"):
            self.add_error(None, _("This matter does not ask for: %(names)s.") % {"names": ", ".join(stray)})
        sent = {target.pk: given.pop(name) for name, target in self.targets.items() if name in given}
        self._ask_why(given, sent)
        figures = progress.ReportFigures(
            self.asked.targets, self.asked.known, {pk: value for pk, value in sent.items() if value is not None}
        )
        for name in [kind for kind in self.kinds if given.get(kind)]:
            if wrong := [str(file) for file in given[name] if not self.kinds[name].fits(str(file))]:
                said = {"files": "、".join(wrong), "endings": "、".join(self.kinds[name].endings)}
                self.add_error(
                    name,
                    _("This file type is not accepted as this kind of evidence: %(files)s. Accepted: %(endings)s.")
                    % said,
                )
        brought = [kind.name for name, kind in self.kinds.items() if given.get(name)]
        files = [given.get(name) for name in ("evidence", *self.kinds)]
        if self.asked.backing and not self.errors:
            promised = progress.has_target_or_proof(self.instance, self.asked.targets)
            if lacks_backing(promised, [*figures.values.values(), given.get("count"), *files]):
                self.add_error("evidence", BACKING)
        return {
            **given,
            "figures": figures,
            "brought": join_proof_names(brought),
            "doubts": self._doubts(figures.values, given),
        }

    def _doubts(self, values: Mapping[int, Decimal], given: Mapping[str, Any]) -> str:
        """Return the doubtful values with the comment given on them. They are recorded and do not block the report."""
        if self.errors or not values:
            return ""
        found = [
            f"{target.words or target.quote}：{words}"
            for target, words in self._unusual_figures(values, given.get("period"))
        ]
        word = given.get("doubted") or _("No explanation was given.")
        return f"{'；'.join(found)} {word}" if found else ""

    def _unusual_figures(self, values: Mapping[int, Decimal], period: date | None) -> list[tuple[Target, str]]:
        day, record = localdate(self.at), self.instance
        figures = [
            (target, told_as(record, target, values[target.pk], day, period))
            for target in self.asked.targets
            if target.pk in values
        ]
        return find_unusual_figures(figures)

    def find_doubts(self) -> dict[str, list[str]]:
        """Return the doubts about the values of targets, whatever else is still missing."""
        if not self.is_valid() and "figures" not in self.cleaned_data:
            return {}
        found: dict[str, list[str]] = {}
        figures = self.cleaned_data["figures"].values
        for target, words in self._unusual_figures(figures, self.cleaned_data.get("period")) if figures else ():
            found.setdefault(f"{VALUE}{target.pk}", []).append(words)
        return found

    def _ask_why(self, given: Mapping[str, object], sent: dict[int, Decimal | None]) -> None:
        """Ask for a reason if the value differs from one already given for the same period: one of the two is wrong."""
        if given.get("differs"):
            return
        for name, target in self.targets.items():
            known, value = self.asked.known.get(target.pk), sent.get(target.pk)
            if known is None or value is None or value == known.value:
                continue
            if self._told_elsewhere(target, known, given.get("period")):
                said = _("%(value)s was reported on %(day)s: report the same value, or explain why yours is right.")
                self.add_error(name, said % {"value": in_words(target, known.value), "day": known.day})


class NothingNew(ReasonForm):
    """Nothing new since the last report: the reason, stored with that report's day and the share reached by then."""

    many = False

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        if self.instance.reported:
            self.fields["reason"].label = _("Nothing new, as on %(day)s: reason") % {"day": self.instance.reported}
            self.fields["reason"].help_text = self._last_share()

    def for_many(self) -> None:
        """Set the texts of the form for many commitments, each as on the day of its own last report."""
        self.many = True
        self.fields["reason"].label = _("Nothing new, as in each last report: reason")
        self.fields["reason"].help_text = ""

    def _last_share(self) -> str:
        reached = format_share_input(self.instance.reached)
        return _("reached so far: %(share)s") % {"share": reached} if reached else ""

    def clean(self) -> dict[str, object]:
        """Add the day and the share of the last report, for the journal."""
        given = super().clean() or self.cleaned_data
        if not self.many:
            _effect, backing = progress.asks_of(self.instance.plan_id)
            if backing and progress.has_target_or_proof(self.instance):
                self.add_error(None, BACKING)
        return {**given, "reported": self.instance.reported, "reached": format_share_input(self.instance.reached)}


def format_share_input(reached: int | None) -> str:
    """Format hundredths of a per cent as per cent: 6050 gives 60.5%; empty if not given."""
    return "" if reached is None else f"{(Decimal(reached) / 100).normalize():f}%"


class Final(ReportForm):
    """The final report: everything is done, and the required evidence is attached."""

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[ReportFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        self.fields.pop("period", None)
        self.fields.pop("percent", None)
        self.fields["signer"].required = requires_signer(self.instance.unit_id, localdate(self.at))
        for name in WHY:
            self.fields[name].required = False
        for name in self.kinds:
            self.fields[name].required = True
        if self.instance.proof:
            evidence = self.fields["evidence"]
            evidence.required = not self.instance.proofs
            evidence.label = _("Evidence asked for: %(proof)s") % {"proof": self.instance.proof}


class ByTelephone(ReportForm):
    """A report typed by a supervisor during a call (电话代录), with the speaker's name; the unit confirms it."""

    told_by = forms.CharField(label=gettext_lazy("Who said it"), max_length=60)

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[ReportFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        for name in WHY:
            self.fields[name].required = False
        del self.fields["signer"]  # the unit has not signed a report given by telephone
        self.order_fields(["told_by"])


class PartDone(StepForm):
    """A supporting unit's own part."""

    words = forms.CharField(
        label=gettext_lazy("Progress"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5, "data-paste": "files"})
    )
    evidence = EvidenceField(required=False)


class WhichReport(ReasonForm):
    """The report to take back, and the reason."""

    report = RowField(Progress.objects.none(), label=gettext_lazy("Report"), empty_label=None)

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        field = find_form_field(self, "report", forms.ModelChoiceField)
        field.queryset = progress.to_take_back(self.instance)
        self.order_fields(["report"])


class Confirm(StepForm):
    """The telephone report to confirm."""

    report = RowField(Progress.objects.none(), label=gettext_lazy("Report"), empty_label=None)

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        field = find_form_field(self, "report", forms.ModelChoiceField)
        field.queryset = progress.to_confirm(self.instance)
        if not field.queryset.exists():  # each one was confirmed or taken back meanwhile
            for code in ("required", "invalid_choice"):
                field.error_messages[code] = _("No report has to be confirmed.")


Judge = make_step_form(Commitment, "outlook", "judged")


def _kinds_to_bring(record: Commitment, day: date) -> dict[str, Proof]:
    """Return the required kinds of evidence that no report has supplied yet, by the form field for each."""
    lacks = lacking_proofs(record)
    known = {proof.name: proof for proof in declared_proofs(record.desk_id, day) or ()} if lacks else {}
    return {f"proof_{at}": known.get(name, Proof(name)) for at, name in enumerate(lacks, start=1)}


def _period(one: Any, day: Any) -> str:
    words = _("%(first)s to %(last)s, due %(due)s") % {"first": one.first, "last": one.last, "due": one.due}
    return words if one.due >= day else _("%(period)s: missed") % {"period": words}
