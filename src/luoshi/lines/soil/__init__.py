"""Soil testing and fertiliser (测土配方施肥): points, samples, formulas, and cards that advise households."""
