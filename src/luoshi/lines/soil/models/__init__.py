"""The tables of the line."""

from __future__ import annotations

from luoshi.lines.soil.models.areas import (
    EFFICIENCIES,
    ColumnNotice,
    DemoHousehold,
    FieldExpert,
    FieldHousehold,
    SeasonAct,
    SoilField,
    SoilVillage,
    SoilYear,
    SupplyPoint,
    TrialPlot,
    YearArea,
    YearEffort,
    YearTown,
)
from luoshi.lines.soil.models.samples import (
    LISTS,
    NUTRIENTS,
    CardPosting,
    FertiliserOrder,
    FormulaLevel,
    SoilCard,
    SoilFormula,
    SoilPoint,
    SoilSample,
    TraceResult,
)

__all__ = [
    "EFFICIENCIES",
    "LISTS",
    "NUTRIENTS",
    "CardPosting",
    "ColumnNotice",
    "DemoHousehold",
    "FertiliserOrder",
    "FieldExpert",
    "FieldHousehold",
    "FormulaLevel",
    "SeasonAct",
    "SoilCard",
    "SoilField",
    "SoilFormula",
    "SoilPoint",
    "SoilSample",
    "SoilVillage",
    "SoilYear",
    "SupplyPoint",
    "TraceResult",
    "TrialPlot",
    "YearArea",
    "YearEffort",
    "YearTown",
]
