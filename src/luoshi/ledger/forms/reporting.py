"""What is asked when progress is reported: at a due date, at the end, by a supporting unit, by telephone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.ledger.forms.assigning import named
from luoshi.ledger.models import Commitment, Progress, Target
from luoshi.ledger.queries import progress
from luoshi.ledger.queries.lights_now import is_green
from luoshi.ledger.queries.proofs import declared, lacking
from luoshi.ledger.rules.proofs import Proof, join
from luoshi.records.forms import EvidenceField, Reason, RowField, StepForm, asks

LINES = forms.Textarea(attrs={"rows": 3})


class Report(StepForm):
    """Words, figures and evidence; obstacles and the next step only where the light is not green. One a period."""

    period = forms.ChoiceField(label=gettext_lazy("Report for"), required=False)
    words = forms.CharField(
        label=gettext_lazy("Progress"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5, "data-paste": "files"})
    )
    effect = forms.CharField(label=gettext_lazy("Effect"), required=False, max_length=2000, widget=LINES)
    obstacles = forms.CharField(
        label=gettext_lazy("Obstacles and their causes"), required=False, max_length=2000, widget=LINES
    )
    following = forms.CharField(label=gettext_lazy("Next step"), required=False, max_length=2000, widget=LINES)
    evidence = EvidenceField(required=False)
    proof_1 = EvidenceField(required=False)
    proof_2 = EvidenceField(required=False)
    proof_3 = EvidenceField(required=False)
    proof_4 = EvidenceField(required=False)
    proof_5 = EvidenceField(required=False)
    proof_6 = EvidenceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = localdate(self.at)
        self._ask_proofs(day)
        self.asked = self.instance.asked or progress.asked_of([self.instance], day)[self.instance.pk]
        self._offer_periods()
        self._ask_values()
        if is_green(self.instance, self.asked.table, day):
            del self.fields["obstacles"], self.fields["following"]
        else:
            for name in ("obstacles", "following"):
                self.fields[name].required = True

    def _ask_proofs(self, day: date) -> None:
        """A place for each kind of evidence asked for that no report brought yet."""
        lacks = lacking(self.instance)
        known = {one.name: one for one in declared(self.instance.desk_id, day) or ()} if lacks else {}
        self.kinds = {f"proof_{at}": known.get(name, Proof(name)) for at, name in enumerate(lacks, start=1)}
        for name in [one for one in self.fields if one.startswith("proof_") and one not in self.kinds]:
            del self.fields[name]
        for name, kind in self.kinds.items():
            self.fields[name].label = _("Evidence: %(kind)s") % {"kind": kind.name}

    def _offer_periods(self) -> None:
        day = localdate(self.at)
        owed = self.asked.dates
        choices = [(one.first.isoformat(), _period(one, day)) for one in owed if one.first]
        field: Any = self.fields["period"]
        field.choices = [("", _("now, outside of the due dates")), *choices]
        current = next((one for one in owed if one.first and one.due >= day), owed[-1] if owed else None)
        if current and current.first:
            self.initial.setdefault("period", current.first.isoformat())
        if not choices:
            del self.fields["period"]

    def _ask_values(self) -> None:
        self.targets: dict[str, Target] = {}
        targets, known = self.asked.targets, self.asked.known
        for target in targets:
            name = f"value_{target.pk}"
            last = known.get(target.pk)
            said = _("target: %(quote)s") % {"quote": target.quote}
            if last is not None:
                said += _("; last reported: %(value)s") % {"value": last}
            self.targets[name] = target
            self.fields[name] = forms.DecimalField(
                label=f"{target.indicator or target.quote}（{target.unit}）"
                if target.unit
                else target.indicator or "—",
                required=False,
                max_digits=19,
                decimal_places=4,
                help_text=said,
            )
        if self.instance.every:
            self.fields["count"] = forms.IntegerField(
                label=_("Times done in the period"), required=False, min_value=0, max_value=999
            )
        if not targets:
            self.fields["percent"] = forms.DecimalField(
                label=_("Done so far, per cent"),
                required=False,
                min_value=Decimal(0),
                max_value=Decimal(100),
                max_digits=5,
                decimal_places=2,
            )
        self.order_fields(["period", "words", *self.targets, "count", "percent", "effect", "obstacles", "following"])

    def clean(self) -> dict[str, Any]:
        """The values of targets as one list, each with the words under which the journal names it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        figures = [named(self.targets[name], given.pop(name)) for name in self.targets if name in given]
        for name in [one for one in self.kinds if given.get(one)]:
            if wrong := [str(file) for file in given[name] if not self.kinds[name].fits(str(file))]:
                said = {"files": "、".join(wrong), "endings": "、".join(self.kinds[name].endings)}
                self.add_error(name, _("No such file can be this: %(files)s. It can be: %(endings)s.") % said)
        brought = [kind.name for name, kind in self.kinds.items() if given.get(name)]
        return {**given, "figures": [one for one in figures if one], "brought": join(brought)}


class Final(Report):
    """The last report: everything is done; the evidence that was asked for is attached."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("period", None)
        self.fields.pop("percent", None)
        for name in ("obstacles", "following"):
            if name in self.fields:
                self.fields[name].required = False
        for name in self.kinds:
            self.fields[name].required = True
        if self.instance.proof:
            files = self.fields["evidence"]
            files.required = not self.instance.proofs
            files.label = _("Evidence asked for: %(proof)s") % {"proof": self.instance.proof}


class ByTelephone(Report):
    """A report that a supervisor typed at the telephone (电话代录): who said it; the unit confirms it."""

    told_by = forms.CharField(label=gettext_lazy("Who said it"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("obstacles", "following"):
            if name in self.fields:
                self.fields[name].required = False
        self.order_fields(["told_by"])


class PartDone(StepForm):
    """A supporting unit's own part."""

    words = forms.CharField(
        label=gettext_lazy("Progress"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5, "data-paste": "files"})
    )
    evidence = EvidenceField(required=False)


class WhichReport(Reason):
    """Which report is taken back, and why."""

    report = RowField(Progress.objects.none(), label=gettext_lazy("Report"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["report"]
        field.queryset = progress.to_take_back(self.instance)
        self.order_fields(["report"])


class Confirm(StepForm):
    """Which report typed at the telephone is confirmed."""

    report = RowField(Progress.objects.none(), label=gettext_lazy("Report"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["report"]
        field.queryset = progress.to_confirm(self.instance)

    def clean_report(self) -> Any:
        """One that is waiting to be confirmed."""
        found = self.cleaned_data["report"]
        if found is None:
            raise ValidationError(_("No report waits to be confirmed."))
        return found


Judge = asks(Commitment, "outlook", "judged")


def _period(one: Any, day: Any) -> str:
    words = _("%(first)s to %(last)s, due %(due)s") % {"first": one.first, "last": one.last, "due": one.due}
    return words if one.due >= day else _("%(period)s: missed") % {"period": words}
