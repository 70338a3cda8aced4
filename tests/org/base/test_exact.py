"""Exact numbers: what forms take of them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from luoshi.org.base.fields import Fixed


@pytest.mark.parametrize("of", [Fixed("hours", least=0), Fixed("hours", least=0).clone()])
def test_a_number_that_has_a_least_is_taken_from_there_on_and_no_migration_follows(of: Fixed) -> None:
    assert of.formfield().clean("0") == 0 and of.formfield().clean("7.5") == Decimal("7.5")
    with pytest.raises(ValidationError):
        of.formfield().clean("-0.5")
    assert "least" not in of.deconstruct()[3]
    assert Fixed("balance").formfield().clean("-0.5") == Decimal("-0.5")
