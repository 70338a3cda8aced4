"""The values that a condition requires, with labels, to say what is unset if it is unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.forms import BaseForm
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from luoshi.kernel.conditions.queries.pairs import Undated
from luoshi.kernel.conditions.queries.paths import (
    concrete_field,
    find_some_source,
    follow_links,
    holder_condition,
)
from luoshi.kernel.kinds.forms.row_forms import row_columns
from luoshi.kernel.kinds.language.conditions import (
    Both,
    During,
    Either,
    Given,
    Holds,
    Is,
    Least,
    Meets,
    Not,
    Owes,
    Path,
    Some,
    Valid,
    ValueTest,
    When,
    compared_fields,
)
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kinds_of_model
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter


@dataclass(frozen=True)
class Lack:
    """A value that may be unset: its label, and how to test it.

    Attributes:
        unset: a condition that is certainly true if the value is unset, or the parameter that an office may not have
            set.
    """

    called: Callable[[], str]
    unset: When | DeclaredParameter


def condition_labels(condition: When, model: type[Record], form: object = None) -> list[str]:
    """Return the labels of everything that a condition reads, without repetition."""
    return list(dict.fromkeys(lack.called() for lack in required_values(condition, model, form)))


def label_of(model: type[Record], path: Path) -> str:
    """Return a field's label, preceded by those of the links that lead to it."""
    found = concrete_field(follow_links(model, path[:-1]), path[-1]).verbose_name
    said = partial(str, capfirst(found))
    return _whose(partial(label_of, model, path[:-1]), said) if path[:-1] else said()


def required_values(condition: When, model: type[Record], form: Any = None) -> Iterator[Lack]:
    """Yield everything that must be known for a condition to be known.

    Args:
        form: the form of the step whose values ``Given`` reads.
    """
    if isinstance(condition, Both | Either):
        yield from required_values(condition.one, model, form)
        yield from required_values(condition.other, model, form)
    elif isinstance(condition, Not):
        yield from required_values(condition.one, model, form)
    elif isinstance(condition, Is):
        for test in condition.asked:
            yield from _of_path(model, test.path if test.values else test.path[:-1])
        yield from _of_compared(model, condition)
    elif isinstance(condition, Given):
        for test in condition.asked:
            yield Lack(partial(_asked_label, model, test.path, form), Given.of(ValueTest(test.path, ())))
    elif isinstance(condition, Valid):
        yield from _of_path(model, condition.first)
    elif isinstance(condition, During):
        yield from _of_path(model, condition.path)
    elif isinstance(condition, Least | Meets):
        yield from _of_path(model, condition.path)
        if isinstance(condition.value, DeclaredParameter):
            yield Lack(partial(str, condition.value.label), condition.value)
        yield from _of_compared(model, condition)
    elif isinstance(condition, Owes):
        undated = Undated(".".join((*condition.path, condition.name)))
        yield Lack(partial(_duty, follow_links(model, condition.path), condition.name), undated)
    elif isinstance(condition, Holds):
        yield from required_values(holder_condition(condition, model), model, form)
    elif isinstance(condition, Some) and condition.where is not None:
        yield from _of_others(condition, condition.where, model)


def _of_compared(model: type[Record], condition: When) -> Iterator[Lack]:
    for field in compared_fields(condition):
        yield from _of_path(model, field.path)
        if isinstance(field.plus, DeclaredParameter):
            yield Lack(partial(str, field.plus.label), field.plus)


def _of_others(condition: Some, where: When, model: type[Record]) -> Iterator[Lack]:
    source = find_some_source(condition, follow_links(model, condition.path))
    via = condition.via if source.through else source.via if source.kind else ""
    for lack in required_values(where, source.model):
        unset = lack.unset
        if isinstance(unset, When):
            unset = Some(".".join((*condition.path, condition.name)), via, unset)
        yield Lack(partial(_whose, partial(str, source.one), lack.called), unset)


def _whose(whose: Callable[[], str], what: Callable[[], str]) -> str:
    return _("%(whose)s: %(what)s") % {"whose": whose(), "what": what()}


def _of_path(model: type[Record], path: Path) -> Iterator[Lack]:
    for end in range(1, len(path) + 1):
        yield Lack(partial(label_of, model, path[:end]), Is.of(ValueTest(path[:end], ())))


def _asked_label(model: type[Record], path: Path, form: BaseForm) -> str:
    name = path[-1]
    asked = (row_columns(form) if path[:-1] else getattr(form, "base_fields", {})).get(name)
    if asked is not None and asked.label:
        return str(asked.label)
    return label_of(model, (name,)) if any(field.name == name for field in model._meta.concrete_fields) else name


def _duty(model: type[Record], name: str) -> str:
    return next(
        (str(kind.duties_by_name[name].label) for kind in kinds_of_model(model) if name in kind.duties_by_name), name
    )
