"""The form of the step that tags plans and commitments: a field for each list, and what becomes of the present tags."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.forms.form_fields import find_form_field
from luoshi.base.forms.form_types import FormData, FormFiles
from luoshi.commitments.tags import rules
from luoshi.commitments.tags.queries import TagScope, scope_of, tag_changes, tags_by_record
from luoshi.commitments.tags.tag_lists import TAG_LISTS
from luoshi.desk.tags.part import Tag, short_name
from luoshi.kernel.code_lists.definitions import List
from luoshi.kernel.code_lists.queries import code_choices, known_list_codes
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.kernel.steps.step_forms import StepFormOptions

MODES = (
    (rules.ADD, gettext_lazy("Add these to the present ones")),
    (rules.SET, gettext_lazy("Exactly these, in place of the present ones; none ticked: none is left")),
    (rules.REMOVE, gettext_lazy("Take these away")),
)


MODE = forms.ChoiceField(
    label=gettext_lazy("What becomes of the present tags"),
    choices=MODES,
    initial=rules.SET,
    required=False,
    widget=forms.HiddenInput,
)


class TagsField(forms.MultipleChoiceField):
    """Several tags of one list, as codes or words; from a sheet in one text. Its value is their words."""

    widget = forms.CheckboxSelectMultiple
    max_length = 1000  # of the text in a sheet

    def __init__(self, code_list: List) -> None:
        self.code_list = code_list
        self.scope: TagScope | None = None
        self.present: tuple[Tag, ...] = ()
        self.words: dict[str, str] = {}  # of the tags on offer, by code
        super().__init__(
            label=code_list.label,
            required=False,
            help_text=gettext_lazy("Tags in force for the year of the plan."),
        )

    def offer(self, scope: TagScope | None, present: tuple[Tag, ...], others: dict[str, str]) -> None:
        """Offer the tags for a record, with those that it has; without a scope ``others``, for several plans."""
        self.scope, self.present = scope, present
        found = {item.code: item.word for item in scope.items(self.code_list)} if scope else others
        self.words = found | {tag.code: tag.word for tag in present if tag.code not in found}
        self.choices = [*self.words.items()]

    @property
    def is_in_use(self) -> bool:
        """Whether the list ever had items; without any, no sheet has a column for it."""
        return bool(known_list_codes(self.code_list))

    @property
    def sheet_hint(self) -> str:
        """What a cell may contain, as a sentence."""
        words = code_choices(self.code_list, localdate()).values()
        return _("Several are separated by 、; - takes all away. Tags: %(words)s") % {"words": "、".join(words)}

    @property
    def allowed_values(self) -> str:
        """The values that API clients may send, as a sentence."""
        return _("Codes or words from the list %(name)s, in force for the year of the plan.") % {
            "name": self.code_list.name
        }

    def prepare_value(self, value: object) -> list[str]:
        """Return the codes for what was sent, so that their boxes are ticked."""
        return [self._code(text) or text for text in self._texts(value)]

    def clean(self, value: object) -> str:
        """Return the words of the tags, as ``rules.split_tags`` reads them; ``rules.NOTHING`` for none.

        Raises:
            ValidationError: the list has no such tag for the year of the plan.
        """
        words = []
        for text in self._texts(value):
            code = self._code(text)
            if code is None:
                raise self._make_refusal(text)
            words.append(self.words[code])
        return rules.join_tags(dict.fromkeys(words))

    def has_changed(self, initial: object, data: object) -> bool:
        """Return whether other tags are chosen."""
        return {*self.prepare_value(initial)} != {*self.prepare_value(data)}

    def _texts(self, value: object) -> list[str]:
        texts: Iterable[object] = value if isinstance(value, list | tuple) else ()
        if isinstance(value, str) and value.strip() != rules.NOTHING:
            texts = rules.split_tags(value, self._is_known)
        return [text for text in (str(text).strip() for text in texts) if text not in ("", rules.NOTHING)]

    def _is_known(self, text: str) -> bool:
        return self._code(text) is not None

    def _code(self, text: str) -> str | None:
        if text in self.words:
            return text
        by_word = rules.codes_by_word(self.words)
        if (folded := rules.fold_tag(text)) in by_word:
            return by_word[folded]
        return self.scope.match(self.code_list, text) if self.scope else None

    def _make_refusal(self, text: str) -> ValidationError:
        words = [*self.words.values()]
        said = {"text": text[:40], "list": self.code_list.label, "year": self.scope.year if self.scope else ""}
        if not words:
            return ValidationError(
                _("The list “%(list)s” has no items for %(year)s: an administrator sets them from a day of that year."),
                code="invalid_choice",
                params=said,
            )
        return ValidationError(
            _("“%(text)s” is not in the list “%(list)s” of %(year)s. Choices: %(words)s."),
            code="invalid_choice",
            params={**said, "words": "、".join(words[:20]) + ("…" if len(words) > 20 else "")},
        )


class TagFormBase(StepForm):
    """Tags of one or more lists. A list that a program or a sheet does not name stays as it is."""

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        record = self.instance
        scope = scope_of(record) if record.pk else None
        present = tags_by_record([record.pk]).get(record.pk, {}) if scope else {}
        for name, field in self.tag_fields.items():
            tags = tuple(present.get(name, ()))
            field.offer(scope, tags, {} if scope else code_choices(field.code_list, localdate(self.at)))
            self.initial[name] = [tag.code for tag in tags]
            if not field.words and not self.is_given(name):
                del self.fields[name]

    @property
    def tag_fields(self) -> dict[str, TagsField]:
        """The fields with tags, by the short names of their lists."""
        return {name: field for name, field in self.fields.items() if isinstance(field, TagsField)}

    def is_given(self, name: str) -> bool:
        """Whether the values name a list at all; a page sends all its lists, of which none may be ticked."""
        if hasattr(self.data, "getlist"):
            return any(self.data.getlist(name))
        return self.data.get(name) is not None if self.data else False

    def for_many(self) -> None:
        """Let people choose what becomes of the present tags, which differ by record; by default they stay."""
        super().for_many()
        mode = find_form_field(self, "mode", forms.ChoiceField)
        mode.widget = forms.RadioSelect(choices=MODES)
        mode.initial = rules.ADD

    def repeats_record(self) -> bool:
        """Whether the record already has these tags."""
        return not tag_changes(self.instance, self.cleaned_data)

    def clean(self) -> dict[str, object]:
        """Keep the lists that were given; refuse to add or to take away nothing."""
        given: dict[str, object] = super().clean() or self.cleaned_data
        mode = given.get("mode") or rules.SET
        from_page = hasattr(self.data, "getlist")
        for name, field in self.tag_fields.items():
            if name not in given:
                continue  # it was refused
            sent = self.is_given(name) or (from_page and mode == rules.SET)
            if not sent or (given[name] == rules.NOTHING and (mode != rules.SET or not field.present)):
                del given[name]
        if mode == rules.SET:
            given.pop("mode", None)
        elif not self.errors and not given.keys() & self.tag_fields.keys():
            raise ValidationError(_("Choose at least one tag."))
        return given


TagForm: type[TagFormBase] = type(  # a field for each list
    "TagForm",
    (TagFormBase,),
    {"__module__": __name__, "__doc__": TagFormBase.__doc__}
    | {short_name(code_list): TagsField(code_list) for code_list in TAG_LISTS}
    | {"mode": MODE},
)
