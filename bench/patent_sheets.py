"""The rows of a list of patents, whose holders are found in the register by name."""

from __future__ import annotations

HOLDERS = 200
SORTS = ("invention", "utility", "design")


def patents_of(rows: int, unit: str) -> list[dict[str, str]]:
    """Patents granted at home."""
    given = {"route": "home", "filed": "2020-03-02", "granted": "2022-05-06", "unit": unit}
    return [
        {
            **given,
            "title": f"第{n}件示例专利",
            "sort": SORTS[n % len(SORTS)],
            "serial": f"2020{n:08d}",
            "holder": f"示例企业{n % HOLDERS}有限公司",
        }
        for n in range(rows)
    ]
