"""The rows of the lists that offices have, and those of the registers in which these find firms and people."""

from __future__ import annotations

from typing import Any

DAY = "2025-07-01"
SCHOOL = "示例开放大学"


def entries_of(rows: int, unit: str) -> list[dict[str, str]]:
    """The firms in the register of organisations."""
    return [{"title": _name(n), "sort": "enterprise", "unit": unit} for n in range(rows)]


def firms_of(rows: int, unit: str) -> list[dict[str, str]]:
    """The list of firms."""
    return [{"organisation": _name(n), "size": "small", "from_day": DAY, "unit": unit} for n in range(rows)]


def certificates_of(rows: int, unit: str) -> list[dict[str, str]]:
    """A high-tech certificate of each."""
    days = {"recognised_on": DAY, "from_day": DAY, "to_day": "2028-06-30"}
    given = {"title": "高新技术企业", "sort": "hightech", "unit": unit, **days}
    return [{**given, "holder": _name(n), "certificate": f"GR{n:06d}"} for n in range(rows)]


def patents_of(rows: int, unit: str, holders: int) -> list[dict[str, str]]:
    """Granted patents, each with its holder."""
    sorts = ("invention", "utility", "design")
    given = {"route": "home", "filed": "2020-03-02", "granted": "2022-05-06", "unit": unit}
    return [
        {
            **given,
            "title": f"第{n}件示例专利",
            "sort": sorts[n % 3],
            "serial": f"2020{n:08d}",
            "holder": _name(n % holders),
        }
        for n in range(rows)
    ]


def people_of(rows: int, unit: str) -> list[dict[str, str]]:
    """The learners in the register of persons."""
    return [{"title": _person(n), "unit": unit} for n in range(rows)]


def learners_of(rows: int, unit: str) -> list[dict[str, Any]]:
    """Learners, each a person of the register with the provider responsible inside."""
    given = {"group": "farmers", "age": "adult", "unit": unit, "ties": [{"provider": SCHOOL, "from_day": DAY}]}
    return [{**given, "person": _person(n), "area": "urban" if n % 3 else "rural"} for n in range(rows)]


def villages_of(rows: int, unit: str) -> list[dict[str, str]]:
    """The villages of the points."""
    return [{"title": f"示例{n}村", "sort": "village", "unit": unit} for n in range(rows)]


def points_of(rows: int, unit: str, villages: int) -> list[dict[str, str]]:
    """Points that were sampled in one of four years, each with its village and coordinates."""
    given = {"sort": "sample", "crop": "wheat", "soil": "yellow", "area": "150", "from_day": "2020-03-01", "unit": unit}
    return [
        {
            **given,
            "code": f"D{n:05d}",
            "village": f"示例{n % villages}村",
            "sampled": f"202{n % 4 + 2}-04-10",
            "system": "cgcs2000",
            "longitude": f"101.{n:06d}",
            "latitude": f"36.{n:06d}",
        }
        for n in range(rows)
    ]


def _person(n: int) -> str:
    return f"学员{n:05d}"


def _name(n: int) -> str:
    return f"示例企业{n}有限公司"
