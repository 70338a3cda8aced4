"""Conditions on records: asked of lists and of one record, and why a need of a step is not met."""
