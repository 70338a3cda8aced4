"""The model field that holds the answers to a call's designed fields, its form field, and the boxes on a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.text import capfirst

from luoshi.base.forms.form_types import StrOrPromise
from luoshi.base.texts.invisible_characters import clean_invisible_characters
from luoshi.base.texts.unseen_sentences import unseen_sentence
from luoshi.evidence.received.files import Received, marked_file_error, nested_strings
from luoshi.evidence.received.rules import markings
from luoshi.kernel.base.words import words_now
from luoshi.kernel.files.queries import attachments_of
from luoshi.kernel.kinds.forms.step_forms import DayInput, StepForm
from luoshi.parts.calls.answers.rules import (
    MOST_LINES,
    NO,
    YES,
    Answer,
    Answers,
    DesignedField,
    format_answer,
    parse_lines,
    read_answers,
)

_ = words_now(__name__)

SPARE, MORE = 1, 5  # empty lines below those of a table, and how many come when more are asked for
MOST_FILES = 200  # attached files that are offered
ReadsDesign = Callable[..., Sequence[DesignedField]]  # by record


class DesignedAnswers(models.JSONField):
    """Answers by label, as ``rules.Answers``: what is asked is data of another record, not of the program.

    Migrations treat it as a plain JSON column.

    Args:
        design: returns the designed fields that a record answers.
    """

    def __init__(
        self,
        design: ReadsDesign | None = None,
        verbose_name: StrOrPromise | None = None,
        *,
        default: Callable[[], object] = dict,
        blank: bool = True,
    ) -> None:
        self.design = design
        super().__init__(verbose_name, default=default, blank=blank)

    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def clone(self) -> DesignedAnswers:
        _name, _path, args, kwargs = super().deconstruct()
        return type(self)(self.design, *args, **kwargs)

    def formfield(self, **_more: object) -> AnswersField:
        assert self.design is not None
        return AnswersField(self.design, label=capfirst(self.verbose_name))


@dataclass(frozen=True)
class AnswerBox:
    """A designed field as the template shows it; ``lines``: the boxes of a table, by line and column."""

    field: DesignedField
    id: str
    html: str
    errors: Sequence[str]
    described: str
    lines: Sequence[Sequence[str]] = ()
    heads: Sequence[str] = ()
    full: bool = False  # no further line fits

    @property
    def how(self) -> str:
        """How a table or a file is filled in; "" for other fields."""
        if self.field.sort == "table":
            return _("Empty lines do not count.")
        if self.field.sort == "file":
            words = _("Attach a file with “%(label)s” in its name, and it is chosen by itself; or choose one here.")
            return words % {"label": self.field.label}
        return ""

    @property
    def mark(self) -> str:
        """What stands behind the label of a field that must be answered."""
        return format_html(' <span class="must">{}</span>', _("needed to send")) if self.field.must else ""


class AnswersInput(forms.Widget):
    """The boxes of all designed fields. A page sends each by the key of its field, a program all by label."""

    template_name = "calls/_designed_fields.html"
    use_fieldset = True
    field: AnswersField

    @property
    def is_hidden(self) -> bool:
        """Whether nothing is asked: the form shows nothing then."""
        return not self.field.fields

    def id_for_label(self, id_: str | None) -> str:
        return ""

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        context = super().get_context(name, value, attrs)
        context["widget"]["boxes"] = self.field.boxes(name, value)
        return context

    def value_omitted_from_data(self, data: Mapping[str, object], files: object, name: str) -> bool:
        return name not in data and f"{name}-asked" not in data

    def value_from_datadict(self, data: Mapping[str, object], files: object, name: str) -> object:
        if not isinstance(data, QueryDict) or name in data:
            return data.get(name)
        if f"{name}-asked" not in data:
            return None
        found: dict[str, object] = {}
        self.field.grows = str(data.get(f"{name}-more", ""))
        for asked in self.field.fields:
            key = f"{name}-{asked.key}"
            if asked.sort == "table":
                found[asked.label] = _sent_lines(data, key, [label for label, _sort in asked.columns])
            else:
                found[asked.label] = data.getlist(key) if asked.sort == "choices" else data.get(key)
        return found


def _sent_lines(data: QueryDict, key: str, columns: Sequence[str]) -> list[dict[str, str | None]]:
    lines: dict[int, dict[str, str | None]] = {}
    for sent in data:
        if (found := re.fullmatch(rf"{key}-(\d{{1,3}})-(\d{{1,2}})", sent)) and int(found[2]) < len(columns):
            lines.setdefault(int(found[1]), {})[columns[int(found[2])]] = data.get(sent)
    return [lines[at] for at in sorted(lines)]


class AnswersField(forms.Field):
    """What a call asks besides the fields that all applications have. Nothing is required before it is sent."""

    widget = AnswersInput
    json_type = dict[str, object]

    def __init__(self, design: ReadsDesign, label: StrOrPromise) -> None:
        self.design = design
        self.fields: Sequence[DesignedField] = ()
        self.wrong: dict[str, list[str]] = {}
        self.grows = ""  # the key of the table for which more lines are asked for
        super().__init__(label=label, required=False)

    def __deepcopy__(self, memo: dict[int, object]) -> AnswersField:
        copied: AnswersField = super().__deepcopy__(memo)
        copied.widget.field = copied
        copied.wrong = {}
        return copied

    @property
    def allowed_values(self) -> str:
        """What API clients may send, as a sentence."""
        return _("By the label of each field of the call; those left out are emptied.")

    def example(self, record: object, around: object) -> dict[str, str]:
        """Return what a program may send for any call: no answers yet."""
        return {}

    def of_step(self, form: StepForm, name: str) -> None:
        """Read what the record of the step is asked. One query, and one for its files where a file is asked for."""
        self.form = form
        self.fields = self.design(form.instance)
        asks_files = any(asked.sort == "file" for asked in self.fields)
        self.attached: dict[str, str] = {}
        if asks_files and form.instance.pk:
            found = attachments_of(form.instance)[:MOST_FILES]
            self.attached = {attachment.evidence.sha256: attachment.name for attachment in found}

    def has_changed(self, initial: object, data: object) -> bool:
        return True

    def clean(self, value: object) -> Answers:
        """Return the answers, which may be unfinished: what must be there is asked for when it is sent.

        Raises:
            ValidationError: what cannot be read, by field; a secrecy marking or an invisible character.
        """
        sent = parse_lines(value) if isinstance(value, str) else value
        if sent is None:
            return dict(getattr(self.form.instance, "answers", {}))
        if not isinstance(sent, Mapping):
            raise ValidationError(_("Send the answers by the labels of the fields."), code="invalid")
        cleaned = {str(label): self._chosen_file(str(label), _clean(answer)) for label, answer in sent.items()}
        self._refuse_words(cleaned)
        found = read_answers(self.fields, cleaned)
        self.wrong = {label: [_sentence(code, values) for code, values in said] for label, said in found.wrong.items()}
        if self.wrong:
            raise ValidationError([f"{label}: {' '.join(said)}" for label, said in self.wrong.items()], code="invalid")
        return self._with_new_files(found.values)

    def _refuse_words(self, cleaned: Mapping[str, object]) -> None:
        words = list(nested_strings(cleaned))
        if any(markings.in_typed(text) for text in words):
            raise ValidationError(marked_file_error("answers").fields["answers"][0], code="marked")
        unseen = {label: said for label, answer in cleaned.items() for said in _unseen(answer) if said}
        if unseen:
            raise ValidationError([f"{label}: {said}" for label, said in unseen.items()], code="unseen")

    def _chosen_file(self, label: str, answer: object) -> object:
        """Return the file that was chosen by its hash or its name, among those attached to the record."""
        asked = next((asked for asked in self.fields if asked.label == label), None)
        if asked is None or asked.sort != "file" or not isinstance(answer, str) or not answer:
            return answer
        for sha256, name in self.attached.items():
            if answer in (sha256, name):
                return {"sha256": sha256, "name": name}
        return "?"  # read as no file

    def _with_new_files(self, answers: Answers) -> Answers:
        """Take a file that comes with this form as the answer to the field after which it is named."""
        new = [received for given in self.form.cleaned_data.values() for received in _received(given)]
        for asked in self.fields:
            named = [received for received in new if asked.sort == "file" and asked.label in received.name]
            if len(named) == 1 and asked.label not in answers:
                answers[asked.label] = {"sha256": named[0].sha256, "name": named[0].name}
        return answers

    # Boxes

    def boxes(self, name: str, value: object) -> list[AnswerBox]:
        """Return the boxes with what was typed, or else with what is stored."""
        if self.form.is_bound:
            _looked_at = self.form.errors  # cleans the form before it is shown
        given = value if isinstance(value, Mapping) else {}
        return [self._box(f"{name}-{asked.key}", asked, given.get(asked.label)) for asked in self.fields]

    def _box(self, key: str, asked: DesignedField, answer: object) -> AnswerBox:
        errors = self.wrong.get(asked.label, [])
        described = f"id_{key}_hint" if asked.hint else ""
        attrs = {"id": f"id_{key}"} | ({"aria-invalid": "true"} if errors else {})
        attrs |= {"aria-describedby": described} if described else {}
        if asked.sort == "table":
            shown = self._lines(asked, answer)
            boxes = [
                [
                    _widget(sort).render(f"{key}-{at}-{place}", line.get(label, ""), {
                        "aria-label": _("%(field)s, line %(n)d, %(column)s")
                        % {"field": asked.label, "n": at + 1, "column": label}
                    })
                    for place, (label, sort) in enumerate(asked.columns)
                ]
                for at, line in enumerate(shown)
            ]  # fmt: skip
            heads, full = [label for label, _sort in asked.columns], len(shown) >= MOST_LINES
            return AnswerBox(asked, f"id_{key}", "", errors, described, boxes, heads, full)
        if asked.sort == "file":
            sha256 = answer.get("sha256", "") if isinstance(answer, Mapping) else answer
            widget: forms.Widget = forms.Select(choices=[("", _("none yet")), *self.attached.items()])
            return AnswerBox(asked, f"id_{key}", widget.render(key, sha256, attrs), errors, described)
        return AnswerBox(asked, f"id_{key}", _widget(asked.sort, asked).render(key, answer, attrs), errors, described)

    def _lines(self, asked: DesignedField, answer: object) -> list[Mapping[str, object]]:
        """Return the lines of a table that are filled in, and below them one that is empty, or more if asked for."""
        sent = [line for line in answer if isinstance(line, Mapping)] if isinstance(answer, list) else []
        filled = [line for line in sent if any(line.values())]
        spare = len(sent) - len(filled) + MORE if self.grows == str(asked.key) else SPARE
        return [*filled, *[{}] * max(0, min(spare, MOST_LINES - len(filled)))]


def _widget(sort: str, asked: DesignedField | None = None) -> forms.Widget:
    """Return the box for a sort of field."""
    options = [(word, word) for word in asked.options] if asked else []
    if sort == "long":
        return forms.Textarea(attrs={"rows": 6})
    if sort == "day":
        return DayInput()
    if sort == "yes":
        return forms.Select(choices=[("", _("choose")), (YES, _("Yes")), (NO, _("No"))])
    if sort == "choice":
        return forms.Select(choices=[("", _("choose")), *options])
    if sort == "choices":
        return forms.CheckboxSelectMultiple(choices=options)
    return forms.TextInput(attrs={"inputmode": "decimal"} if sort in ("number", "money") else {})


def _clean(answer: object) -> object:
    """Return an answer with all its words cleaned of what Word and web pages leave behind."""
    if isinstance(answer, str):
        return clean_invisible_characters(answer.replace("\r\n", "\n"))
    if isinstance(answer, Mapping):
        return {str(name): _clean(part) for name, part in answer.items()}
    return [_clean(part) for part in answer] if isinstance(answer, list | tuple) else answer


def _unseen(answer: object) -> Iterable[str]:
    return (unseen_sentence(text, line="\n" not in text) for text in nested_strings(answer))


def _received(given: object) -> list[Received]:
    return [part for part in given if isinstance(part, Received)] if isinstance(given, list) else []


def _sentence(code: str, values: Mapping[str, object]) -> str:
    """Return what is wrong with an answer, in a sentence."""
    sentences = {
        "unknown": _("The call asks for no such field."),
        "long": _("At most %(most)s characters; these are %(n)s."),
        "number": _("This is no number."),
        "places": _("At most %(most)s decimal places."),
        "negative": _("Money is not negative."),
        "large": _("At most %(most)s."),
        "day": _("This is no day: write it as 2026-03-05."),
        "yes": _("Choose yes or no."),
        "option": _("“%(word)s” is not offered. Choices: %(words)s."),
        "several": _("This must be text."),
        "table": _("This must be a list of lines."),
        "lines": _("At most %(most)s lines."),
        "column": _("Line %(line)s: there is no column “%(name)s”."),
        "file": _("Attach the file first, then choose it."),
    }
    if code == "cell":
        inner = _sentence(str(values["code"]), values)
        return _("Line %(line)s, %(column)s: %(inner)s") % {**values, "inner": inner}
    return sentences[code] % values


def shown_answer(asked: DesignedField, answer: Answer | None) -> str:
    """Return an answer as text in the language of the reader; "" for none."""
    return "" if answer is None else format_answer(asked, answer, _("Yes"), _("No"))
