"""Sentences read for their figures alone: statements cut at 。；and line ends, all of one role."""

from __future__ import annotations

import re

from luoshi.reading.amounts import scan_amounts
from luoshi.reading.model import Quantity, StatementRole, TextStatement
from luoshi.reading.quantities import RunningContext, qualify_amounts
from luoshi.reading.structure import DocumentFields
from luoshi.reading.topics import Topic

PLAN = DocumentFields("plan", "云泽县科协2024年工作要点", "云泽县科协", None, 2024)
REPORT = DocumentFields("report", "云泽县2023年工作总结", "云泽县人民政府", None, 2023)
RULE = DocumentFields("opinion", "云泽县科技奖励办法", "云泽县人民政府", None, 2023)
OF_ROLE: dict[str, DocumentFields] = {"task": PLAN, "fact": REPORT, "norm": RULE, "context": REPORT}


def figures(role: StatementRole, text: str, fields: DocumentFields | None = None, heading: str = "") -> list[Quantity]:
    """The quantities of a text all of whose statements have this role."""
    about = fields or OF_ROLE[role]
    course, topic = RunningContext.of(about, text), Topic()
    out: list[Quantity] = []
    for found in re.finditer(r"[^。；\n]+[。；\n]?", text):
        statement = TextStatement(found.start(), found.end(), role, "test")
        course.enter(text, statement, heading, heading)
        amounts = scan_amounts(text, found.start(), found.end())
        if amounts:
            topic.heading = topic.dated = heading
            out += qualify_amounts(text, statement, amounts, about, 0, topic, course)
    return out


def told(role: StatementRole, text: str, field: str, fields: DocumentFields | None = None) -> list[object]:
    """One field of each figure of a text, in order."""
    return [getattr(quantity, field) for quantity in figures(role, text, fields)]
