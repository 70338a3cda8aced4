"""Figures: units of measure, exact decimals, rounding, number style, shares, ranks."""
