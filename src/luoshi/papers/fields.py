"""The fields of templates: each with a Chinese and an English name, an explanation and an example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from luoshi.base.labels import Label

if TYPE_CHECKING:
    from luoshi.writing.template_faults import TemplateFields


@dataclass(frozen=True)
class PaperField:
    """A template field: ``name`` and ``english`` are synonyms; examples use an invented place."""

    name: str
    english: str
    means: Label
    example: str


FIELDS = (
    PaperField("文种", "form", _("Name of the paper"), "督办单"),
    PaperField("编号", "number", _("Its number, with the year in brackets"), "督〔2026〕3号"),
    PaperField("年份", "year", _("The year of its number, for an office's own code before it"), "2026"),
    PaperField("流水号", "serial", _("The number within the year"), "3"),
    PaperField("日期", "date", _("The day on which it is sent"), "2026年3月2日"),
    PaperField("发文单位", "office", _("The office that sends it"), "云岭县人民政府办公室"),
    PaperField("主送单位", "unit", _("The recipient"), "云岭县农业农村局"),
    PaperField("主送人", "addressee", _("The head of that unit, if known"), "周明远"),
    PaperField("依据", "basis", _("The plans that the items come from"), "《2026年重点工作任务》"),
    PaperField("事项数", "count", _("The number of items listed"), "2"),
    PaperField(
        "办理要求", "requirement", _("The requirements, which are the text of the letter"), "请按时限办结，并书面报告。"
    ),
    PaperField("办理时限", "limit", _("The deadline for the answer"), "2026年3月9日"),
    PaperField("联系人", "contact", _("The person who sends it"), "李文静"),
    PaperField("联系电话", "telephone", _("The office's helpline, where one is set"), "0000-000000"),
    PaperField("抄送", "copies", _("The leaders in charge who get a copy"), "林海峰"),
    PaperField(
        "日志校验值", "journal", _("The journal's head of the day before, for the footer"), "128 9f2c4e1a 77d0b563"
    ),
)
CHECKED = (
    PaperField("校验码", "code", _("The code with which anybody can check the paper; empty if checking is not public"),
          "7K2M-9QXD-04TR-VB6N"),
    PaperField("校验地址", "address", _("The page for checking it; empty if checking is not public"),
          "https://example.invalid/open/paper/"),
    PaperField("二维码", "square",
               _("The QR code for checking it by telephone: a picture in a paragraph of its own"),
          ""),
)  # fmt: skip
ROW = (
    PaperField("序号", "no", _("Its place in the list, from 1"), "1"),
    PaperField("事项编号", "number", _("Its number in the ledger"), "事2026-0012"),
    PaperField("事项", "words", _("The task in the words of the plan"), "建成乡镇农机服务站12个"),
    PaperField("牵头单位", "lead", _("The unit that leads it"), "云岭县农业农村局"),
    PaperField("配合单位", "support", _("Supporting units"), "县财政局、各乡镇"),
    PaperField("完成时限", "due", _("The due date that applies now"), "2026年2月20日"),
    PaperField("原定时限", "first_due", _("Its first due date, if another one applies now"), "2026年1月31日"),
    PaperField("逾期天数", "days_late", _("Working days late; empty if it is not late"), "6"),
    PaperField("进展", "progress", _("The progress last reported"), "已建成9个，其余3个正在安装设备。"),
    PaperField("成效", "effect", _("The effect last reported"), "服务农户1200户，机收率提高到86%。"),
)


@dataclass(frozen=True)
class PaperFields:
    """The fields of a sort of paper: plain fields, one list with the fields of its rows, and pictures.

    Attributes:
        items: the list's Chinese name; ``items_english`` is a synonym.
        row: the fields of each of its rows.
        pictures: English names of the plain fields that are pictures: each must be alone in a paragraph of the body.
    """

    plain: tuple[PaperField, ...]
    items: str
    items_english: str
    row: tuple[PaperField, ...]
    pictures: tuple[str, ...] = ()

    @property
    def template_names(self) -> TemplateFields:
        """The names that a template may use."""
        from luoshi.writing.template_faults import TemplateFields

        plain = frozenset(name for field in self.plain for name in (field.name, field.english))
        row = frozenset(name for field in self.row for name in (field.name, field.english))
        return TemplateFields(plain, {self.items: row, self.items_english: row})

    @property
    def picture_names(self) -> tuple[str, ...]:
        """Both names of each picture field."""
        return tuple(n for field in self.plain if field.english in self.pictures for n in (field.name, field.english))

    def by_both_names(self, plain: Mapping[str, object], rows: Sequence[Mapping[str, str]]) -> dict[str, object]:
        """Return values given by English names under both names of each field; a missing field is empty."""
        found: dict[str, object] = {}
        for field in self.plain:
            found[field.name] = found[field.english] = plain.get(field.english, "")
        said = [
            {name: row.get(field.english, "") for field in self.row for name in (field.name, field.english)}
            for row in rows
        ]
        return found | {self.items: said, self.items_english: said}

    def examples(self, count: int) -> dict[str, object]:
        """Return the example of every field, with ``count`` rows."""
        row = {field.english: field.example for field in self.row}
        rows = [{**row, "no": str(at)} for at in range(1, count + 1)]
        return self.by_both_names({field.english: field.example for field in self.plain}, rows)


LETTER = PaperFields(FIELDS, "事项清单", "items", ROW)
