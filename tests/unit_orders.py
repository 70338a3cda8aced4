"""What tests of units share: a record that one owes, counts of all that could be half written, workbooks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook

from appeal_factory import filed
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Duty, Parameter
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.actors.models import Charge, Post, Tenure
from luoshi.org.tree.models import Placement, Succession, Unit, UnitName
from office import FOUNDED, NOW, Office

SPRING, AUTUMN = date(2026, 3, 1), date(2026, 9, 1)


def appeal(office: Office, unit: str = "kexie") -> Record:
    """An appeal with which a unit is to deal."""
    Parameter.objects.get_or_create(
        name="appeals.answer_days", unit=None, start=FOUNDED, defaults={"value": "5", "source": "本县规定"}
    )
    to = {"grade": "ordinary", "unit": office.units[unit].pk}
    (one,) = filed(office, 1, title="建议增设科普活动室")
    return take(one, "assign", office.actor("supervisor"), to, at=NOW).record


def whole() -> dict[str, int]:
    """How many rows there are of everything that an order could have half written."""
    rows = (Unit, UnitName, Placement, Post, Tenure, Charge, Succession, Record, Duty)
    return {row.__name__: row.objects.count() for row in rows} | {
        "Entry": Entry.objects.exclude(subject__startswith="account").count(),  # signing in is journaled too
        "believed": Placement.objects.filter(known_to__year=9999).count(),
        "versions": sum(Record.objects.values_list("version", flat=True)),
    }


def steps(unit: Unit | Record) -> list[str]:
    subject = f"unit:{unit.pk}" if isinstance(unit, Unit) else unit.reference
    return list(Entry.objects.filter(subject=subject).order_by("pk").values_list("step", flat=True))


def workbook(*lines: Sequence[Any], title: str = "单位") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for line in lines:
        sheet.append(list(line))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


HEAD = ("单位代码", "单位名称", "简称", "上级单位代码", "行政区划代码", "统一社会信用代码", "起始日期", "备注")


def packed(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in parts.items():
            pack.writestr(name, data)
    return stream.getvalue()
