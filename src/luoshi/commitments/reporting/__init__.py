"""Reporting progress, with values and evidence, and taking reports back."""
