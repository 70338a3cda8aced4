"""Building blocks for the forms of steps. A form knows the record, the actor and the moment, and decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from typing_extensions import TypeVar

from luoshi.base.forms.shapes import FormSide
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.received.files import TAKEN, Received, each_sent, looked_through, marked_file_error, nested_strings
from luoshi.evidence.received.rules import markings
from luoshi.evidence.received.rules.uploads import EVIDENCE, MEDIA
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import day_refused, given_day
from luoshi.kernel.kinds.models import Record
from luoshi.org.base.screened_forms import clean_words, refuse_unseen
from luoshi.org.people.forms import PostField
from luoshi.org.units.choosers import RowField as RowField
from luoshi.org.units.choosers import UnitField as UnitField

V = TypeVar("V", default=Mapping[str, Any])
PICTURES = frozenset({"jpg", "jpeg", "png"})  # what a phone's camera produces
LONG = 8  # number of visible fields from which a form collapses its optional ones
PERIOD = "for_period"  # the form field with the period for which something was done


if TYPE_CHECKING:
    Base = forms.ModelForm[Any]  # Django's is no generic class while it runs
else:
    Base = forms.ModelForm


class StepForm(Base, Generic[V]):
    """A step's form. Fields of the record come from ``Meta``; without ``Meta`` a form has only its own fields.

    ``V`` is the shape of its values, a ``TypedDict``, if the step's guard and follow-ups name one.
    """

    required_css_class = "required"
    marked = False  # input or a file bears a secrecy marking: the browser deletes its local copy of this form
    looked_through: ClassVar[Collection[str]] = ()  # fields that the action itself checks for markings
    supplement: Collection[str] = ()  # fields that are collapsed, unless they are required
    usual: ClassVar[Collection[str] | None] = None  # fields that a long form never collapses by itself
    on: ClassVar[str] = ""  # the form field with the day on which it was done
    deadline: str = ""  # the form field with the day by which something is to be done
    past: ClassVar[Collection[str]] = ()  # other days that must not lie in the future
    each: ClassVar[Mapping[str, forms.Field]] = {}  # fields that are repeated for each row of something, by prefix: …_7

    typing: Collection[str] = ()  # the only fields validated in an unfinished form, which asked for more lines
    unfinished = False
    filled: Collection[str] = ()  # prefilled fields: the user reviews them before sending
    kind: ClassVar[CompiledKind | None] = None  # the kind whose step it is; None: a form on its own
    sets: Collection[str] = ()  # fields of the record that the step sets from the form
    anew: ClassVar[Collection[str]] = ()  # fields of ``sets`` that a program must always send again
    kept: Collection[str] = ()  # fields of ``sets`` that a program left out

    def __init__(
        self, data: Any = None, files: Any = None, *, record: Any, actor: Actor, at: datetime, **more: Any
    ) -> None:
        self.actor, self.at = actor, at
        meta: Any = self._meta
        if meta.model is None:
            meta.model, meta.fields = type(record), ()
        if left_out := self.left_out():
            asked = {name: field for name, field in self.base_fields.items() if name not in left_out}
            self.base_fields = asked  # type: ignore[misc]
        super().__init__(data, files, instance=record, **more)
        self._propose()
        self._propose_today()
        for name, field in self.fields.items():
            if isinstance(field, UnitField | PostField):
                field.day = timezone.localdate(at)
            elif hasattr(field, "of_record"):  # its choices depend on the record, the actor and the day
                field.of_record(self.instance, name, actor, timezone.localdate(at))
            elif hasattr(field, "of_step"):  # rows, each of which has a form of its own
                field.of_step(self, name)
            elif isinstance(field, forms.TypedChoiceField):
                choices: Any = field.choices
                if list(choices)[:1] == BLANK_CHOICE_DASH:
                    field.choices = [("", _("choose")), *list(choices)[1:]]

    @property
    def errors(self) -> ErrorDict:
        """Return the errors; for an unfinished form, only those of the fields in ``typing``."""
        found = super().errors
        return ErrorDict({name: found[name] for name in found if name in self.typing}) if self.unfinished else found

    def _propose(self) -> None:
        """Let the declared initial values apply where the record has no value of its own."""
        new = self.instance._state.adding  # its values are the model's defaults
        for name, field in self.declared_fields.items():
            if field.initial is not None and name in self.initial and (new or self.initial[name] in (None, "")):
                del self.initial[name]

    def _propose_today(self) -> None:
        """Propose today as the day of the act, which it nearly always is."""
        field = self.fields.get(self.on)
        if isinstance(field, forms.DateField) and field.initial is None and not self.is_bound:
            self.initial[self.on] = self.initial.get(self.on) or timezone.localdate(self.at)

    def find_doubts(self) -> Mapping[str, Sequence[str]]:
        """Return by field what is unusual in what was typed; it refuses nothing. The form is bound."""
        return {}

    def left_out(self) -> Collection[str]:
        """Return the fields of the class that this form does not need, known before the form has its fields.

        Django copies each field, which takes 20 µs: most of a report's fifteen are left out.
        """
        return ()

    def side(self) -> FormSide | None:
        """Return what stands beside the form on its page, for a form that reports values."""
        return None

    def repeats_record(self) -> bool:
        """Whether the record already is as the valid form says, though the step sets none of its fields.

        A sheet leaves such a line out, as one that changes nothing.
        """
        return False

    def not_asked(self, *figures: str) -> list[str]:
        """List the figures that were sent but are not asked of this record: those of each row, and those named here.

        Such a figure is refused, never ignored, since the sender would believe that it was accepted.
        """
        names = [*figures, *(key for key in self.data if str(key).startswith(tuple(self.each)))] if self.data else []
        return [name for name in names if name not in self.fields and self.data.get(name) not in (None, "")]

    @property
    def collapsed_fields(self) -> list[str]:
        """List the collapsed fields: those that few people fill in."""
        supplement = self.supplement
        if self.usual is not None and len(self.visible_fields()) > LONG:
            supplement = [name for name in self.fields if name not in self.usual]
        return [name for name in supplement if name in self.fields and not self.fields[name].required]

    @property
    def is_expanded(self) -> bool:
        """Whether a collapsed field has a value or an error; then none is collapsed."""
        typed = [name for name in self.collapsed_fields if self[name].value() not in (None, "", self[name].initial)]
        return bool(typed) or any(name in self.filled or self.has_error(name) for name in self.collapsed_fields)

    def for_many(self) -> None:
        """Adapt the form to many records at once: drop fields that differ by record."""
        self.fields.pop(PERIOD, None)  # each record has its own open periods

    def full_clean(self) -> None:
        clean_words(self, self.looked_through)
        super().full_clean()

    def _clean_fields(self) -> None:
        """Clean the fields; a field that a program left out keeps the record's value, as a page would send it.

        A page sends all its fields, so one that is missing there is empty: an unticked box.
        """
        super()._clean_fields()  # type: ignore[misc]
        if hasattr(self.data, "getlist") or self.instance._state.adding:
            return
        self.kept = self.cleaned_data.keys() & {*self.sets} - {*self.data, *self.anew}
        self.cleaned_data |= {name: getattr(self.instance, name) for name in self.kept}

    def _clean_form(self) -> None:
        """Refuse text with a secrecy marking, besides any other errors, and do not show it again.

        Invisible characters are refused too.
        """
        super()._clean_form()  # type: ignore[misc]
        every = dict(each_sent(self.data))
        for name, field in self.fields.items():
            sent = self.add_prefix(name)
            apart = isinstance(field, forms.FileField) or name in self.looked_through
            typed = () if apart else nested_strings(every.get(sent))
            if any(markings.in_typed(words) for words in typed):
                emptied: Any = self.data.copy()  # type: ignore[attr-defined]
                emptied[sent] = ""
                self.data = emptied
                self.add_error(name, ValidationError(marked_file_error(name).fields[name][0], code="marked"))
            self.marked = self.marked or self.has_error(name, "marked")
        refuse_unseen(self, self.looked_through)

    def _post_clean(self) -> None:
        """Leave the record unchanged: the action sets what the step declares. Model fields are still validated."""
        meta: Any = self._meta
        for name in [field_name for field_name in self.cleaned_data if field_name in (meta.fields or ())]:
            model_field, value = meta.model._meta.get_field(name), self.cleaned_data[name]
            if (value in ("", None) and model_field.blank) or model_field.is_relation:
                continue  # its own field looked the row up
            try:
                model_field.clean(value, self.instance)
            except ValidationError as error:
                self.add_error(name, error)
        self._check_day()

    def _check_day(self) -> None:
        """Refuse a day of an act that lies in the future or before the record began.

        A deadline must not lie in the past.
        """
        limit: date | None = self.cleaned_data.get(self.deadline) if self.deadline else None
        if limit is not None and limit < timezone.localdate(self.at):
            self.add_error(self.deadline, ValidationError(gettext("This day has passed."), code="past"))
        for name in self.past:
            if told := self.cleaned_data.get(name):
                self.day_error(name, told, None)
        day = given_day(self.on, self.cleaned_data) if self.on else None
        if day is None:
            return
        self.day_error(self.on.partition(".")[0], day, None if self.instance._state.adding else self.began())

    def began(self) -> date | None:
        """Return the earliest day of any act on the record; None if unknown."""
        return self.kind.opening_day(self.instance) if self.kind is not None else None

    def day_error(self, name: str, day: date, begun: date | None) -> None:
        """Add an error to a field if an act cannot have been done on its day."""
        if (why := day_refused(day, timezone.localdate(self.at), begun)) == "future":
            said = gettext("This day is in the future: enter it once it is done.")
            self.add_error(name, ValidationError(said, code=why))
        elif why == "before":
            said = gettext("It began on %(begun)s: nothing can have been done before.") % {"begun": begun}
            self.add_error(name, ValidationError(said, code=why))


class SinceEntry(StepForm):
    """A step of a kind whose records begin when they are entered: its day is not earlier."""

    def began(self) -> date | None:
        """Return the day on which the record was entered."""
        return timezone.localdate(self.instance.opened)


class DayInput(forms.DateInput):
    """A box for a day, with the browser's calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A box for a day and a time of the office's clock, with the browser's calendar."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class EvidenceInput(forms.FileInput):
    """A box that takes several files: dragged, pasted or chosen."""

    allow_multiple_selected = True
    template_name = "luoshi/_files.html"
    camera = False

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        context = super().get_context(name, value, attrs)
        context["widget"]["camera"] = self.camera
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        if hasattr(files, "getlist"):
            return list(files.getlist(name))
        one = files.get(name)
        return list(one) if isinstance(one, list | tuple) else [one] if one else []

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files


class CameraInput(EvidenceInput):
    """The same, with a second box that opens a phone's camera; the files of both have one name."""

    camera = True


class EvidenceField(forms.FileField):
    """Files that support the step, one or several; the cleaned value is a list of ``received.Received``."""

    def __init__(self, *, most: int = 20, endings: Collection[str] = (), **kwargs: Any) -> None:
        self.most, self.endings = most, endings
        kwargs.setdefault("label", _("Evidence"))
        kwargs.setdefault(
            "help_text",
            format_lazy(
                _("Unclassified files only. {taken}; at most {most} files of {limit} MB each."),
                taken=", ".join(endings) or TAKEN,
                most=most,
                limit=settings.UPLOAD_LIMIT // 1_000_000,
            ),
        )
        kwargs.setdefault("widget", EvidenceInput)
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join(f".{ending}" for ending in endings or (*MEDIA, *EVIDENCE))

    def clean(self, data: Any, initial: Any = None) -> list[Received]:
        """Return the checked files; those not checked by the action before its transaction are checked here."""
        sent = [file for file in data or [] if file]
        if not sent and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(sent) > self.most:
            raise ValidationError(_("At most %(most)s files at once."), params={"most": self.most})
        taken = ", ".join(self.endings)
        for sent_file in sent if self.endings else ():
            if sent_file.name.rpartition(".")[2].lower() not in self.endings:
                said = _("“%(name)s” is not of the kind asked for here: %(endings)s.")
                raise ValidationError(said, params={"name": sent_file.name, "endings": taken}, code="ending")
        found = [getattr(file, "received", None) or looked_through(file, part="-") for file in sent]
        wrong = [outcome for outcome in found if isinstance(outcome, RecordError)]
        if wrong:
            raise ValidationError([ValidationError(error.sentence, code=error.code) for error in wrong])
        return [outcome for outcome in found if isinstance(outcome, Received)]


def has_files(fields: Mapping[str, forms.Field]) -> bool:
    """Whether a form takes files."""
    return any(isinstance(field, forms.FileField) for field in fields.values())


class ReasonForm(StepForm):
    """A step that asks only for the reason."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)


def make_step_form(model: type[Record] | None, *fields: str, **own: forms.Field) -> type[StepForm]:
    """Make the form of a step that asks for these fields of the record and for its own."""
    meta = {"Meta": type("Meta", (), {"model": model, "fields": fields})} if model else {}
    return type("Asked", (StepForm,), {**own, **meta})
