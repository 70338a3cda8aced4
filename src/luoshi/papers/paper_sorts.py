"""All sorts of papers with templates: letters of the ledger, and papers that kinds declare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from luoshi.base.labels import Label
from luoshi.commitments.letters.models import FORMS, OUT
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.papers.fields import CHECKED, FIELDS, LETTER, PaperField, PaperFields
from luoshi.papers.paper_declaration import Declared, paper_template_key

OF_LETTERS = frozenset(("unit", "addressee", "basis", "count", "requirement", "limit", "copies"))
COMMON = (
    *(field for field in FIELDS if field.english not in OF_LETTERS),
    PaperField("单位", "unit", _("The unit whose matter it is"), "云岭县青石镇"),
    *CHECKED,
)
LINES = (
    PaperField("名称", "name", _("Item"), "名称"),
    PaperField("内容", "value", _("Actual content"), "幻风筝学会"),
)
NOT_WORD = re.compile(r"\W+")


@dataclass(frozen=True)
class Sort:
    """A sort of paper: key of its templates, label, fields, and shipped template."""

    key: str
    label: Label
    fields: PaperFields
    like: str
    kind: CompiledKind | None = None  # None: a letter
    part: Declared | None = None


def of_letter(form: str) -> Sort:
    """Return the sort of a letter of the ledger."""
    return Sort(form, dict(FORMS)[form], LETTER, form)


def of_kind(kind: CompiledKind, part: Declared) -> Sort:
    """Return the sort of a paper that a kind declares."""
    own = list(_own(kind, part))
    taken = {name for field in COMMON for name in (field.name, field.english)}
    example = {"form": str(part.label), "number": f"{part.prefix}〔2026〕3号"}
    common = [replace(field, example=example.get(field.english, field.example)) for field in COMMON]
    plain = (*common, *(field for field in own if not {field.name, field.english} & taken))
    known = PaperFields(plain, "内容清单", "contents", LINES, pictures=("square",))
    return Sort(paper_template_key(kind, part), part.label, known, part.like, kind, part)


def _own(kind: CompiledKind, part: Declared) -> Iterator[PaperField]:
    for name in part.shows:
        with override("zh-hans"):
            chinese = NOT_WORD.sub("", fields.field_label(kind, name)) or name
        yield PaperField(chinese, name, fields.field_label(kind, name), chinese)


def paper_sorts_by_key() -> dict[str, Sort]:
    """Return all sorts by key, letters first."""
    found = [of_letter(code) for code in OUT]
    found += [of_kind(kind, part) for kind in list_kinds() for part in kind.every(Declared)]
    return {paper_sort.key: paper_sort for paper_sort in found}
