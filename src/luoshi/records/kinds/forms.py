"""What the forms of steps are built from. A form knows the record, the actor and the moment, and decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.org.actors.models import Person, Post
from luoshi.org.base.fields import EncryptedText
from luoshi.org.base.screened_forms import clean_words, refuse_unseen
from luoshi.org.people.forms import PersonField, PostField
from luoshi.org.rights.rules.rights import Actor
from luoshi.org.tree.models import Unit
from luoshi.org.units.choosers import RowField as RowField
from luoshi.org.units.choosers import UnitField as UnitField
from luoshi.records.base.errors import RecordError
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.rules import Step, day_refused, given_day, split_names
from luoshi.records.received.files import TAKEN, Received, each_sent, looked_through, marked_file_error, nested_strings
from luoshi.records.received.rules import markings
from luoshi.records.received.rules.uploads import EVIDENCE, MEDIA

PICTURES = frozenset({"jpg", "jpeg", "png"})  # what a telephone's camera gives
LONG = 8  # fields that stand beneath each other; of more, what may stay empty is folded
PERIOD = "for_period"  # the field that names for which period something was done


class StepForm(forms.ModelForm):
    """A step's form. Fields of the record come from ``Meta``; a form without ``Meta`` asks for its own fields alone."""

    required_css_class = "required"
    marked = False  # something typed or a file bears a secrecy marking: the browser forgets what it kept of this form
    looked_through: ClassVar[Collection[str]] = ()  # fields whose words the action itself looks through for markings
    supplement: Collection[str] = ()  # fields that stand folded, unless they must be filled in
    usual: ClassVar[Collection[str] | None] = None  # of a form that folds itself where it is long: what never is folded
    on: ClassVar[str] = ""  # of what is asked, the day on which it was done
    deadline: ClassVar[str] = ""  # of what is asked, the day by which something is to be done
    past: ClassVar[Collection[str]] = ()  # other days that lie not in the future
    each: ClassVar[Mapping[str, forms.Field]] = {}  # fields that come once for each row of something, by prefix: …_7

    typing: Collection[str] = ()  # of an unfinished form the fields alone that are looked at: more lines were asked for
    unfinished = False
    filled: Collection[str] = ()  # what was filled in from what is known: it is looked through before it is sent
    sets: Collection[str] = ()  # fields of the record that the step sets from it
    anew: ClassVar[Collection[str]] = ()  # those of them that the step always says anew
    kept: Collection[str] = ()  # those that a program left out

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
        for name, field in self.fields.items():
            if isinstance(field, UnitField | PostField):
                field.day = timezone.localdate(at)
            elif hasattr(field, "of_record"):  # what it offers depends on the record, who asks, and the day
                field.of_record(self.instance, name, actor, timezone.localdate(at))
            elif hasattr(field, "of_step"):  # rows, each of which has a form of its own
                field.of_step(self, name)
            elif isinstance(field, forms.TypedChoiceField):
                choices: Any = field.choices
                if list(choices)[:1] == BLANK_CHOICE_DASH:
                    field.choices = [("", _("choose")), *list(choices)[1:]]

    @property
    def errors(self) -> ErrorDict:
        """What is wrong; of a form that somebody is still filling in, only with the fields just looked at."""
        found = super().errors
        return ErrorDict({name: found[name] for name in found if name in self.typing}) if self.unfinished else found

    def _propose(self) -> None:
        """Let the initial values that the form declares stand where the record has none of its own."""
        new = self.instance._state.adding  # what it has is the model's default
        for name, field in self.declared_fields.items():
            if field.initial is not None and name in self.initial and (new or self.initial[name] in (None, "")):
                del self.initial[name]

    def left_out(self) -> Collection[str]:
        """Fields of the class that this form does not ask for, where it knows so before it has any of its own.

        Django copies all others, which takes 20 µs each: of a report's fifteen most are left out.
        """
        return ()

    def not_asked(self, *figures: str) -> list[str]:
        """Names of figures that were sent and are not asked of this record: each row's, and those named here.

        A figure that nobody asked for is refused, never passed over: whoever sent it believes that it was taken.
        """
        names = [*figures, *(key for key in self.data if str(key).startswith(tuple(self.each)))] if self.data else []
        return [name for name in names if name not in self.fields and self.data.get(name) not in (None, "")]

    @property
    def folded(self) -> list[str]:
        """The fields that stand folded behind the others, for few have anything to say in them."""
        supplement = self.supplement
        if self.usual is not None and len(self.visible_fields()) > LONG:
            supplement = [name for name in self.fields if name not in self.usual]
        return [name for name in supplement if name in self.fields and not self.fields[name].required]

    @property
    def unfolded(self) -> bool:
        """Whether something is filled in or wrong there: then it is not folded away."""
        typed = [name for name in self.folded if self[name].value() not in (None, "", self[name].initial)]
        return bool(typed) or any(name in self.filled or self.has_error(name) for name in self.folded)

    def for_many(self) -> None:
        """Ask for many records at once: what is said here of one of them is said of all, or left out."""
        self.fields.pop(PERIOD, None)  # each has its own that are open

    def full_clean(self) -> None:
        clean_words(self, self.looked_through)
        super().full_clean()

    def _clean_fields(self) -> None:
        """Read what was sent; of a field that a program left out, what stands in the record, as a page shows it.

        A page sends each of its fields, so what does not come from there is empty: a box without its tick.
        """
        super()._clean_fields()  # type: ignore[misc]
        if hasattr(self.data, "getlist") or self.instance._state.adding:
            return
        self.kept = self.cleaned_data.keys() & {*self.sets} - {*self.data, *self.anew}
        self.cleaned_data |= {name: getattr(self.instance, name) for name in self.kept}

    def _clean_form(self) -> None:
        """Refuse words with a secrecy marking, whatever else is wrong with them, and do not show them again.

        Nor is a character taken that nobody sees.
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
        """Leave the record alone: the action sets what the step declares. Model fields are checked all the same."""
        meta: Any = self._meta
        for name in [field_name for field_name in self.cleaned_data if field_name in (meta.fields or ())]:
            model_field, value = meta.model._meta.get_field(name), self.cleaned_data[name]
            if (value in ("", None) and model_field.blank) or model_field.is_relation:
                continue  # a row was looked up by its own field
            try:
                model_field.clean(value, self.instance)
            except ValidationError as error:
                self.add_error(name, error)
        self._check_day()

    def _check_day(self) -> None:
        """What is told now was done on its own day: not in the future, and not before the record began.

        What is to be done still has time: nothing can be done in the past.
        """
        limit: date | None = self.cleaned_data.get(self.deadline) if self.deadline else None
        if limit is not None and limit < timezone.localdate(self.at):
            self.add_error(self.deadline, ValidationError(gettext("This day is past."), code="past"))
        for name in self.past:
            if told := self.cleaned_data.get(name):
                self.day_error(name, told, None)
        day = given_day(self.on, self.cleaned_data) if self.on else None
        if day is None:
            return
        self.day_error(self.on.partition(".")[0], day, None if self.instance._state.adding else self.began())

    def began(self) -> date | None:
        """The day before which nothing was done with the record; None where it is not known."""
        begun: date | None = self.instance.declared.begun(self.instance)
        return begun

    def day_error(self, name: str, day: date, begun: date | None) -> None:
        """Say of a field why an act cannot have been done on its day, where it cannot."""
        if (why := day_refused(day, timezone.localdate(self.at), begun)) == "future":
            said = gettext("This day is still to come: enter it once it is done.")
            self.add_error(name, ValidationError(said, code=why))
        elif why == "before":
            said = gettext("It began on %(begun)s: nothing was done with it before.") % {"begun": begun}
            self.add_error(name, ValidationError(said, code=why))


class SinceEntry(StepForm):
    """A step of a kind whose records begin as they are entered: its day is not before that."""

    def began(self) -> date | None:
        """The day on which the record was entered."""
        return timezone.localdate(self.instance.opened)


class DayInput(forms.DateInput):
    """A box for a day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class EvidenceInput(forms.FileInput):
    """A box that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        if hasattr(files, "getlist"):
            return list(files.getlist(name))
        one = files.get(name)
        return list(one) if isinstance(one, list | tuple) else [one] if one else []

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files


class CameraInput(EvidenceInput):
    """The same, and beside it one that opens the camera of a telephone; what both give comes under one name."""

    template_name = "luoshi/_camera.html"


class EvidenceField(forms.FileField):
    """Files that support what the step says, one or several; cleaned, a list of ``received.Received``."""

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
        """The files, looked through; the action did that before its transaction, else it is done here."""
        sent = [file for file in data or [] if file]
        if not sent and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(sent) > self.most:
            raise ValidationError(_("At most %(most)s files at once."), params={"most": self.most})
        found = [getattr(file, "received", None) or looked_through(file, part="-") for file in sent]
        wrong = [outcome for outcome in found if isinstance(outcome, RecordError)]
        if wrong:
            raise ValidationError([ValidationError(error.sentence, code=error.code) for error in wrong])
        taken = ", ".join(self.endings)
        for sent_file in sent if self.endings else ():
            if sent_file.name.rpartition(".")[2].lower() not in self.endings:
                said = _("“%(name)s” is not of the kind asked for here: %(endings)s.")
                raise ValidationError(said, params={"name": sent_file.name, "endings": taken}, code="ending")
        return [outcome for outcome in found if isinstance(outcome, Received)]


def has_files(fields: Mapping[str, forms.Field]) -> bool:
    """Whether a form takes files."""
    return any(isinstance(field, forms.FileField) for field in fields.values())


class ReasonForm(StepForm):
    """A step that asks only why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)


def make_step_form(model: type[Record] | None, *fields: str, **own: forms.Field) -> type[StepForm]:
    """The form of a step that asks for these fields of the record, and for its own."""
    meta = {"Meta": type("Meta", (), {"model": model, "fields": fields})} if model else {}
    return type("Asked", (StepForm,), {**own, **meta})


def form_of(
    model: type[Record],
    step: Step,
    unit: Any,
    files: Mapping[str, Any] = {},
    *,
    period: bool = False,
    usual: Collection[str] = (),
) -> type[StepForm]:
    """The form of a step that says what it asks: fields of the record as their columns are, and its own.

    Args:
        unit: what the unit of such a record is called.
        files: the kind's ``Files`` by name.
        period: it may have to say for which period it was done (``steps.asked``).
        usual: what is not folded though it may stay empty, where the form is long.
    """
    own = dict(step.own)
    if period:
        own[PERIOD] = forms.DateField(label=_("For which period"), required=False, widget=DayInput())
    if own.get("reason") is True:
        own["reason"] = ReasonForm.base_fields["reason"]
    for name in [asked_name for asked_name in step.asks if asked_name in files]:
        part = files[name]
        told: Any = {
            "label": part.label,
            "most": part.most,
            "endings": split_names(part.endings),
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
    return form


def _label(column: Any) -> Any:
    return capfirst(column.verbose_name)


def column_form_field(column: Any, **kwargs: Any) -> forms.Field | None:
    """How a column is asked for where nothing else is said."""
    if isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField):
        kwargs.setdefault("widget", DayInput())
    if isinstance(column, models.TextField) and not isinstance(column, EncryptedText):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
    return column.formfield(**kwargs)
