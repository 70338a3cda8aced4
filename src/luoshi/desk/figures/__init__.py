"""Figures of records, and coverages of what entries lack (``kinds.figures``), with their pages."""
