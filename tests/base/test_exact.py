"""Exact numbers: what forms take of them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from luoshi.base.forms.fields import Fixed


@pytest.mark.parametrize("of", [Fixed("hours", least=0), Fixed("hours", least=0).clone()])
def test_a_number_that_has_a_least_is_taken_from_there_on_and_no_migration_follows(of: Fixed) -> None:
    assert of.formfield().clean("0") == 0 and of.formfield().clean("7.5") == Decimal("7.5")
    with pytest.raises(ValidationError):
        of.formfield().clean("-0.5")
    assert "least" not in of.deconstruct()[3]
    assert Fixed("balance").formfield().clean("-0.5") == Decimal("-0.5")


def test_no_table_keeps_a_number_that_sqlite_would_add_as_a_float() -> None:
    ours = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("luoshi.")]
    inexact = (models.DecimalField, models.FloatField)
    assert [str(field) for model in ours for field in model._meta.fields if isinstance(field, inexact)] == []
    assert len(ours) > 50


def test_money_has_at_most_two_places() -> None:
    for of in (Fixed("cost", places=2), Fixed("cost", places=2).clone()):
        assert of.formfield().clean("449.99") == Decimal("449.99")
        with pytest.raises(ValidationError, match="2"):
            of.formfield().clean("449.999")
