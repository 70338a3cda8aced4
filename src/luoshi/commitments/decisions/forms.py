"""Forms for extensions, verification, closing, stopping and reopening."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.forms.form_types import FormData, FormFiles
from luoshi.commitments.assigning.forms import DATE
from luoshi.commitments.assigning.supporting.forms import who_owes
from luoshi.commitments.assigning.supporting.queries import supporters_without_report
from luoshi.commitments.progress.queries import last_words
from luoshi.commitments.reporting.queries import SIGNER, requires_signer
from luoshi.kernel.kinds.forms.step_forms import EvidenceField, ReasonForm, StepForm, make_step_form
from luoshi.kernel.steps.step_forms import StepFormOptions
from luoshi.org.units.choosers import RowField
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.states import CLOSED, OPEN

WORDS = forms.Textarea(attrs={"rows": 3})
# Source: 政府督查工作条例 art. 12, the methods of supervision that inspect the work done.
WAYS = [("papers", gettext_lazy("By documents")), ("site", gettext_lazy("On site"))]
WAYS += [("hearing", gettext_lazy("By hearing a report")), ("visit", gettext_lazy("Visit without notice"))]
WAYS += [("symposium", gettext_lazy("Symposium or survey")), ("online", gettext_lazy("Online"))]


class AskExtension(StepForm):
    """The cause, the progress so far, and the new date. Source: 02 §2.2 延期申请."""

    wish = forms.DateField(label=gettext_lazy("New date"), widget=DATE)
    cause = forms.CharField(label=gettext_lazy("Cause"), max_length=1000, widget=WORDS)
    progress = forms.CharField(label=gettext_lazy("Present progress"), max_length=2000, widget=WORDS)
    signer = forms.CharField(
        label=SIGNER, required=False, max_length=60, help_text=gettext_lazy("The head of the unit who signed it.")
    )

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["signer"].required = requires_signer(self.instance.unit_id, localdate(self.at))

    def clean_wish(self) -> date:
        """Accept only a later date."""
        wish: date = self.cleaned_data["wish"]
        if self.instance.until is None:
            raise ValidationError(_("It has no due date of its own that could be extended."))
        if self.instance.until < wish <= localdate(self.at):
            raise ValidationError(_("%(new)s is not after today."), params={"new": wish})
        if wish <= self.instance.until:
            raise ValidationError(
                _("%(new)s is not after the present date, %(old)s."), params={"new": wish, "old": self.instance.until}
            )
        return wish


class Grant(StepForm):
    """The new date, and who approved it: the one who set the date. Source: 02 §2.2."""

    deadline = "until"
    until = forms.DateField(label=gettext_lazy("New date"), widget=DATE)
    word_of = forms.CharField(label=gettext_lazy("Approved by"), max_length=60)
    opinion = forms.CharField(label=gettext_lazy("Opinion"), required=False, max_length=500, widget=WORDS)

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        self.initial.setdefault("until", self.instance.wish)


class ReturnForReworkForm(ReasonForm):
    """Why the work is insufficient, and the limit for correcting it. Source: 02 §2.2 退回补办: reason; new limit."""

    deadline = "limit"
    limit = forms.DateField(label=gettext_lazy("Correction due by"), widget=DATE)


class CheckReportForm(StepForm):
    """The form that records how a report was checked."""

    way = forms.ChoiceField(label=gettext_lazy("Way of checking"), choices=WAYS)
    note = forms.CharField(label=gettext_lazy("Subject of the check"), required=False, max_length=500, widget=WORDS)


class Verify(StepForm):
    """The finding. Source: 政府督查工作条例 art. 16: clear facts and evidence."""

    finding = forms.CharField(label=gettext_lazy("Finding"), max_length=2000, widget=WORDS)
    evidence = EvidenceField(required=False)

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        words, effect = last_words([self.instance]).get(self.instance.pk, ("", ""))
        said = [_("Last reported: %(words)s") % {"words": words}] if words else []
        said += [_("Effect: %(words)s") % {"words": effect}] if effect else []
        self.fields["finding"].help_text = " ".join(said)


class Closing(StepForm):
    """The reason for closing while a supporting unit owes its part. Source: 02 §2.2 办结: every 协办 part is closed.

    Like every step's form, it is rebuilt under the record's lock, so a part reported meanwhile is known.
    """

    without_parts = forms.CharField(
        label=gettext_lazy("Why it is closed without the supporting units' part"),
        required=False,
        max_length=500,
        widget=WORDS,
    )

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        left = supporters_without_report(self.instance) if self.instance.pk and self.instance.state != CLOSED else []
        if not left:
            del self.fields["without_parts"]
            return
        field = self.fields["without_parts"]
        field.required = True
        field.help_text = _("Supporting units have not reported yet: %(who)s.") % {"who": who_owes(left)}
        field.error_messages["required"] = parts_owed(who_owes(left))

    def for_many(self) -> None:
        """Ask once for all rows: only rows whose supporting units owe their part need the reason."""
        field = self.fields["without_parts"] = deepcopy(self.base_fields["without_parts"])
        field.help_text = _(
            "Required only for rows whose supporting units have not reported; without it these stay open."
        )


def parts_owed(who: str) -> str:
    """Say that the commitment cannot be closed, which units owe their part, and what to do."""
    words = _(
        "Supporting units have not reported yet: %(who)s. Wait for their reports, or explain why you close without "
        "them."
    )
    return words % {"who": who}


class CloseForm(Closing, make_step_form(Commitment, "mark")):  # type: ignore[misc]
    """The mark under which it is closed, and an opinion."""

    opinion = forms.CharField(label=gettext_lazy("Opinion"), required=False, max_length=500, widget=WORDS)

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["mark"].required = True
        self.initial["mark"] = self.initial.get("mark") or "A"


class CloseFor(CloseForm):
    """The same form for the supervising office, which closes it on a leader's word."""

    word_of = forms.CharField(label=gettext_lazy("By whose decision"), max_length=60)
    basis = forms.CharField(label=gettext_lazy("Basis"), max_length=200)


class ArchiveForm(make_step_form(Commitment, "term")):  # type: ignore[misc]
    """The retention period of its file. Source: 02 §2.2 已归档: retention; 01: 永久, 定期30年, 10年."""

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["term"].required = True


class OnWord(ReasonForm):
    """A leader's decision entered for them: whose word it is, and why."""

    word_of = forms.CharField(label=gettext_lazy("By whose decision"), max_length=60)


class RemarkForm(Closing):
    """A leader's new remark on finished work. It becomes a commitment of its own, linked to this one."""

    words = forms.CharField(label=gettext_lazy("The leader's new remark"), max_length=1000, widget=WORDS)
    due = forms.DateField(label=gettext_lazy("To be done by"), widget=DATE)

    def clean_due(self) -> date:
        """Refuse a past date."""
        due: date = self.cleaned_data["due"]
        if due < localdate(self.at):
            raise ValidationError(_("This day has passed."))
        return due


class Resume(ReasonForm):
    """The reason for resuming it, and its new due date."""

    until = forms.DateField(label=gettext_lazy("To be done by"), widget=DATE, required=False)

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        self.initial.setdefault("until", self.instance.until)
        self.fields["until"].required = not self.instance.every

    def clean_until(self) -> date | None:
        """Refuse a past date."""
        until: date | None = self.cleaned_data["until"]
        if until and until < localdate(self.at):
            raise ValidationError(_("This day has passed."))
        return until


class MergeForm(OnWord):
    """The other commitment of the same unit into which it is merged."""

    into = RowField(Commitment.objects.none(), label=gettext_lazy("Merged into"), empty_label=gettext_lazy("choose"))

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        field: Any = self.fields["into"]
        others = Commitment.objects.filter(unit=self.instance.unit_id, desk=self.instance.desk_id, state__in=OPEN)
        field.queryset = others.exclude(pk=self.instance.pk).order_by("number")
        field.label_from_instance = lambda one: f"{one.number} {one.title[:60]}"


class LookBack(StepForm):
    """Whether the result still holds. Source: 12 §12.1 回头看."""

    holds = forms.ChoiceField(
        label=gettext_lazy("Finding"),
        choices=[("yes", gettext_lazy("It has lasted")), ("no", gettext_lazy("It has not lasted"))],
    )
    finding = forms.CharField(label=gettext_lazy("Finding"), max_length=2000, widget=WORDS)
    evidence = EvidenceField(required=False)


class MakeStanding(OnWord):
    """The form that makes a commitment standing: how often it is reviewed. Source: 02 §2.2 转常态: review cycle."""

    every = forms.ChoiceField(
        label=gettext_lazy("Reviewed every"),
        choices=[
            ("P1M", gettext_lazy("every month")),
            ("P3M", gettext_lazy("every quarter")),
            ("P6M", gettext_lazy("every half-year")),
            ("P1Y", gettext_lazy("every year")),
        ],
    )
