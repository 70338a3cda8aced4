"""Answers as JSON in the form of gold/MATCH.md."""

from __future__ import annotations

from typing import Any


def matched_json(matched: Any) -> dict[str, Any]:
    """A plan and its reports."""

    def fig(f: Any) -> dict[str, Any]:
        return {
            "source": f.place.source,
            "start": f.place.start,
            "end": f.place.end,
            "quote": f.place.quote,
            "value": float(f.value),
            "unit": f.unit,
        }

    def pl(p: Any) -> dict[str, Any]:
        return {"start": p.start, "end": p.end, "quote": p.quote}

    return {
        "plan": matched.plan,
        "reports": list(matched.reports),
        "targets": [
            {
                "plan": pl(t.target.place),
                "indicator": t.indicator,
                "value": float(t.target.value),
                "unit": t.target.unit,
                "bound": t.target.bound,
                "period": t.period,
                "status": t.status,
                "certain": t.certain,
                "actuals": [fig(f) for f in t.actuals],
                "why": [r.code for r in t.reasons],
            }
            for t in matched.targets
        ],
        "tasks": [
            {
                "plan": pl(k.task),
                "status": k.status,
                "certain": k.certain,
                "evidence": [{"source": e.source, **pl(e)} for e in k.evidence],
            }
            for k in matched.tasks
        ],
        "unmatched": [fig(f) for f in matched.unmatched],
    }


def compared_json(compared: Any) -> dict[str, Any]:
    """An upper plan and a unit's own."""

    def pl(p: Any) -> dict[str, Any]:
        return {"start": p.start, "end": p.end, "quote": p.quote}

    return {
        "upper": compared.upper,
        "own": compared.own,
        "commitments": [
            {"upper": pl(c.upper), "status": c.status, "certain": c.certain, "own": [pl(o) for o in c.own]}
            for c in compared.commitments
        ],
    }
