"""What docs/controls.md says of minors, consent and public pages is what the kinds of record declare."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from luoshi.base.forms.fields import EncryptedText
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import row_model
from luoshi.kernel.kinds.registry import get_kind, list_kinds
from luoshi.parts.registers.guardians import NamedInPublic

ROOT = Path(__file__).parents[2]
ROWS: dict[str, Any] = tomllib.loads((ROOT / "tools" / "controls.toml").read_text("utf-8"))
CODE = {"en": "en", "zh": "zh-hans"}
OURS = ("luoshi.",)  # kinds of tests alone are none of the documents'


def with_field(name: str) -> list[CompiledKind]:
    return [kind for kind in ours() if any(field.name == name for field in kind.record._meta.fields)]


def with_row_field(name: str) -> list[CompiledKind]:
    """The kinds in whose rows there is such a column."""
    columns = {
        kind: {field.name for part in kind.every(Rows) for field in row_model(part)._meta.fields} for kind in ours()
    }
    return [kind for kind in ours() if name in columns[kind]]


def ours() -> list[CompiledKind]:
    return [kind for kind in list_kinds() if kind.record.__module__.startswith(OURS)]


def named(row: str, declared: list[CompiledKind]) -> None:
    """The row names just these kinds, in both languages by the labels that people see."""
    assert ROWS[row]["kinds"] == sorted(declared_kind.name for declared_kind in declared)
    for language, code in CODE.items():
        with override(code):
            labels = {
                str(
                    next(
                        (part.label or declared_kind.label for part in declared_kind.every(Public)), declared_kind.label
                    )
                )
                for declared_kind in declared
            }
        assert all(label in ROWS[row][f"does_{language}"] for label in labels), (row, language, labels)


@pytest.mark.control("minors", "what is said of minors is what the kinds declare")
def test_the_kinds_that_hold_data_of_minors_are_named_and_protected_as_is_said() -> None:
    holding, agreed = with_field("guardian"), with_row_field("guardian")
    named("minors", [*holding, *agreed, *(kind for kind in ours() if kind.every(NamedInPublic))])
    for kind in agreed:  # the guardian of a pupil is masked, and encrypted
        (part,) = (part for part in kind.every(Rows) if "guardian" in part.masks)
        assert isinstance(row_model(part)._meta.get_field("guardian"), EncryptedText) and [*kind.every(Public)] == []
    for kind in holding:
        fields = {field.name: field for field in kind.record._meta.fields}
        encrypted = {"name", "identity", "guardian", "phone", "parents", "health", "study", "needs"}
        assert {*kind.masked_fields} == encrypted | {"born"}
        assert {name for name, field in fields.items() if isinstance(field, EncryptedText)} == encrypted
        assert [*kind.every(Public)] == []
        filing = next(step for step in kind.cycle.steps if step.name == "file")
        assert {"guardian", "consent"} <= {name for name, field in form_fields(kind, filing).items() if field.required}


@pytest.mark.control("PIPL 14", "what is said of consent is what the kinds declare")
def test_the_kinds_that_ask_for_consent_are_named() -> None:
    named("PIPL 14-17", [*with_field("consent"), *with_row_field("guardian")])
    kept = {field.name for field in get_kind("signups").record._meta.fields}
    assert {"consent", "agreed"} <= kept


@pytest.mark.control("PIPL 25", "what is said of public pages is what the kinds declare")
def test_the_kinds_that_are_read_without_signing_in_are_named() -> None:
    public = [kind for kind in ours() if [*kind.every(Public)]]
    named("PIPL 25", public)
    for kind in public:
        for part in kind.every(Public):
            assert part.listed is (kind.name not in ("appeals", "filings"))
            assert not {*part.shows, *part.answers} & {*kind.masked_fields}
            assert part.opened is not None
